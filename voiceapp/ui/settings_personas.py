"""The personas in the settings window: the list of them, and what the one that is looked at is like."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from voiceapp.personas import Persona, name_for, named
from voiceapp.settings import Allowed, Settings, problem_in_persona
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.settings_persona_list import PersonaList
from voiceapp.ui.settings_persona_page import LINES, TITLE
from voiceapp.ui.settings_persona_row import PersonaRow
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_text import SettingText
from voiceapp.ui.worded import worded


class PersonasPanel(QFrame):
    """Saves nothing itself: what the person wants goes out as signals, what is the case comes in.

    Signals:
        line_chosen(str, str, object): of a persona, a line and its value; None: the general one holds again.
        added(Persona): a new one, with a name nobody has.
        removed(str): one is to go, by its name.
    """

    line_chosen = Signal(str, str, object)
    added = Signal(object)
    removed = Signal(str)

    def __init__(self, problem_with: Callable[[str, object], str], parent: QWidget | None = None) -> None:
        """`problem_with` says what is wrong with a value, as a sentence; empty: nothing."""
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._settings = Settings()
        self._wanted = ""
        self._sentence = ""
        self.list = PersonaList(self)
        self.refusal = QLabel(self)
        self.refusal.setProperty("role", "problem")
        self.refusal.setWordWrap(True)
        self.refusal.setContentsMargins(theme.L, 0, theme.L, theme.M)
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.title = SettingRow(TITLE, Allowed("text"), problem_in_persona, self)
        self.rows = {entry.name: PersonaRow(entry, problem_with, self) for entry in LINES}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.list, self.refusal, self.title, *self.rows.values()):
            column.addWidget(part)
        self.title.set_first(False)
        for row in self.rows.values():
            row.set_first(False)
            row.chosen.connect(self._choose)
            row.cleared.connect(lambda name: self._choose(name, None))
        self.title.chosen.connect(self._choose)
        self.list.turned.connect(self._show)
        self.list.add_requested.connect(self._add)
        self.list.copy_requested.connect(self._copy)
        self.list.remove_requested.connect(lambda: self.removed.emit(self.list.name))
        worded(self, self._say)

    @property
    def persona(self) -> Persona | None:
        """The one that is looked at."""
        return named(self.list.name, self._settings.personas) if self.list.name else None

    def show_settings(self, settings: Settings) -> None:
        """Show the personas there are, and the general settings where they have nothing of their own."""
        self._settings = settings
        self.list.show_personas(settings.personas, settings.persona, wanted=self._wanted)
        self._refuse("")
        self._show()
        if self._wanted and self.list.name == self._wanted:
            self._wanted = ""
            assert isinstance(self.title.control, SettingText)
            self.title.control.setFocus()
            self.title.control.selectAll()

    def show_in_force(self, stronger: Mapping[str, tuple[str, str]]) -> None:
        """Say of lines by name which value comes before every persona's, and where it comes from."""
        for name, row in self.rows.items():
            row.show_stronger(stronger.get(name))

    def show_refusal(self, line: str, sentence: str) -> None:
        """Say why something was not saved: at its line, or below the list."""
        if line in self.rows:
            self.rows[line].show_problem(sentence)
        elif line == TITLE.name:
            self.title.show_problem(sentence)
        else:
            self._refuse(sentence)

    # -- inside ----------------------------------------------------------------------------------------

    def _show(self) -> None:
        persona = self.persona
        self.title.setVisible(persona is not None)
        if persona is None:
            for row in self.rows.values():
                row.hide()
            return
        self.title.show_value(persona.label)
        in_force = persona.over(self._settings)
        for name, row in self.rows.items():
            row.show_persona(persona, self._settings)
            row.setVisible(self._matters(name, in_force))

    def _matters(self, name: str, in_force: Settings) -> bool:
        """Say whether a line does anything, as the others are."""
        needs = self.rows[name].entry.needs
        if needs is None:
            return True
        other, values = needs
        return getattr(in_force, other) in values and self._matters(other, in_force)

    def _choose(self, line: str, value: object) -> None:
        if self.persona is not None:
            self.line_chosen.emit(self.list.name, line, value)

    def _add(self, template: Persona | None) -> None:
        if template is None:
            self._make(wording.tr("New persona"), Persona(""))
        else:
            self._make(wording.tr(template.title), template)

    def _copy(self) -> None:
        if self.persona is not None:
            title = wording.tr("%1 (copy)").replace("%1", self.persona.label)
            self._make(title, self.persona)

    def _make(self, title: str, like: Persona) -> None:
        self.list.names.setFocus()  # what is being typed belongs to the one that was looked at
        taken = [one.name for one in self._settings.personas]
        made = Persona(name_for(title, taken), title, like.values)
        self._wanted = made.name
        self.added.emit(made)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Personas"))
        self._refuse(self._sentence)

    def _refuse(self, sentence: str) -> None:
        self._sentence = sentence
        self.refusal.setText(sentences.translated(sentence))
        self.refusal.setVisible(bool(sentence))
