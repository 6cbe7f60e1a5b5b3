"""Sound that has been queued but not heard, kept in case the loudspeaker disappears with it.

A device that is unplugged takes along what it had been handed. When another one opens, the answer must go on
with the first frame nobody heard, so that frame has to be somewhere.
"""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue.playback import TrackKey
from voiceapp.pcm import FRAME_BYTES, frames_of_bytes


class UnheardSound:
    """Keeps pieces per track; what was heard is let go. Bounded by what the dialogue lets wait."""

    def __init__(self) -> None:
        self._pieces: dict[TrackKey, deque[tuple[int, bytes]]] = {}

    def keep(self, key: TrackKey, first_frame: int, pcm: bytes) -> None:
        """Keep sound that was queued; pieces of a track come in order and without gaps."""
        self._pieces.setdefault(key, deque()).append((first_frame, pcm))

    def heard(self, key: TrackKey, frames: int) -> None:
        """Let go of whole pieces that have been heard."""
        pieces = self._pieces.get(key)
        while pieces and pieces[0][0] + frames_of_bytes(len(pieces[0][1])) <= frames:
            pieces.popleft()

    def rest(self, key: TrackKey, first_frame: int) -> bytes:
        """Return what is kept of a track from `first_frame` on."""
        found = []
        for start, pcm in self._pieces.get(key, ()):
            skipped = max(0, first_frame - start) * FRAME_BYTES
            found.append(pcm[skipped:])
        return b"".join(found)

    def forget(self, key: TrackKey) -> None:
        """Let go of a track that is settled."""
        self._pieces.pop(key, None)
