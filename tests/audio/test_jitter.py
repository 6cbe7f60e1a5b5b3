"""How the reserve grows and shrinks."""

from __future__ import annotations

import pytest

from voiceapp.audio.jitter import Prebuffer


def test_reserve_is_40_ms_and_is_waited_for_60_ms() -> None:
    prebuffer = Prebuffer()
    assert prebuffer.frames == 960
    assert prebuffer.wait_frames_max == 1_440


def test_reserve_grows_by_40_ms_each_time_up_to_240() -> None:
    prebuffer = Prebuffer()
    grown = []
    for _ in range(7):
        prebuffer.ran_dry()
        grown.append(prebuffer.frames // 24)
    assert grown == [80, 120, 160, 200, 240, 240, 240]
    assert prebuffer.wait_frames_max == 260 * 24


def test_reserve_shrinks_by_40_ms_for_every_20_s_played_but_not_below_its_start() -> None:
    prebuffer = Prebuffer(80)
    prebuffer.ran_dry()
    prebuffer.ran_dry()
    prebuffer.played(479_999)
    assert prebuffer.frames == 160 * 24
    prebuffer.played(1)
    assert prebuffer.frames == 120 * 24
    prebuffer.played(10 * 480_000)
    assert prebuffer.frames == 80 * 24


def test_running_dry_starts_the_calm_anew() -> None:
    prebuffer = Prebuffer()
    prebuffer.ran_dry()
    prebuffer.played(400_000)
    prebuffer.ran_dry()
    prebuffer.played(400_000)
    assert prebuffer.frames == 120 * 24


@pytest.mark.parametrize("prebuffer_ms", [-1, 241])
def test_reserve_out_of_range_is_refused(prebuffer_ms: int) -> None:
    with pytest.raises(ValueError, match="0-240 ms"):
        Prebuffer(prebuffer_ms)
