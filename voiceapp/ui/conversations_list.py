"""The list of kept conversations: walked by arrows, opened by Enter or a click, renamed where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from voiceapp.store.kept import Summary
from voiceapp.ui import wording
from voiceapp.ui.conversations_delegate import ConversationsDelegate
from voiceapp.ui.conversations_model import ConversationsModel, Role
from voiceapp.ui.conversations_shelf import Line
from voiceapp.ui.row_view import OTHER_LOOKS, RowView
from voiceapp.ui.worded import worded

AHEAD_SCREENS = 3
"""The next lines are asked for when so few screens of them are left below."""


class ConversationsList(RowView):
    """Shows a `ConversationsModel`.

    Signals:
        opened(Line): the person wants to read it.
        menu_wanted(QPoint): the menu of the chosen ones, at this place of the screen.
        deletion_wanted(): of the chosen ones.
        search_wanted(str): a letter was typed, meant for the search field.
    """

    opened = Signal(object)
    menu_wanted = Signal(object)
    deletion_wanted = Signal()
    search_wanted = Signal(str)

    def __init__(self, model: ConversationsModel, parent: QWidget | None = None) -> None:
        self._model = model
        self._drawn = ConversationsDelegate()
        super().__init__(model, self._drawn, parent, follows=False)
        self._drawn.setParent(self)
        self._pressed: QPersistentModelIndex | None = None
        self.setObjectName("conversations_list")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self.look_ahead)
        self.verticalScrollBar().rangeChanged.connect(self.look_ahead)
        worded(self, self._say)

    def chosen(self) -> tuple[Summary, ...]:
        """Return the conversations that are selected, in the order of the list."""
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(self._model.line_at(place).summary for place in places)

    def show_terms(self, terms: tuple[str, ...]) -> None:
        """Mark what is searched for."""
        self._drawn.terms = terms
        self.viewport().update()

    def show_opened(self, number: int) -> None:
        """Mark the conversation that is being read; 0: none."""
        self._drawn.opened = number
        self.viewport().update()

    def rename(self) -> None:
        """Let the title of the current one be typed."""
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    def choose(self, position: int) -> None:
        """Make one the current and the only chosen one."""
        index = self._model.index(position)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def look_ahead(self) -> None:
        """Ask for the next lines where few are left below."""
        bar = self.verticalScrollBar()
        if bar.value() + AHEAD_SCREENS * self.viewport().height() >= bar.maximum():
            self._model.fetchMore(QModelIndex())

    def estimates(self, positions: range) -> list[int]:
        """Return how high these lines are."""
        model, drawn = self._model, self._drawn
        return [
            drawn.height_of(model.line_at(place), begins_day=model.begins_day(place)) for place in positions
        ]

    # -- what Qt asks (its names) --------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open, rename, delete; leave Space to the window, which talks, and letters to the search."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.currentIndex().isValid():
                self.opened.emit(self._line(self.currentIndex()))
            case Qt.Key.Key_F2:
                self.rename()
            case Qt.Key.Key_Delete if self.currentIndex().isValid():
                if not self.chosen():
                    self.choose(self.currentIndex().row())
                self.deletion_wanted.emit()
            case Qt.Key.Key_Space:
                event.ignore()
            case _ if event.text().isprintable() and event.text() and not _is_command(event):
                self.search_wanted.emit(event.text())
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802
        """Do nothing: letters go to the search field."""

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Begin at the newest."""
        if not self.currentIndex().isValid() and action is not QAbstractItemView.CursorAction.MoveEnd:
            return self._model.index(0)
        return super().moveCursor(action, modifiers)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose; remember where, for opening."""
        super().mousePressEvent(event)
        plain = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        index = self.indexAt(event.position().toPoint())
        self._pressed = QPersistentModelIndex(index) if plain and index.isValid() else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open what was pressed and let go."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        index = self.indexAt(event.position().toPoint())
        if pressed is not None and index.isValid() and pressed == index:
            self.opened.emit(self._line(index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show what is under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Show nothing under a pointer that is elsewhere."""
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer what can be done; by keyboard beside the current one."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        else:
            at = event.globalPos()
            index = self.indexAt(event.pos())
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.choose(index.row())
        if self.chosen():
            self.menu_wanted.emit(at)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Measure again when the font or the colours change."""
        if event.type() in OTHER_LOOKS:
            self._drawn.forget_fonts()
        super().changeEvent(event)

    # -- inside --------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Kept conversations"))
        self.setAccessibleDescription(wording.tr("Enter opens, F2 renames, Delete deletes"))

    def _line(self, index: QModelIndex) -> Line:
        line: Line = index.data(Role.LINE)
        return line

    def _hover(self, index: QModelIndex) -> None:
        hovered = QPersistentModelIndex(index) if index.isValid() else None
        if hovered != self._drawn.hovered:
            self._drawn.hovered = hovered
            self.viewport().update()


def _is_command(event: QKeyEvent) -> bool:
    keys = Qt.KeyboardModifier
    return bool(event.modifiers() & (keys.ControlModifier | keys.AltModifier | keys.MetaModifier))
