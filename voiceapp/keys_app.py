"""The keys of the windows: those of the settings file are used in each, and changed in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject

from voiceapp import settings_file
from voiceapp.errors import VoiceappError
from voiceapp.settings_app import SettingsApp
from voiceapp.ui import shortcuts
from voiceapp.ui.chosen_keys import weighed
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.settings_window import SettingsWindow


class KeysApp(QObject):
    """Lives as long as the window."""

    def __init__(self, window: MainWindow, settings: SettingsApp) -> None:
        """Use the keys that are set; what is wrong with one is said once, and at its line in the settings."""
        super().__init__(window)
        self._settings = settings
        settings.made.connect(lambda made: made.keys.key_chosen.connect(self._save))
        settings.shown.connect(self._use)
        _, problems = weighed(settings.choices.settings.keys)
        for name, problem in problems.items():
            line = settings_file.line_of_key(settings_file.settings_path(), name)
            window.show_sentence(f"{settings_file.FILE_NAME}{line}: `{name}`: {problem}")
        self._use()

    def _use(self) -> None:
        chosen = self._settings.choices.settings.keys
        usable, _ = weighed(chosen)
        shortcuts.choose(usable)
        made: SettingsWindow | None = self._settings.settings
        if made is not None:
            made.keys.show_keys(chosen)

    def _save(self, name: str, keys: str | None) -> None:
        try:
            settings_file.save_key(settings_file.settings_path(), name, keys)
        except VoiceappError as error:
            assert self._settings.settings is not None  # nobody else asks
            self._settings.settings.keys.show_refusal(name, error.sentence)
            return
        self._settings.read()
