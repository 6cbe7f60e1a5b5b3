"""What the cues consist of: a few pure tones each, softly begun and faded.

Pure tones, because those can be taken out of a microphone again, whatever the room has made of them
(`cue_eraser.py`). High ones, because there a tone lies in a band that is several times as wide to an ear and
to a recogniser: of 28 sentences spoken over the talk cue in a loud room, 27 were understood with tones at 2
to 3 kHz, and 25 with tones among the vowels (600 to 900 Hz).

The files in `assets/cues` are made of this table, by `assets/cues/make.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voiceapp.dialogue.commands import Cue
from voiceapp.pcm import RATE_HZ, frames_of_ms

PEAK = 1_304
"""-28 dBFS: well below an answer, for high tones carry. The system's volume does the rest."""
ATTACK_MS = 10
"""Softer than a click."""

A6, C7, E7, G7 = 1_760.0, 2_093.0, 2_637.0, 3_136.0
TONES: dict[Cue, tuple[tuple[float, int], ...]] = {
    Cue.TALK: ((C7, 45), (E7, 75)),
    Cue.TALKED: ((E7, 45), (C7, 75)),
    Cue.LOCKED: ((C7, 45), (E7, 45), (G7, 90)),
    Cue.MUTED: ((C7, 70), (A6, 110)),
    Cue.UNMUTED: ((A6, 70), (C7, 110)),
    Cue.LOST: ((E7, 110), (C7, 110), (A6, 200)),
    Cue.BACK: ((A6, 110), (C7, 110), (E7, 200)),
    Cue.THINKING: ((A6, 90), (A6, 90)),
}
"""Frequency in Hz and duration in ms. Up begins or returns, down ends or is gone."""


def sound_of(cue: Cue) -> NDArray[np.int16]:
    """Return the sound of a cue, 24 000 Hz; the same on every machine."""
    sound = np.concatenate([_tone(hz, ms) for hz, ms in TONES[cue]])
    samples: NDArray[np.int16] = np.rint(sound * (PEAK / np.max(np.abs(sound)))).astype("<i2")
    return samples


def _tone(hz: float, ms: int) -> NDArray[np.float64]:
    frames = np.arange(frames_of_ms(ms))
    rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1.0, frames / frames_of_ms(ATTACK_MS)))
    fall = 0.5 + 0.5 * np.cos(np.pi * frames / len(frames))
    tone: NDArray[np.float64] = rise * fall * np.sin(2.0 * np.pi * hz * frames / RATE_HZ)
    return tone
