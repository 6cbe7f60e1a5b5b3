"""The bottom line: the numbers, what may cut in, and the two ways to know more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.status_line import StatusLine
from voiceapp.ui.worded import worded

LABELLED_PX = 900
"""From this width on, the mode is a word and not only a drawing."""


class StatusBar(QFrame):
    """Numbers on the left; the duplex mode, inspector and keys on the right.

    Signals:
        inspector_requested(): show or hide the inspector.
        keys_requested(): show the list of keys.
    """

    inspector_requested = Signal()
    keys_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self._duplex: tuple[DuplexMode | None, DuplexMode, str] = (None, DuplexMode.FULL, "")
        self.numbers = StatusLine(self)
        self.duplex = IconButton("duplex", "", self)
        self.duplex.setFont(theme.small_font())
        self.duplex.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.inspector = IconButton("inspector", "", self)
        self.inspector.setCheckable(True)
        self.inspector.clicked.connect(self.inspector_requested)
        self.keys = IconButton("keys", "", self)
        self.keys.clicked.connect(self.keys_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, 1, theme.S, 1)
        row.setSpacing(theme.XS)
        row.addWidget(self.numbers, 1)
        row.addWidget(self.duplex)
        row.addWidget(self.inspector)
        row.addWidget(self.keys)
        worded(self, self._say)

    def set_duplex_menu(self, menu: QMenu) -> None:
        """Offer `menu` where the mode is shown."""
        self.duplex.setMenu(menu)

    def show_duplex(self, chosen: DuplexMode | None, in_force: DuplexMode, echo: str) -> None:
        """Show the mode in force, who chose it, and `echo`, what is known about the echo."""
        if (chosen, in_force, echo) != self._duplex:
            self._duplex = (chosen, in_force, echo)
            self._tell_duplex()

    def _say(self) -> None:
        self.inspector.set_name(
            wording.tr("Inspector"), hint=hint(wording.tr("Inspector: events and latency"), "inspector")
        )
        self.keys.set_name(wording.tr("Keys"), hint=hint(wording.tr("List of keys"), "keys"))
        self._tell_duplex()

    def _tell_duplex(self) -> None:
        chosen, in_force, echo = self._duplex
        words = wording.duplex_words(in_force)
        if chosen is None:
            name = wording.tr("%1 · automatic").replace("%1", words)
            by = wording.tr("Chosen by the program, from the echo it measures.")
        else:
            name = words
            by = wording.tr("Chosen by you.")
        told = (wording.duplex_sentence(in_force), by, sentences.translated(echo))
        self.duplex.set_name(name, hint="\n".join(sentence for sentence in told if sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Leave the words out where it is narrow."""
        super().resizeEvent(event)
        self.duplex.set_labelled(self.width() >= theme.roomy(LABELLED_PX))
