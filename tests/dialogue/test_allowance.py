"""What is left of the rate limits."""

from __future__ import annotations

from voiceapp.dialogue.allowance import NS_PER_S, Allowance
from voiceapp.dialogue.snapshot import Limit
from voiceapp.protocol.objects import RateLimit

REQUESTS = RateLimit(name="requests", limit=1_000, remaining=950, reset_seconds=60.0)
TOKENS = RateLimit(name="tokens", limit=6_000, remaining=779, reset_seconds=3.2)


def told(*limits: RateLimit, at_s: int = 0) -> Allowance:
    allowance = Allowance()
    allowance.updated(limits, at_s * NS_PER_S)
    return allowance


def test_what_is_left_is_rounded_down_and_the_wait_up() -> None:
    allowance = told(REQUESTS, TOKENS, at_s=10)
    assert allowance.limits(10 * NS_PER_S) == (Limit("requests", 95, 60), Limit("tokens", 12, 4))
    assert allowance.limits(12 * NS_PER_S) == (Limit("requests", 95, 58), Limit("tokens", 12, 2))


def test_a_limit_that_was_reset_is_not_known_until_it_is_told_again() -> None:
    allowance = told(REQUESTS, TOKENS)
    assert allowance.limits(4 * NS_PER_S) == (Limit("requests", 95, 56),)
    allowance.updated((), 4 * NS_PER_S)
    assert allowance.limits(4 * NS_PER_S) == ()


def test_what_is_not_told_is_not_made_up() -> None:
    assert told(RateLimit(name="tokens")).limits(0) == (Limit("tokens", None, None),)
    assert told(RateLimit(name="tokens", limit=0, remaining=0)).limits(0) == (Limit("tokens", None, None),)
    assert told(RateLimit(limit=10, remaining=5)).limits(0) == ()


def test_a_server_that_leaves_more_than_there_is_or_less_than_nothing_is_not_believed() -> None:
    wrong = (RateLimit(name="a", limit=10, remaining=50), RateLimit(name="b", limit=10, remaining=-5))
    assert [limit.left_percent for limit in told(*wrong).limits(0)] == [100, 0]


def test_one_waits_for_the_scarcest() -> None:
    assert told(REQUESTS, TOKENS).wait_s(0) == 4
    assert told(REQUESTS, TOKENS).wait_s(4 * NS_PER_S) == 56
    assert told(RateLimit(name="tokens", limit=10, remaining=1)).wait_s(0) is None
    assert Allowance().wait_s(0) is None
