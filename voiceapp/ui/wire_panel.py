"""The events of the wire: a table, a filter, and the text of the chosen one."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from voiceapp.dialogue.snapshot import WireNote
from voiceapp.ui import theme, wording
from voiceapp.ui.device_picker import Choice
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import draw_icon
from voiceapp.ui.wire_model import NOTE_ROLE, Column, Direction, WireFilter, WireModel
from voiceapp.ui.worded import worded

CELL_PADDING_PX = 30
"""What the style puts around the text of a cell, with some air."""


def readable(text: str) -> str:
    """Return JSON with line breaks; a text that was cut off as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


class WirePanel(QWidget):
    """Shows and filters wire events."""

    def __init__(self, wall_offset_ns: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = WireModel(wall_offset_ns, self)
        self.filter = WireFilter(self)
        self.filter.setSourceModel(self.model)
        self._dropped = 0
        self.words = QLineEdit(self)
        self.words.textChanged.connect(self.filter.want_words)
        self.direction = Choice(parent=self)
        for direction in Direction:
            self.direction.addItem("", direction)
        self.direction.setMinimumWidth(96)
        self.direction.activated.connect(lambda n: self.filter.want_direction(self.direction.itemData(n)))
        self.pause = IconButton("pause", "", self)
        self.pause.setCheckable(True)
        self.pause.toggled.connect(self._on_pause)
        self.clear = IconButton("trash", "", self)
        self.clear.clicked.connect(self.model.clear)
        self.copy = IconButton("copy", "", self)
        self.copy.clicked.connect(self.copy_chosen)
        self.copy.setEnabled(False)
        self.table = self._table()
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme.fixed_font())
        self.count = QLabel(self)
        self.count.setFont(theme.small_font())
        self.count.setProperty("role", "quiet")
        row = QHBoxLayout()
        row.setSpacing(theme.XS)
        row.addWidget(self.words, 1)
        row.addWidget(self.direction)
        for button in (self.pause, self.clear, self.copy):
            row.addWidget(button)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setObjectName("wire_parts")
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.S)
        parts.addWidget(self.table)
        parts.addWidget(self.text)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.S)
        column.setSpacing(theme.S)
        column.addLayout(row)
        column.addWidget(parts, 1)
        column.addWidget(self.count)
        for signal in (self.filter.rowsInserted, self.filter.rowsRemoved, self.filter.layoutChanged):
            signal.connect(self._tell)
        worded(self, self._say)

    def note_wires(self, notes: Sequence[WireNote], *, dropped: int = 0) -> None:
        """Add events; `dropped` is how many never got here."""
        self._dropped = dropped
        bar = self.table.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 4
        self.model.append(notes)
        if at_end and not self.model.paused:
            self.table.scrollToBottom()
        self._tell()

    def copy_chosen(self) -> None:
        """Copy the text of the chosen event."""
        note = self._chosen()
        if note is not None:
            QGuiApplication.clipboard().setText(readable(note.text))

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.filter)
        table.setItemDelegate(_WireDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setFont(theme.small_font())
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        metrics = table.fontMetrics()
        table.verticalHeader().setDefaultSectionSize(metrics.height() + theme.S)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme.small_font())
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(24)
        table.setColumnWidth(Column.TIME, metrics.horizontalAdvance("00:00:00.000 ") + 2 * CELL_PADDING_PX)
        table.setColumnWidth(Column.DIRECTION, 32)
        table.setColumnWidth(Column.SIZE, metrics.horizontalAdvance("000.0 kB") + CELL_PADDING_PX)
        table.selectionModel().currentRowChanged.connect(self._on_chosen)
        return table

    def _chosen(self) -> WireNote | None:
        note = self.table.currentIndex().data(NOTE_ROLE) if self.table.currentIndex().isValid() else None
        return note if isinstance(note, WireNote) else None

    def _on_chosen(self) -> None:
        note = self._chosen()
        self.copy.setEnabled(note is not None)
        self.text.setPlainText(readable(note.text) if note is not None else "")

    def _on_pause(self, paused: bool) -> None:
        self.pause.set_icon("play" if paused else "pause")
        self.model.pause(paused)
        self._say_pause()
        self._tell()

    def _say(self) -> None:
        self.words.setPlaceholderText(wording.tr("Filter events"))
        self.words.setAccessibleName(wording.tr("Filter events by name or text"))
        self.direction.call(wording.tr("Direction"))
        self.direction.setToolTip(wording.tr("Which events to show"))
        for direction, name in (
            (Direction.BOTH, wording.tr("Both")),
            (Direction.SENT, wording.tr("Sent")),
            (Direction.RECEIVED, wording.tr("Received")),
        ):
            self.direction.setItemText(self.direction.findData(direction), name)
        self.clear.set_name(wording.tr("Clear"), hint=wording.tr("Forget these events"))
        self.copy.set_name(wording.tr("Copy"), hint=wording.tr("Copy the chosen event"))
        self.table.setAccessibleName(wording.tr("Wire events"))
        self.text.setAccessibleName(wording.tr("Text of the event"))
        self.text.setPlaceholderText(wording.tr("Choose an event to see its text"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self._say_pause()
        self._tell()

    def _say_pause(self) -> None:
        if self.model.paused:
            self.pause.set_name(wording.tr("Continue"), hint=wording.tr("Show what came meanwhile"))
        else:
            self.pause.set_name(wording.tr("Pause"), hint=wording.tr("Keep the table still"))

    def _tell(self) -> None:
        shown, total = self.filter.rowCount(), self.model.rowCount()
        text = wording.tr("1 event") if total == 1 else wording.tr("%1 events").replace("%1", str(total))
        if shown != total:
            text = wording.tr("%1 of %2 events").replace("%1", str(shown)).replace("%2", str(total))
        if self.model.paused:
            text += " · " + wording.tr("paused, %1 waiting").replace("%1", str(self.model.waiting))
        if self._dropped:
            text += " · " + wording.tr("%1 lost while the window was busy").replace("%1", str(self._dropped))
        self.count.setText(text)


class _WireDelegate(QStyledItemDelegate):
    """Draws the direction as an arrow of its own shape and colour; the rest as Qt does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        if index.column() != Column.DIRECTION:
            super().paint(painter, option, index)
            return
        note: WireNote = index.data(NOTE_ROLE)
        view = self.parent()
        assert isinstance(view, QTableView)
        rect = option.rect
        tokens = theme.colors()
        if view.selectionModel().isRowSelected(index.row()):
            painter.fillRect(rect, QColor(tokens.accent_soft))
        where = rect.adjusted((rect.width() - 14) // 2, (rect.height() - 14) // 2, 0, 0)
        where.setSize(QSize(14, 14))
        draw_icon(
            painter,
            "up-right" if note.sent else "down-left",
            tokens.accent if note.sent else tokens.good,
            where.toRectF(),
        )
