"""How evenly the sound of an answer arrives, against the pace at which it is played.

RFC 5481 takes the variation of a delay against a reference packet; here that is the first delta of an
answer. With R the moment a delta arrives and S the sound that came before it, its delay variation is

    (R - R_first) - S

A service sends faster than it is listened to, so early deltas are negative and harm nobody. The *jitter* of
an answer is the largest value, at least 0: the reserve with which its playback would not have stopped once.
(RFC 3550's smoothed jitter counts early and late alike and would call every fast server restless.)
"""

from __future__ import annotations

from voiceapp.dialogue.snapshot import Spread
from voiceapp.dialogue.spread import Spreading
from voiceapp.pcm import NS_PER_MS, ns_of_frames


class Arrivals:
    """Follows the answer that is arriving, and remembers the jitter of those before it."""

    def __init__(self) -> None:
        self._response_id = ""
        self._first_ns = 0
        self._frames = 0
        self._late_ns = 0
        self._earlier = Spreading()

    @property
    def jitter_ms(self) -> int | None:
        """Return the jitter of the latest answer so far, rounded up; None before the first."""
        return -(-self._late_ns // NS_PER_MS) if self._response_id else None

    def delta(self, response_id: str, frames: int, at_ns: int) -> None:
        """Take a piece of an answer, `frames` long at the wire rate."""
        if response_id != self._response_id:
            if (jitter_ms := self.jitter_ms) is not None:
                self._earlier.add(jitter_ms)
            self._response_id, self._first_ns = response_id, at_ns
            self._frames = self._late_ns = 0
        self._late_ns = max(self._late_ns, at_ns - self._first_ns - ns_of_frames(self._frames))
        self._frames += frames

    def spread(self) -> Spread | None:
        """Return how the jitter of the answers before the latest is spread; None while there is none."""
        return self._earlier.spread()
