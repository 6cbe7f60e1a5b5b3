"""The keys of the window, in a list where they can be changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.chosen_keys import CHANGEABLE, weighed
from voiceapp.ui.settings_key_line import KeyLine
from voiceapp.ui.shortcuts import KEYS
from voiceapp.ui.worded import worded


class SettingsKeyList(QFrame):
    """What is bound to which key; what cannot be changed is shown as well.

    Signals:
        key_chosen(str, object): the name of what it does and a key that can be used; None: the usual one.
    """

    key_chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._chosen: Mapping[str, str] = {}
        self.lines = {key.name: KeyLine(key, changeable=key.name in CHANGEABLE, parent=self) for key in KEYS}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        for line in self.lines.values():
            line.key_chosen.connect(self._choose)
            column.addWidget(line)
        worded(self, self._say)
        self.show_keys({})

    def show_keys(self, chosen: Mapping[str, str]) -> None:
        """Show which keys the file names, what is wrong with them, and which ones are used."""
        self._chosen = dict(chosen)
        usable, problems = weighed(chosen)
        for name, line in self.lines.items():
            line.show_key(usable.get(name, line.key.keys), own=name in chosen)
            line.show_problem(problems.get(name, ""))

    def show_refusal(self, name: str, sentence: str) -> None:
        """Say at a key why it was not saved."""
        self.lines[name].show_problem(sentence)

    def _choose(self, name: str, keys: str | None) -> None:
        wished = {other: key for other, key in self._chosen.items() if other != name}
        if keys is not None and keys != self.lines[name].key.keys:
            wished[name] = keys
        _, problems = weighed(wished)
        if name in problems:
            self.show_keys(self._chosen)
            self.lines[name].show_problem(problems[name])
        else:
            self.key_chosen.emit(name, wished.get(name))

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("List of keys"))
