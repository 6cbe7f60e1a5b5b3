"""A line of text or a number, looked at while it is typed and taken when it is finished."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from voiceapp.settings import Allowed

NUMBER_PX = 96
STEPS = {"whole number": 50.0, "number": 0.05}
"""What Up and Down add."""


class SettingText(QLineEdit):
    """Emits what is typed as the value the settings file would have; a word for a number stays a word.

    Signals:
        edited(object): with every change by the person.
        settled(object): with Return, or when the person goes elsewhere, if it is another than before.
    """

    edited = Signal(object)
    settled = Signal(object)

    def __init__(self, allowed: Allowed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._allowed = allowed
        self._shown: object = None
        self._is_number = allowed.kind != "text"
        if self._is_number:
            self.setFixedWidth(NUMBER_PX)
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        else:
            self.setMinimumWidth(160)
        self.textEdited.connect(lambda _text: self.edited.emit(self.value))
        self.editingFinished.connect(self._settle)

    @property
    def value(self) -> object:
        """What is typed, as a value; a number that cannot be read is the text itself."""
        text = self.text().strip()
        if not self._is_number:
            return text
        number, is_one = QLocale().toDouble(text)
        if not is_one:
            number, is_one = QLocale.c().toDouble(text)
        if not is_one:
            return text
        if self._allowed.kind == "whole number":
            return int(number) if number == int(number) else number
        return number

    def show_value(self, value: object) -> None:
        """Show a value; what is being typed is not touched."""
        self._shown = value
        if not (self.hasFocus() and self.isModified()):
            self.setText(self._spelt(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Step with Up and Down through a number."""
        value = self.value
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not direction or isinstance(value, str) or not isinstance(value, int | float):
            super().keyPressEvent(event)
            return
        stepped = value + direction * STEPS[self._allowed.kind]
        bounded = min(self._allowed.high, max(self._allowed.low, stepped))
        self.setText(self._spelt(round(bounded, 3) if self._allowed.kind == "number" else int(bounded)))
        self.setModified(True)
        self.edited.emit(self.value)

    def _settle(self) -> None:
        if self.isModified():
            self.setModified(False)
            if self.value != self._shown:
                self.settled.emit(self.value)

    def _spelt(self, value: object) -> str:
        if isinstance(value, float):
            return QLocale().toString(value, "g", 6)
        return str(value)
