from __future__ import annotations

import pytest

from tests.ui_tools import spoken_name
from voiceapp.dialogue.snapshot import Phase
from voiceapp.ui.state_badge import LOOKS, MUTED, StateBadge

WORDS = {
    Phase.OFF: "Off",
    Phase.CONNECTING: "Connecting",
    Phase.LISTENING: "Listening",
    Phase.USER_SPEAKING: "You are speaking",
    Phase.THINKING: "Thinking",
    Phase.SPEAKING: "Speaking",
    Phase.RECONNECTING: "Reconnecting",
}


@pytest.mark.parametrize("phase", Phase)
def test_each_phase_has_its_word_also_for_screen_readers(phase: Phase) -> None:
    badge = StateBadge()
    badge.show_state(phase, muted=False)
    assert badge.word == WORDS[phase]
    assert spoken_name(badge) == f"State: {WORDS[phase]}"


def test_no_two_states_share_a_drawing() -> None:
    drawings = [icon_name for icon_name, _ in (*LOOKS.values(), MUTED)]
    assert len(drawings) == len(set(drawings)) == len(Phase) + 1


@pytest.mark.parametrize(
    ("phase", "word"),
    [
        (Phase.LISTENING, "Muted"),
        (Phase.USER_SPEAKING, "Muted"),
        (Phase.SPEAKING, "Speaking"),
        (Phase.RECONNECTING, "Reconnecting"),
        (Phase.OFF, "Off"),
    ],
)
def test_muted_is_said_where_we_would_be_listening(phase: Phase, word: str) -> None:
    badge = StateBadge()
    badge.show_state(phase, muted=True)
    assert badge.word == word
