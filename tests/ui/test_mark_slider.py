from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui_tools import settle, shown, spoken_description, spoken_name
from voiceapp.dialogue.snapshot import ReplayMark
from voiceapp.ui import theme
from voiceapp.ui.mark_slider import MarkSlider, position_text

MARKS = (ReplayMark(0), ReplayMark(5_000), ReplayMark(8_000, interruption=True))


class Bench:
    """A slider 216 px wide: 200 px of way for ten seconds, 20 a second."""

    def __init__(self) -> None:
        self.slider = MarkSlider()
        self.values: list[int] = []
        self.slider.valueChanged.connect(self.values.append)
        shown(self.slider, 216, 34)
        self.slider.show_marks(MARKS)
        self.slider.show_position(2_000, 10_000)

    def color_at(self, x: float, y: int) -> str:
        settle()
        return self.slider.grab().toImage().pixelColor(round(x), y).name()


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00.0"), (3_249, "0:03.2"), (83_900, "1:23.9"), (3_723_000, "1:02:03.0")],
)
def test_a_position_is_written_in_minutes_and_seconds(ms: int, text: str) -> None:
    assert position_text(ms) == text


def test_showing_a_position_tells_nobody(bench: Bench) -> None:
    assert bench.slider.value() == 2_000
    assert bench.values == []


def test_a_click_goes_there_and_a_drag_follows(bench: Bench) -> None:
    QTest.mousePress(bench.slider, Qt.MouseButton.LeftButton, pos=QPoint(108, 20))
    assert bench.values == [5_000]
    bench.slider.show_position(2_100, 10_000)  # while the person holds it, the program does not move it
    assert bench.slider.value() == 5_000
    QTest.mouseMove(bench.slider, QPoint(128, 20))
    QTest.mouseRelease(bench.slider, Qt.MouseButton.LeftButton, pos=QPoint(128, 20))
    assert bench.values[-1] == 6_000
    bench.slider.show_position(2_100, 10_000)
    assert bench.slider.value() == 2_100


def test_keys_move_by_a_second_ten_and_to_the_ends(bench: Bench) -> None:
    bench.slider.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(bench.slider, key)
    assert bench.values == [3_000, 2_000, 10_000, 0, 10_000]


def test_a_screen_reader_is_told_the_time(bench: Bench) -> None:
    assert spoken_name(bench.slider) == "Position"
    assert spoken_description(bench.slider) == "0:02 of 0:10"


def test_turns_and_interruptions_are_drawn_above_the_groove(bench: Bench) -> None:
    assert bench.slider.x_of(5_000) == 108
    above = 12  # the groove begins at 18
    assert bench.color_at(108, above) == theme.colors().secondary
    assert bench.color_at(bench.slider.x_of(8_000), above) == theme.colors().danger
    assert bench.color_at(bench.slider.x_of(6_500), above) not in {
        theme.colors().secondary,
        theme.colors().danger,
    }


def test_what_was_played_is_filled(bench: Bench) -> None:
    middle = 21
    assert bench.color_at(bench.slider.x_of(800), middle) == theme.colors().accent
    assert bench.color_at(bench.slider.x_of(6_500), middle) == theme.colors().hover


def test_a_recording_of_no_length_is_drawn_all_the_same(bench: Bench) -> None:
    bench.slider.show_position(0, 0)
    assert bench.slider.x_of(0) == 8
    bench.slider.grab()
