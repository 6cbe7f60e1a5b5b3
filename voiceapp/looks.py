"""How the windows look, as the settings say: the size of the text, and whether anything may move."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from voiceapp.settings import Settings
from voiceapp.settings_app import SettingsApp
from voiceapp.ui import motion
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.motion import Motion
from voiceapp.ui.text_size import TextSize, stepped


class Looks(QObject):
    """Follows the settings, and changes them for the keys of the window; lives as long as the window."""

    def __init__(
        self, program: QApplication, window: MainWindow, settings: SettingsApp, now: Settings
    ) -> None:
        """`now` is what is set at the start."""
        super().__init__(window)
        self._settings = settings
        self.text_size = TextSize(program)
        settings.followed.connect(self._follow)
        window.top.menu.text_size_wanted.connect(self._step)
        self._follow(now)

    def _follow(self, settings: Settings) -> None:
        self.text_size.choose(settings.text_scale)
        motion.choose(Motion(settings.motion))

    def _step(self, direction: int) -> None:
        self._settings.choose("text_scale", stepped(self.text_size.scale, direction))
