"""The test of the talk key: chosen, asked for, pressed, released."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui_tools import controls, settle, shown, spoken_description, spoken_name
from voiceapp.ui.hotkey_test import HotkeyTest, Step

HOW = "While voiceapp runs, no other program sees this key."


class Desk:
    """A test on the screen, and what it asks for."""

    def __init__(self, key: str = "") -> None:
        QApplication.instance() or QApplication([])
        self.test = HotkeyTest(key)
        self.asked: list[str] = []
        self.test.keys_wanted.connect(lambda: self.asked.append("keys"))
        self.test.trial_requested.connect(lambda key: self.asked.append(f"try {key}"))
        self.test.trial_ended.connect(lambda: self.asked.append("end"))
        self.test.key_chosen.connect(lambda key: self.asked.append(f"chosen {key}"))
        self.test.key_proved.connect(lambda key: self.asked.append(f"proved {key}"))
        shown(self.test, 500, 150)

    def choose(self, key: str) -> None:
        self.test.field.click()
        self.test.field._choose(key)
        settle()

    def lamps(self) -> list[str]:
        lamps = (self.test.pressed, self.test.released)
        return [lamp.word for lamp in lamps if lamp.isVisible()]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_key_works_when_its_press_and_its_release_were_noticed(desk: Desk) -> None:
    assert desk.test.title.text() == "A key to talk with, in every program"
    assert desk.lamps() == []
    desk.choose("F9")
    assert desk.asked == ["keys", "chosen F9", "try F9"]
    assert desk.test.title.text() == "Asking for F9…"
    desk.test.show_watched(HOW, True)
    assert (desk.test.title.text(), desk.test.text.text()) == ("Press and release F9", HOW)
    assert desk.lamps() == ["Press", "Release"]
    desk.test.show_key(True)
    assert desk.test.title.text() == "Now let go of F9"
    assert desk.lamps() == ["Pressed", "Release"]
    desk.test.show_key(False)
    assert desk.test.title.text() == "F9 works in every program"
    assert desk.lamps() == ["Pressed", "Released"]
    assert desk.asked[3:] == ["proved F9"]


def test_it_can_be_pressed_again_and_again(desk: Desk) -> None:
    desk.choose("F9")
    desk.test.show_watched(HOW, True)
    for is_down in (True, False, True):
        desk.test.show_key(is_down)
    assert desk.lamps() == ["Pressed", "Release"]


def test_a_release_alone_proves_nothing(desk: Desk) -> None:
    desk.choose("F9")
    desk.test.show_watched(HOW, True)
    desk.test.show_key(False)
    assert desk.test.step is Step.WATCHED
    assert "proved F9" not in desk.asked


def test_a_key_that_is_refused_says_why(desk: Desk) -> None:
    desk.choose("F9")
    desk.test.show_watched("Another program has the key F9.", False)
    assert desk.test.title.text() == "F9 cannot be used"
    assert desk.test.text.text() == "Another program has the key F9."
    assert desk.lamps() == []
    desk.test.show_key(True)
    assert desk.test.step is Step.REFUSED


def test_keeping_the_key_brings_the_one_in_use_back() -> None:
    desk = Desk("F8")
    assert desk.test.title.text() == "You talk with F8, in every program"
    desk.test.field.click()
    assert desk.test.title.text() == "Press the key you want to talk with"
    desk.test.field.clearFocus()
    assert desk.asked == ["keys", "end"]
    assert desk.test.step is Step.EMPTY


def test_hiding_it_ends_the_trial_once(desk: Desk) -> None:
    desk.choose("F9")
    desk.test.hide()
    desk.test.show()
    desk.test.hide()
    assert desk.asked[3:] == ["end"]


def test_an_answer_that_comes_late_is_not_shown(desk: Desk) -> None:
    desk.test.show_watched(HOW, True)
    assert desk.test.step is Step.EMPTY


def test_a_screen_reader_hears_each_step(desk: Desk) -> None:
    assert spoken_name(desk.test) == "Talk key"
    desk.choose("F9")
    desk.test.show_watched(HOW, True)
    assert spoken_description(desk.test) == f"Press and release F9. {HOW}"
    assert [part for part in controls(desk.test) if not spoken_name(part)] == []
