"""How loud sound is: root mean square, peak, decibels, and the ballistics of a meter.

Everything here is pure. Levels are whole numbers 0-32767 (int16 full scale), because that is what a
`MicBlock` carries; decibels are relative to full scale (dBFS) and never below `FLOOR_DBFS`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from voiceapp.pcm import NS_PER_S

FULL_SCALE = 32_767
FLOOR_DBFS = -96.0
"""Quieter than one step of 16 bits; also the value of digital silence, whose logarithm does not exist."""


def samples_of(pcm: bytes) -> NDArray[np.int16]:
    """Return the whole frames in `pcm` as a read-only view; an odd last byte does not count."""
    return np.frombuffer(pcm, dtype="<i2", count=len(pcm) // 2)


def rms_of(samples: NDArray[np.int16]) -> int:
    """Return the root mean square, 0-32767; 0 for no samples. About 3 us for a block of 240 frames."""
    if not samples.size:
        return 0
    wide = samples.astype(np.float32)
    return min(FULL_SCALE, round(math.sqrt(float(np.dot(wide, wide)) / samples.size)))


def rms(pcm: bytes) -> int:
    """Return the root mean square of int16 mono sound, 0-32767."""
    return rms_of(samples_of(pcm))


def peak(pcm: bytes) -> int:
    """Return the largest magnitude, 0-32767; -32768 counts as 32767."""
    samples = samples_of(pcm)
    if not samples.size:
        return 0
    return min(FULL_SCALE, max(int(samples.max()), -int(samples.min())))


def dbfs(level: int) -> float:
    """Return a level (0-32767) in decibels below full scale, from `FLOOR_DBFS` to 0.0."""
    if level <= 0:
        return FLOOR_DBFS
    return max(FLOOR_DBFS, 20.0 * math.log10(min(level, FULL_SCALE) / FULL_SCALE))


class Meter:
    """The needle of a level meter: it jumps up at once and falls at a steady rate.

    Times are voice-clock nanoseconds, so a meter that is read late still stands where it should.
    """

    def __init__(self, fall_db_per_s: float = 24.0) -> None:
        """Start at the floor; `fall_db_per_s` is 20 dB in 0.83 s, about what programme meters do."""
        self._fall_db_per_s = fall_db_per_s
        self._dbfs = FLOOR_DBFS
        self._at_ns = 0

    def update(self, level: int, at_ns: int) -> float:
        """Take the level (0-32767) measured at `at_ns` and return the needle in dBFS."""
        self._dbfs = max(dbfs(level), self.read(at_ns))
        self._at_ns = max(self._at_ns, at_ns)
        return self._dbfs

    def read(self, at_ns: int) -> float:
        """Return where the needle stands at `at_ns` (dBFS) if nothing louder came since the last update."""
        elapsed_s = max(0, at_ns - self._at_ns) / NS_PER_S
        return max(FLOOR_DBFS, self._dbfs - elapsed_s * self._fall_db_per_s)
