"""Sound from one rate to another."""

from __future__ import annotations

import numpy as np
import pytest

from voiceapp.offline.rates import resampled


def tone(rate_hz: int, hz: float, ms: int = 200) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    at = np.arange(rate_hz * ms // 1000)
    return (10_000 * np.sin(2 * np.pi * hz * at / rate_hz)).astype(np.int16)


@pytest.mark.parametrize(("from_hz", "to_hz"), [(24_000, 16_000), (16_000, 24_000), (22_050, 24_000)])
def test_a_tone_stays_the_same_tone(from_hz: int, to_hz: int) -> None:
    found = resampled(tone(from_hz, 1_000), from_hz, to_hz).astype(np.float64)
    wanted = tone(to_hz, 1_000).astype(np.float64)
    middle = slice(200, min(len(found), len(wanted)) - 200)
    error = found[middle] - wanted[middle]
    assert np.sqrt(np.mean(error**2)) < 10_000 / np.sqrt(2) * 10 ** (-50 / 20)


def test_what_the_slower_rate_cannot_hold_is_removed() -> None:
    found = resampled(tone(24_000, 11_000), 24_000, 16_000)
    assert np.abs(found[200:-200]).max() < 10_000 * 10 ** (-50 / 20)


def test_length_is_rounded_up_and_equal_rates_copy() -> None:
    samples = np.arange(10, dtype=np.int16)
    assert len(resampled(samples, 24_000, 16_000)) == 7
    same = resampled(samples, 24_000, 24_000)
    assert same.tolist() == samples.tolist()
    assert same is not samples
    assert len(resampled(samples[:0], 24_000, 16_000)) == 0


def test_overshoot_is_clipped_and_never_wraps() -> None:
    square = np.where(np.arange(400) // 20 % 2, 32_767, -32_768).astype(np.int16)
    found = resampled(square, 24_000, 16_000).astype(np.int32)
    assert (found[20:26] * found[33:39] < 0).all()


def test_a_rate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        resampled(np.zeros(4, dtype=np.int16), 0, 16_000)
