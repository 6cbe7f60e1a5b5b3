"""What lies in a playout queue: runs of sound, grouped in generations; and the shape of a fade.

Consecutive sound of one content part is a *run*. A run is closed by its part's end or by the next run behind
it. Everything queued between two cuts is a *generation*.

Both are shared by the loop and the device thread without a lock. Each attribute says whose it is: one side
writes, the other only reads. Two orders of access make that exact. The loop appends a chunk *before* it moves
`end_frame`, so the device never takes what is not there. The device reads `closed` *before* `end_frame`: once
a run is closed, its end is final.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voiceapp.protocol.wire import ItemId

FADE_FRAMES = 72
"""3 ms: long enough not to click on speech, and each millisecond more is one more until silence."""

GAINS = (0.5 - 0.5 * np.cos(np.pi * np.arange(FADE_FRAMES + 1) / (FADE_FRAMES + 1))).astype(np.float32)
"""Raised cosine; entry i is the gain at level i. Level 0 is silence, level `FADE_FRAMES` nearly 1."""


@dataclass(slots=True, eq=False)
class Run:
    """Consecutive sound of one content part. The loop writes `chunks`, `end_frame`, `closed`."""

    item_id: ItemId
    content_index: int
    first_frame: int
    """Index of the run's first frame within the content part."""
    end_frame: int
    """Index after the last frame queued so far, within the content part."""
    next_frame: int
    """Index of the next frame to hand over; the device's."""
    closed: bool = False
    chunks: deque[NDArray[np.int16]] = field(default_factory=deque)
    chunk_offset: int = 0
    """How many frames of the first chunk have been handed over; the device's."""

    def copy_to(self, out: NDArray[np.int16]) -> None:
        """Hand the next `len(out)` frames over; there must be as many."""
        filled = 0
        while filled < len(out):
            chunk = self.chunks[0]
            frames = min(len(out) - filled, len(chunk) - self.chunk_offset)
            out[filled : filled + frames] = chunk[self.chunk_offset : self.chunk_offset + frames]
            filled += frames
            self.chunk_offset += frames
            if self.chunk_offset == len(chunk):
                self.chunks.popleft()
                self.chunk_offset = 0
        self.next_frame += filled


@dataclass(slots=True, eq=False)
class Generation:
    """Everything queued between two cuts."""

    runs: deque[Run] = field(default_factory=deque)
    """The loop appends, the device removes runs that are closed and empty."""
    queued_frames: int = 0
    """All frames ever queued; the loop's."""
    taken_frames: int = 0
    """All frames handed over; the device's."""
