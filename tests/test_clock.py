"""Two clocks that keep one promise: time does not run backwards."""

from __future__ import annotations

import pytest

from voiceapp.clock import Clock, ManualClock, SystemClock


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock(7)])
def test_time_does_not_run_backwards(clock: Clock) -> None:
    times = [clock.now_ns() for _ in range(100)]
    assert times == sorted(times)


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(5)
    assert clock.now_ns() == 5
    assert clock.advance(ms=20) == 20_000_005
    assert clock.advance(ns=1) == 20_000_006
    assert clock.advance() == 20_000_006
    assert clock.now_ns() == 20_000_006


def test_a_step_backwards_is_refused_and_moves_nothing() -> None:
    clock = ManualClock(5)
    with pytest.raises(ValueError, match="does not run backwards"):
        clock.advance(ms=1, ns=-1_000_001)
    assert clock.now_ns() == 5


def test_a_moment_that_has_passed_leaves_the_clock_where_it_is() -> None:
    clock = ManualClock(100)
    assert clock.advance_to(99) == 100
    assert clock.advance_to(101) == 101


def test_the_time_of_day_goes_on_while_the_computer_sleeps() -> None:
    clock = ManualClock(5, wall_offset_ns=1_000)
    assert clock.wall_ns() == 1_005
    clock.wall_offset_ns += 7
    clock.advance(ns=1)
    assert (clock.now_ns(), clock.wall_ns()) == (6, 1_013)
    assert SystemClock().wall_ns() > 1_700_000_000 * 1_000_000_000


def test_the_machines_clock_moves() -> None:
    clock = SystemClock()
    start_ns = clock.now_ns()
    while clock.now_ns() == start_ns:
        pass
    assert clock.now_ns() > start_ns
