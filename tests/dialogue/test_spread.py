"""How a number is spread over a conversation."""

from __future__ import annotations

from voiceapp.dialogue.snapshot import Spread
from voiceapp.dialogue.spread import VALUES_MAX, Spreading


def test_nothing_is_spread_before_the_first_value() -> None:
    spreading = Spreading()
    assert (spreading.spread(), spreading.last_ms) == (None, None)


def test_one_value_is_the_usual_and_the_bad_case() -> None:
    spreading = Spreading()
    spreading.add(31)
    assert spreading.spread() == Spread(p50_ms=31, p95_ms=31, count=1)


def test_percentiles_are_values_that_occurred() -> None:
    spreading = Spreading()
    for ms in (500, 100, 300, 200, 400, 9_000, 600, 700, 800, 1_000):
        spreading.add(ms)
    assert spreading.spread() == Spread(p50_ms=500, p95_ms=9_000, count=10)
    assert spreading.last_ms == 1_000


def test_only_the_newest_values_are_kept() -> None:
    spreading = Spreading()
    for ms in range(VALUES_MAX + 100):
        spreading.add(ms)
    spread = spreading.spread()
    assert spread is not None
    assert spread.count == VALUES_MAX
    assert spread.p50_ms == 100 + VALUES_MAX // 2 - 1
