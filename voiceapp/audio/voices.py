"""Both voices of a finished conversation on one line of time, mixed into one wherever it is listened to.

Positions are frames of 24 000 Hz since the voice clock's zero. Sound that follows without a gap is one
stretch, so that an hour of microphone is a handful of them and any moment is found at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.level import samples_of
from voiceapp.audio.run import FADE_FRAMES, GAINS
from voiceapp.pcm import FRAME_BYTES

SLIP_FRAMES = 2
"""By so much `time_line.py` moves a block at once when it follows a clock."""
STEREO_FRAMES = 48_000
"""As much of both sides is in memory at once when they are written."""


class Voice:
    """The sound of one side; stretches are added in the order of time."""

    def __init__(self) -> None:
        """Start silent."""
        self._starts: list[int] = []
        self._stretches: list[bytearray] = []

    def add(self, position: int, pcm: bytes) -> None:
        """Add whole frames from `position` on; of two at the same place the first counts.

        A gap of a frame or two is a clock that was followed, not silence: it is filled with its neighbour.
        """
        pcm = pcm[: len(pcm) // FRAME_BYTES * FRAME_BYTES]
        if self._starts:
            last = self._stretches[-1]
            end = self._starts[-1] + len(last) // FRAME_BYTES
            if position <= end + SLIP_FRAMES:
                last += last[-FRAME_BYTES:] * max(0, position - end)
                last += pcm[max(0, end - position) * FRAME_BYTES :]
                return
        self._starts.append(position)
        self._stretches.append(bytearray(pcm))

    def mix_into(self, mix: NDArray[np.int32], position: int) -> None:
        """Add what sounds from `position` on to `mix`."""
        end = position + len(mix)
        at = max(0, bisect_right(self._starts, position) - 1)
        while at < len(self._starts) and self._starts[at] < end:
            start, stretch = self._starts[at], np.frombuffer(self._stretches[at], dtype="<i2")
            first, last = max(start, position), min(start + len(stretch), end)
            if first < last:
                mix[first - position : last - position] += stretch[first - start : last - start]
            at += 1


class Voices:
    """The person and the assistant, each in the middle."""

    def __init__(self) -> None:
        """Start silent."""
        self.person = Voice()
        self.assistant = Voice()

    def sound(self, position: int, frames: int) -> NDArray[np.int16]:
        """Return `frames` frames from `position`; sums are limited to 16 bits, silence is zeros."""
        mix = np.zeros(frames, dtype=np.int32)
        for voice in (self.person, self.assistant):
            voice.mix_into(mix, position)
        return np.clip(mix, -32_768, 32_767).astype(np.int16)

    def stereo(self, position: int, frames: int) -> Iterator[bytes]:
        """Yield `frames` frames from `position`, interleaved: the person left, the assistant right."""
        for start in range(0, frames, STEREO_FRAMES):
            mix = np.zeros((2, min(STEREO_FRAMES, frames - start)), dtype=np.int32)
            self.person.mix_into(mix[0], position + start)
            self.assistant.mix_into(mix[1], position + start)
            yield mix.T.astype("<i2").tobytes()


def faded(pcm: bytes, *, begins_inside: bool, ends_inside: bool) -> bytes:
    """Return a stretch of an answer as the loudspeaker played it.

    Where it was cut or paused before its end, and where it went on after that, the playout faded over
    `FADE_FRAMES` (see `playout.py`); the recording holds the sound as it came.
    """
    samples = samples_of(pcm).copy()
    frames = min(len(samples), FADE_FRAMES)
    if begins_inside:
        head = samples[:frames]
        np.multiply(head, GAINS[1 : frames + 1], out=head, casting="unsafe")
    if ends_inside:
        tail = samples[len(samples) - frames :]
        np.multiply(tail, GAINS[1 : frames + 1][::-1], out=tail, casting="unsafe")
    return samples.tobytes()


def at_speed(samples: NDArray[np.int16], frames: int) -> NDArray[np.int16]:
    """Return `samples` in `frames` frames, with the pitch that comes of it.

    Faster, each frame is the mean of those it stands for (a voice loses nothing but hiss); slower, frames
    are drawn out in straight lines.
    """
    if frames == len(samples):
        return samples
    if len(samples) % frames == 0:
        drawn: NDArray[np.float64] = samples.reshape(frames, -1).mean(axis=1)
    else:
        places = np.arange(frames) * (len(samples) / frames)
        drawn = np.interp(places, np.arange(len(samples)), samples)
    return drawn.astype(np.int16)
