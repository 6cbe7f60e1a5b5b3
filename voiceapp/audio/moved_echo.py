"""Whether what the model of the room cannot explain is the loudspeaker after all, only at another moment.

A sound server that runs late moves the echo by some milliseconds without a word (measured on a loaded
machine: 93 to 134 ms and back within two seconds). The model then explains nothing, and an echo looks like a
person. But it is still a copy of what was played: the last 60 ms of the microphone are found again somewhere
in the last 500 ms of the loudspeaker. With a person they are not: a voice is like another only in its pitch.

A person over an echo is in one microphone with a copy that has not moved. So there is no doubt where the
rest, which is the microphone less the echo that was expected, is like nothing that was played.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from voiceapp.pcm import frames_of_ms

Samples = NDArray[np.int16]

HEARD_FRAMES = frames_of_ms(60)
PLAYED_FRAMES = frames_of_ms(500)
ECHO_LIKENESS = 0.85
DOUBT_LIKENESS = 0.25
"""Moved echoes on a virtual card: 0.36-0.82 while the stretch holds the jump itself, 0.90-1.00 after that."""


class Verdict(Enum):
    """What the microphone holds."""

    ECHO = "echo"
    DOUBT = "doubt"
    OTHER = "other"


class RecentSound:
    """The last 60 ms of the microphone and 500 ms of the loudspeaker; used by one thread."""

    def __init__(self) -> None:
        """Begin with silence."""
        self._heard: Samples = np.zeros(HEARD_FRAMES, dtype=np.int16)
        self._rest: NDArray[np.float32] = np.zeros(HEARD_FRAMES, dtype=np.float32)
        self._played: Samples = np.zeros(PLAYED_FRAMES, dtype=np.int16)

    def add(self, near: Samples, far: Samples, rest: NDArray[np.float32]) -> None:
        """Take one block of each; `rest` is what the model does not explain of `near`. 6 us."""
        self._rest = np.concatenate((self._rest[len(rest) :], rest))
        self._heard = np.concatenate((self._heard[len(near) :], near))
        self._played = np.concatenate((self._played[len(far) :], far))

    def verdict(self) -> Verdict:
        """Say whether what is not explained is a copy of what was played; 1.2 ms, for moments that matter."""
        if likeness(self._rest, self._played) <= DOUBT_LIKENESS:
            return Verdict.OTHER
        return Verdict.ECHO if likeness(self._heard, self._played) > ECHO_LIKENESS else Verdict.DOUBT

    def copy(self) -> tuple[float, int]:
        """Return how much the microphone is like the most similar stretch of what was played, and its place.

        The place is counted in frames from the oldest one; that of an echo stays the same. 1.2 ms.
        """
        return _most_like(self._heard, self._played)


def likeness(heard: Samples | NDArray[np.float32], played: Samples) -> float:
    """Return how much `heard` is like the most similar stretch of `played`: 0 not at all, 1 the same."""
    return _most_like(heard, played)[0]


def _most_like(heard: Samples | NDArray[np.float32], played: Samples) -> tuple[float, int]:
    """Return the likeness of the most similar stretch, and its first frame in `played`."""
    # Differences, because the low tones of any two voices are alike.
    short, long = np.diff(heard.astype(np.float32)), np.diff(played.astype(np.float32))
    size = 1 << len(long).bit_length()
    product = np.conj(np.fft.rfft(short, size)) * np.fft.rfft(long, size)
    places = len(long) - len(short) + 1
    match = np.abs(np.fft.irfft(product, size)[:places])
    energy = np.concatenate(([0.0], np.cumsum(np.square(long, dtype=np.float64))))
    energies = np.maximum(energy[len(short) :] - energy[:places], 1.0)
    alike = match / np.sqrt(energies * max(1.0, float(np.dot(short, short))))
    place = int(np.argmax(alike))
    return float(alike[place]), place
