"""What pressing and releasing a key means, with literal times in milliseconds."""

from __future__ import annotations

import pytest

from voiceapp.hotkey.gesture import Gesture, Mode, Talk

BEGIN, LOCK, END = Talk.BEGIN, Talk.LOCK, Talk.END


def play(mode: Mode, *happened: tuple[str, int]) -> list[Talk | None]:
    """Return what each press (`down`) and release (`up`) at a time asks for."""
    gesture = Gesture(mode)
    return [
        (gesture.pressed if what == "down" else gesture.released)(ms * 1_000_000) for what, ms in happened
    ]


def test_hold_talks_as_long_as_the_key_is_down() -> None:
    assert play(Mode.HOLD, ("down", 0), ("up", 2000), ("down", 2100), ("up", 2200)) == [
        BEGIN,
        END,
        BEGIN,
        END,
    ]


@pytest.mark.parametrize("mode", list(Mode))
def test_a_repetition_means_nothing(mode: Mode) -> None:
    assert play(mode, ("down", 0), ("down", 660), ("down", 700))[1:] == [None, None]


@pytest.mark.parametrize("mode", list(Mode))
def test_a_release_without_a_press_means_nothing(mode: Mode) -> None:
    assert play(mode, ("up", 0), ("up", 10)) == [None, None]


def test_toggle_talks_from_press_to_press() -> None:
    times = [("down", 0), ("up", 100), ("down", 5000), ("up", 9000), ("down", 9500)]
    assert play(Mode.TOGGLE, *times) == [BEGIN, None, END, None, BEGIN]


def test_two_taps_lock_and_the_next_press_ends() -> None:
    times = [("down", 0), ("up", 100), ("down", 400), ("up", 500), ("down", 60_000), ("up", 60_100)]
    assert play(Mode.DOUBLE_TAP, *times) == [BEGIN, END, LOCK, None, END, None]


def test_the_second_press_may_be_long_and_still_locks() -> None:
    times = [("down", 0), ("up", 100), ("down", 400), ("up", 9000)]
    assert play(Mode.DOUBLE_TAP, *times) == [BEGIN, END, LOCK, None]


@pytest.mark.parametrize(
    ("first_up", "second_down"), [(301, 400), (300, 601)], ids=["a long first press", "too late"]
)
def test_what_is_no_double_tap_is_a_hold(first_up: int, second_down: int) -> None:
    times = [("down", 0), ("up", first_up), ("down", second_down), ("up", second_down + 1000)]
    assert play(Mode.DOUBLE_TAP, *times) == [BEGIN, END, BEGIN, END]


def test_after_a_lock_was_ended_neither_its_taps_nor_the_press_that_ended_it_are_first_taps() -> None:
    taps = [("down", 0), ("up", 50), ("down", 100), ("up", 150), ("down", 200), ("up", 250)]
    assert play(Mode.DOUBLE_TAP, *taps, ("down", 300), ("up", 2000))[4:] == [END, None, BEGIN, END]


@pytest.mark.parametrize("mode", [Mode.TOGGLE, Mode.DOUBLE_TAP])
def test_after_talk_ended_in_another_way_the_next_press_begins(mode: Mode) -> None:
    gesture = Gesture(mode)
    for ms in (0, 100):
        gesture.pressed(ms * 1_000_000)
        gesture.released((ms + 50) * 1_000_000)
    gesture.ended()
    assert gesture.pressed(9_000_000_000) is BEGIN
