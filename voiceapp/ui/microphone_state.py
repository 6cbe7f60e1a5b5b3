"""The three states of the microphone, which nobody may mistake for one another.

Off is an outline with a struck microphone, open a pale ground with a plain one, sending a strong ground with
a filled one and rays: told apart by shape, ground and word.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from voiceapp.dialogue.snapshot import Microphone
from voiceapp.ui import theme, wording
from voiceapp.ui.pill import Pill

LOOKS = {
    Microphone.OFF: ("mic-off", "quiet", False),
    Microphone.OPEN: ("mic", "quiet", True),
    Microphone.SENDING: ("mic-sending", "danger", True),
}
"""Drawing, tone, and whether the ground is filled."""


class MicrophoneState(Pill):
    """A pill that says whether anything leaves this computer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, widest=wording.microphone_word(Microphone.OPEN))
        self.setFont(theme.small_font())
        self.show_state(Microphone.OFF, "")

    def show_state(self, microphone: Microphone, reason: str) -> None:
        """Show the state; `reason` is the sentence that says why it is off, where there is one."""
        icon_name, tone, filled = LOOKS[microphone]
        self.say(icon_name, wording.microphone_word(microphone), tone, filled=filled)
        sentence = wording.microphone_sentence(microphone)
        if microphone is Microphone.OFF and reason:
            sentence = f"{sentence} {reason}"
        self.setToolTip(sentence)
        self.setAccessibleName(
            wording.tr("Microphone: %1").replace("%1", wording.microphone_word(microphone))
        )
        self.setAccessibleDescription(sentence)
