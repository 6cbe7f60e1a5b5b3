"""Whether the microphone hears the loudspeaker at all.

As long as that is not known, nothing may be taken out of the microphone: a model that is shown a person and a
loudspeaker at once always finds something that both have in common, and what it subtracts is the person. What
it can explain tells an echo from that, once enough of it has been heard: of a real echo more and more
is explained, of a person never much (measured over a tenth of a second: 2.7 dB at best, and 5.9 dB of a voice
that is the assistant's own).

A loudspeaker that has sounded for 350 ms while the microphone stayed at its noise has no echo (headphones).
That takes longer where an echo was heard before, because its pauses are silent too.

Levels are mean squares of int16, of blocks of 10 ms.
"""

from __future__ import annotations

from collections import deque
from enum import Enum

EXPLAINED_BLOCKS = 10
LIKELY_SHARE = 0.5
"""Less of the microphone than that remains: 3 dB are explained. 0.1-0.5 s after the beginning of an echo."""
SURE_SHARE = 0.2
"""7 dB, 0.1-1.2 s after the beginning."""
LOUD_FAR = 1e5
"""-40 dBFS: a loudspeaker that loud is heard in the microphone if there is any echo worth the name."""
LOUD_RATIO = 4.0
"""The microphone is loud 6 dB above its noise."""
SILENT_BLOCKS = 35
SILENT_BLOCKS_AFTER_ECHO = 300
"""3 s: an echo that was there has gone (headphones put on)."""


class Presence(Enum):
    """What is believed about the way from the loudspeaker to the microphone."""

    UNKNOWN = "unknown"
    LIKELY = "likely"
    SURE = "sure"
    NONE = "none"


class EchoPresence:
    """Watches for an echo, one block of 10 ms at a time; used by one thread."""

    def __init__(self) -> None:
        """Believe nothing."""
        self._explained: deque[tuple[float, float]] = deque(maxlen=EXPLAINED_BLOCKS)
        """Microphone and unexplained rest of the last loud blocks."""
        self._silent_blocks = 0
        """In which the loudspeaker was loud and the microphone was not."""
        self.presence = Presence.UNKNOWN

    @property
    def is_heard(self) -> bool:
        """Whether there is an echo that can be taken out."""
        return self.presence in {Presence.LIKELY, Presence.SURE}

    def observe(self, mic: float, rest: float, far: float, floor: float) -> None:
        """Take one block; `far` is the loudest the loudspeaker was lately, `floor` the microphone's noise."""
        if mic > LOUD_RATIO * floor:
            self._explained.append((mic, rest))
            self._weigh_explained()
        elif far > LOUD_FAR:
            self._silent_blocks += 1
            needed = SILENT_BLOCKS_AFTER_ECHO if self.presence is Presence.SURE else SILENT_BLOCKS
            if self._silent_blocks >= needed:
                self.presence = Presence.NONE

    def _weigh_explained(self) -> None:
        """Believe in an echo of which the model takes away enough."""
        if len(self._explained) < EXPLAINED_BLOCKS:
            return
        mic, rest = (sum(levels) for levels in zip(*self._explained, strict=True))
        if rest < SURE_SHARE * mic:
            self.presence = Presence.SURE
            self._silent_blocks = 0
        elif rest < LIKELY_SHARE * mic and self.presence is not Presence.NONE:
            if self.presence is Presence.UNKNOWN:
                self.presence = Presence.LIKELY
            self._silent_blocks = 0
