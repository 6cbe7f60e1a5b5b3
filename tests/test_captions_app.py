from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import app, quiet_qt  # noqa: F401 (fixtures)
from tests.ui_tools import Wishes, assistant, settle, shown
from voiceapp.captions_app import CaptionsApp
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.ui.main_window import MainWindow

TALK = Snapshot(rows=(assistant("an answer"),))


class Desk:
    def __init__(self, folder: Path) -> None:
        self.bridge = Wishes()
        self.window = MainWindow(self.bridge, title_label="Embedded assistant", wall_offset_ns=0)
        place = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.app = CaptionsApp(self.window, self.bridge, place)
        shown(self.window)

    def words(self) -> list[str]:
        assert self.app.shown is not None
        return [block.row.text for block in self.app.shown.view._blocks]


@pytest.fixture
def desk(app: object, tmp_path: Path) -> Iterator[Desk]:  # noqa: F811
    made = Desk(tmp_path)
    yield made
    made.window.close()
    made.window.deleteLater()


def test_a_key_opens_them_with_what_was_said_so_far(desk: Desk) -> None:
    desk.bridge.snapshot_changed.emit(TALK)
    QTest.keyClick(
        desk.window,
        Qt.Key.Key_C,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    settle()
    assert desk.words() == ["an answer"]


def test_f11_opens_them_on_the_whole_screen(desk: Desk) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_F11)
    settle()
    assert desk.app.shown is not None
    assert desk.app.shown.isFullScreen()


def test_they_follow_the_conversation(desk: Desk) -> None:
    desk.app.open()
    desk.bridge.snapshot_changed.emit(TALK)
    assert desk.words() == ["an answer"]


def test_closed_captions_cost_nothing_and_come_back_up_to_date(desk: Desk) -> None:
    desk.app.open()
    assert desk.app.shown is not None
    desk.app.shown.close()
    desk.bridge.snapshot_changed.emit(TALK)
    assert desk.words() == []
    desk.app.open()
    assert desk.words() == ["an answer"]


def test_they_go_with_the_window(desk: Desk) -> None:
    desk.app.open()
    desk.window.close()
    assert desk.app.shown is None
