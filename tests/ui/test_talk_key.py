from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.talk_button import TalkButton
from voiceapp.ui.talk_key import TalkKey

PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


class Bench:
    """A talk button beside a field, and what it was told."""

    def __init__(self) -> None:
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        self.button, self.field = TalkButton(self.window), QLineEdit(self.window)
        column.addWidget(self.button)
        column.addWidget(self.field)
        self.key = TalkKey(self.button, self.window)
        self.said: list[str] = []
        self.button.talk_pressed.connect(lambda: self.said.append("pressed"))
        self.button.talk_released.connect(lambda: self.said.append("released"))
        shown(self.window, 300, 200)
        self.button.setFocus()
        settle()

    def send(self, kind: QEvent.Type, key: Qt.Key = Qt.Key.Key_Space, *, repeat: bool = False) -> bool:
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", repeat)
        return self.key.pressed(event, self.button) if kind is PRESS else self.key.released(event)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_space_holds_the_button_once_however_often_it_repeats(bench: Bench) -> None:
    assert bench.send(PRESS)
    assert bench.send(RELEASE, repeat=True)
    assert bench.send(PRESS, repeat=True)
    assert bench.said == ["pressed"]
    assert bench.send(RELEASE)
    assert bench.said == ["pressed", "released"]


def test_other_keys_and_space_with_another_key_are_left_to_others(bench: Bench) -> None:
    assert not bench.send(PRESS, Qt.Key.Key_A)
    assert not bench.send(RELEASE, Qt.Key.Key_A)
    with_control = QKeyEvent(PRESS, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert not bench.key.pressed(with_control, bench.button)
    assert bench.said == []


def test_the_hold_ends_when_the_keyboard_goes_elsewhere(bench: Bench) -> None:
    bench.send(PRESS)
    bench.field.setFocus()
    settle()
    assert bench.said == ["pressed", "released"]
