"""Whether what is said is kept: as the settings say, from the moment they say so; the panel shows it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

from voiceapp.choices import Choices, keeper_of
from voiceapp.settings import Settings
from voiceapp.store.keeper import Keeper
from voiceapp.ui.conversations_shelf import Keeping
from voiceapp.ui.main_window import MainWindow

Spawn = Callable[[Callable[[], Coroutine[Any, Any, None]], str], None]
"""`LoopThread.spawn`."""


class Keepable(Protocol):
    """A conversation that can begin and stop to be kept."""

    def keep(self, keeper: Keeper) -> None:
        """Keep it from its beginning on."""
        ...

    async def stop_keeping(self) -> None:
        """Keep nothing from now on."""
        ...


class Choosable(Protocol):
    """Settings that can be chosen and are followed."""

    followed: SignalInstance

    @property
    def choices(self) -> Choices:
        """What the person has chosen, as of now."""
        ...

    def choose(self, name: str, value: str | float | bool) -> None:
        """Save one setting, and let the program follow."""
        ...


class KeepingApp(QObject):
    """Lets the running conversation follow the setting; lives as long as the window.

    Signals:
        refused(str): why a conversation is not kept, as a sentence; from the keeper's thread.
    """

    refused = Signal(str)

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        """`settings`: those the conversation begins with."""
        super().__init__(window)
        self._panel = window.kept.panel
        self._wishes = window.kept.wishes
        self._keeping = keeping_of(settings)
        self.refused.connect(window.show_sentence, Qt.ConnectionType.QueuedConnection)
        self._panel.show_keeping(self._keeping)

    def keeper_of(self, choices: Choices) -> Keeper | None:
        """Return who keeps the words of a conversation; None unless that was switched on."""
        return keeper_of(choices, lambda error: self.refused.emit(error.sentence))

    def follow(self, spawn: Spawn, conversation: Keepable, settings: Choosable) -> None:
        """Let `conversation` be kept as `settings` say from now on. `spawn`: onto the voice loop."""

        async def begin() -> None:
            keeper = self.keeper_of(settings.choices)
            if keeper is not None:
                conversation.keep(keeper)

        def followed(now: Settings) -> None:
            before, self._keeping = self._keeping, keeping_of(now)
            self._panel.show_keeping(self._keeping)
            if self._keeping is Keeping.ON and before is not Keeping.ON:
                spawn(begin, "keep conversations")
            elif before is Keeping.ON and self._keeping is not Keeping.ON:
                spawn(conversation.stop_keeping, "stop keeping conversations")

        def choose(on: bool) -> None:
            settings.choose("keep_conversations", on)
            self._panel.show_keeping(self._keeping)  # a file that cannot be written leaves it as it was

        settings.followed.connect(followed)
        self._wishes.keeping_wanted.connect(choose)


def keeping_of(settings: Settings) -> Keeping:
    """Return what settings say about words that are said."""
    if settings.keep_nothing:
        return Keeping.NOTHING
    return Keeping.ON if settings.keep_conversations else Keeping.OFF
