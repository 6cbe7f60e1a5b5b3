"""Replay finds every difference, and there is none in the tapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios import DIALECTS, FLOWS, SCENARIOS, TAPES, readme
from voiceapp.errors import TapeError
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter

NAMES = [f"{name}-{dialect.name}" for name in SCENARIOS for dialect in DIALECTS]


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_conversation_replays_to_the_same_commands(name: str) -> None:
    tape = TapeReader(TAPES / name)
    outcome = replay(tape)
    assert outcome.difference is None, f"{tape.header.about}\n{outcome.difference}"
    assert outcome.steps > 20


def test_every_tape_belongs_to_a_scenario() -> None:
    names = [path.name for path in TAPES.glob("*/") if not path.name.startswith("recovered-")]
    assert sorted(names) == sorted(NAMES)  # the others are those of tests/fault_scenarios.py


@pytest.mark.parametrize("name", NAMES)
def test_a_tape_says_in_a_sentence_what_it_proves(name: str) -> None:
    about = TapeReader(TAPES / name).header.about
    assert about == SCENARIOS[name.removesuffix("-ga").removesuffix("-preview")].about
    assert about.endswith(".")


def test_every_flow_of_a_client_is_on_a_tape_and_the_page_beside_them_says_on_which() -> None:
    covered = {flow for scenario in SCENARIOS.values() for flow in scenario.flows.split(", ")}
    assert covered == set(FLOWS)
    assert (TAPES / "README.md").read_text(encoding="utf-8") == readme()


def test_a_command_that_differs_is_found_and_named(tmp_path: Path) -> None:
    source = TAPES / "text-ga"
    for path in source.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "tape.jsonl").read_text()
    assert '"text":"good morning"' in lines
    (tmp_path / "tape.jsonl").write_text(lines.replace('"text":"good morning"', '"text":"good night"', 1))
    difference = replay(TapeReader(tmp_path)).difference
    assert difference is not None
    assert "It happened: TextSubmitted(text = 'good night')" in str(difference)
    assert "  -     event.item.content[0].text = 'good morning'" in str(difference)
    assert "  +     event.item.content[0].text = 'good night'" in str(difference)
    assert difference.since_start_ns == 60_000_000


def test_a_private_tape_is_not_replayed_and_that_is_said(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader(private=True)):
        pass
    with pytest.raises(TapeError, match=r"This tape is private: .* cannot be replayed bit for bit"):
        replay(TapeReader(tmp_path))


def test_a_tape_that_begins_in_the_middle_is_not_replayed_and_that_is_said(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader(from_start=False)):
        pass
    with pytest.raises(TapeError, match="begins in the middle of a conversation, so it cannot be replayed"):
        replay(TapeReader(tmp_path))
