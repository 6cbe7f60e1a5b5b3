"""Kept conversations in the window: beside the live one, which goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.kept_conversations import conversation, rows, shelf, summary
from tests.ui_tools import Wishes, settle, shown, user
from voiceapp.dialogue.inputs import StopPressed, TalkPressed, TextSubmitted
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.ui.conversations_shelf import opened
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.window_memory import WindowMemory


class Bench:
    def __init__(self, settings: QSettings | None = None) -> None:
        self.bridge = Wishes()
        self.window = MainWindow(self.bridge, title_label="Test", wall_offset_ns=0, settings=settings)
        shown(self.window, 1_100, 700)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.focusWidget(), key, keys)
        settle()

    def read(self) -> None:
        self.window.kept.show_opened(opened(conversation(summary(1, "Trains"), *rows(3))))
        settle()

    def shows(self, page: QWidget) -> bool:
        return self.window.pages.pages.currentWidget() is page


@pytest.fixture
def bench(app: QApplication) -> Iterator[Bench]:
    made = Bench()
    yield made
    made.window.close()


def test_a_key_opens_the_panel_and_closes_it(bench: Bench) -> None:
    bench.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert bench.window.kept.panel.search.hasFocus()
    assert bench.window.top.conversations.isChecked()
    bench.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert bench.window.kept.panel.isHidden()
    assert bench.window.talk_area.talk.hasFocus()


def test_the_live_conversation_goes_on_behind_the_kept_one(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(rows=(user("Hello"),)))
    bench.read()
    assert bench.shows(bench.window.kept.reader)
    bench.window.show_snapshot(Snapshot(rows=(user("Hello"), user("again", key="v"))))
    assert bench.shows(bench.window.kept.reader)
    assert bench.window.model.rowCount() == 2
    bench.window.kept.reader.back.click()
    assert bench.shows(bench.window.view)


def test_space_talks_from_the_list_and_from_what_is_read(bench: Bench) -> None:
    bench.window.kept.panel.show_shelf(shelf(summary(1)))
    bench.window.side.open_panel()
    bench.window.kept.panel.list.setFocus()
    bench.press(Qt.Key.Key_Space)
    bench.read()
    bench.press(Qt.Key.Key_Space)
    assert [type(wish) for wish in bench.bridge.posted].count(TalkPressed) == 2


def test_escape_leads_back_and_then_stops_the_answer(bench: Bench) -> None:
    bench.read()
    bench.press(Qt.Key.Key_Escape)
    assert bench.shows(bench.window.empty)
    assert bench.bridge.posted == []
    bench.press(Qt.Key.Key_Escape)
    assert isinstance(bench.bridge.posted[-1], StopPressed)


def test_finding_finds_in_what_is_shown(bench: Bench) -> None:
    bench.read()
    bench.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert not bench.window.kept.reader.find_bar.isHidden()
    assert bench.window.find_bar.isHidden()
    bench.window.kept.reader.find_bar.field.setText("word")
    bench.press(Qt.Key.Key_F3)
    assert bench.window.kept.reader.find_bar.count.text() == "2 of 3"


def test_whoever_writes_wants_the_live_conversation(bench: Bench) -> None:
    bench.read()
    bench.window.talk_area.message.submitted.emit("Hello")
    assert not bench.window.kept.is_reading
    assert isinstance(bench.bridge.posted[-1], TextSubmitted)


def test_the_panel_is_open_again_the_next_time(app: QApplication, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    WindowMemory(settings).keep_conversations(open_now=True)
    bench = Bench(settings)
    assert not bench.window.kept.panel.isHidden()
    assert bench.window.kept.is_watched
    bench.window.side.close_panel()
    assert not WindowMemory(settings).conversations
