"""The tones of the cues."""

from __future__ import annotations

import numpy as np

from voiceapp.audio.cue_tones import TONES, sound_of
from voiceapp.dialogue.commands import Cue


def test_every_cue_has_tones_that_a_small_loudspeaker_can_play_and_vowels_do_not_need() -> None:
    assert set(TONES) == set(Cue)
    assert all(1_500 < hz < 3_500 and ms >= 40 for tones in TONES.values() for hz, ms in tones)


def test_a_cue_lasts_as_long_as_its_tones_and_is_loudest_at_minus_28_dbfs() -> None:
    sound = sound_of(Cue.TALK)
    assert len(sound) == 2_880  # 120 ms
    assert np.max(np.abs(sound)) == 1_304


def test_no_two_cues_sound_alike() -> None:
    assert len({sound_of(cue).tobytes() for cue in Cue}) == len(Cue)


def test_the_sound_of_a_cue_is_at_the_frequencies_of_its_tones() -> None:
    sound = sound_of(Cue.TALK)[:1_080].astype(np.float64)  # the first tone
    spectrum = np.abs(np.fft.rfft(sound, 24_000))
    assert abs(int(np.argmax(spectrum)) - 2_093) <= 3
