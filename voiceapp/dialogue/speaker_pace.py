"""How far a heard offset can be off: the departure of the loudspeaker's clock from an even pace.

What was heard is computed from the moment the driver names for each block. Sound leaves a converter evenly,
so two blocks in a row whose moments are not exactly a block apart show how far such a moment is off. The
largest departure of the last ten seconds, and the millisecond that is lost because the wire knows whole ones
only, bound the error.

Where the clock is implausible (`audio/device_time.py`) the reported latency stands in, which was measured to
be wrong by up to 40 ms. What no driver tells, such as the way through a wireless link, no bound can hold.
"""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue.inputs import SpeakerBlock
from voiceapp.pcm import NS_PER_MS, ns_of_frames

BLOCKS_MAX = 1_000
"""10 s of blocks with sound."""
ROUNDING_MS = 1
ESTIMATE_OFF_NS = 40 * NS_PER_MS
"""The worst of 11-40 ms, measured for reported latencies."""


class SpeakerPace:
    """Compares each block that carries sound with the one before it."""

    def __init__(self) -> None:
        self._expected_ns: int | None = None
        self._next_frame = 0
        self._departures_ns: deque[int] = deque(maxlen=BLOCKS_MAX)
        self.estimated = False
        """Whether a moment of audible sound was ever an estimate."""

    def block(self, block: SpeakerBlock) -> None:
        """Take a block; silence tells nothing, drivers stamp the blocks they begin with wrongly."""
        if not block.spans:
            self._expected_ns = None
            return
        if block.estimated:
            self.estimated = True
            self._departures_ns.append(ESTIMATE_OFF_NS)
            self._expected_ns = None
            return
        if self._expected_ns is not None and block.first_frame == self._next_frame:
            self._departures_ns.append(abs(block.dac_at_ns - self._expected_ns))
        self._expected_ns = block.dac_at_ns + ns_of_frames(block.frames)
        self._next_frame = block.first_frame + block.frames

    @property
    def error_ms(self) -> int | None:
        """Return the bound, rounded up; None before two blocks in a row carried sound."""
        if not self._departures_ns:
            return None
        return -(-max(self._departures_ns) // NS_PER_MS) + ROUNDING_MS
