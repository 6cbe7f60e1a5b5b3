"""Personas and the running program: the menu, the top of the window and the settings page show the same ones.

What is changed is saved in the settings file; `SettingsApp` reads it again and lets the conversation follow.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from voiceapp.errors import VoiceappError
from voiceapp.persona_tables import add_persona, remove_persona, save_in_persona
from voiceapp.personas import Persona, Value
from voiceapp.settings_app import SettingsApp
from voiceapp.settings_file import settings_path
from voiceapp.settings_origin import stronger_than_file
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.settings_window import SettingsWindow


class PersonasApp(QObject):
    """Lives as long as the window."""

    def __init__(self, window: MainWindow, settings: SettingsApp) -> None:
        """Offer the personas there are, and wait for the person's wish."""
        super().__init__(window)
        self._settings = settings
        self._menu = window.top.menu.personas
        self._menu.persona_chosen.connect(lambda name: settings.choose("persona", name))
        self._menu.edit_requested.connect(self._edit)
        settings.made.connect(self._join)
        settings.shown.connect(self._show)
        self._show()

    def _show(self) -> None:
        choices = self._settings.choices
        talks_to = choices.talks_to
        self._menu.show_personas(choices.settings.personas, talks_to.name if talks_to is not None else "")
        if self._settings.settings is not None:
            self._settings.settings.personas.show_in_force(stronger_than_file(choices))

    def _edit(self) -> None:
        self._settings.open()
        assert self._settings.settings is not None
        self._settings.settings.turn_to("personas")

    def _join(self, made: SettingsWindow) -> None:
        panel = made.personas
        panel.line_chosen.connect(self._save)
        panel.added.connect(self._add)
        panel.removed.connect(self._remove)

    def _save(self, persona: str, line: str, value: Value | None) -> None:
        self._change(lambda path: save_in_persona(path, persona, line, value), line)

    def _add(self, persona: Persona) -> None:
        self._change(lambda path: add_persona(path, persona))

    def _remove(self, name: str) -> None:
        talks_to = self._settings.choices.talks_to
        is_talked_to = talks_to is not None and talks_to.name == name
        self._change(lambda path: remove_persona(path, name), persona_chosen=is_talked_to)

    def _change(self, write: Callable[[Path], None], line: str = "", *, persona_chosen: bool = False) -> None:
        """Write the file and have it read again; a refusal is told where it was asked for."""
        try:
            write(settings_path())
        except VoiceappError as error:
            assert self._settings.settings is not None  # nobody else asks
            self._settings.settings.personas.show_refusal(line, error.sentence)
            return
        self._settings.read(persona_chosen=persona_chosen)
