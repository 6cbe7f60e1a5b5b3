"""What is leaving the loudspeaker: the samples handed to the device, findable by the moment they are heard.

The loudspeaker's thread puts every block it hands over, the microphone's thread asks for the stretch that was
heard while its own block was captured. Both positions come from a `TimeLine` of their own, so two devices
with two clocks, different blocks and gaps meet on one line.

No lock: the ring and `_end` are written by the loudspeaker's thread, the sound first and then the number that
lets the other thread read it. The reader stays far behind what is overwritten next (4 s, of 5.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.time_line import TimeLine
from voiceapp.pcm import frames_of_ms

Samples = NDArray[np.int16]

RING_FRAMES = 1 << 17
"""5.4 s; what lies between the handing over and the microphone is at most one second either way."""
READABLE_FRAMES = frames_of_ms(4_000)
LEAD_FRAMES = frames_of_ms(20)
"""How much earlier than asked for the far sound is given. Drivers lie about time by up to some 10 ms; an echo
that comes *before* its cause cannot be cancelled, one that comes 20 ms late costs nothing."""
SETTLING_READS = 50
"""How many blocks after a device was opened the lead may still shrink. Later it stays: a change would move
the echo away from where the canceller has learned it, for the sake of one late callback."""


@dataclass(frozen=True, slots=True)
class FarEndStatistics:
    """Counters since it was made."""

    put_frames: int
    missing_frames: int
    """Asked for before they were handed over; silence was given instead."""
    slips: int
    """Frames left out or doubled for the drift of two clocks, both lines together."""
    jumps: int
    """Times a line was moved at once: lost frames, reopened devices."""
    lead_frames: int
    """How much earlier the far sound is given, now."""


class FarEnd:
    """A ring of what was handed to the loudspeaker; one writing thread, one reading thread."""

    def __init__(self) -> None:
        """Start silent."""
        # The loudspeaker's.
        self._ring: Samples = np.zeros(RING_FRAMES, dtype=np.int16)
        self._line = TimeLine()
        self._end = 0
        """Position after the last frame put; 0 before the first."""
        self._put_frames = 0
        self._openings = 0
        # The microphone's.
        self._near_line = TimeLine()
        self._lead_frames = LEAD_FRAMES
        self._settling_reads = SETTLING_READS
        self._known_openings = 0
        self._missing_frames = 0

    # -- the loudspeaker's side --------------------------------------------------------------------

    def opened(self) -> None:
        """Note that the next block comes from another device, or from the same one opened again."""
        self._line.restart()
        self._openings += 1

    def put(self, samples: Samples, dac_at_ns: int) -> None:
        """Keep one block, whose first frame is heard at `dac_at_ns`; a copy is made. 3 us."""
        frames = len(samples)
        if not 0 < frames <= READABLE_FRAMES:
            return
        position = self._line.place(dac_at_ns, frames)
        hole = position - self._end
        if hole > 0:
            # One frame left out by the drift is bridged; a gap was silent.
            bridge = samples[0] if hole == 1 else 0
            self._write(
                self._end if hole < RING_FRAMES else position, np.full(min(hole, RING_FRAMES), bridge)
            )
        self._write(position, samples)
        self._put_frames += frames
        self._end = position + frames

    # -- the microphone's side ---------------------------------------------------------------------

    def microphone_opened(self) -> None:
        """Note that the next block asked for belongs to another microphone."""
        self._near_line.restart()
        self._settle_again()

    def heard(self, captured_at_ns: int, frames: int) -> Samples:
        """Return what left the loudspeaker while these frames were captured, `lead_frames` early. 3 us."""
        if self._known_openings != self._openings:
            self._known_openings = self._openings
            self._settle_again()
        position = self._near_line.place(captured_at_ns, frames) + self._lead_frames
        end = self._end
        missing = position + frames - end
        if end and missing <= LEAD_FRAMES + frames:
            # The loudspeaker runs (one that has stopped longer ago than its own latency has nothing to give).
            self._missing_frames += min(max(missing, 0), frames)
            if self._settling_reads:
                self._settling_reads -= 1
                self._lead_frames = max(0, self._lead_frames - max(missing, 0))
        out: Samples = np.zeros(frames, dtype=np.int16)
        first, last = max(position, end - READABLE_FRAMES, 0), min(position + frames, end)
        if last > first:
            indexes = np.arange(first, last) % RING_FRAMES
            out[first - position : last - position] = self._ring[indexes]
        return out

    def statistics(self) -> FarEndStatistics:
        """Return the counters; any thread."""
        return FarEndStatistics(
            put_frames=self._put_frames,
            missing_frames=self._missing_frames,
            slips=self._line.slips + self._near_line.slips,
            jumps=self._line.jumps + self._near_line.jumps,
            lead_frames=self._lead_frames,
        )

    def _settle_again(self) -> None:
        self._lead_frames = LEAD_FRAMES
        self._settling_reads = SETTLING_READS

    def _write(self, position: int, samples: Samples) -> None:
        at = position % RING_FRAMES
        first = min(len(samples), RING_FRAMES - at)
        self._ring[at : at + first] = samples[:first]
        self._ring[: len(samples) - first] = samples[first:]
