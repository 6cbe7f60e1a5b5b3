from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from tests.ui_tools import assistant, settle, spoken_name, user
from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.ui.captions import SIZES, USUAL, Captions

CTRL = Qt.KeyboardModifier.ControlModifier
TALK = Snapshot(phase=Phase.SPEAKING, rows=(user("a question", key="u"), assistant("an answer", key="a")))


@pytest.fixture
def captions() -> Captions:
    return opened(Captions())


def opened(window: Captions) -> Captions:
    window.open_window()
    window.show_snapshot(TALK)
    settle()
    return window


def test_it_shows_what_is_said_and_what_is_going_on(captions: Captions) -> None:
    assert [block.row.text for block in captions.view._blocks] == ["a question", "an answer"]
    assert spoken_name(captions.badge) == "State: Speaking"


def test_f11_fills_the_screen_and_esc_leaves_it_before_the_window(captions: Captions) -> None:
    QTest.keyClick(captions, Qt.Key.Key_F11)
    settle()
    assert captions.isFullScreen()
    assert captions.whole.isChecked()
    QTest.keyClick(captions, Qt.Key.Key_Escape)
    settle()
    assert not captions.isFullScreen()
    assert captions.isVisible()
    QTest.keyClick(captions, Qt.Key.Key_Escape)
    assert not captions.isVisible()


def test_keys_change_the_size_of_the_letters(captions: Captions) -> None:
    assert captions.view._size == SIZES[USUAL]
    QTest.keyClick(captions, Qt.Key.Key_Plus, CTRL)
    assert captions.view._size == SIZES[USUAL + 1]
    QTest.keyClick(captions, Qt.Key.Key_Minus, CTRL)
    QTest.keyClick(captions, Qt.Key.Key_Minus, CTRL)
    assert captions.view._size == SIZES[USUAL - 1]
    QTest.keyClick(captions, Qt.Key.Key_0, CTRL)
    assert captions.view._size == SIZES[USUAL]
    QTest.keyClick(captions, Qt.Key.Key_Equal, CTRL)  # the plus key without Shift
    assert captions.view._size == SIZES[USUAL + 1]


def test_the_size_stops_at_both_ends(captions: Captions) -> None:
    for _ in SIZES:
        captions.larger.click()
    assert captions.view._size == SIZES[-1]
    assert not captions.larger.isEnabled()
    for _ in SIZES:
        captions.smaller.click()
    assert captions.view._size == SIZES[0]
    assert not captions.smaller.isEnabled()


def test_it_stays_above_other_windows_if_wanted(captions: Captions) -> None:
    assert not captions.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    captions.on_top.click()
    assert captions.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert captions.isVisible()
    captions.on_top.click()
    assert not captions.windowFlags() & Qt.WindowType.WindowStaysOnTopHint


def test_it_comes_back_as_it_was_left(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = opened(Captions(settings))
    first.larger.click()
    first.on_top.click()
    first.resize(640, 300)
    first.close()
    second = Captions(settings)
    assert second.view._size == SIZES[USUAL + 1]
    assert second.on_top.isChecked()
    assert second.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert second.size().toTuple() == (640, 300)


def test_a_size_that_was_never_one_is_the_usual(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("captions/size", 99)
    assert Captions(settings).view._size == SIZES[USUAL]


def test_return_presses_the_button_with_the_focus(captions: Captions) -> None:
    captions.larger.setFocus()
    QTest.keyClick(captions.larger, Qt.Key.Key_Return)
    assert captions.view._size == SIZES[USUAL + 1]
