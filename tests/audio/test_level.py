"""Measures of loudness."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sounds import tone
from voiceapp.audio.level import FLOOR_DBFS, Meter, dbfs, peak, rms
from voiceapp.pcm import silence


def constant(value: int, frames: int = 240) -> bytes:
    return bytes(np.full(frames, value, dtype="<i2").tobytes())


@pytest.mark.parametrize(
    ("pcm", "expected_rms", "expected_peak"),
    [
        (b"", 0, 0),
        (silence(240), 0, 0),
        (constant(100), 100, 100),
        (constant(-100), 100, 100),
        (constant(32_767), 32_767, 32_767),
        (constant(-32_768), 32_767, 32_767),
        (tone(10, amplitude=10_000), 7_071, 10_000),
        (constant(5, 1) + b"\x7f", 5, 5),
    ],
)
def test_rms_and_peak(pcm: bytes, expected_rms: int, expected_peak: int) -> None:
    assert rms(pcm) == expected_rms
    assert peak(pcm) == expected_peak


def test_decibels_are_relative_to_full_scale_and_have_a_floor() -> None:
    assert dbfs(32_767) == 0.0
    assert dbfs(40_000) == 0.0
    assert dbfs(3_277) == pytest.approx(-20.0, abs=0.01)
    assert dbfs(1) == pytest.approx(-90.3, abs=0.01)
    assert dbfs(0) == FLOOR_DBFS == -96.0


def test_needle_jumps_up_and_falls_steadily() -> None:
    meter = Meter(fall_db_per_s=20.0)
    assert meter.update(32_767, 0) == 0.0
    assert meter.read(500_000_000) == pytest.approx(-10.0)
    assert meter.update(0, 1_000_000_000) == pytest.approx(-20.0)
    assert meter.update(3_277, 1_100_000_000) == pytest.approx(-20.0, abs=0.01)
    assert meter.update(32_767, 1_200_000_000) == 0.0
    assert meter.read(60_000_000_000) == -96.0


def test_needle_read_for_an_earlier_moment_does_not_rise() -> None:
    meter = Meter()
    meter.update(3_277, 1_000_000_000)
    assert meter.read(0) == pytest.approx(-20.0, abs=0.01)
