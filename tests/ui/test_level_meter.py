from __future__ import annotations

import pytest
from PySide6.QtGui import QPaintEvent

from tests.ui_tools import settle, shown
from voiceapp.pcm import NS_PER_MS
from voiceapp.ui.level_meter import LevelMeter, dbfs, fraction


class Counted(LevelMeter):
    """Counts its paintings."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        super().paintEvent(event)


@pytest.fixture
def meter() -> Counted:
    widget = Counted()
    shown(widget, 103, 8)  # 15 segments of 5 with 14 gaps of 2
    widget.painted = 0
    return widget


@pytest.mark.parametrize(
    ("rms", "db"),
    [(0, -60.0), (1, -60.0), (32, -60.0), (33, -59.94), (328, -40.0), (3_277, -20.0), (32_767, 0.0)],
)
def test_levels_are_in_db_below_full_scale(rms: int, db: float) -> None:
    assert dbfs(rms) == pytest.approx(db, abs=0.05)


def test_half_the_meter_is_30_db_below() -> None:
    assert fraction(1_036) == pytest.approx(0.5, abs=0.001)
    assert fraction(0) == 0.0
    assert fraction(32_767) == pytest.approx(1.0, abs=0.001)


def test_segments_light_with_the_level(meter: Counted) -> None:
    meter.set_level(1_100, 0)
    assert meter.segments_lit() == (8, 8)
    meter.set_level(32_767, 0)
    assert meter.segments_lit() == (15, 15)


def test_the_peak_stays_a_second_and_goes(meter: Counted) -> None:
    meter.set_level(32_767, 0)
    meter.set_level(0, 500 * NS_PER_MS)
    assert meter.segments_lit() == (0, 15)
    meter.set_level(0, 999 * NS_PER_MS)
    assert meter.segments_lit() == (0, 15)
    meter.set_level(0, 1_000 * NS_PER_MS)
    assert meter.segments_lit() == (0, 0)


def test_a_level_that_lights_the_same_segments_paints_nothing(meter: Counted) -> None:
    meter.set_level(1_100, 0)
    settle()
    painted = meter.painted
    assert painted > 0
    meter.set_level(1_110, NS_PER_MS)
    settle()
    assert meter.painted == painted
    meter.set_level(8_000, 2 * NS_PER_MS)
    settle()
    assert meter.painted > painted
