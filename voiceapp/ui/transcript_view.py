"""The transcript on screen: rows to read, to copy, to open; and a way back to the latest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from voiceapp.dialogue.two_answers import Again
from voiceapp.ui import theme, wording
from voiceapp.ui.answer_buttons import PASSING, AnswerButtons
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.row_view import OTHER_LOOKS, Index, RowView
from voiceapp.ui.transcript_delegate import TranscriptDelegate
from voiceapp.ui.transcript_layout import LEADING, estimated_height
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.worded import worded


class TranscriptView(RowView):
    """Shows a `TranscriptModel`.

    Signals:
        following_changed(bool): whether the view stays at the end of the conversation.
        again_requested(): give another answer to the same words.
        again_refused(str): why that cannot be, as a sentence.
        keep_requested(str): of two answers keep the one with this row.
    """

    again_requested = Signal()
    again_refused = Signal(str)
    keep_requested = Signal(str)

    def __init__(
        self, model: TranscriptModel, parent: QWidget | None = None, *, follows: bool = True
    ) -> None:
        """`follows`: stay at the end of the conversation while nobody scrolls up."""
        self._rows = model
        self._delegate = TranscriptDelegate()
        super().__init__(model, self._delegate, parent, follows=follows)
        self._delegate.setParent(self)
        self._pressed_toggle: QPersistentModelIndex | None = None
        self._again = Again()
        self.buttons = AnswerButtons(self.viewport(), self)
        self.buttons.again_requested.connect(self.again_requested)
        self.buttons.keep_requested.connect(self.keep_requested)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.viewport().setMouseTracking(True)
        self.jump = IconButton("arrow-down", "", self, labelled=True, kind="float")
        self.jump.hide()
        self.jump.clicked.connect(self.jump_to_latest)
        self.following_changed.connect(self._on_following)
        worded(self, self._say)

    # -- what the window does --------------------------------------------------------------------------

    def jump_to_latest(self) -> None:
        """Go to the end and stay there."""
        had_focus = self.jump.hasFocus()
        self.follow()
        if had_focus:
            self.setFocus()

    def show_again(self, again: Again) -> None:
        """Offer another answer to the same words, or do not; called after the rows were shown."""
        if again != self._again:
            self._again = again
            self.buttons.show_again(again)
        self._rows.set_buttons_at(again.key if again.why_not in PASSING else "")

    def answer_again(self) -> None:
        """Wish for another answer, or say why there can be none."""
        if self._again.why_not is None:
            self.again_requested.emit()
        else:
            self.again_refused.emit(wording.not_again(self._again.why_not))

    def mark(self, *wanted: str) -> None:
        """Mark every place where one of `wanted` stands."""
        self._delegate.mark(*wanted)
        self.viewport().update()

    def about(self) -> str:
        """Return what the view is, for screen readers."""
        return wording.tr("The conversation so far, one row for each turn")

    def copy_rows(self) -> None:
        """Copy the words of the chosen rows; several rows with who said them."""
        positions = sorted(index.row() for index in self.selectedIndexes())
        if not positions and self.currentIndex().isValid():
            positions = [self.currentIndex().row()]
        rows = [self._rows.row_at(position) for position in positions]
        if len(rows) == 1:
            QGuiApplication.clipboard().setText(wording.words_of(rows[0]))
        elif rows:
            lines = [f"{wording.speaker_of(row)}: {wording.words_of(row)}" for row in rows]
            QGuiApplication.clipboard().setText("\n".join(lines))

    def context_menu(self, index: Index) -> QMenu:
        """Return the menu of a row; it deletes itself when it closes."""
        position = index.row()
        row = self._rows.row_at(position)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(wording.tr("Row"))
        copy = menu.addAction(wording.tr("Copy"))
        copy.triggered.connect(self.copy_rows)
        copy.setEnabled(bool(row.text))
        if row.can_keep:
            keep = menu.addAction(wording.tr("Keep this one"))
            keep.triggered.connect(lambda: self.keep_requested.emit(row.key))
        if row.key == self._again.key:
            again = menu.addAction(wording.tr("Answer again"))
            again.triggered.connect(self.again_requested)
            why_not = wording.not_again(self._again.why_not)
            if why_not:
                again.setText(f"{again.text()} — {why_not}")
                again.setEnabled(False)
        if row.details:
            details = menu.addAction(wording.tr("Copy details"))
            details.triggered.connect(lambda: QGuiApplication.clipboard().setText(row.details))
            menu.addSeparator()
            shown = self._rows.shows_details(position)
            toggle = menu.addAction(wording.tr("Hide details") if shown else wording.tr("Show details"))
            # The rows may move while the menu is open.
            place = QPersistentModelIndex(index)
            toggle.triggered.connect(lambda: self._toggle_at_place(place))
        return menu

    def estimates(self, positions: range) -> list[int]:
        """Return about how high these rows will be, by their lengths."""
        metrics = QFontMetrics(theme.body_font())
        width = max(200, min(self.viewport().width(), theme.COLUMN_MAX))
        chars = width // max(1, metrics.averageCharWidth())
        line = round(metrics.height() * LEADING)
        return [estimated_height(self._rows.row_at(n), line, chars) for n in positions]

    def rows_moved(self) -> None:
        """Put the buttons over their rows again."""
        rooms = []
        for position in self._rows.with_buttons():
            index = self._rows.index(position)
            rect = self.visualRect(index)
            room = self._delegate.layout_of(index, rect.width()).buttons if rect.width() > 0 else None
            if room is not None:
                rooms.append((self._rows.row_at(position), room.translated(rect.topLeft())))
        self.buttons.place(rooms)

    # -- what Qt asks (its names) ------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Break all lines again when the font, the colours or the language change."""
        if event.type() in OTHER_LOOKS:
            self._delegate.forget_layouts()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the way back in the middle."""
        super().resizeEvent(event)
        self._place_jump()

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802
        """Do nothing: letters are for the message box, Ctrl+F is for searching."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy, show details; leave Space to the window, which talks."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._rows.toggle_details(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Note a press on a details mark; choose rows otherwise."""
        index = self._toggle_at(event.position().toPoint())
        self._pressed_toggle = None
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self._pressed_toggle = QPersistentModelIndex(index)
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show or hide details where press and release fell on the same mark."""
        pressed, self._pressed_toggle = self._pressed_toggle, None
        if pressed is None:
            super().mouseReleaseEvent(event)
            return
        index = self._toggle_at(event.position().toPoint())
        if index is not None and pressed == index:
            self._rows.toggle_details(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show a hand over what can be clicked."""
        over = self._toggle_at(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        if self._pressed_toggle is None:
            super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer to copy; by keyboard for the current row."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index: QModelIndex = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
        else:
            index = self.indexAt(event.pos())
            at = event.globalPos()
        if index.isValid():
            self.context_menu(index).popup(at)

    # -- inside ------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Transcript"))
        self.setAccessibleDescription(self.about())
        self.jump.set_name(wording.tr("Jump to latest"))
        self._place_jump()

    def _toggle_at(self, at: QPoint) -> QModelIndex | None:
        index = self.indexAt(at)
        if not index.isValid():
            return None
        rect = self.visualRect(index)
        hit = self._delegate.hits_toggle(index, rect.width(), at - rect.topLeft())
        return index if hit else None

    def _toggle_at_place(self, place: QPersistentModelIndex) -> None:
        if place.isValid():
            self._rows.toggle_details(place.row())

    def _on_following(self, following: bool) -> None:
        self.jump.setVisible(not following)
        self._place_jump()

    def _place_jump(self) -> None:
        size = self.jump.sizeHint()
        area = self.viewport().geometry()
        left = area.center().x() - size.width() // 2
        self.jump.setGeometry(left, area.bottom() - size.height() - theme.M, size.width(), size.height())
        self.jump.raise_()
