"""The talk key with its test, or another key, each with a way to have none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.hotkey_field import HotkeyField
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded


class SettingKey(QWidget):
    """A key that is chosen by pressing it.

    Signals:
        edited(object): nothing is ever half typed here; for the likeness with the others.
        settled(object): the key as the settings spell it; empty: none.
        keys_wanted(), keys_returned(): the next key is to reach this window; it has, or is not wanted.
    """

    edited = Signal(object)
    settled = Signal(object)
    keys_wanted = Signal()
    keys_returned = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is what the key is called, in English, for screen readers."""
        super().__init__(parent)
        self.field = HotkeyField(self, name=name)
        self.clear = IconButton("close", "", self)
        self.field.choosing_began.connect(self.keys_wanted)
        self.field.choosing_ended.connect(self.keys_returned)
        self.field.key_chosen.connect(self._choose)
        self.clear.clicked.connect(lambda: self._choose(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XS)
        row.addWidget(self.field)
        row.addWidget(self.clear)
        row.addStretch(1)
        self.setFocusProxy(self.field)
        worded(self, lambda: self._say(name))
        self.show_value("")

    def show_value(self, value: object) -> None:
        """Show a key; empty: none."""
        self.field.set_key(str(value))
        self.clear.setVisible(bool(value))

    def _say(self, name: str) -> None:
        self.clear.set_name(wording.tr("No key"))
        self.clear.setAccessibleName(wording.tr("%1: no key").replace("%1", wording.tr(name)))

    def _choose(self, key: str) -> None:
        self.show_value(key)
        self.settled.emit(key)
        self.keys_returned.emit()
