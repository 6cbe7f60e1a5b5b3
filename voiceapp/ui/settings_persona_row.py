"""One line of a persona: its own value, or the general one until it has one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from voiceapp.personas import Persona
from voiceapp.settings import Settings, allowed
from voiceapp.ui import theme, wording
from voiceapp.ui.settings_entry import Entry
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.worded import worded


class PersonaRow(SettingRow):
    """A setting, and below it whether this persona has one of its own.

    Signals (beside `chosen`):
        cleared(str): the general setting is to hold again; the setting's name.
    """

    cleared = Signal(str)

    def __init__(
        self, entry: Entry, problem_with: Callable[[str, object], str], parent: QWidget | None = None
    ) -> None:
        """`problem_with` says what is wrong with a value, as a sentence; empty: nothing."""
        super().__init__(entry, allowed(entry.name), problem_with, parent)
        self.general = QLabel(self)
        self.general.setProperty("role", "quiet")
        self.general.setFont(theme.small_font())
        self.clear = QPushButton(self)
        self.clear.setProperty("kind", "link")
        self.clear.setFont(theme.small_font())
        self.clear.clicked.connect(lambda: self.cleared.emit(entry.name))
        self.add_below(self.general)
        self.add_below(self.clear)
        worded(self, self._say_general)

    def show_persona(self, persona: Persona, settings: Settings) -> None:
        """Show what holds with `persona`, and where it comes from."""
        name = self.entry.name
        own = name in persona.values
        self.show_value(persona.values[name] if own else getattr(settings, name))
        if self.clear.hasFocus() and not own:
            self.control.setFocus()
        self.clear.setVisible(own)
        self.general.setVisible(not own)

    def _say_general(self) -> None:
        self.general.setText(wording.tr("As in the general settings"))
        self.clear.setText(wording.tr("Use the general setting"))
        self.clear.setAccessibleName(
            wording.tr("Use the general setting for “%1”").replace("%1", wording.tr(self.entry.label))
        )
