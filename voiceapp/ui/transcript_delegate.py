"""Draws rows of the transcript, and remembers how they were laid out."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from voiceapp.dialogue.snapshot import Row
from voiceapp.ui import theme, wording
from voiceapp.ui.icons import draw_icon
from voiceapp.ui.segments import find_all, utf16_units
from voiceapp.ui.transcript_layout import Fonts, RowLayout, lay_out
from voiceapp.ui.transcript_model import Role

LAYOUTS_MAX = 400
"""Rows whose lines are kept broken: several screens full."""

Index = QModelIndex | QPersistentModelIndex


class TranscriptDelegate(QStyledItemDelegate):
    """Paints one row; all lines are broken once per width and row object."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fonts = Fonts.now()
        self._layouts: OrderedDict[str, tuple[tuple[Row, bool, bool, int], RowLayout]] = OrderedDict()
        self._wanted: tuple[str, ...] = ()

    def forget_layouts(self) -> None:
        """The font or the colours are others now."""
        self._fonts = Fonts.now()
        self._layouts.clear()

    def mark(self, *wanted: str) -> None:
        """Mark every place where one of `wanted` stands."""
        self._wanted = wanted

    def layout_of(self, index: Index, width: int) -> RowLayout:
        """Return the layout of a row for a view `width` pixels wide."""
        row: Row = index.data(Role.ROW)
        expanded: bool = index.data(Role.EXPANDED)
        buttons: bool = index.data(Role.BUTTONS)
        kept = self._layouts.get(row.key)
        if kept is not None and kept[0][0] is row and kept[0][1:] == (expanded, buttons, width):
            self._layouts.move_to_end(row.key)
            return kept[1]
        layout = lay_out(
            wording.shown_row(row),
            index.data(Role.TIME),
            expanded=expanded,
            buttons=buttons,
            width=width,
            fonts=self._fonts,
            colors=theme.colors(),
        )
        self._layouts[row.key] = ((row, expanded, buttons, width), layout)
        self._layouts.move_to_end(row.key)
        if len(self._layouts) > LAYOUTS_MAX:
            self._layouts.popitem(last=False)
        return layout

    def hits_toggle(self, index: Index, width: int, at: QPoint) -> bool:
        """Say whether a click at `at`, relative to the row, shows or hides its details."""
        toggle = self.layout_of(index, width).toggle
        return toggle is not None and toggle.contains(QPointF(at))

    # -- what Qt asks --------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of a row for the width in `option`."""
        width: int = option.rect.width()
        return QSize(width, self.layout_of(index, width).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row into `option.rect`."""
        rect = option.rect
        state = option.state
        tokens = theme.colors()
        layout = self.layout_of(index, rect.width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        frame = QRectF(theme.S, 1, rect.width() - 2 * theme.S, rect.height() - 2)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        for box in layout.boxes:
            painter.setPen(QPen(QColor(box.border), 1) if box.border else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(box.fill))
            inset = 0.5 if box.border else 0.0
            where = box.where.adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(where, box.radius, box.radius)
        for drawing in layout.icons:
            draw_icon(painter, drawing.name, drawing.color, drawing.where)
        for text in layout.texts:
            found = self._found(text.layout) if text.searchable and self._wanted else []
            text.layout.draw(painter, text.at, found)
        painter.restore()

    def _found(self, layout: QTextLayout) -> list[QTextLayout.FormatRange]:
        tokens = theme.colors()
        mark = QTextCharFormat()
        mark.setBackground(QColor(tokens.found))
        mark.setForeground(QColor(tokens.text))
        text = layout.text()
        ranges = []
        for start, length in [place for wanted in self._wanted for place in find_all(text, wanted)]:
            stretch = QTextLayout.FormatRange()
            stretch.start = utf16_units(text[:start])
            stretch.length = utf16_units(text[start : start + length])
            stretch.format = mark
            ranges.append(stretch)
        return ranges
