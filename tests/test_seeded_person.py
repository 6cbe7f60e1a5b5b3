"""The person of a drawn conversation."""

from __future__ import annotations

from random import Random

from tests.scenarios import simulation
from voiceapp.dialogue import inputs as i
from voiceapp.promises import Watch
from voiceapp.protocol.dialect import GA
from voiceapp.seeded_person import Person, tone


def test_a_tone_has_its_length_and_its_level() -> None:
    assert len(tone(10, 220, 9_000)) == 480
    assert (
        max(abs(int.from_bytes(tone(10, 220, 9_000)[at : at + 2], "little", signed=True)) for at in (50, 54))
        > 0
    )


def test_the_same_draw_makes_the_same_person() -> None:
    happened = []
    for _ in range(2):
        s = simulation(GA)
        Person(s, Random(7), Watch()).converse(2)
        happened.append((dict(s.record.happened), s.clock.now_ns()))
    assert happened[0] == happened[1]


def test_a_person_leaves_when_all_is_quiet() -> None:
    s = simulation(GA)
    watch = Watch()
    Person(s, Random(1), watch).converse(1)
    assert s.record.happened[i.MuteChosen] >= 1
    assert watch.broken == []
