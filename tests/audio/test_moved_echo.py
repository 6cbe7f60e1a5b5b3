"""An echo that comes at another moment than before is still a copy of what was played."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceapp.audio.moved_echo import RecentSound, Verdict, likeness
from voiceapp.audio.rooms import Room, at_dbfs, babble

FAR = babble(2_000)
PERSON = babble(2_000, seed=9)


def test_a_stretch_of_what_was_played_is_found_at_any_loudness() -> None:
    assert likeness(FAR[5_000:7_400], FAR[:12_000]) == pytest.approx(1.0, abs=0.01)
    assert likeness(FAR[5_000:7_400] // 8, FAR[:12_000]) == pytest.approx(1.0, abs=0.02)


def test_silence_is_like_nothing() -> None:
    silence = np.zeros(2_400, dtype=np.int16)
    assert likeness(silence, FAR[:12_000]) == 0.0
    assert likeness(FAR[:2_400], np.zeros(12_000, dtype=np.int16)) < 0.01


@pytest.mark.parametrize("delay_ms", [20, 133, 380])
def test_an_echo_is_noticed_wherever_it_has_moved_to(delay_ms: int) -> None:
    assert recent(Room(delay_ms=delay_ms, rt60_ms=0).microphone(FAR)).verdict() is Verdict.ECHO


def test_a_person_is_no_copy_of_the_answer_they_speak_over() -> None:
    assert recent(PERSON).verdict() is not Verdict.ECHO
    assert recent(Room(delay_ms=60).microphone(FAR, PERSON)).verdict() is not Verdict.ECHO


@pytest.mark.parametrize("near_db", [6.0, 0.0, -6.0])
def test_a_person_over_an_echo_that_has_not_moved_is_no_doubt(near_db: float) -> None:
    person = at_dbfs(PERSON, -32.0 + near_db)
    mic = Room(rt60_ms=0, delay_ms=5).microphone(FAR, person)
    left = Room(rt60_ms=0, delay_ms=5, echo_db=-37.0).microphone(FAR, person)  # 25 dB are explained
    assert recent(mic).verdict() is not Verdict.OTHER
    assert recent(mic, left).verdict() is Verdict.OTHER


def test_an_echo_that_is_half_where_it_was_expected_is_a_doubt() -> None:
    before, after = (Room(delay_ms=delay_ms, rt60_ms=0).microphone(FAR) for delay_ms in (60, 90))
    mic = (before // 2 + after // 2).astype(np.int16)
    assert recent(mic, after // 2 - before // 2).verdict() is Verdict.DOUBT


def recent(mic: NDArray[np.int16], rest: NDArray[np.int16] | None = None) -> RecentSound:
    """Return what is remembered after 1.3 s, in the middle of a syllable; None: nothing was explained."""
    sound = RecentSound()
    left = (mic if rest is None else rest).astype(np.float32)
    for at in range(0, 31_200, 240):
        sound.add(mic[at : at + 240], FAR[at : at + 240], left[at : at + 240])
    return sound
