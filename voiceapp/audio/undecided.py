"""Sound of which nobody knows yet whether it is an echo or the beginning of a person.

A person who speaks over an echo is noticed 40-60 ms after their first sound, in the first half second of the
first answer up to 450 ms. What has left cannot be called back, and what is sent again is heard twice ("wait,
what time is it"). So a block waits until it is known in which version it leaves. Every block leaves once, in
its place: the service's count of the microphone is the microphone's own.

While there is nothing but echo each block waits for 20 ms, as long as a voice takes from its soft beginning
to what stands out. From there on it waits for the verdict. As soon as a person is noticed everything that
waits leaves at once, and nothing waits as long as they speak; nor without an echo. So nobody is understood
later than before: what is late is an echo, or not yet known for a person.
"""

from __future__ import annotations

from collections import deque
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.near_end import ATTACK_BLOCKS, NearEndState
from voiceapp.pcm import BLOCK_FRAMES

WAITING_BLOCKS_MAX = 50
"""500 ms: a person in the first second of the first answer is noticed up to 450 ms late."""
RISING = np.linspace(0.0, 1.0, BLOCK_FRAMES, dtype=np.float32)


class Version(IntEnum):
    """What can be made of a block; its row in the array of them."""

    MICROPHONE = 0
    REST = 1
    """Without what the model of the room explains."""
    QUIET = 2
    """As the suppressor leaves it."""


class Undecided:
    """Keeps blocks of 10 ms until their version is decided; used by one thread."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._waiting: deque[NDArray[np.float32]] = deque()
        self._last = Version.MICROPHONE

    def __len__(self) -> int:
        """Return how many blocks wait."""
        return len(self._waiting)

    def forget(self) -> None:
        """Drop what waits: the device is another one."""
        self._waiting.clear()
        self._last = Version.MICROPHONE

    def add(
        self, versions: NDArray[np.float32], state: NearEndState, onset_blocks: int, open_as: Version
    ) -> list[tuple[NDArray[np.float32], bool]]:
        """Take one block (a row of 240 frames per version) and return what leaves now, oldest first.

        `onset_blocks` is how many blocks ago something began that may be a person (0: nothing did), `open_as`
        the version of what is no echo: the microphone's as long as none is known. With each block stands
        whether it leaves as that.
        """
        self._waiting.append(versions)
        if state is NearEndState.CLOSED:
            kept = min(max(ATTACK_BLOCKS, onset_blocks), WAITING_BLOCKS_MAX)
            return [(self._leave(Version.QUIET), False) for _ in range(len(self._waiting) - kept)]
        # Where no echo is known nothing that waits is one.
        opens = len(self._waiting) if open_as is Version.MICROPHONE else max(1, onset_blocks)
        echoes = max(0, len(self._waiting) - opens)
        out = [(self._leave(Version.QUIET), False) for _ in range(echoes)]
        return out + [(self._leave(open_as), True) for _ in range(len(self._waiting))]

    def _leave(self, version: Version) -> NDArray[np.float32]:
        """Take the oldest block, faded from the version of the block before it."""
        block = self._waiting.popleft()
        before, self._last = self._last, version
        out: NDArray[np.float32] = block[version]
        if before is not version:
            out = block[before] + RISING * (out - block[before])
        return out
