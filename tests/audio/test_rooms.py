"""Rooms of numbers are as loud, as late and as crooked as they say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.sounds import samples, tone
from voiceapp.audio.rooms import Room, at_dbfs, babble


def level_db(sound: NDArray[np.int16] | NDArray[np.float32]) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(sound.astype(np.float64) ** 2)) / 32_768))


def test_a_wire_is_a_delay_and_a_gain() -> None:
    far = samples(tone(100))
    echo = Room(echo_db=-6.0206, delay_ms=10, rt60_ms=0).echo(far)
    assert not np.any(np.abs(echo[:240]) > 0.01)
    assert np.allclose(echo[240:], far[:-240] / 2, atol=0.5)


def test_the_energy_of_the_response_is_what_was_asked_for() -> None:
    response = Room(echo_db=-12.0, rt60_ms=300).response()
    assert 10 * np.log10(np.sum(response.astype(np.float64) ** 2)) == pytest.approx(-12.0, abs=0.01)


def test_overdrive_makes_the_loudspeaker_saturate_and_leaves_whispers_alone() -> None:
    room = Room(echo_db=0.0, delay_ms=0, rt60_ms=0, overdrive=5.0)
    loud, soft = samples(tone(50, amplitude=30_000)), samples(tone(50, amplitude=300))
    assert np.abs(room.echo(loud)).max() < 6_600  # full scale / 5
    assert np.allclose(room.echo(soft), soft, atol=1.0)


def test_the_hiss_is_as_loud_as_it_says_and_the_same_each_time() -> None:
    silence = np.zeros(24_000, dtype=np.int16)
    room = Room(noise_dbfs=-50.0)
    assert level_db(room.microphone(silence)) == pytest.approx(-50.0, abs=0.2)
    assert room.microphone(silence).tobytes() == room.microphone(silence).tobytes()


def test_a_clock_100_ppm_too_fast_is_2_4_frames_ahead_after_a_second() -> None:
    far = np.zeros(24_300, dtype=np.int16)
    far[24_000:24_200] = samples(tone(100, hz=300.0))[:200]
    wire = Room(echo_db=0.0, delay_ms=0, rt60_ms=0)
    on_time, early = wire.echo(far), Room(echo_db=0.0, delay_ms=0, rt60_ms=0, drift_ppm=100.0).echo(far)
    shift = np.arange(-5, 6)
    match = [float(np.dot(np.roll(early, int(frames)), on_time)) for frames in shift]
    assert shift[int(np.argmax(match))] in (2, 3)


def test_the_person_is_mixed_in_and_saturates() -> None:
    loud = np.full(240, 30_000, dtype=np.int16)
    mixed = Room(echo_db=0.0, delay_ms=0, rt60_ms=0).microphone(loud, loud)
    assert mixed.max() == 32_767


def test_babble_has_the_level_and_the_pauses_of_speech() -> None:
    sound = babble(3_000)
    assert len(sound) == 72_000
    assert level_db(at_dbfs(sound, -26.0)) < level_db(sound)
    assert not sound[int(2.25 * 24_000) : int(2.45 * 24_000)].any()
    assert level_db(sound[:24_000]) > -30


def test_silence_stays_silence_at_any_level() -> None:
    assert not at_dbfs(np.zeros(100, dtype=np.int16), -20.0).any()
