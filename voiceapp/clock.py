"""Time as an object, so that everything which needs it can be given another.

The *voice clock* is `time.monotonic_ns()` in the program and a `ManualClock` in tests and simulations.
The pure floors never see either: every input carries its time.
"""

from __future__ import annotations

import time
from typing import Protocol

from voiceapp.pcm import NS_PER_MS


class Clock(Protocol):
    """What a clock is to its users."""

    def now_ns(self) -> int:
        """Return the current time in nanoseconds; never goes backwards, the origin is arbitrary."""
        ...

    def wall_ns(self) -> int:
        """Return the time of day in nanoseconds since 1970; goes on while the computer sleeps, may be set."""
        ...


class SystemClock:
    """The machine's monotonic clock; safe from every thread."""

    def now_ns(self) -> int:
        """Return `time.monotonic_ns()`."""
        return time.monotonic_ns()

    def wall_ns(self) -> int:
        """Return `time.time_ns()`."""
        return time.time_ns()


class ManualClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start_ns: int = 0, *, wall_offset_ns: int = 0) -> None:
        self._now_ns = start_ns
        self.wall_offset_ns = wall_offset_ns
        """What leads to the time of day; it grows while the computer sleeps."""

    def now_ns(self) -> int:
        """Return the time set so far."""
        return self._now_ns

    def wall_ns(self) -> int:
        """Return the time set so far as a time of day."""
        return self._now_ns + self.wall_offset_ns

    def advance(self, *, ms: int = 0, ns: int = 0) -> int:
        """Move forward by `ms` milliseconds and `ns` nanoseconds (not below zero) and return the new time."""
        step_ns = ms * NS_PER_MS + ns
        if step_ns < 0:
            raise ValueError(f"a clock does not run backwards ({step_ns} ns)")
        self._now_ns += step_ns
        return self._now_ns

    def advance_to(self, at_ns: int) -> int:
        """Move forward to `at_ns`; a moment that has passed leaves the clock where it is."""
        self._now_ns = max(self._now_ns, at_ns)
        return self._now_ns
