"""How evenly sound arrives: literal moments and lengths."""

from __future__ import annotations

from voiceapp.dialogue.arrivals import Arrivals
from voiceapp.dialogue.snapshot import Spread
from voiceapp.pcm import NS_PER_MS


def arrived(found: Arrivals, response_id: str, *deltas: tuple[float, int]) -> None:
    """Let deltas arrive: (moment in ms, frames); 240 frames are 10 ms."""
    for at_ms, frames in deltas:
        found.delta(response_id, frames, round(at_ms * NS_PER_MS))


def test_before_the_first_delta_nothing_is_known() -> None:
    found = Arrivals()
    assert found.jitter_ms is None
    assert found.spread() is None


def test_sound_that_comes_faster_than_it_is_played_has_no_jitter() -> None:
    found = Arrivals()
    arrived(found, "resp_1", (100, 2_400), (120, 2_400), (140, 2_400))
    assert found.jitter_ms == 0


def test_jitter_is_how_long_playback_would_have_had_nothing() -> None:
    found = Arrivals()
    arrived(found, "resp_1", (100, 2_400), (200, 2_400), (370, 2_400))  # due at 300 ms
    assert found.jitter_ms == 70


def test_a_stall_that_the_sound_in_hand_bridges_is_no_jitter() -> None:
    found = Arrivals()
    arrived(found, "resp_1", (0, 24_000), (990, 240))
    assert found.jitter_ms == 0


def test_the_worst_moment_stays_and_is_rounded_up() -> None:
    found = Arrivals()
    arrived(found, "resp_1", (0, 240), (12.1, 24_000), (20, 240))
    assert found.jitter_ms == 3


def test_each_answer_begins_anew_and_those_before_it_are_spread() -> None:
    found = Arrivals()
    arrived(found, "resp_1", (0, 240), (60, 240))
    arrived(found, "resp_2", (5_000, 240), (5_020, 240))
    assert found.jitter_ms == 10
    assert found.spread() == Spread(50, 50, 1)
    arrived(found, "resp_3", (9_000, 240))
    assert found.spread() == Spread(10, 50, 2)
