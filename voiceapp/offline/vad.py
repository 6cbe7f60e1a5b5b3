"""When somebody speaks, judged by loudness against the room.

The real service judges with a model of speech and calls its threshold a probability. Here a 10 ms frame is
*loud* when it is above both

    the room       the quietest 50 ms of the last 3 s, plus  4 + 16 * threshold dB   (0.5: 12 dB)
    an absolute    -62 + 20 * threshold dBFS                                        (0.5: -52 dBFS)

so that 0 takes a whisper at a quiet microphone (-62 dBFS) and 1 needs 20 dB above the room and -42 dBFS.
The two lines are this program's own: speech of flite and of a headset has its vowels at -30 to -12 dBFS, of
a quiet laptop microphone at -48 to -40, and rooms lie at -75 to -55. The room is the minimum over three
seconds because speech pauses within any three seconds and a fan does not: a steady sound longer than that
has become the room.

Speech begins when 7 of the last 10 frames were loud (70-100 ms: a click is shorter, a spoken "yes" longer)
and ends after the configured silence. Within silence single loud frames do not count, three in a row do, and
a frame is silent only 4 dB below the line that began the speech. Level means deviation from the frame's
mean, because cheap microphones have an offset.
"""

from __future__ import annotations

import math
import operator
from array import array
from collections import deque
from dataclasses import dataclass

from voiceapp.pcm import BLOCK_FRAMES, FRAME_BYTES, FRAMES_PER_MS, RATE_HZ

WINDOW_BLOCKS = 10
LOUD_BLOCKS_TO_BEGIN = 7
LOUD_RUN_TO_GO_ON = 3
HYSTERESIS_DB = 4.0
SMOOTH_BLOCKS = 5
ROOM_BUCKETS = 60  # of SMOOTH_BLOCKS each: 3 s
ROOM_AT_FIRST_DB = -65.0
SILENT_DB = -96.0
"""Below the quantisation of 16 bits; the level of digital silence."""


@dataclass(frozen=True, slots=True)
class Began:
    """Speech began; told 70-100 ms later."""

    frame: int
    """Position of the first loud frame, without prefix padding."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The configured silence has passed."""

    frame: int
    """Position at which it had passed: the silence is included."""


def level_db(block: bytes) -> float:
    """Return the level of some frames in dBFS, without their mean; never below `SILENT_DB`."""
    samples = array("h", block)
    if not samples:
        return SILENT_DB
    count = len(samples)
    mean = sum(samples) / count
    variance = sum(map(operator.mul, samples, samples)) / count - mean * mean
    if variance <= 0.0:
        return SILENT_DB
    return max(10.0 * math.log10(variance / 32768.0**2), SILENT_DB)


class EnergyVad:
    """Finds the beginnings and ends of speech in sound that is fed in order. Not thread-safe.

    `threshold` is 0.0-1.0 (see above), `silence_ms` is what ends a turn, `frame` the position of the first
    sample that will be fed.
    """

    def __init__(self, *, threshold: float = 0.5, silence_ms: int = 200, frame: int = 0) -> None:
        self._room_margin_db = 4.0 + 16.0 * threshold
        self._absolute_db = -62.0 + 20.0 * threshold
        self._silence_frames = silence_ms * FRAMES_PER_MS
        self._frame = frame
        self._rest = b""
        self._recent: deque[bool] = deque(maxlen=WINDOW_BLOCKS)
        self._smooth: list[float] = []
        self._room: deque[float] = deque([ROOM_AT_FIRST_DB] * ROOM_BUCKETS, maxlen=ROOM_BUCKETS)
        self._room_db = ROOM_AT_FIRST_DB
        self.speaking = False
        self._loud_run = 0
        self._quiet_since = frame

    @property
    def room_db(self) -> float:
        """The level of the room in dBFS, as believed now."""
        return self._room_db

    def feed(self, pcm: bytes) -> list[Began | Ended]:
        """Take more sound and say what it changes; any length, the rest of a block is kept for later."""
        data = self._rest + pcm
        block_bytes = BLOCK_FRAMES * FRAME_BYTES
        whole = len(data) // block_bytes * block_bytes
        self._rest = data[whole:]
        signals: list[Began | Ended] = []
        for offset in range(0, whole, block_bytes):
            signal = self._judge(level_db(data[offset : offset + block_bytes]))
            if signal is not None:
                signals.append(signal)
        return signals

    def forget(self) -> None:
        """Speech that was going on does not count any more (committed or cleared); the room is kept."""
        self.speaking = False
        self._recent.clear()
        self._loud_run = 0

    def adopt_room(self, other: EnergyVad) -> None:
        """Take over what another detector has learned of the room; for a change of configuration."""
        self._room = deque(other._room, maxlen=ROOM_BUCKETS)
        self._room_db = other._room_db

    def _judge(self, db: float) -> Began | Ended | None:
        self._learn_room(db)
        line_db = max(self._room_db + self._room_margin_db, self._absolute_db)
        loud = db >= (line_db - HYSTERESIS_DB if self.speaking else line_db)
        self._frame += BLOCK_FRAMES
        if not self.speaking:
            self._recent.append(loud)
            if sum(self._recent) < LOUD_BLOCKS_TO_BEGIN:
                return None
            first = next(index for index, was_loud in enumerate(self._recent) if was_loud)
            began = Began(self._frame - (len(self._recent) - first) * BLOCK_FRAMES)
            self.speaking = True
            self._loud_run = LOUD_RUN_TO_GO_ON
            self._quiet_since = self._frame
            return began
        self._loud_run = self._loud_run + 1 if loud else 0
        if self._loud_run >= LOUD_RUN_TO_GO_ON:
            self._quiet_since = self._frame
        elif not loud and self._frame - self._quiet_since >= self._silence_frames:
            self.forget()
            return Ended(self._frame)
        return None

    def _learn_room(self, db: float) -> None:
        self._smooth.append(db)
        if len(self._smooth) == SMOOTH_BLOCKS:
            power = sum(10.0 ** (level / 10.0) for level in self._smooth) / SMOOTH_BLOCKS
            self._room.append(10.0 * math.log10(power))
            self._room_db = min(self._room)
            self._smooth.clear()


assert BLOCK_FRAMES * 100 == RATE_HZ, "the constants above are in blocks of 10 ms"
