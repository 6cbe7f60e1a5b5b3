from __future__ import annotations

import pytest

from tests.ui_tools import spoken_description, spoken_name
from voiceapp.dialogue.snapshot import Microphone
from voiceapp.ui.microphone_state import LOOKS, MicrophoneState


@pytest.mark.parametrize(
    ("microphone", "word", "sentence"),
    [
        (Microphone.OFF, "Mic off", "No device is open; nothing is heard."),
        (Microphone.OPEN, "Mic open", "Heard on this computer only; nothing is sent."),
        (Microphone.SENDING, "Sending", "What you say is being sent to the assistant."),
    ],
)
def test_each_state_says_what_it_means(microphone: Microphone, word: str, sentence: str) -> None:
    state = MicrophoneState()
    state.show_state(microphone, "")
    assert state.word == word
    assert spoken_name(state) == f"Microphone: {word}"
    assert spoken_description(state) == sentence


def test_the_three_states_differ_in_shape_not_only_in_colour() -> None:
    assert len({icon_name for icon_name, _, _ in LOOKS.values()}) == len(Microphone)


def test_the_reason_for_off_is_told() -> None:
    state = MicrophoneState()
    state.show_state(Microphone.OFF, "No microphone is connected.")
    assert spoken_description(state) == "No device is open; nothing is heard. No microphone is connected."
