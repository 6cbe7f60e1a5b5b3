from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.test_settings_app import Desk, in_file, written
from tests.ui_tools import settle
from voiceapp.application import application
from voiceapp.looks import Looks
from voiceapp.settings import Settings
from voiceapp.settings_file import settings_path
from voiceapp.ui import motion
from voiceapp.ui.motion import Motion

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()
    settings_path().unlink(missing_ok=True)
    motion.choose(Motion.FULL)


@pytest.fixture
def looks(desk: Desk) -> Iterator[Looks]:
    made = Looks(application(), desk.window, desk.app, Settings())
    yield made
    made.text_size.choose(1.0)


def test_keys_change_the_size_of_all_text_and_it_is_saved(desk: Desk, looks: Looks) -> None:
    usual = application().font().pointSizeF()
    desk.window.show()
    desk.window.activateWindow()
    settle()
    QTest.keyClick(desk.window, Qt.Key.Key_Plus, CTRL)
    assert in_file() == {"text_scale": 1.1}
    assert application().font().pointSizeF() == pytest.approx(usual * 1.1)
    QTest.keyClick(desk.window, Qt.Key.Key_Minus, CTRL)
    QTest.keyClick(desk.window, Qt.Key.Key_Minus, CTRL)
    assert in_file() == {"text_scale": 0.9}
    QTest.keyClick(desk.window, Qt.Key.Key_0, CTRL)
    assert in_file() == {"text_scale": 1.0}
    assert application().font().pointSizeF() == pytest.approx(usual)
    QTest.keyClick(desk.window, Qt.Key.Key_Equal, CTRL)  # the plus key without Shift
    assert in_file() == {"text_scale": 1.1}


def test_what_is_set_is_followed_from_the_start(desk: Desk) -> None:
    usual = application().font().pointSizeF()
    looks = Looks(application(), desk.window, desk.app, Settings(text_scale=1.5, motion="reduced"))
    assert application().font().pointSizeF() == pytest.approx(usual * 1.5)
    assert motion.is_reduced()
    looks.text_size.choose(1.0)


def test_what_is_chosen_later_is_followed_at_once(desk: Desk, looks: Looks) -> None:
    written('motion = "reduced"\n')
    desk.opened()
    assert motion.is_reduced()
    desk.app.choose("motion", "full")
    assert not motion.is_reduced()
    assert looks.text_size.scale == 1.0
