"""The talk key of the whole desktop: chosen, tried out on the spot, or taken away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.hotkey_test import HotkeyTest
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded


class SettingTalkKey(QWidget):
    """The test of the key, and a button for none.

    Signals:
        edited(object): nothing is ever half typed here; for the likeness with the others.
        settled(object): the key as the settings spell it; empty: none.
    """

    edited = Signal(object)
    settled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.test = HotkeyTest(parent=self)
        self.clear = IconButton("trash", "", self)
        self.test.key_chosen.connect(self._on_chosen)
        self.clear.clicked.connect(lambda: self._choose(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.S, 0)
        row.addWidget(self.test, 1)
        row.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.test.field)
        worded(self, lambda: self.clear.set_name(wording.tr("No talk key")))
        self.show_value("")

    def show_value(self, value: object) -> None:
        """Show a key; empty: none."""
        self.test.set_key(str(value))
        self.clear.setVisible(bool(value))

    def _on_chosen(self, key: str) -> None:
        self.clear.setVisible(True)
        self.settled.emit(key)

    def _choose(self, key: str) -> None:
        self.show_value(key)
        self.settled.emit(key)
