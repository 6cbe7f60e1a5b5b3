"""When the driver's stamps are believed."""

from __future__ import annotations

import math

import pytest

from voiceapp.audio.device_time import DeviceTime

BLOCK_NS = 10_000_000


def test_stamp_of_a_loudspeaker_lies_ahead_and_that_of_a_microphone_behind() -> None:
    assert DeviceTime(0.02, output=True).block_at(1_000, 0.030, BLOCK_NS) == (30_001_000, False)
    assert DeviceTime(0.02, output=False).block_at(20_000_000, -0.015, BLOCK_NS) == (5_000_000, False)


@pytest.mark.parametrize("offset_s", [0.0, -0.01, 1.001, math.nan, math.inf, -1_795_214_033.5])
def test_impossible_stamp_of_a_loudspeaker_gives_way_to_the_latency(offset_s: float) -> None:
    time = DeviceTime(0.02, output=True)
    assert time.block_at(1_000, offset_s, BLOCK_NS) == (20_001_000, True)
    assert time.estimates == 1


@pytest.mark.parametrize("offset_s", [0.01, -1.001, math.nan, -1_795_214_033.5])
def test_impossible_stamp_of_a_microphone_gives_way_to_the_latency(offset_s: float) -> None:
    assert DeviceTime(0.02, output=False).block_at(50_000_000, offset_s, BLOCK_NS) == (30_000_000, True)


def test_late_callback_does_not_move_the_block() -> None:
    time = DeviceTime(0.02, output=True)
    assert time.block_at(0, 0.030, BLOCK_NS) == (30_000_000, False)
    # 8 ms late, and the driver knows it.
    assert time.block_at(18_000_000, 0.022, BLOCK_NS) == (40_000_000, False)


def test_a_single_stamp_that_jumps_gives_way_to_the_even_pace() -> None:
    time = DeviceTime(0.02, output=True)
    time.block_at(0, 0.030, BLOCK_NS)
    assert time.block_at(10_000_000, 0.045, BLOCK_NS) == (40_000_000, True)
    assert time.block_at(20_000_000, 0.030, BLOCK_NS) == (50_000_000, False)
    assert time.estimates == 1


def test_a_single_stamp_that_is_missing_gives_way_to_the_even_pace() -> None:
    time = DeviceTime(0.02, output=True)
    time.block_at(0, 0.030, BLOCK_NS)
    assert time.block_at(10_000_000, 0.0, BLOCK_NS) == (40_000_000, True)
    assert time.block_at(20_000_000, 0.0301, BLOCK_NS) == (50_100_000, False)
    microphone = DeviceTime(0.02, output=False)
    microphone.block_at(50_000_000, -0.015, BLOCK_NS)
    assert microphone.block_at(60_000_000, 0.3, BLOCK_NS) == (45_000_000, True)


def test_a_jump_that_lasts_is_estimated_once_and_then_believed() -> None:
    time = DeviceTime(0.02, output=True)
    time.block_at(0, 0.030, BLOCK_NS)
    assert time.block_at(10_000_000, 0.055, BLOCK_NS) == (40_000_000, True)
    assert time.block_at(20_000_000, 0.055, BLOCK_NS) == (75_000_000, False)
    assert time.estimates == 1


def test_a_loudspeaker_that_has_run_dry_is_not_heard_before_it_gets_its_block() -> None:
    time = DeviceTime(0.02, output=True)
    time.block_at(0, 0.030, BLOCK_NS)
    # The callback is 45 ms late: the even pace would have had its block at 40 ms.
    assert time.block_at(55_000_000, 0.0, BLOCK_NS) == (75_000_000, True)
    assert time.block_at(55_100_000, 0.0099, BLOCK_NS) == (65_000_000, False)


def test_the_even_pace_stands_in_for_three_blocks_and_the_latency_for_more() -> None:
    time = DeviceTime(0.02, output=True)
    time.block_at(0, 0.030, BLOCK_NS)
    found = [time.block_at(at_ms * 1_000_000, 0.0, BLOCK_NS) for at_ms in (10, 20, 30, 40, 50)]
    assert [at_ns // 1_000_000 for at_ns, _ in found] == [40, 50, 60, 60, 70]
    assert {estimated for _, estimated in found} == {True}
    assert time.estimates == 5


def test_jump_of_less_than_a_block_is_believed() -> None:
    time = DeviceTime(0.02, output=True)
    time.block_at(0, 0.030, BLOCK_NS)
    assert time.block_at(10_000_000, 0.039, BLOCK_NS) == (49_000_000, False)


def test_jump_of_less_than_10_ms_is_believed_in_blocks_of_5_ms_too() -> None:
    time = DeviceTime(0.02, output=False)
    assert time.block_at(50_000_000, -0.015, 5_000_000) == (35_000_000, False)
    assert time.block_at(55_000_000, -0.006, 5_000_000) == (49_000_000, False)
    assert time.block_at(60_000_000, -0.017, 5_000_000) == (54_000_000, True)


def test_after_an_impossible_stamp_the_next_good_one_is_believed() -> None:
    time = DeviceTime(0.02, output=True)
    time.block_at(0, 0.0, BLOCK_NS)
    assert time.block_at(10_000_000, 0.5, BLOCK_NS) == (510_000_000, False)


@pytest.mark.parametrize("latency_s", [-1.0, 1.5, math.nan])
def test_nonsensical_latency_counts_as_none(latency_s: float) -> None:
    assert DeviceTime(latency_s, output=True).block_at(1_000, 0.0, BLOCK_NS) == (1_000, True)
