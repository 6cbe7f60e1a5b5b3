from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui_tools import controls, shown, spoken_name
from voiceapp.dialogue.snapshot import ReplayMark, ReplayScene
from voiceapp.ui.replay_bar import ReplayBar

SCENE = ReplayScene(position_ms=3_240, duration_ms=14_500, marks=(ReplayMark(900),))


class Bench:
    def __init__(self) -> None:
        self.bar = ReplayBar()
        self.wishes: list[object] = []
        self.bar.play_toggled.connect(lambda: self.wishes.append("play"))
        self.bar.turn_requested.connect(self.wishes.append)
        self.bar.sought.connect(self.wishes.append)
        self.bar.speed_chosen.connect(self.wishes.append)
        self.bar.close_requested.connect(lambda: self.wishes.append("close"))
        shown(self.bar, 700, 100)
        self.bar.show_scene(SCENE)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_every_button_says_what_is_wanted(bench: Bench) -> None:
    bar = bench.bar
    for button in (bar.play, bar.previous, bar.next, bar.shut):
        button.click()
    assert bench.wishes == ["play", -1, 1, "close"]


def test_position_and_length_are_shown(bench: Bench) -> None:
    assert bench.bar.position.text() == "0:03.2 / 0:14.5"
    assert (bench.bar.slider.value(), bench.bar.slider.maximum()) == (3_240, 14_500)
    assert bench.bar.slider.marks == SCENE.marks
    assert bench.wishes == []


def test_the_button_says_what_it_will_do(bench: Bench) -> None:
    assert (bench.bar.play.text(), bench.bar.play.icon_name) == ("Play", "play")
    bench.bar.show_scene(ReplayScene(duration_ms=100, playing=True))
    assert (bench.bar.play.text(), bench.bar.play.icon_name) == ("Pause", "pause")
    assert spoken_name(bench.bar.play) == "Pause"
    assert bench.bar.play.toolTip() == "Pause (Space)"


def test_the_slider_asks_for_a_position(bench: Bench) -> None:
    QTest.mouseClick(bench.bar.slider, Qt.MouseButton.LeftButton, pos=QPoint(8, 20))
    assert bench.wishes == [0]


def test_a_speed_is_chosen_from_four(bench: Bench) -> None:
    speed = bench.bar.speed
    assert [speed.itemText(at) for at in range(speed.count())] == ["0.5 ×", "1 ×", "2 ×", "4 ×"]
    assert speed.currentText() == "1 ×"
    QTest.keyClick(speed, Qt.Key.Key_Down)
    assert bench.wishes == [2.0]


def test_speeds_are_stepped_and_end_at_the_ends(bench: Bench) -> None:
    bench.bar.step_speed(+1)
    bench.bar.step_speed(-1)
    assert bench.wishes == [2.0, 0.5]
    bench.bar.show_scene(ReplayScene(duration_ms=100, speed=4.0))
    bench.bar.step_speed(+1)
    assert bench.wishes == [2.0, 0.5]


def test_why_there_is_no_sound_is_said(bench: Bench) -> None:
    bench.bar.show_scene(ReplayScene(duration_ms=100, silent="There is no loudspeaker."))
    assert bench.bar.sound.text() == "There is no loudspeaker."


def test_a_remark_stands_there_until_there_is_something_to_say() -> None:
    bar = ReplayBar("Mute the conversation.")
    assert bar.sound.text() == "Mute the conversation."
    bar.show_scene(ReplayScene(duration_ms=100, silent="There is no loudspeaker."))
    assert bar.sound.text() == "There is no loudspeaker."


def test_there_is_nothing_to_press_before_there_is_a_recording(bench: Bench) -> None:
    bench.bar.show_scene(ReplayScene(reading=True))
    bar = bench.bar
    parts = (bar.play, bar.previous, bar.next, bar.slider, bar.speed)
    assert [part.isEnabled() for part in parts] == [False] * 5
    assert bar.shut.isEnabled()


def test_everything_has_a_name(bench: Bench) -> None:
    assert all(spoken_name(part) for part in [*controls(bench.bar), bench.bar.slider])


def test_it_fits_into_the_narrowest_window(bench: Bench) -> None:
    assert bench.bar.minimumSizeHint().width() <= 400
