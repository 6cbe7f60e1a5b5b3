"""Whom one talks to, to be changed at any moment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.personas import Persona
from voiceapp.ui import wording
from voiceapp.ui.settings_persona_page import nobody
from voiceapp.ui.worded import worded


class PersonaMenu(QMenu):
    """Everybody there is, nobody in particular, and the way to the settings.

    Signals:
        persona_chosen(str): a name; "" for nobody in particular.
        edit_requested(): the person wants to change them.
    """

    persona_chosen = Signal(str)
    edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self.nobody = self._line("")
        self.personas: tuple[QAction, ...] = ()
        self._separator = self.addSeparator()
        self.edit = self.addAction("")
        self.edit.triggered.connect(self.edit_requested)
        self.nobody.setChecked(True)
        worded(self, self._say)

    def show_personas(self, personas: Sequence[Persona], chosen: str) -> None:
        """Offer these, and tick the one that is talked to."""
        for action in self.personas:
            self.removeAction(action)
            action.deleteLater()
        self.personas = tuple(self._line(one.name) for one in personas)
        for action, persona in zip(self.personas, personas, strict=True):
            action.setText(persona.label.replace("&", "&&"))
            self.insertAction(self._separator, action)
            action.setChecked(persona.name == chosen)
        self.nobody.setChecked(not any(action.isChecked() for action in self.personas))

    def _line(self, name: str) -> QAction:
        action = QAction(self)
        action.setCheckable(True)
        action.triggered.connect(lambda: self.persona_chosen.emit(name))
        self._group.addAction(action)
        self.addAction(action)
        return action

    def _say(self) -> None:
        self.setTitle(wording.tr("Talk to"))
        self.setAccessibleName(self.title())
        self.nobody.setText(nobody())
        self.edit.setText(wording.tr("Personas…"))
