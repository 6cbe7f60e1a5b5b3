from __future__ import annotations

from voiceapp.offline.timers import TIMERS_MAX, Timers


def test_the_earliest_rings_first_and_one_at_a_time() -> None:
    timers = Timers()
    timers.add(200, "second")
    timers.add(100, "first")
    assert timers.next_due_ns == 100
    assert timers.take_due(99) is None
    assert [timers.take_due(200), timers.take_due(200), timers.take_due(200)] == ["first", "second", None]
    assert timers.next_due_ns is None


def test_too_many_are_forgotten_and_counted() -> None:
    timers = Timers()
    for number in range(TIMERS_MAX + 2):
        timers.add(number, "ring")
    assert timers.forgotten == 2
    assert sum(timers.take_due(1_000) is not None for _ in range(100)) == 32
