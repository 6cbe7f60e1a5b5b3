"""What the conversation is doing, to be seen from across the room."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from voiceapp.dialogue.snapshot import Phase
from voiceapp.ui import theme, wording
from voiceapp.ui.pill import Pill
from voiceapp.ui.worded import worded

LOOKS = {
    Phase.OFF: ("state-off", "quiet"),
    Phase.CONNECTING: ("state-connecting", "warning"),
    Phase.LISTENING: ("state-listening", "good"),
    Phase.USER_SPEAKING: ("state-user", "accent"),
    Phase.THINKING: ("state-thinking", "warning"),
    Phase.SPEAKING: ("state-speaking", "accent"),
    Phase.RECONNECTING: ("state-reconnecting", "danger"),
}
"""Drawing and tone of each phase; no two phases share a drawing."""

MUTED = ("mic-off", "danger")

_HEARING = (Phase.LISTENING, Phase.USER_SPEAKING)
"""Phases in which being muted is what matters."""


def state_of(phase: Phase, *, muted: bool) -> tuple[str, str, str]:
    """Return the drawing, the tone and the word of `phase`, or of the mute where that is what matters."""
    if muted and phase in _HEARING:
        return (*MUTED, wording.tr("Muted"))
    return (*LOOKS[phase], wording.phase_word(phase))


class StateBadge(Pill):
    """A pill with the state in a word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.scaled_font(1.0, weight=QFont.Weight.DemiBold))
        self._state = (Phase.OFF, False)
        worded(self, self._say)

    def show_state(self, phase: Phase, *, muted: bool) -> None:
        """Show `phase`, or that nothing can be heard because of the mute."""
        if (phase, muted) != self._state:
            self._state = (phase, muted)
            self._say()

    def _say(self) -> None:
        phase, muted = self._state
        icon_name, tone, word = state_of(phase, muted=muted)
        self.say(icon_name, word, tone)
        self.setAccessibleName(wording.tr("State: %1").replace("%1", word))
        self.setToolTip(word)
