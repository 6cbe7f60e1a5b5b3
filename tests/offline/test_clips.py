"""Speech out of recorded words."""

from __future__ import annotations

import numpy as np
import pytest

from voiceapp.offline.clips import Clips, number_words, words_of
from voiceapp.pcm import RATE_HZ


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "zero"),
        ("13", "thirteen"),
        ("42", "forty two"),
        ("100", "one hundred"),
        ("115", "one hundred fifteen"),
        ("2026", "two thousand twenty six"),
        ("1000000", "one million"),
        ("12.05", "twelve point zero five"),
        ("12345678901", "one two three four five six seven eight nine zero one"),
    ],
)
def test_numbers_become_words(digits: str, words: str) -> None:
    assert number_words(digits) == words.split()


def test_text_becomes_words() -> None:
    assert words_of("It's 3 o'clock, twelve!") == ["its", "three", "oclock", "twelve"]


def test_recorded_words_are_joined_and_a_missing_one_is_marked_by_a_soft_tone() -> None:
    clips = Clips()
    known = clips.speak("twelve plus thirty")
    marked = clips.speak("twelve plus xylophone thirty")
    assert len(known) > RATE_HZ
    tone_frames = len(marked) - len(known)
    assert tone_frames == RATE_HZ * 170 // 1000
    assert np.abs(marked).max() < 1.0


def test_several_missing_words_in_a_row_are_one_tone() -> None:
    clips = Clips()
    assert len(clips.speak("lorem ipsum dolor")) == len(clips.speak("lorem"))


def test_no_words_are_no_sound() -> None:
    assert len(Clips().speak("…")) == 0
