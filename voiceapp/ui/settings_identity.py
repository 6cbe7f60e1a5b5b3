"""Who we are to the service: signed in, with a key, or nobody, and how to change it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.settings_key_entry import KeyEntry
from voiceapp.ui.worded import worded


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of it, in sentences; never a key."""

    sign_in: str = ""
    """Who is signed in, or that nobody is; empty: the service takes no sign-in."""
    key: str = ""
    """Whether a key is kept or set, and where; empty: the service wants none."""
    outcome: str = ""
    """What came of the last thing that was asked for."""
    failed: bool = False
    """It did not come about."""
    can_sign_in: bool = False
    can_sign_out: bool = False
    can_keep: bool = False
    can_remove: bool = False


class IdentityPanel(QFrame):
    """Two sentences and four buttons.

    Signals:
        sign_in_requested(), sign_out_requested(): in the browser.
        key_entered(str): to be kept in the keyring; never shown, never logged.
        key_removal_requested(): the kept key is to go.
    """

    sign_in_requested = Signal()
    sign_out_requested = Signal()
    key_entered = Signal(str)
    key_removal_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._identity = Identity()
        self.sign_in_says = self._sentence()
        self.key_says = self._sentence()
        self.outcome = self._sentence()
        self.sign_in = IconButton("person", "", self, labelled=True, kind="bordered")
        self.sign_out = IconButton("quit", "", self, labelled=True, kind="bordered")
        self.keep = IconButton("key", "", self, labelled=True, kind="bordered")
        self.remove = IconButton("trash", "", self, labelled=True, kind="bordered")
        self.entry = KeyEntry(self)
        self.sign_in.clicked.connect(self.sign_in_requested)
        self.sign_out.clicked.connect(self.sign_out_requested)
        self.keep.clicked.connect(self.entry.open_entry)
        self.remove.clicked.connect(self.key_removal_requested)
        self.entry.key_entered.connect(self.key_entered)
        self.entry.closed.connect(self.keep.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.sign_in_says)
        column.addLayout(self._line(self.sign_in, self.sign_out))
        column.addWidget(self.key_says)
        column.addLayout(self._line(self.keep, self.remove))
        column.addWidget(self.entry)
        column.addWidget(self.outcome)
        worded(self, self._say)
        self.show_waiting("Looking…")

    def show_waiting(self, sentence: str) -> None:
        """Say what is being waited for; nothing can be asked for meanwhile."""
        self._identity = replace(self._identity, outcome=sentence)
        self._tell()
        for button in (self.sign_in, self.sign_out, self.keep, self.remove):
            button.setEnabled(False)

    def show_identity(self, identity: Identity) -> None:
        """Show what is known, and offer what can be done about it."""
        self._identity = identity
        self.outcome.setProperty("role", "problem" if identity.failed else "quiet")
        self.outcome.style().polish(self.outcome)
        self._tell()
        for button, offered in (
            (self.sign_in, identity.can_sign_in),
            (self.sign_out, identity.can_sign_out),
            (self.keep, identity.can_keep),
            (self.remove, identity.can_remove),
        ):
            button.setEnabled(True)
            button.setVisible(offered)
        if not identity.can_keep and not self.entry.isHidden():
            self.entry.close_entry()
        if identity.outcome:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    # -- inside ----------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Sign-in and key"))
        self.sign_in.set_name(wording.tr("Sign in with the browser…"))
        self.sign_out.set_name(wording.tr("Sign out"))
        self.keep.set_name(wording.tr("Keep a key…"))
        self.remove.set_name(wording.tr("Remove the key"))
        self._tell()

    def _tell(self) -> None:
        for label, sentence in (
            (self.sign_in_says, self._identity.sign_in),
            (self.key_says, self._identity.key),
            (self.outcome, self._identity.outcome),
        ):
            label.setText(sentences.translated(sentence))
            label.setVisible(bool(sentence))
        said = (self.sign_in_says.text(), self.key_says.text(), self.outcome.text())
        self.setAccessibleDescription(sentences.joined(*said))

    def _sentence(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    @staticmethod
    def _line(*buttons: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        return row
