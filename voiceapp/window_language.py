"""The language of the windows, as the settings say; followed at once, by every window that is open."""

from __future__ import annotations

from PySide6.QtCore import QObject

from voiceapp.settings import Settings
from voiceapp.settings_app import SettingsApp
from voiceapp.ui import language
from voiceapp.ui.language import Language
from voiceapp.ui.main_window import MainWindow


class WindowLanguage(QObject):
    """Follows the settings, and changes them for the menu; lives as long as the window."""

    def __init__(self, window: MainWindow, settings: SettingsApp, now: Settings) -> None:
        """`now` is what is set at the start."""
        super().__init__(window)
        settings.followed.connect(self._follow)
        window.top.menu.languages.language_chosen.connect(
            lambda chosen: settings.choose("interface_language", chosen.value)
        )
        language.speak(Language(now.interface_language))
        window.empty.show_listener(english_only=settings.choices_in_use.connection.is_embedded)

    def _follow(self, settings: Settings) -> None:
        wanted = Language(settings.interface_language)
        if wanted is not language.chosen():
            language.speak(wanted)
