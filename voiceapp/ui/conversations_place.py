"""The kept conversations in the window: panel and reading view, and how they make room for the live one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from voiceapp.ui.conversations_panel import ConversationsPanel
from voiceapp.ui.conversations_reader import ConversationsReader
from voiceapp.ui.conversations_shelf import Opened
from voiceapp.ui.conversations_side import ConversationsSide
from voiceapp.ui.conversations_wishes import ConversationsWishes
from voiceapp.ui.find_bar import FindBar
from voiceapp.ui.top_bar import TopBar
from voiceapp.ui.window_memory import WindowMemory


class ConversationsPlace(QObject):
    """Joins the pieces; what a person wants leaves through `wishes`.

    Signals:
        page_changed(): the reading view takes the place of the live conversation, or gives it back.
    """

    page_changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.wishes = ConversationsWishes(self)
        self.panel = ConversationsPanel(self.wishes, window)
        self.reader = ConversationsReader(self.wishes, window)
        self._side: ConversationsSide | None = None
        self.is_watched = False
        """Whether the list or a conversation is looked at."""
        self.reader.left.connect(self.leave)
        self.wishes.continue_wanted.connect(lambda _number: self.leave())

    @property
    def is_reading(self) -> bool:
        """Whether a kept conversation stands in place of the live one."""
        return self.reader.number is not None

    def beside(self, rest: QWidget, parent: QWidget) -> ConversationsSide:
        """Return the panel with the rest of the window at its side; once."""
        self._side = ConversationsSide(self.panel, rest, parent)
        self._side.toggled.connect(self._watch)
        return self._side

    @staticmethod
    def join(side: ConversationsSide, top: TopBar, memory: WindowMemory) -> None:
        """Let the button, the menu and the window's memory go with the panel; open it if it was open."""
        top.menu.conversations_requested.connect(side.toggle_panel)
        side.toggled.connect(top.show_conversations_open)
        side.toggled.connect(memory.keep_conversations)
        if memory.conversations:
            side.open_panel()

    def show_opened(self, opened: Opened) -> None:
        """Show a conversation to read."""
        was_reading = self.is_reading
        is_other = self.reader.number != opened.conversation.summary.id
        self.reader.show_opened(opened)
        self.panel.list.show_opened(opened.conversation.summary.id)
        if not was_reading:
            self.page_changed.emit()
        if is_other or opened.row_key:
            if self._side is not None and self._side.is_over:
                self._side.close_panel()
            self.reader.view.setFocus()
        self._watch()

    def leave(self) -> None:
        """Give the place back to the live conversation."""
        if not self.is_reading:
            return
        focus = self.reader.window().focusWidget()
        had_focus = bool(focus) and self.reader.isAncestorOf(focus)
        self.reader.close_reader()
        self.panel.list.show_opened(0)
        self.page_changed.emit()
        self._watch()
        if had_focus and self._side is not None:
            self._side.focus_freed.emit()

    def finder(self, live: FindBar) -> FindBar:
        """Return the bar that finds in what is shown."""
        return self.reader.find_bar if self.is_reading else live

    def find(self, live: FindBar) -> None:
        """Search where the keyboard is: the panel, or what is shown."""
        if _holds_focus(self.panel):
            self.panel.search.setFocus()
            self.panel.search.selectAll()
        else:
            self.finder(live).open_bar()

    def step_back(self) -> bool:
        """Close what is open where the keyboard is; False: it is elsewhere."""
        if _holds_focus(self.panel):
            if not self.panel.step_back() and self._side is not None:
                self._side.close_panel()
            return True
        if _holds_focus(self.reader):
            if not self.reader.step_back():
                self.leave()
            return True
        return False

    def _watch(self) -> None:
        watched = not self.panel.isHidden() or self.is_reading
        if watched != self.is_watched:
            self.is_watched = watched
            self.wishes.watched.emit(watched)


def _holds_focus(part: QWidget) -> bool:
    focus = part.window().focusWidget()
    return bool(focus) and focus.isVisible() and part.isAncestorOf(focus)
