"""Sound that says of itself where it is: noise of which every short stretch occurs once.

An answer made of it can be found again in a recording, to the sample: when its first frame was heard, which
of its frames was the last, and whether anything came after that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceapp.pcm import frames_of_ms

LEVEL = 6_000
"""Of every sample, so that none is lost in silence; -15 dBFS."""
STRETCH_FRAMES = frames_of_ms(20)
"""As much noise as tells its own place."""
LIKENESS_MIN = 0.5
"""Of a stretch with its place in the answer; 1 is the same. A wrong place has less than 0.2."""
GAP_FRAMES = frames_of_ms(10)
"""Silence after which sound is not the same stretch of sound any more."""

Samples = NDArray[np.int16]


def noise(number: int, ms: int) -> Samples:
    """Return `ms` of noise of full band at the wire rate; each `number` has its own."""
    signs = np.random.default_rng(number).integers(0, 2, frames_of_ms(ms), dtype=np.int16)
    return (signs * 2 - 1).astype(np.int16) * np.int16(LEVEL)


@dataclass(frozen=True, slots=True)
class Found:
    """Where an answer is in a recording; positions are frames of the recording."""

    first: int
    """Position of the first frame that is heard."""
    end: int
    """Position after the last frame that is heard."""
    reached: int
    """Which frame of the answer comes after the last that was heard."""
    begins: int
    """Which frame of the answer was the first that was heard."""
    stretches: tuple[tuple[int, int], ...]
    """Where sound is, from and to; between them at least 10 ms of silence."""


def find(recording: Samples, answer: Samples, *, floor: int = 0) -> Found | None:
    """Find an answer in a recording in which nothing else is louder than `floor`; None when it is silent.

    Raises ValueError when what is there is not this answer.
    """
    loud = np.flatnonzero(np.abs(recording.astype(np.int32)) > floor)
    if not len(loud):
        return None
    breaks = np.flatnonzero(np.diff(loud) > GAP_FRAMES)
    starts, ends = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(loud) - 1]))
    stretches = tuple(
        (int(loud[a]), int(loud[b]) + 1) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    )
    first, end = stretches[0][0], stretches[-1][1]
    head = recording[first : min(first + STRETCH_FRAMES, stretches[0][1])]
    tail_starts = max(end - STRETCH_FRAMES, stretches[-1][0])
    return Found(
        first=first,
        end=end,
        reached=_place(recording[tail_starts:end], answer) + end - tail_starts,
        begins=_place(head, answer),
        stretches=stretches,
    )


def is_beginning(heard: Samples, answer: Samples) -> bool:
    """Say whether what is heard, silence left out, is the answer's beginning, frame by frame.

    Exact, so only for sound that went through no sound card. A fade changes a frame's height, not its sign.
    """
    signs = np.sign(heard[heard != 0])
    return bool(np.array_equal(signs, np.sign(answer[: len(signs)])))


def _place(stretch: Samples, answer: Samples) -> int:
    """Return where in the answer a stretch comes from."""
    signs = np.sign(answer).astype(np.float64)
    part = stretch.astype(np.float64)
    size = 1 << int(np.ceil(np.log2(len(signs) + len(part))))
    product = np.fft.irfft(np.fft.rfft(signs, size) * np.conj(np.fft.rfft(part, size)), size)
    # Places before the start are allowed for: a resampler rings a few frames ahead of the first one.
    at = int(np.argmax(product))
    likeness = product[at] / max(1.0, float(np.abs(part).sum()))
    if likeness < LIKENESS_MIN:
        raise ValueError(f"what is heard is not the answer (likeness {likeness:.2f})")
    return at if at < len(signs) else at - size
