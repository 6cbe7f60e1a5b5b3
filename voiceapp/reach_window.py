"""The window and what reaches it from outside: `show`, `quit`, hotkeys, and the trial of a key on screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from voiceapp.clock import Clock
from voiceapp.control.place import Claim
from voiceapp.conversation import Conversation
from voiceapp.loop_thread import LoopThread
from voiceapp.reach import Reach, key_wishes
from voiceapp.settings import Settings
from voiceapp.ui.hotkey_test import HotkeyTest
from voiceapp.ui.in_front import show_in_front
from voiceapp.ui.main_window import MainWindow


class WindowReach(QObject):
    """Carries between the voice loop and the window; lives as long as the window.

    Signals:
        show_requested(): somebody wants to see the window.
        mini_requested(): somebody wants to see the mini window.
        quit_requested(): somebody wants the program to end.
        told(str): a sentence for the person.
        trial_told(str, bool): how the key under trial is watched, or why it is not.
        trial_key(bool): the key under trial went down, or up.
    """

    show_requested = Signal()
    mini_requested = Signal()
    quit_requested = Signal()
    told = Signal(str)
    trial_told = Signal(str, bool)
    trial_key = Signal(bool)

    def __init__(
        self,
        thread: LoopThread,
        window: MainWindow,
        conversation: Conversation,
        settings: Settings,
        clock: Clock,
        claim: Claim | None,
    ) -> None:
        """Connect the two; `reach` is opened and closed on the voice loop."""
        super().__init__(window)
        self._thread = thread
        self._window = window
        self.reach = Reach(
            conversation.sink,
            conversation.engine.snapshot,
            clock,
            keys=key_wishes(settings),
            claim=claim,
            tell=self.told.emit,
            quit_program=self.quit_requested.emit,
            show_window=lambda mini: (self.mini_requested if mini else self.show_requested).emit(),
        )
        queued = Qt.ConnectionType.QueuedConnection
        self.show_requested.connect(lambda: bring_to_front(window), queued)
        self.quit_requested.connect(window.quit, queued)
        self.told.connect(window.show_sentence, queued)

    def take_trials(self, test: HotkeyTest) -> None:
        """Do what a test of a key asks for, and show it there what happens."""
        reach, spawn = self.reach, self._thread.spawn
        queued = Qt.ConnectionType.QueuedConnection
        self.trial_told.connect(test.show_watched, queued)
        self.trial_key.connect(test.show_key, queued)
        test.keys_wanted.connect(lambda: spawn(reach.free_keys, "free the hotkeys"))
        test.trial_requested.connect(
            lambda key: spawn(
                lambda: reach.try_key(key, self.trial_key.emit, self.trial_told.emit), "try a hotkey"
            )
        )
        test.trial_ended.connect(lambda: spawn(reach.end_trial, "end the trial of a hotkey"))

    def use(self, settings: Settings) -> None:
        """Watch the keys of `settings` from now on."""
        wishes = key_wishes(settings)
        self._thread.spawn(lambda: self.reach.set_keys(wishes), "choose hotkeys")

    def talk(self, begin: bool) -> None:
        """Press the talk key for somebody who cannot hold it, such as a menu, or release it."""

        async def press_or_release() -> None:
            if begin:
                self.reach.begin_talk()
            else:
                self.reach.end_talk()

        self._thread.spawn(press_or_release, "talk from a menu")


def bring_to_front(window: QWidget) -> None:
    """Show a window above the others, whatever became of it, and give it the keyboard."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    show_in_front(window)
