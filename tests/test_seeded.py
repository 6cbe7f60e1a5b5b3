"""The promises hold in every conversation a seed can draw, and every difficulty occurs among them.

`VOICEAPP_SEEDS=20000 pytest tests/test_seeded.py` looks further than the ordinary run. They are held beside the
other tests, see `seeded_crew.py`; here it is judged.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.seeded_crew import SEEDS, SEEDS_PER_TASK, Crew
from voiceapp import seeded
from voiceapp.occasions import OCCASIONS
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader
from voiceapp.seeded import converse, simulate
from voiceapp.simulation import Simulation

TELLING_SEEDS = 100
"""So many seeds are enough to meet everything once."""

pytestmark = pytest.mark.timeout(300)  # the first of them may have to wait


@pytest.mark.parametrize("first", range(0, SEEDS, SEEDS_PER_TASK))
def test_every_promise_holds(crew: Crew, first: int) -> None:
    outcomes = [crew.held(seed) for seed in range(first, min(first + SEEDS_PER_TASK, SEEDS))]
    complaints = [f"seed {found.seed}: {sentence}" for found in outcomes for sentence in found.broken]
    assert complaints == []


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_every_difficulty_really_occurs(crew: Crew, occasion: str) -> None:
    assert [seed for seed in range(TELLING_SEEDS) if occasion in crew.held(seed).met] != []


def test_a_connection_that_fails_many_times_is_waited_for() -> None:
    # Four attempts in a row fail, so the next one comes 16 s later.
    assert converse(8239).broken == ()


def test_a_seed_that_was_drawn_before_is_the_same_again(crew: Crew) -> None:
    assert converse(4) == crew.held(4)


def test_the_seeds_cut_in_and_speak(crew: Crew) -> None:
    outcomes = [crew.held(seed) for seed in range(6)]
    assert sum(found.interruptions for found in outcomes) >= 6
    assert min(found.simulated_ms for found in outcomes) > 2_000


def test_seeds_that_keep_every_promise_leave_nothing_behind(crew: Crew, tmp_path: Path) -> None:
    assert list(simulate(3, 5, tmp_path)) == [crew.held(3), crew.held(4), crew.held(5)]
    assert list(tmp_path.iterdir()) == []


def test_a_seed_that_breaks_a_promise_leaves_a_tape_that_can_be_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def complain(s: Simulation) -> list[str]:
        return ["nobody said goodbye"]

    monkeypatch.setattr(seeded, "broken_promises", complain)
    [found] = simulate(7, 7, tmp_path)
    assert found.broken == ("nobody said goodbye",)
    assert found.tape == tmp_path / "seed-7"
    tape = TapeReader(found.tape)
    assert tape.header.about == "seed 7: nobody said goodbye"
    replayed = replay(tape)
    assert replayed.difference is None
    assert replayed.steps > 100


def test_a_conversation_that_fails_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Simulation, ms: int) -> object:
        raise ValueError("time stood still")

    monkeypatch.setattr(Simulation, "run", fail)
    assert converse(1).broken == ("ValueError: time stood still",)
