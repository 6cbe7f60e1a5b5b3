from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown, spoken_name
from voiceapp.ui.settings_key_field import SettingKey


def field() -> tuple[SettingKey, list[object]]:
    made = SettingKey("Interrupt key")
    told: list[object] = []
    made.settled.connect(told.append)
    made.keys_wanted.connect(lambda: told.append("wanted"))
    made.keys_returned.connect(lambda: told.append("returned"))
    shown(made, 300, 60)
    return made, told


def test_the_next_key_is_taken_and_the_others_are_given_back() -> None:
    made, told = field()
    QTest.mouseClick(made.field, Qt.MouseButton.LeftButton)
    QTest.keyClick(made.field, Qt.Key.Key_F8)
    assert told == ["wanted", "F8", "returned"]


def test_esc_keeps_it_as_it_was() -> None:
    made, told = field()
    made.show_value("F8")
    QTest.mouseClick(made.field, Qt.MouseButton.LeftButton)
    QTest.keyClick(made.field, Qt.Key.Key_Escape)
    assert told == ["wanted", "returned"]
    assert made.field.key == "F8"


def test_a_key_can_be_taken_away_and_there_is_no_button_for_that_without_one() -> None:
    made, told = field()
    assert made.clear.isHidden()
    made.show_value("F8")
    made.clear.click()
    assert told == ["", "returned"]
    assert made.clear.isHidden()


def test_a_screen_reader_hears_what_the_key_is_for() -> None:
    made, _ = field()
    made.show_value("F8")
    assert spoken_name(made.field) == "Interrupt key: F8"
