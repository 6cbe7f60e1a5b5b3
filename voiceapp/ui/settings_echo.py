"""The echo check among the settings: a button, and the panel it opens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.echo_panel import EchoPanel
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded


class SettingsEcho(QFrame):
    """Shows the button or the panel, never both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self.begin = IconButton("duplex", "", self, labelled=True, kind="bordered")
        self.panel = EchoPanel(self)
        self.begin.clicked.connect(self._open)
        self.panel.closed.connect(self._on_closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.S, theme.L, theme.M)
        column.setSpacing(0)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.panel)
        worded(self, self._say)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Echo"))
        self.begin.set_name(wording.tr("Check the echo…"))

    def _open(self) -> None:
        self.begin.hide()
        self.panel.open_panel()

    def _on_closed(self) -> None:
        self.begin.show()
        self.begin.setFocus()
