"""When a session is replaced before it ends."""

from __future__ import annotations

import pytest

from voiceapp.dialogue.renewal import Renewal, renewal_of

S = 1_000_000_000
MIN = 60 * S
EIGHT = 8 * 3_600
"""Unix time of a connection made when the voice clock showed 100 s."""
OFFSET_NS = (EIGHT - 100) * S


@pytest.mark.parametrize(
    ("lives_min", "from_min", "at_last_min"),
    [(60, 50, 59), (30, 25, 29), (11, 6, 10), (90, 50, 59)],
)
def test_a_session_is_renewed_five_minutes_before_it_ends_and_after_fifty_at_last(
    lives_min: int, from_min: int, at_last_min: int
) -> None:
    found = renewal_of(100 * S, EIGHT + lives_min * 60, OFFSET_NS)
    assert found == Renewal(100 * S + from_min * MIN, 100 * S + at_last_min * MIN)


@pytest.mark.parametrize(
    ("expires_at_s", "offset_ns"), [(None, OFFSET_NS), (0, OFFSET_NS), (EIGHT + 1_800, None)]
)
def test_a_session_that_does_not_say_when_it_ends_lives_an_hour(
    expires_at_s: int | None, offset_ns: int | None
) -> None:
    assert renewal_of(0, expires_at_s, offset_ns) == Renewal(50 * MIN, 59 * MIN)


def test_a_short_session_is_left_to_expire() -> None:
    assert renewal_of(100 * S, EIGHT + 600, OFFSET_NS) is None
