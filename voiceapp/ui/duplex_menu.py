"""What may cut in while the assistant speaks: the choice, and what each mode means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.ui import wording

AUTOMATIC_HINT = "The program measures the echo and chooses by itself."


class DuplexMenu(QMenu):
    """The modes to choose from, and the echo check that tells which one fits.

    Signals:
        mode_chosen(DuplexMode | None): by the person; None is the automatic choice.
        check_requested(): the person wants to know about the echo.
    """

    mode_chosen = Signal(object)
    check_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(wording.tr("While the assistant speaks"), parent)
        self.setAccessibleName(self.title())
        self.setToolTipsVisible(True)
        group = QActionGroup(self)
        self.modes: dict[DuplexMode | None, QAction] = {}
        for mode in (None, *DuplexMode):
            action = self.addAction(wording.duplex_words(mode) if mode else wording.tr("Automatic"))
            action.setToolTip(wording.duplex_sentence(mode) if mode else wording.tr(AUTOMATIC_HINT))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, chosen=mode: self.mode_chosen.emit(chosen))
            group.addAction(action)
            self.modes[mode] = action
        self.modes[None].setChecked(True)
        self.addSeparator()
        self.check = self.addAction(wording.tr("Check for echo…"))
        self.check.setToolTip(wording.tr("Play five seconds of sound and measure how much comes back."))
        self.check.triggered.connect(self.check_requested)

    def show_duplex(self, chosen: DuplexMode | None, in_force: DuplexMode, echo: str) -> None:
        """Tick what is chosen; the automatic choice says what it has chosen, and `echo` why."""
        self.modes[chosen].setChecked(True)
        words = wording.duplex_words(in_force).lower()
        name = wording.tr("Automatic (now: %1)").replace("%1", words) if chosen is None else ""
        self.modes[None].setText(name or wording.tr("Automatic"))
        self.modes[None].setToolTip(" ".join(part for part in (wording.tr(AUTOMATIC_HINT), echo) if part))
