from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui_tools import shown
from voiceapp.pcm import NS_PER_MS
from voiceapp.ui import motion
from voiceapp.ui.level_meter import LevelMeter
from voiceapp.ui.motion import Motion


@pytest.fixture(autouse=True)
def as_before(app: QApplication) -> Iterator[None]:
    flash_ms = app.cursorFlashTime()
    yield
    motion.choose(Motion.FULL)
    assert app.cursorFlashTime() == flash_ms
    app.setProperty("cursor_flash_ms", None)


def test_what_was_chosen_counts(app: QApplication) -> None:
    motion.choose(Motion.REDUCED)
    assert motion.is_reduced()
    assert app.cursorFlashTime() == 0
    motion.choose(Motion.FULL)
    assert not motion.is_reduced()
    assert app.cursorFlashTime() > 0


def test_a_desktop_whose_cursor_stands_still_wants_less_motion(app: QApplication) -> None:
    usual_ms = app.cursorFlashTime()
    app.setCursorFlashTime(0)
    app.setProperty("cursor_flash_ms", None)
    try:
        motion.choose(Motion.SYSTEM)
        assert motion.is_reduced()
        motion.choose(Motion.FULL)
        assert not motion.is_reduced()
    finally:
        app.setProperty("cursor_flash_ms", None)
        app.setCursorFlashTime(usual_ms)


def test_a_desktop_that_says_nothing_gets_the_usual() -> None:
    motion.choose(Motion.SYSTEM)
    assert not motion.is_reduced()


def lit(meter: LevelMeter, at_ms: int, rms: int) -> int:
    meter.set_level(rms, at_ms * NS_PER_MS)
    return meter.segments_lit()[0]


def test_meters_take_a_new_value_four_times_a_second_where_motion_is_reduced() -> None:
    meter = LevelMeter()
    shown(meter, 103, 8)  # 15 segments
    motion.choose(Motion.REDUCED)
    assert lit(meter, 1_000, 1_100) == 8
    assert lit(meter, 1_100, 32_767) == 8
    assert lit(meter, 1_249, 32_767) == 8
    assert lit(meter, 1_250, 32_767) == 15
    assert lit(meter, 1_260, 0) == 0  # a microphone that closes is shown at once
    motion.choose(Motion.FULL)
    assert lit(meter, 1_270, 1_100) == 8
    assert lit(meter, 1_280, 32_767) == 15
