from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest

from tests.ui_tools import shown
from voiceapp.settings import Allowed, allowed, names
from voiceapp.ui.settings_slider import REST_MS, SettingSlider, stops
from voiceapp.ui.settings_table import entries

PAUSE = Allowed("whole number", low=100, high=10_000)
SHARE = Allowed("number", low=0.0, high=1.0)


class Desk:
    """A slider and what came of it."""

    def __init__(self, allowed: Allowed = PAUSE, value: float = 500) -> None:
        self.slider = SettingSlider(allowed, "ms")
        self.slider.say_ends("Soon", "Late", "ms")
        self.edited: list[object] = []
        self.settled: list[object] = []
        self.slider.edited.connect(self.edited.append)
        self.slider.settled.connect(self.settled.append)
        self.slider.show_value(value)
        shown(self.slider, 400, 60)
        self.slider.setFocus()

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.slider, key)

    def at(self, share: float) -> QPoint:
        groove = self.slider._groove()
        return QPointF(groove.left() + groove.width() * share, groove.center().y()).toPoint()


def test_the_stops_are_fine_where_a_person_hears_the_difference() -> None:
    found = stops(PAUSE)
    assert (found[0], found[-1]) == (100, 10_000)
    assert {150, 500, 1_000, 1_100, 3_000, 3_500} <= set(found)
    assert {1_050, 3_100} & set(found) == set()
    assert stops(SHARE)[:3] == (0, 5, 10)
    assert len(found) < 60


@pytest.mark.parametrize("name", [entry.name for entry in entries() if entry.ends[0]])
def test_every_stop_of_a_setting_is_a_value_it_may_have(name: str) -> None:
    assert name in names()
    kind = allowed(name)
    scale = 1 if kind.kind == "whole number" else 100
    found = stops(kind)
    assert (found[0] / scale, found[-1] / scale) == (kind.low, kind.high)
    assert len(set(found)) == len(found)


def test_a_hand_chooses_where_it_lets_go() -> None:
    desk = Desk()
    QTest.mousePress(desk.slider, Qt.MouseButton.LeftButton, pos=desk.at(0.0))
    QTest.mouseMove(desk.slider, desk.at(1.0))
    assert desk.settled == []
    QTest.mouseRelease(desk.slider, Qt.MouseButton.LeftButton, pos=desk.at(1.0))
    assert desk.settled == [desk.edited[-1]]
    assert desk.edited[0] == 100


def test_keys_go_from_stop_to_stop_and_rest_for_a_moment() -> None:
    desk = Desk()
    rested = QSignalSpy(desk.slider.settled)
    desk.key(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert (desk.edited, desk.settled) == ([550, 600, 550], [])
    assert rested.wait(REST_MS * 20)
    assert desk.settled == [550]


def test_whoever_goes_elsewhere_has_chosen() -> None:
    desk = Desk()
    desk.key(Qt.Key.Key_End)
    desk.slider.clearFocus()
    assert desk.settled == [10_000]
    desk.slider.setFocus()
    desk.key(Qt.Key.Key_Home, Qt.Key.Key_PageUp)
    desk.slider.clearFocus()
    assert desk.settled == [10_000, 300]


def test_what_came_back_to_where_it_was_is_no_choice() -> None:
    desk = Desk()
    desk.key(Qt.Key.Key_Right, Qt.Key.Key_Left)
    desk.slider.clearFocus()
    assert desk.settled == []


def test_a_value_between_two_stops_is_shown_as_it_is_and_left_to_the_next() -> None:
    desk = Desk(value=333)
    assert desk.slider.text == "333 ms"
    assert stops(PAUSE).index(300) / (len(stops(PAUSE)) - 1) < desk.slider._share()
    desk.key(Qt.Key.Key_Right)
    assert desk.edited == [350]
    desk.slider.show_value(333)
    assert desk.slider.value() == 350  # still being chosen
    desk.slider.clearFocus()
    desk.slider.show_value(333)
    desk.key(Qt.Key.Key_Left)
    assert desk.edited[-1] == 300


def test_a_share_is_told_as_the_file_has_it() -> None:
    desk = Desk(SHARE, 0.5)
    desk.key(Qt.Key.Key_Up)
    desk.slider.clearFocus()
    assert desk.settled == [0.55]


def test_the_wheel_scrolls_the_page() -> None:
    desk = Desk()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    desk.slider.wheelEvent(wheel)
    assert not wheel.isAccepted()
    assert desk.slider.value() == 500


def test_it_can_be_drawn_at_both_ends() -> None:
    for value in (100, 10_000):
        desk = Desk(value=value)
        assert not desk.slider.grab().isNull()
        assert desk.slider._share() in (0.0, 1.0)
