from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import controls, shown, spoken_name
from voiceapp.ui.settings_key_list import SettingsKeyList
from voiceapp.ui.shortcuts import KEYS


class Desk:
    """A list and what it wished."""

    def __init__(self) -> None:
        self.list = SettingsKeyList()
        self.wishes: list[tuple[str, object]] = []
        self.list.key_chosen.connect(lambda name, key: self.wishes.append((name, key)))
        shown(self.list, 640, 1_500)

    def press(self, name: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        field = self.list.lines[name].field
        assert field is not None
        field.field.click()
        QTest.keyClick(field.field, key, modifiers)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_every_key_of_the_window_is_listed_with_what_it_does() -> None:
    desk = Desk()
    assert [line.what.text() for line in desk.list.lines.values()] == [key.does for key in KEYS]
    assert all(spoken_name(control) for control in controls(desk.list))


def test_a_key_is_chosen_by_pressing_it() -> None:
    desk = Desk()
    desk.press("mute", Qt.Key.Key_D, CTRL)
    assert desk.wishes == [("mute", "Ctrl+D")]


def test_one_that_is_taken_is_told_and_the_old_one_stays() -> None:
    desk = Desk()
    desk.press("mute", Qt.Key.Key_N, CTRL)
    line = desk.list.lines["mute"]
    assert desk.wishes == []
    assert "Ctrl+N is the key of “New conversation”" in line.problem.text()
    assert line.field is not None
    assert line.field.field.key == "Ctrl+M"


def test_the_usual_key_pressed_again_needs_no_line_in_the_file() -> None:
    desk = Desk()
    desk.list.show_keys({"mute": "Ctrl+D"})
    desk.press("mute", Qt.Key.Key_M, CTRL)
    assert desk.wishes == [("mute", None)]


def test_none_and_the_way_back_are_one_press_each() -> None:
    desk = Desk()
    field = desk.list.lines["record"].field
    assert field is not None
    field.clear.click()
    desk.list.show_keys({"record": ""})
    assert not field.clear.isVisible()
    usual = desk.list.lines["record"].usual
    assert (usual.text(), spoken_name(usual)) == (
        "Back to Ctrl+R",
        "Record this conversation, or stop: Back to Ctrl+R",
    )
    usual.click()
    assert desk.wishes == [("record", ""), ("record", None)]


def test_a_key_of_the_file_that_cannot_be_used_shows_the_usual_one_and_why() -> None:
    desk = Desk()
    desk.list.show_keys({"mute": "Ctrl+N"})
    line = desk.list.lines["mute"]
    assert line.field is not None
    assert line.field.field.key == "Ctrl+M"
    assert "Ctrl+N is the key of" in line.problem.text()
    assert line.usual.isVisible()  # takes the line out of the file
    desk.list.show_keys({})
    assert not line.problem.isVisible()


def test_what_could_not_be_saved_is_told_at_its_line() -> None:
    desk = Desk()
    desk.list.show_refusal("new", "The disk is full.")
    assert desk.list.lines["new"].problem.text() == "The disk is full."
