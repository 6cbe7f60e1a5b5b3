"""What may cut in while the assistant speaks: the choice, and what each mode means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.ui import sentences, wording
from voiceapp.ui.worded import worded

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
        super().__init__(parent)
        self._shown: tuple[DuplexMode | None, DuplexMode, str] = (None, DuplexMode.FULL, "")
        self._is_told = False
        self.setToolTipsVisible(True)
        group = QActionGroup(self)
        self.modes: dict[DuplexMode | None, QAction] = {}
        for mode in (None, *DuplexMode):
            action = self.addAction("")
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, chosen=mode: self.mode_chosen.emit(chosen))
            group.addAction(action)
            self.modes[mode] = action
        self.modes[None].setChecked(True)
        self.addSeparator()
        self.check = self.addAction("")
        self.check.triggered.connect(self.check_requested)
        worded(self, self._say)

    def show_duplex(self, chosen: DuplexMode | None, in_force: DuplexMode, echo: str) -> None:
        """Tick what is chosen; the automatic choice says what it has chosen, and `echo` why."""
        self.modes[chosen].setChecked(True)
        self._shown, self._is_told = (chosen, in_force, echo), True
        self._say()

    def _say(self) -> None:
        chosen, in_force, echo = self._shown
        self.setTitle(wording.tr("While the assistant speaks"))
        self.setAccessibleName(self.title())
        for mode in DuplexMode:
            self.modes[mode].setText(wording.duplex_words(mode))
            self.modes[mode].setToolTip(wording.duplex_sentence(mode))
        automatic = wording.tr("Automatic")
        if self._is_told and chosen is None:
            words = wording.duplex_words(in_force).lower()
            automatic = wording.tr("Automatic (now: %1)").replace("%1", words)
        self.modes[None].setText(automatic)
        known = (wording.tr(AUTOMATIC_HINT), sentences.translated(echo))
        self.modes[None].setToolTip(sentences.joined(*known))
        self.check.setText(wording.tr("Check for echo…"))
        self.check.setToolTip(wording.tr("Play five seconds of sound and measure how much comes back."))
