from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown
from voiceapp.settings import allowed
from voiceapp.ui.settings_text import SettingText


def field(name: str) -> tuple[SettingText, list[object], list[object]]:
    made = SettingText(allowed(name))
    edited: list[object] = []
    settled: list[object] = []
    made.edited.connect(edited.append)
    made.settled.connect(settled.append)
    shown(made, 240, 40)
    made.setFocus()
    return made, edited, settled


def test_what_is_typed_is_told_at_once_and_taken_with_return() -> None:
    made, edited, settled = field("voice")
    QTest.keyClicks(made, "ash")
    assert (edited, settled) == (["a", "as", "ash"], [])
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert settled == ["ash"]


def test_what_is_typed_is_taken_once_when_the_keyboard_goes_elsewhere() -> None:
    made, _, settled = field("voice")
    QTest.keyClicks(made, "ash")
    made.clearFocus()
    made.setFocus()
    made.clearFocus()
    assert settled == ["ash"]


def test_what_is_put_back_as_it_was_is_not_taken() -> None:
    made, _, settled = field("voice")
    made.show_value("ash")
    QTest.keyClicks(made, "x")
    QTest.keyClick(made, Qt.Key.Key_Backspace)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert settled == []


def test_a_number_is_a_number_and_anything_else_stays_what_it_is() -> None:
    made, edited, _ = field("vad_silence_ms")
    QTest.keyClicks(made, "70x")
    assert edited == [7, 70, "70x"]
    assert [type(value) for value in edited] == [int, int, str]


def test_a_fraction_is_read_with_a_point_and_as_the_persons_country_writes_it() -> None:
    made, _, _ = field("speed")
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("de"))
        for text in ("1,25", "1.25"):
            made.setText(text)
            assert made.value == pytest.approx(1.25)
        made.show_value(0.5)
        assert made.text() == "0,5"
    finally:
        QLocale.setDefault(before)


def test_up_and_down_step_and_stay_within_what_is_allowed() -> None:
    made, edited, settled = field("vad_silence_ms")
    made.show_value(130)
    QTest.keyClick(made, Qt.Key.Key_Down)
    assert edited == [100]
    QTest.keyClick(made, Qt.Key.Key_Up)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert settled == [150]


def test_a_value_that_comes_while_somebody_types_does_not_take_the_words_away() -> None:
    made, _, _ = field("voice")
    QTest.keyClicks(made, "as")
    made.show_value("marin")
    assert made.text() == "as"
