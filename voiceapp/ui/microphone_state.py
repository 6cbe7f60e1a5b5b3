"""The three states of the microphone, which nobody may mistake for one another.

Off is an outline with a struck microphone, open a pale ground with a plain one, sending a strong ground with
a filled one and rays: told apart by shape, ground and word.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from voiceapp.dialogue.snapshot import Microphone
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.pill import Pill
from voiceapp.ui.worded import worded

LOOKS = {
    Microphone.OFF: ("mic-off", "quiet", False),
    Microphone.OPEN: ("mic", "quiet", True),
    Microphone.SENDING: ("mic-sending", "danger", True),
}
"""Drawing, tone, and whether the ground is filled."""


class MicrophoneState(Pill):
    """A pill that says whether anything leaves this computer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = (Microphone.OFF, "")
        self.setFont(theme.small_font())
        worded(self, self._say)

    def show_state(self, microphone: Microphone, reason: str) -> None:
        """Show the state; `reason` is the sentence that says why it is off, where there is one."""
        if (microphone, reason) != self._state:
            self._state = (microphone, reason)
            self._say()

    def _say(self) -> None:
        microphone, reason = self._state
        icon_name, tone, filled = LOOKS[microphone]
        self.reserve(max(map(wording.microphone_word, Microphone), key=self.fontMetrics().horizontalAdvance))
        self.say(icon_name, wording.microphone_word(microphone), tone, filled=filled)
        sentence = wording.microphone_sentence(microphone)
        if microphone is Microphone.OFF and reason:
            sentence = sentences.joined(sentence, sentences.translated(reason))
        self.setToolTip(sentence)
        self.setAccessibleName(
            wording.tr("Microphone: %1").replace("%1", wording.microphone_word(microphone))
        )
        self.setAccessibleDescription(sentence)
