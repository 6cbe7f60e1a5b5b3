"""From the wish to go on with a kept conversation to a session that knows it; puts together, decides nothing.

Reading waits for a disk, so it is done in a worker thread: neither window nor voice loop stand still.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from voiceapp.errors import VoiceappError
from voiceapp.store.kept import ConversationId, StoredConversation
from voiceapp.ui.main_window import MainWindow

Spawn = Callable[[Callable[[], Coroutine[Any, Any, None]], str], None]
"""`LoopThread.spawn`."""


class Continuable(Protocol):
    """A conversation that can make room for an older one."""

    @property
    def is_kept(self) -> bool:
        """Say whether what is said now is kept."""
        ...

    async def go_on_with(
        self, number: ConversationId, read: Callable[[ConversationId], StoredConversation]
    ) -> None:
        """Begin anew with what was said then; `read` may wait for a disk. Raises StoreError."""
        ...


class Continuing(QObject):
    """Carries the wish to go on with a kept conversation from the window to the conversation's loop.

    Signals:
        told(str): what a person has to know about it, as a sentence.
    """

    told = Signal(str)

    def __init__(
        self,
        spawn: Spawn,
        window: MainWindow,
        conversation: Continuable,
        read: Callable[[ConversationId], StoredConversation],
    ) -> None:
        """Wait for the person's wish. `spawn`: onto the voice loop; `read` opens the kept conversation."""
        super().__init__(window)
        self._spawn = spawn
        self._conversation = conversation
        self._read = read
        self.told.connect(window.show_sentence, Qt.ConnectionType.QueuedConnection)

    @Slot(int)
    def begin(self, conversation_id: int) -> None:
        """Go on with the kept conversation of that number, as `Archive.list` names it; returns at once."""
        number = ConversationId(conversation_id)
        self._spawn(lambda: self._begin(number), "continue a conversation")

    async def _begin(self, number: ConversationId) -> None:
        """Begin, on the voice loop."""
        try:
            await self._conversation.go_on_with(number, self._read)
        except VoiceappError as error:
            self.told.emit(error.sentence)
            return
        if not self._conversation.is_kept:
            self.told.emit("What is said from now on is not kept: the settings say so (keep_conversations).")
