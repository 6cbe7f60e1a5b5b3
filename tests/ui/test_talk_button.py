from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.dialogue.snapshot import Microphone
from voiceapp.ui.talk_button import Holder, TalkButton


class Bench(QWidget):
    """The button beside a field, and what the button said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.talk = TalkButton(self)
        self.field = QLineEdit(self)
        column = QVBoxLayout(self)
        column.addWidget(self.talk)
        column.addWidget(self.field)
        self.talk.talk_pressed.connect(lambda: self.said.append("pressed"))
        self.talk.talk_released.connect(lambda: self.said.append("released"))


@pytest.fixture
def bench() -> Bench:
    widget = Bench()
    shown(widget)
    widget.talk.setFocus()
    settle()
    return widget


def key(kind: QEvent.Type, *, repeat: bool = False) -> QKeyEvent:
    return QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeat)


def test_the_mouse_holds_and_lets_go(bench: Bench) -> None:
    QTest.mousePress(bench.talk, Qt.MouseButton.LeftButton)
    assert bench.said == ["pressed"]
    assert bench.talk.held
    QTest.mouseRelease(bench.talk, Qt.MouseButton.LeftButton)
    assert bench.said == ["pressed", "released"]
    assert not bench.talk.held


def test_the_mouse_may_slip_off_while_it_holds(bench: Bench) -> None:
    QTest.mousePress(bench.talk, Qt.MouseButton.LeftButton)
    QTest.mouseMove(bench.talk, QPoint(-50, -50))
    assert bench.talk.held
    QTest.mouseRelease(bench.talk, Qt.MouseButton.LeftButton, pos=QPoint(-50, -50))
    assert bench.said == ["pressed", "released"]


def test_the_right_button_does_nothing(bench: Bench) -> None:
    QTest.mousePress(bench.talk, Qt.MouseButton.RightButton)
    QTest.mouseRelease(bench.talk, Qt.MouseButton.RightButton)
    assert bench.said == []


def test_space_holds_and_its_repetitions_do_not_count(bench: Bench) -> None:
    QApplication.sendEvent(bench.talk, key(QEvent.Type.KeyPress))
    for _ in range(3):  # as X11 sends them
        QApplication.sendEvent(bench.talk, key(QEvent.Type.KeyRelease, repeat=True))
        QApplication.sendEvent(bench.talk, key(QEvent.Type.KeyPress, repeat=True))
    assert bench.said == ["pressed"]
    QApplication.sendEvent(bench.talk, key(QEvent.Type.KeyRelease))
    assert bench.said == ["pressed", "released"]


def test_losing_the_focus_lets_go_of_space(bench: Bench) -> None:
    QTest.keyPress(bench.talk, Qt.Key.Key_Space)
    bench.field.setFocus()
    settle()
    assert bench.said == ["pressed", "released"]


def test_losing_the_focus_does_not_take_the_mouse_off(bench: Bench) -> None:
    QTest.mousePress(bench.talk, Qt.MouseButton.LeftButton)
    bench.field.setFocus()
    settle()
    assert bench.said == ["pressed"]


def test_two_hands_count_as_one_hold(bench: Bench) -> None:
    QTest.keyPress(bench.talk, Qt.Key.Key_Space)
    QTest.mousePress(bench.talk, Qt.MouseButton.LeftButton)
    QTest.keyRelease(bench.talk, Qt.Key.Key_Space)
    assert bench.said == ["pressed"]
    QTest.mouseRelease(bench.talk, Qt.MouseButton.LeftButton)
    assert bench.said == ["pressed", "released"]


def test_a_screen_readers_press_starts_and_the_next_one_ends(bench: Bench) -> None:
    bench.talk.click()
    assert bench.said == ["pressed"]
    bench.talk.click()
    assert bench.said == ["pressed", "released"]


@pytest.mark.parametrize("how", ["hide", "disable"])
def test_a_button_that_goes_away_is_not_held(bench: Bench, how: str) -> None:
    QTest.mousePress(bench.talk, Qt.MouseButton.LeftButton)
    if how == "hide":
        bench.talk.hide()
    else:
        bench.talk.setEnabled(False)
    assert bench.said == ["pressed", "released"]


def test_a_disabled_button_cannot_be_held() -> None:
    talk = TalkButton()
    talk.setEnabled(False)
    talk.hold(Holder.KEY)
    assert not talk.held


def test_letting_all_go_says_it_once(bench: Bench) -> None:
    bench.talk.hold(Holder.KEY)
    bench.talk.hold(Holder.MOUSE)
    bench.talk.let_all_go()
    bench.talk.let_all_go()
    assert bench.said == ["pressed", "released"]


def test_the_words_follow_what_is_happening(bench: Bench) -> None:
    talk = bench.talk
    assert talk.label() == "Hold to talk"
    talk.show_state(Microphone.OPEN, talk_held=True, muted=False)
    assert talk.label() == "Held"
    talk.show_state(Microphone.SENDING, talk_held=True, muted=False)
    assert talk.label() == "Let go to finish"
    assert spoken_name(talk) == "Let go to finish"
    talk.show_state(Microphone.OPEN, talk_held=True, muted=True)
    assert talk.label() == "Muted"


def test_held_and_idle_look_different(bench: Bench) -> None:
    idle = bench.talk.grab().toImage()
    bench.talk.hold(Holder.KEY)
    assert bench.talk.grab().toImage() != idle
