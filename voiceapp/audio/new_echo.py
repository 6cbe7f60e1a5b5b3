"""An echo where there was none: headphones are pulled out in the middle of an answer.

Until then the microphone was believed to hear persons only, and the model has learned that there is nothing
to learn, so it learns the new way slowly: for 2 to 10 s of sound every answer was taken for a person and
silenced itself, again and again. But an echo is a copy of what was played that comes *always as late*; a
voice is like what was played here and there, by chance, at any distance.

In generated rooms (reverberation of 0-800 ms) the likeness of an echo is 0.38-0.99 with the distance always
the same, that of four voices 0.09-0.51 (0.76 for the assistant's own voice) at distances all over the place.
"""

from __future__ import annotations

from collections import deque
from statistics import median

from voiceapp.audio.moved_echo import RecentSound

LOOK_BLOCKS = 3
"""A look costs 1.2 ms, so only every third block has one."""
LIKENESS_MIN = 0.4
LOOKS = 4
LOOKS_AGREED = 3
"""120 ms after the beginning of the echo: half of what an interruption needs to be believed."""
DISTANCE_FRAMES = 12
"""Half a millisecond: how far apart the distances of one echo lie."""


class NewEcho:
    """Watches a microphone that hears no echo for one; used by one thread."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._distances: deque[int | None] = deque(maxlen=LOOKS)
        self._blocks = 0

    def reset(self) -> None:
        """Forget what was seen."""
        self._distances.clear()
        self._blocks = 0

    def look(self, recent: RecentSound) -> bool:
        """Take one loud block, beside a loud loudspeaker; say whether it is an echo by now."""
        self._blocks += 1
        if self._blocks % LOOK_BLOCKS:
            return False
        likeness, distance = recent.copy()
        self._distances.append(distance if likeness > LIKENESS_MIN else None)
        found = [one for one in self._distances if one is not None]
        if len(found) < LOOKS_AGREED:
            return False
        middle = median(found)
        is_echo = sum(abs(one - middle) <= DISTANCE_FRAMES for one in found) >= LOOKS_AGREED
        if is_echo:
            self.reset()  # the next one, perhaps minutes later, is to be proved anew
        return is_echo
