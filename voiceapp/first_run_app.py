"""The introduction and the running program: it comes once by itself, and whenever the person asks for it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from voiceapp.choices import Choices
from voiceapp.settings_app import ADDRESSES, SettingsApp, problem_with, service_of
from voiceapp.settings_file import settings_path
from voiceapp.transport.resolve import Rank
from voiceapp.ui.announcer import Announcer
from voiceapp.ui.first_run import FirstRun
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.window_memory import WindowMemory


def is_first_run(choices: Choices) -> bool:
    """Say whether nobody has said yet whom to talk to: no settings file, no flag, no variable."""
    return choices.connection.endpoint.rank is Rank.BUILT_IN and not settings_path().exists()


class FirstRunApp(QObject):
    """Opens the introduction, and invites to say something at its end; lives as long as the window."""

    def __init__(self, window: MainWindow, settings: SettingsApp, memory: WindowMemory) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._memory = memory
        self.shown: FirstRun | None = None
        window.top.menu.introduction_requested.connect(self.open)

    def offer(self, choices: Choices) -> None:
        """Open it the first time; not to whoever cannot see the window it stands before."""
        if self._window.isVisible() and not self._memory.introduced and is_first_run(choices):
            self.open()

    def open(self) -> None:
        """Open it, and remember that it was seen."""
        if self.shown is None:
            self.shown = FirstRun(problem_with, ADDRESSES, service_of, self._window)
            self.shown.accepted.connect(self._invite)
            self._settings.serve(self.shown)
        self._memory.introduce()
        self._settings.bring(self.shown)

    def _invite(self) -> None:
        window = self._window
        window.activateWindow()
        window.talk_area.talk.setFocus()
        invitation = window.empty.title.text()
        if window.empty.isVisible():  # it is written there already
            Announcer(window).announce(invitation)
        else:
            window.show_sentence(invitation)
