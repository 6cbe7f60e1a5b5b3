"""A key of a service, typed where nothing shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded

CHARACTERS_MAX = 4_096


class KeyEntry(QFrame):
    """A field for the key; it is empty as soon as it is hidden, and keeps no copy.

    Signals:
        key_entered(str): the key, once; whoever takes it keeps it out of sight.
        closed(): the person does not want to give one, or has.
    """

    key_entered = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(CHARACTERS_MAX)
        self.keep = IconButton("check", "", self, labelled=True, kind="primary")
        self.shut = IconButton("close", "", self)
        self.keep.setEnabled(False)
        self.field.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self._enter)
        self.keep.clicked.connect(self._enter)
        self.shut.clicked.connect(self.close_entry)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.field, 1)
        row.addWidget(self.keep)
        row.addWidget(self.shut)
        self.hide()
        worded(self, self._say)

    def open_entry(self) -> None:
        """Show the empty field."""
        self.show()
        self.field.setFocus()

    def close_entry(self) -> None:
        """Hide the field, and forget what was typed."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Esc gives up, and closes nothing else."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Forget what was typed."""
        self.field.clear()
        super().hideEvent(event)

    def _say(self) -> None:
        self.field.setPlaceholderText(wording.tr("Paste the key here"))
        self.field.setAccessibleName(wording.tr("Key"))
        self.field.setAccessibleDescription(wording.tr("It is not shown, and goes to the keyring only."))
        self.keep.set_name(wording.tr("Keep it"))
        self.shut.set_name(wording.tr("Cancel"), hint=wording.tr("Cancel (Esc)"))

    def _enter(self) -> None:
        key = self.field.text().strip()
        if key:
            self.close_entry()
            self.key_entered.emit(key)
