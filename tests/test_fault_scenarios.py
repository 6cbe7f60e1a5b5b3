"""Every conversation that went on by itself is on a tape, which replays to the same commands."""

from __future__ import annotations

import pytest

from tests.fault_scenarios import RECORDED
from tests.scenarios import TAPES
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader


@pytest.mark.parametrize("name", RECORDED)
def test_recovered_conversation_replays_to_the_same_commands(name: str) -> None:
    outcome = replay(TapeReader(TAPES / name))

    assert outcome.difference is None, str(outcome.difference)
    assert outcome.steps > 20


def test_there_is_a_tape_of_every_row_after_which_it_goes_on_and_no_other() -> None:
    assert sorted(path.name for path in TAPES.glob("recovered-*/")) == sorted(RECORDED)
