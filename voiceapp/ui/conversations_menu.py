"""The menu of one or several kept conversations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.store.kept import Summary
from voiceapp.ui import wording
from voiceapp.ui.conversations_ask import ConversationsAsk
from voiceapp.ui.conversations_wishes import ConversationsWishes


class ConversationsMenu(QMenu):
    """What can be done with some conversations; goes when it is closed."""

    def __init__(
        self,
        chosen: Sequence[Summary],
        wishes: ConversationsWishes,
        ask: ConversationsAsk,
        rename: Callable[[], None],
        parent: QWidget,
        *,
        opens: bool = True,
    ) -> None:
        """`ask` is the line in which more is asked; `opens`: they are not open yet."""
        super().__init__(parent)
        self.setAccessibleName(wording.tr("Conversation"))
        numbers = tuple(summary.id for summary in chosen)
        only = chosen[0] if len(chosen) == 1 else None
        if only is not None:
            if opens:
                self._line(wording.tr("Open"), lambda: wishes.open_wanted.emit(only.id, ""))
            self._line(wording.tr("Continue by voice"), lambda: wishes.continue_wanted.emit(only.id))
            if only.is_recorded:
                self._line(wording.tr("Open the recording"), lambda: wishes.tape_wanted.emit(only.id, ""))
            self.addSeparator()
            self._line(f"{wording.tr('Rename')}\tF2", rename)
        self._line(wording.tr("Tags…"), lambda: ask.ask_tags(chosen))
        self.addSeparator()
        self._line(wording.tr("Export…"), lambda: ask.ask_export(chosen))
        self._line(wording.tr("Training data…"), lambda: ask.ask_training(numbers))
        self.addSeparator()
        delete = self._line("", lambda: ask.ask_deletion(chosen))
        if only is not None:
            delete.setText(f"{wording.tr('Delete…')}\tDel")
        else:
            count = wording.tr("Delete %1 conversations…").replace("%1", str(len(chosen)))
            delete.setText(f"{count}\tDel")

    def _line(self, text: str, wanted: Callable[[], object]) -> QAction:
        action = self.addAction(text)
        action.triggered.connect(lambda: wanted())
        return action
