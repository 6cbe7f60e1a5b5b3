"""The client's sound that has not become an item yet.

Positions are frames of all sound ever appended in the session, as the protocol counts them: gaps in
sending do not advance them, a clear does not reset them.
"""

from __future__ import annotations

from voiceapp.pcm import FRAME_BYTES, RATE_HZ, frames_of_bytes

BUFFER_FRAMES_MAX = 15 * 60 * RATE_HZ
"""Fifteen minutes (43 MB); beyond it the oldest sound is dropped and counted. The real limit is not known."""


class InputBuffer:
    """Appended sound with absolute positions. Not thread-safe; belongs to one brain."""

    def __init__(self, frames_max: int = BUFFER_FRAMES_MAX) -> None:
        self._pcm = bytearray()
        self._frames_max = frames_max
        self.start_frame = 0
        """Position of the first frame that is still here."""
        self.dropped_frames = 0
        """Frames lost because the buffer was full."""

    @property
    def end_frame(self) -> int:
        """Position after the last frame, which is everything ever appended."""
        return self.start_frame + self.frames

    @property
    def frames(self) -> int:
        """How many frames are here."""
        return frames_of_bytes(len(self._pcm))

    def append(self, pcm: bytes) -> None:
        """Add whole frames at the end; drops the oldest beyond the limit."""
        self._pcm += pcm
        excess = self.frames - self._frames_max
        if excess > 0:
            self.dropped_frames += excess
            self.drop_before(self.start_frame + excess)

    def drop_before(self, frame: int) -> None:
        """Forget everything before position `frame`; a position that has passed changes nothing."""
        count = min(max(frame - self.start_frame, 0), self.frames)
        del self._pcm[: count * FRAME_BYTES]
        self.start_frame += count

    def take(self, end_frame: int) -> bytes:
        """Remove and return everything before position `end_frame`."""
        count = min(max(end_frame - self.start_frame, 0), self.frames)
        pcm = bytes(self._pcm[: count * FRAME_BYTES])
        self.drop_before(end_frame)
        return pcm

    def clear(self) -> None:
        """Forget everything; positions go on."""
        self.drop_before(self.end_frame)
