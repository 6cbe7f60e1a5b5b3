from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown
from voiceapp.ui.hotkey_test import Step
from voiceapp.ui.settings_talk_key import SettingTalkKey


def key() -> tuple[SettingTalkKey, list[object]]:
    made = SettingTalkKey()
    settled: list[object] = []
    made.settled.connect(settled.append)
    shown(made, 600, 200)
    return made, settled


def test_a_key_that_is_pressed_is_taken_and_tried_out_on_the_spot() -> None:
    made, settled = key()
    QTest.mouseClick(made.test.field, Qt.MouseButton.LeftButton)
    QTest.keyClick(made.test.field, Qt.Key.Key_F9)
    assert settled == ["F9"]
    assert made.test.step is Step.ASKING


def test_the_file_that_is_read_again_does_not_end_the_trial() -> None:
    made, _ = key()
    QTest.mouseClick(made.test.field, Qt.MouseButton.LeftButton)
    QTest.keyClick(made.test.field, Qt.Key.Key_F9)
    made.show_value("F9")
    made.test.show_watched("Watched by the desktop.", watched=True)
    assert made.test.step is Step.WATCHED


def test_a_key_can_be_taken_away() -> None:
    made, settled = key()
    made.show_value("F9")
    assert made.test.title.text() == "You talk with F9, in every program"
    made.clear.click()
    assert settled == [""]
    assert made.test.title.text() == "A key to talk with, in every program"
