"""Converting between rates: how many frames, how late, how clean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.sounds import samples, tone, tone_error_db
from voiceapp.audio.resample import PIECE_FRAMES_MAX, Resampler

RATES = [8_000, 16_000, 32_000, 44_100, 48_000, 96_000]


def in_blocks(resampler: Resampler, sound: NDArray[np.int16], frames: int) -> list[NDArray[np.int16]]:
    return [resampler.process(sound[at : at + frames]) for at in range(0, len(sound), frames)]


@pytest.mark.parametrize("rate_hz", RATES)
def test_10_ms_of_a_device_are_240_frames_of_the_wire_and_back_for_ever(rate_hz: int) -> None:
    frames = rate_hz // 100
    inward, outward = Resampler(rate_hz, 24_000), Resampler(24_000, rate_hz)
    silence = np.zeros(max(frames, 240), dtype=np.int16)
    assert {len(inward.process(silence[:frames])) for _ in range(50)} == {240}
    assert {len(outward.process(silence[:240])) for _ in range(50)} == {frames}


@pytest.mark.parametrize("rate_hz", RATES)
def test_no_frame_is_held_back_longer_than_said_and_that_is_1_ms(rate_hz: int) -> None:
    for resampler in (Resampler(rate_hz, 24_000), Resampler(24_000, rate_hz)):
        assert resampler.delay_ns == pytest.approx(1_000_000, abs=4_000)


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("outward", [False, True])
def test_tone_stays_a_tone_and_comes_as_late_as_said(rate_hz: int, outward: bool) -> None:
    from_hz, to_hz = (24_000, rate_hz) if outward else (rate_hz, 24_000)
    resampler = Resampler(from_hz, to_hz)
    sound = np.concatenate(in_blocks(resampler, samples(tone(200, rate_hz=from_hz)), from_hz // 100))
    times_s = np.arange(len(sound)) / to_hz - resampler.delay_ns / 1e9
    ideal = np.sin(2 * np.pi * 1_000 * times_s) * 8_000
    settled = slice(to_hz // 100, None)
    error = np.sqrt(np.mean((sound[settled] - ideal[settled]) ** 2)) / (8_000 / np.sqrt(2))
    assert 20 * np.log10(error) < -78


@pytest.mark.parametrize(("hz", "loudest"), [(13_000, -60.0), (16_000, -70.0), (20_000, -70.0)])
def test_what_the_wire_cannot_carry_does_not_fold_into_it(hz: int, loudest: float) -> None:
    sound = Resampler(48_000, 24_000).process(samples(tone(100, hz=hz, rate_hz=48_000, amplitude=20_000)))
    assert 20 * np.log10(np.sqrt(np.mean(sound[100:].astype(float) ** 2)) / 14_142) < loudest


def test_speech_band_is_left_alone() -> None:
    for hz in (100, 1_000, 5_000, 9_000, 10_000):
        sound = Resampler(48_000, 24_000).process(samples(tone(100, hz=hz, rate_hz=48_000)))
        assert np.sqrt(np.mean(sound[240:].astype(float) ** 2)) == pytest.approx(
            8_000 / np.sqrt(2), rel=0.003
        )


def test_there_is_no_seam_between_blocks() -> None:
    sound = np.concatenate(in_blocks(Resampler(44_100, 24_000), samples(tone(500, rate_hz=44_100)), 441))
    assert tone_error_db(sound[480:], hz=1_000) < -75


@given(
    sizes=st.lists(st.integers(0, 900), max_size=12),
    rates=st.sampled_from(
        [(44_100, 24_000), (24_000, 44_100), (16_000, 24_000), (11_025, 24_000), (24_000, 8_000)]
    ),
)
def test_any_cut_into_blocks_gives_the_same_frames(sizes: list[int], rates: tuple[int, int]) -> None:
    sound = (np.arange(sum(sizes)) * 7_919 % 40_000 - 20_000).astype(np.int16)
    cut = Resampler(*rates)
    at, pieces = 0, [np.zeros(0, dtype=np.int16)]
    for size in sizes:
        pieces.append(cut.process(sound[at : at + size]))
        at += size
    joined = np.concatenate(pieces)
    assert len(joined) == -(-len(sound) * rates[1] // rates[0])
    assert np.array_equal(joined, Resampler(*rates).process(sound))


def test_long_sound_is_taken_in_pieces_and_is_the_same() -> None:
    sound = samples(tone(400, rate_hz=48_000))
    assert len(sound) > 3 * PIECE_FRAMES_MAX
    whole = Resampler(48_000, 24_000).process(sound)
    assert np.array_equal(whole, np.concatenate(in_blocks(Resampler(48_000, 24_000), sound, 480)))


def test_flush_brings_out_the_last_frame() -> None:
    resampler = Resampler(48_000, 24_000)
    sound = np.zeros(480, dtype=np.int16)
    sound[-2:] = 10_000
    assert np.abs(resampler.process(sound)).max() < 1_000
    tail = resampler.flush()
    assert len(tail) == 24
    assert np.abs(tail).max() > 7_000


def test_loud_edges_saturate_instead_of_wrapping_round() -> None:
    square = np.where(np.arange(4_800) % 96 < 48, 32_767, -32_768).astype(np.int16)
    sound = Resampler(48_000, 24_000).process(square).astype(int)
    assert sound.max() == 32_767
    assert sound.min() == -32_768


def test_equal_rates_pass_sound_on_without_delay() -> None:
    resampler = Resampler(24_000, 24_000)
    sound = samples(tone(10))
    out = resampler.process(sound)
    assert resampler.delay_ns == 0
    assert np.array_equal(out, sound)
    assert len(resampler.flush()) == 0


def test_rates_without_a_common_divisor_use_the_nearest_row() -> None:
    sound = Resampler(12_347, 24_000).process(samples(tone(300, rate_hz=12_347)))
    assert tone_error_db(sound[240:-240], hz=1_000) < -65


@pytest.mark.parametrize("rate_hz", [0, 999, 400_000])
def test_rate_no_device_has_is_refused(rate_hz: int) -> None:
    with pytest.raises(ValueError, match="not in 1 000-384 000 Hz"):
        Resampler(rate_hz, 24_000)
