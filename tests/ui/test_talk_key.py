from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

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
        TalkKey(self.button, self.window)
        self.said: list[str] = []
        self.button.talk_pressed.connect(lambda: self.said.append("pressed"))
        self.button.talk_released.connect(lambda: self.said.append("released"))
        shown(self.window, 300, 200)
        self.button.setFocus()
        settle()

    def send(
        self,
        kind: QEvent.Type,
        key: Qt.Key = Qt.Key.Key_Space,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        repeat: bool = False,
    ) -> bool:
        """Send a key to the window; return whether it was taken there."""
        event = QKeyEvent(kind, key, modifiers, "", repeat)
        event.ignore()
        QApplication.sendEvent(self.window, event)
        return event.isAccepted()


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
    assert not bench.send(PRESS, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert bench.said == []


def test_the_hold_ends_when_the_keyboard_goes_elsewhere(bench: Bench) -> None:
    bench.send(PRESS)
    bench.field.setFocus()
    settle()
    assert bench.said == ["pressed", "released"]


def test_a_field_writes_spaces_and_holds_nothing(bench: Bench) -> None:
    bench.field.setFocus()
    QTest.keyClicks(bench.field, "a b")
    assert bench.field.text() == "a b"
    assert bench.said == []


def test_every_hold_ends_when_another_window_takes_the_keyboard(bench: Bench) -> None:
    bench.send(PRESS)
    shown(QWidget(), 100, 100)
    assert bench.said == ["pressed", "released"]


def test_a_window_without_a_focus_goes_on_to_be_watched(bench: Bench) -> None:
    bench.window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    bench.window.setFocus()
    for _ in range(2):
        bench.send(PRESS)
        bench.send(RELEASE)
    assert bench.said == ["pressed", "released"] * 2
