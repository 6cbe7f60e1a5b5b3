"""Replay finds every difference, and there is none in the tapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios import DIALECTS, SCENARIOS, TAPES
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader

NAMES = [f"{name}-{dialect.name}" for name in SCENARIOS for dialect in DIALECTS]


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_conversation_replays_to_the_same_commands(name: str) -> None:
    tape = TapeReader(TAPES / name)
    outcome = replay(tape)
    assert outcome.difference is None, f"{tape.header.about}\n{outcome.difference}"
    assert outcome.steps > 300


def test_every_tape_belongs_to_a_scenario() -> None:
    assert sorted(path.name for path in TAPES.iterdir()) == sorted(NAMES)


def test_a_command_that_differs_is_found_and_named(tmp_path: Path) -> None:
    source = TAPES / "text-ga"
    for path in source.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "tape.jsonl").read_text()
    assert '"text":"good morning"' in lines
    (tmp_path / "tape.jsonl").write_text(lines.replace('"text":"good morning"', '"text":"good night"', 1))
    difference = replay(TapeReader(tmp_path)).difference
    assert difference is not None
    assert "good morning" in str(difference)
    assert "good night" in str(difference)
