"""How much of the account's rate limits is left, as the service told last, and how long to wait.

At the start of a response a service may reserve all the tokens an answer could have, so that what is left
looks low and recovers (protocol README 9). Once a limit has been reset nothing is known of it until it is
told again.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from voiceapp.dialogue.snapshot import Limit
from voiceapp.protocol.objects import RateLimit

NS_PER_S = 1_000_000_000


class Allowance:
    """Keeps the last `rate_limits.updated`."""

    def __init__(self) -> None:
        self._told: tuple[RateLimit, ...] = ()
        self._at_ns = 0

    def updated(self, limits: Iterable[RateLimit], at_ns: int) -> None:
        """Take what the service says; it says all of it each time, and there may be none."""
        self._told, self._at_ns = tuple(limits), at_ns

    def limits(self, now_ns: int) -> tuple[Limit, ...]:
        """Return what is left now, for every limit that has not been reset since."""
        found = []
        for told in self._told:
            resets_in_s = self._resets_in_s(told, now_ns)
            if told.name and (resets_in_s is None or resets_in_s > 0):
                found.append(Limit(told.name, _left_percent(told), resets_in_s))
        return tuple(found)

    def wait_s(self, now_ns: int) -> int | None:
        """Return how long until the scarcest limit is reset; None where that is not known."""
        waits = [
            (limit.left_percent, limit.resets_in_s)
            for limit in self.limits(now_ns)
            if limit.left_percent is not None and limit.resets_in_s is not None
        ]
        return min(waits)[1] if waits else None

    def _resets_in_s(self, told: RateLimit, now_ns: int) -> int | None:
        if told.reset_seconds is None:
            return None
        return ceil(told.reset_seconds - (now_ns - self._at_ns) / NS_PER_S)


def _left_percent(told: RateLimit) -> int | None:
    if told.remaining is None or not told.limit or told.limit < 0:
        return None
    return min(100, max(0, 100 * told.remaining // told.limit))
