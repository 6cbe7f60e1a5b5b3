"""One key of the window: what it does, which one it is, and a way to another, to none and back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.settings_key_field import SettingKey
from voiceapp.ui.shortcuts import Key, text_of
from voiceapp.ui.worded import worded


class KeyLine(QFrame):
    """A line of the list of keys.

    Signals:
        key_chosen(str, object): the name of what it does, and the key; "" for none, None for the usual one.
    """

    key_chosen = Signal(str, object)

    def __init__(self, key: Key, *, changeable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._sentence = ""
        self.what = QLabel(self)
        self.what.setWordWrap(True)
        self.problem = QLabel(self)
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.setFont(theme.small_font())
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.usual = QPushButton(self)
        self.usual.setProperty("kind", "link")
        self.usual.setFont(theme.small_font())
        self.usual.hide()
        self.usual.clicked.connect(lambda: self.key_chosen.emit(key.name, None))
        self.field: SettingKey | None = None
        self.cap: QLabel | None = None
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.what)
        words.addWidget(self.problem)
        words.addWidget(self.usual, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XL)
        row.addLayout(words, 1)
        if changeable:
            self.field = SettingKey(key.does, self)
            self.field.settled.connect(lambda keys: self.key_chosen.emit(key.name, keys))
            row.addWidget(self.field)
        else:
            self.cap = QLabel(self)
            self.cap.setProperty("role", "keycap")
            self.cap.setFont(theme.small_font())
            self.cap.setBuddy(self.what)
            row.addWidget(self.cap)
        worded(self, self._say)

    def show_key(self, keys: str, *, own: bool) -> None:
        """Show the key as it is written in the file; `own`: the person has chosen it."""
        if self.field is None:
            return
        self.field.show_value(keys)
        if self.usual.hasFocus() and not own:
            self.field.setFocus()
        self.usual.setVisible(own)

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with what was chosen; empty: nothing."""
        if sentence == self._sentence:
            return
        self._sentence = sentence
        self._say_problem()
        if sentence and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _say(self) -> None:
        what = wording.tr(self.key.does)
        self.what.setText(what)
        self.setAccessibleName(what)
        usual = wording.tr("Back to %1").replace("%1", self.key.keys)
        self.usual.setText(usual)
        self.usual.setAccessibleName(f"{what}: {usual}")
        if self.cap is not None:
            self.cap.setText(text_of(self.key))
        self._say_problem()

    def _say_problem(self) -> None:
        self.problem.setText(sentences.translated(self._sentence))
        self.problem.setVisible(bool(self._sentence))
        self.setAccessibleDescription(self.problem.text())
