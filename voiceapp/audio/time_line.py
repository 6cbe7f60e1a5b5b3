"""Places the blocks of one device on the line of time that all devices share, in whole frames.

A device counts its own frames, and its driver says of every block when it met the converter. Neither can be
taken alone. Counts drift: two sound cards differ by 20-100 ppm, 6 ms a minute. Stamps jitter: by 0.05 ms on a
good driver; on a virtual card under PulseAudio the microphone's wander by 6 ms within some seconds, which no
real clock does. An echo canceller does not mind where the line begins, only that it does not move. So:

* a block is placed behind the one before it;
* the first second tells how far the first stamp was wrong, and the line is put right once;
* then the error is averaged over 10 s. When it is larger than twice its own spread, one frame is left out or
  doubled (1/24 ms), at most five times a second: that follows 200 ppm and ignores what is not drift;
* an error of more than a block on which three stamps agree is no drift: frames were lost or the device was
  stopped, and the line jumps.
"""

from __future__ import annotations

import math

from voiceapp.pcm import NS_PER_S, RATE_HZ, frames_of_ms

SETTLING_BLOCKS = 100
AVERAGED_BLOCKS = 1_000
SPREADS = 2.0
SLIP_EVERY_BLOCKS = 20
"""One frame in 20 blocks of 240: 208 ppm, twice what two bad sound cards differ by."""
GAP_FRAMES = float(frames_of_ms(12))
AGREE_FRAMES = float(frames_of_ms(1))
AGREEING_BLOCKS = 3


class TimeLine:
    """Where the blocks of one device lie, in frames of 24 000 Hz since the voice clock's zero."""

    def __init__(self) -> None:
        """Wait for the first block, which is placed by its stamp alone."""
        self._next: int | None = None
        self._error = 0.0
        """Averaged: how much later the stamps are than the count, frames."""
        self._variance = 0.0
        """Of the stamps about that average, frames squared."""
        self._blocks = 0
        """Since the line was last put by a stamp alone."""
        self._slipped_at = 0
        self._suspicion = 0.0
        self._suspicious_blocks = 0
        self.slips = 0
        """Frames left out or doubled because of drift."""
        self.jumps = 0
        """Times the line was moved at once."""

    def restart(self) -> None:
        """Take the next block's stamp as it is: another device was opened."""
        self._next = None

    def place(self, at_ns: int, frames: int) -> int:
        """Return the position of a block's first frame, whose stamp is `at_ns` (voice clock)."""
        # In two parts, because a float does not hold nanoseconds since the machine's start.
        whole_s, rest_ns = divmod(at_ns, NS_PER_S)
        stamp = whole_s * RATE_HZ
        fraction = rest_ns * RATE_HZ / NS_PER_S
        if self._next is None:
            return self._jump(stamp + round(fraction), frames)
        position = self._next
        error = (stamp - position) + fraction
        if abs(error) > GAP_FRAMES:
            agrees = abs(error - self._suspicion) <= AGREE_FRAMES
            self._suspicious_blocks = self._suspicious_blocks + 1 if agrees else 1
            self._suspicion = error
            if self._suspicious_blocks >= AGREEING_BLOCKS:
                self.jumps += 1
                return self._jump(position + round(error), frames)
        else:
            self._suspicious_blocks = 0
            position += self._correction(error)
        self._next = position + frames
        return position

    def _correction(self, error: float) -> int:
        """Take a stamp's error into the average and return by how many frames to move; hardly ever not 0."""
        self._blocks += 1
        share = 1.0 / min(self._blocks, AVERAGED_BLOCKS)
        self._error += (error - self._error) * share
        self._variance += ((error - self._error) ** 2 - self._variance) * share
        if self._blocks == SETTLING_BLOCKS:
            step = round(self._error)
        elif (
            self._blocks > 2 * SETTLING_BLOCKS
            and self._blocks - self._slipped_at >= SLIP_EVERY_BLOCKS
            and abs(self._error) > max(1.0, SPREADS * math.sqrt(self._variance))
        ):
            step = 1 if self._error > 0 else -1
            self._slipped_at = self._blocks
            self.slips += 1
        else:
            return 0
        self._error -= step
        return step

    def _jump(self, position: int, frames: int) -> int:
        self._next = position + frames
        self._error = 0.0
        self._variance = 0.0
        self._blocks = 0
        self._slipped_at = 0
        self._suspicious_blocks = 0
        return position
