"""How far a heard offset can be off: the departure of the loudspeaker's clock from an even pace.

What was heard is computed from the moment the driver names for each block. Sound leaves a converter evenly,
so two blocks in a row whose moments are not exactly a block apart show how far such a moment is off. The
bound is what 99 of 100 blocks of the last ten seconds of sound keep, and the millisecond that is lost because
the wire knows whole ones only. One in a hundred is passed over: a callback that comes too late leaves the
loudspeaker without sound for a moment, the three or four blocks about that gap are stamped wrongly, and
nothing that is heard later is any less exact. A clock that is wrong more often than that is a bad one.

Where a stamp is implausible (`audio/device_time.py`) and the even pace stands in, the next stamp tells how
far that was off. Where the reported latency stands in, the block counts as wrong by the worst that was
measured for it. What no driver tells, such as the way through a wireless link, no bound can hold.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

from voiceapp.dialogue.inputs import SpeakerBlock
from voiceapp.pcm import NS_PER_MS, ns_of_frames

BLOCKS_MAX = 1_000
"""10 s of blocks with sound."""
BLOCKS_PER_OUTLIER = 100
EVEN_NS = NS_PER_MS // 10
"""An estimate that is no further off the even pace than that was made of it."""
ROUNDING_MS = 1
ESTIMATE_OFF_NS = 40 * NS_PER_MS
"""The worst of 11-40 ms, measured for reported latencies."""


class SpeakerPace:
    """Compares each block that carries sound with the one before it."""

    def __init__(self) -> None:
        self._expected_ns: int | None = None
        self._next_frame = 0
        self._unproven_blocks = 0
        """How many of the last blocks are where the even pace puts them and nobody has confirmed it."""
        self._departures_ns: deque[int] = deque()
        self._sorted_ns: list[int] = []

    def block(self, block: SpeakerBlock) -> None:
        """Take a block; silence tells nothing, drivers stamp the blocks they begin with wrongly."""
        off_ns = self._departure_ns(block)
        end_ns = block.dac_at_ns + ns_of_frames(block.frames)
        self._next_frame = block.first_frame + block.frames
        if block.estimated and off_ns is not None and off_ns <= EVEN_NS:
            self._unproven_blocks += 1
            self._expected_ns = end_ns
            return
        if block.spans and block.estimated:
            off_ns = ESTIMATE_OFF_NS
        for _ in range(self._unproven_blocks):
            self._departed(ESTIMATE_OFF_NS if off_ns is None else off_ns)
        self._unproven_blocks = 0
        if off_ns is not None:
            self._departed(off_ns)
        self._expected_ns = end_ns if block.spans and not block.estimated else None

    @property
    def estimated(self) -> bool:
        """Return whether the bound rests on moments that are estimates."""
        return self._bound_ns >= ESTIMATE_OFF_NS

    @property
    def error_ms(self) -> int | None:
        """Return the bound, rounded up; None before two blocks in a row carried sound."""
        if not self._departures_ns:
            return None
        return -(-self._bound_ns // NS_PER_MS) + ROUNDING_MS

    @property
    def _bound_ns(self) -> int:
        """What all departures but one in a hundred stay within; 0 where there are none."""
        outliers = len(self._sorted_ns) // BLOCKS_PER_OUTLIER
        return self._sorted_ns[-1 - outliers] if self._sorted_ns else 0

    def _departure_ns(self, block: SpeakerBlock) -> int | None:
        """Return how far a block is from where the one before ends; None if it does not follow one."""
        if not block.spans or self._expected_ns is None or block.first_frame != self._next_frame:
            return None
        return abs(block.dac_at_ns - self._expected_ns)

    def _departed(self, by_ns: int) -> None:
        self._departures_ns.append(by_ns)
        insort(self._sorted_ns, by_ns)
        if len(self._departures_ns) > BLOCKS_MAX:
            del self._sorted_ns[bisect_left(self._sorted_ns, self._departures_ns.popleft())]
