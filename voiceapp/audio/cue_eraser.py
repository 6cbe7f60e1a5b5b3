"""Takes the program's own cues out of the microphone, whatever else is in it.

The echo canceller knows a cue as sound of the loudspeaker and leaves nothing of it while nobody speaks. But a
cue of the talk key sounds just when somebody begins to speak, often as the very first sound in a room that is
not known yet; and then a person is worth more to it than an echo. So the rest is taken out here.

A room changes the loudness and the phase of a tone, never its frequency. In the last 20 ms every tone of the
cue is fitted with a loudness that may rise or fall in a straight line, and what fits is subtracted: 30 dB of
the cue in rooms from a desk to a hall, and one fiftieth of the energy of speech, for half a second. A voice
understood before is understood after it; the tests measure both.

The loudspeaker's thread writes `_sounding`, one immutable object by one assignment; the rest is the
microphone's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.cue_tones import TONES
from voiceapp.audio.level import samples_of
from voiceapp.dialogue.commands import Cue
from voiceapp.pcm import BLOCK_FRAMES, NS_PER_MS, RATE_HZ, frames_of_ms

Samples = NDArray[np.int16]

WINDOW_FRAMES = frames_of_ms(20)
"""Longer ones miss the beginning of a tone, shorter ones take more of the speech beside it."""
EARLY_NS = 50 * NS_PER_MS
"""By so much drivers may be wrong about when a sound is heard."""
LINGER_NS = 500 * NS_PER_MS
"""The way through the room and a wireless loudspeaker, and the room's reverberation."""


@dataclass(frozen=True, slots=True)
class _Sounding:
    """A cue that is heard, or was a moment ago."""

    cue: Cue
    from_ns: int
    until_ns: int


class CueEraser:
    """One thread says what sounds, another one passes the microphone through."""

    def __init__(self) -> None:
        self._sounding: _Sounding | None = None
        self._before: Samples = np.zeros(WINDOW_FRAMES, dtype=np.int16)
        """The end of what the microphone heard so far."""
        self._faults = 0

    @property
    def faults(self) -> int:
        """How many blocks went through unchanged because of an exception; always a bug."""
        return self._faults

    def sounds(self, cue: Cue, from_ns: int, until_ns: int) -> None:
        """Say that the loudspeaker plays a cue, or goes on with it. Loudspeaker's thread."""
        before = self._sounding
        if before is not None and before.cue is cue and from_ns <= before.until_ns + LINGER_NS:
            from_ns = before.from_ns
        self._sounding = _Sounding(cue, from_ns, until_ns)

    def erase(self, pcm: bytes, captured_at_ns: int) -> bytes:
        """Return a block of any length without the cue; in order, never raises. Microphone's thread.

        3 us for 240 frames, 15 us while a cue is about; the first time 2 ms.
        """
        try:
            heard = np.concatenate((self._before, samples_of(pcm)))
            self._before = heard[-WINDOW_FRAMES:]
            sounding = self._sounding
            if sounding is None or not (
                sounding.from_ns - EARLY_NS <= captured_at_ns <= sounding.until_ns + LINGER_NS
            ):
                return pcm
            return _without(sounding.cue, heard).tobytes()
        except Exception:  # noqa: BLE001
            # A person who is heard with a cue is better off than one who is not heard.
            self._faults += 1
            return pcm


def _without(cue: Cue, heard: Samples) -> Samples:
    """Return what follows the first window of `heard`, without the tones of the cue."""
    basis, fitting = _fit(cue)
    pieces = []
    for at in range(WINDOW_FRAMES, len(heard), BLOCK_FRAMES):
        piece = heard[at : at + BLOCK_FRAMES]
        end = at + len(piece)
        window = heard[end - WINDOW_FRAMES : end].astype(np.float64)
        tones = basis[-len(piece) :] @ (fitting @ window)
        pieces.append(np.clip(np.rint(piece - tones), -32_768, 32_767).astype("<i2"))
    return np.concatenate(pieces)


@lru_cache(maxsize=len(Cue))
def _fit(cue: Cue) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the tones of a cue over a window, steady and growing, and what finds their strengths."""
    seconds = np.arange(1 - WINDOW_FRAMES, 1) / RATE_HZ
    slope = np.linspace(-1.0, 1.0, WINDOW_FRAMES)
    columns = []
    for hz in sorted({hz for hz, _ in TONES[cue]}):
        turn = 2.0 * np.pi * hz * seconds
        columns += [np.cos(turn), np.sin(turn), slope * np.cos(turn), slope * np.sin(turn)]
    basis = np.stack(columns, axis=1)
    return basis, np.linalg.pinv(basis)
