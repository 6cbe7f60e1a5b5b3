"""How a number is spread over a conversation: the usual case and the bad one."""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue.snapshot import Spread

VALUES_MAX = 500
"""The newest are kept; an hour of lively talk has fewer."""


class Spreading:
    """Collects values of one kind."""

    def __init__(self) -> None:
        self._values: deque[int] = deque(maxlen=VALUES_MAX)
        self._spread: Spread | None = None

    @property
    def last_ms(self) -> int | None:
        """Return the newest value; None before the first."""
        return self._values[-1] if self._values else None

    def add(self, ms: int) -> None:
        """Take one more value."""
        self._values.append(ms)
        ordered = sorted(self._values)
        self._spread = Spread(_rank(ordered, 50), _rank(ordered, 95), len(ordered))

    def spread(self) -> Spread | None:
        """Return median and 95th percentile (nearest rank); None before the first value."""
        return self._spread


def _rank(ordered: list[int], percent: int) -> int:
    """Return the smallest value that at least `percent` of all do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
