"""The bottom line: the numbers, and the two ways to know more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.status_line import StatusLine


class StatusBar(QFrame):
    """Numbers on the left, inspector and keys on the right.

    Signals:
        inspector_requested(): show or hide the inspector.
        keys_requested(): show the list of keys.
    """

    inspector_requested = Signal()
    keys_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.numbers = StatusLine(self)
        self.inspector = IconButton(
            "inspector",
            wording.tr("Inspector"),
            self,
            hint=hint(wording.tr("Inspector: events and latency"), "inspector"),
        )
        self.inspector.setCheckable(True)
        self.inspector.clicked.connect(self.inspector_requested)
        self.keys = IconButton(
            "keys", wording.tr("Keys"), self, hint=hint(wording.tr("List of keys"), "keys")
        )
        self.keys.clicked.connect(self.keys_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, 1, theme.S, 1)
        row.setSpacing(theme.XS)
        row.addWidget(self.numbers, 1)
        row.addWidget(self.inspector)
        row.addWidget(self.keys)
