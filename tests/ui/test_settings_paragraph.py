from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown
from voiceapp.ui.settings_paragraph import SettingParagraph


def box() -> tuple[SettingParagraph, list[object]]:
    made = SettingParagraph()
    settled: list[object] = []
    made.settled.connect(settled.append)
    shown(made, 300, 140)
    made.setFocus()
    return made, settled


def test_lines_are_taken_when_the_keyboard_goes_elsewhere() -> None:
    made, settled = box()
    QTest.keyClicks(made, "Be brief.")
    QTest.keyClick(made, Qt.Key.Key_Return)
    QTest.keyClicks(made, "Be kind.")
    assert settled == []
    made.clearFocus()
    assert settled == ["Be brief.\nBe kind."]


def test_nothing_is_taken_when_nothing_was_changed() -> None:
    made, settled = box()
    made.show_value("Be brief.")
    made.clearFocus()
    assert (settled, made.toPlainText()) == ([], "Be brief.")


def test_a_value_that_comes_while_somebody_types_does_not_take_the_words_away() -> None:
    made, _ = box()
    QTest.keyClicks(made, "Be")
    made.show_value("other")
    assert made.toPlainText() == "Be"


def test_tab_leaves_it() -> None:
    made, _ = box()
    assert made.tabChangesFocus()
