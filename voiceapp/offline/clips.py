"""Speech out of recorded words, for a machine on which nothing can speak.

`assets/speech/words` holds one short WAV file per word: numbers, units and what the assistant's answers are
made of. A word nobody recorded is not guessed at: a soft tone stands where it was, so that the listener knows
something is missing; the window shows the words anyway.
"""

from __future__ import annotations

import re
import wave
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceapp.assets_path import asset
from voiceapp.offline.rates import resampled
from voiceapp.pcm import RATE_HZ

Sound = NDArray[np.float32]

GAP_FRAMES = RATE_HZ * 50 // 1000
TONE_FRAMES = RATE_HZ * 120 // 1000
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
LARGE = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))


class Clips:
    """Joins recorded words."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or asset("speech/words")

    def speak(self, text: str) -> Sound:
        """Return the words of `text` that were recorded, with a tone for each run of others."""
        pieces: list[Sound] = []
        gap = np.zeros(GAP_FRAMES, dtype=np.float32)
        missing = False
        for word in words_of(text):
            sound = _load(self._folder / f"{word}.wav")
            if sound is not None:
                pieces += [sound, gap]
            elif not missing:
                pieces += [_tone(), gap]
            missing = sound is None
        return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.float32)


def words_of(text: str) -> list[str]:
    """Return the words to be spoken; numbers in words."""
    found: list[str] = []
    for token in re.findall(r"\d+(?:\.\d+)?|[a-z']+", text.lower()):
        if token[0].isdigit():
            found += number_words(token)
        else:
            found.append(token.replace("'", ""))
    return found


def number_words(digits: str) -> list[str]:
    """Return a decimal number in words: `12.5` is twelve point five; beyond a billion digit by digit."""
    whole, _, fraction = digits.partition(".")
    words = _whole(int(whole)) if int(whole) < 1_000_000_000 else [SMALL[int(digit)] for digit in whole]
    if fraction:
        words = [*words, "point", *(SMALL[int(digit)] for digit in fraction)]
    return words


def _whole(number: int) -> list[str]:
    if number < len(SMALL):
        return [SMALL[number]]
    for size, name in LARGE:
        if number >= size:
            rest = number % size
            return [*_whole(number // size), name, *(_whole(rest) if rest else [])]
    tens, ones = divmod(number, 10)
    return [TENS[tens - 2], *([SMALL[ones]] if ones else [])]


@lru_cache(maxsize=512)
def _load(path: Path) -> Sound | None:
    """Return a recorded word at the wire rate; None when there is none."""
    try:
        with wave.open(str(path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
            rate_hz = file.getframerate()
    except (OSError, EOFError, wave.Error):
        return None
    return resampled(samples, rate_hz, RATE_HZ).astype(np.float32) / np.float32(32768)


def _tone() -> Sound:
    """Return a short soft tone: something is missing here."""
    at = np.arange(TONE_FRAMES)
    envelope = np.sin(np.pi * at / TONE_FRAMES) * 0.03
    return np.asarray(np.sin(2 * np.pi * 660 * at / RATE_HZ) * envelope, dtype=np.float32)
