"""What the assistant has promised to say later."""

from __future__ import annotations

import bisect

TIMERS_MAX = 32
"""Timers of one session; one more is forgotten and counted."""


class Timers:
    """Texts with times, earliest first. Belongs to one brain."""

    def __init__(self) -> None:
        self._timers: list[tuple[int, str]] = []
        self.forgotten = 0

    def add(self, at_ns: int, text: str) -> None:
        """Promise to say `text` at `at_ns`."""
        if len(self._timers) >= TIMERS_MAX:
            self.forgotten += 1
            return
        bisect.insort(self._timers, (at_ns, text))

    @property
    def next_due_ns(self) -> int | None:
        """When the next one rings; None without any."""
        return self._timers[0][0] if self._timers else None

    def take_due(self, now_ns: int) -> str | None:
        """Remove and return what is to be said now; one at a time."""
        if self._timers and self._timers[0][0] <= now_ns:
            return self._timers.pop(0)[1]
        return None
