"""The kept conversations in the window: who has the place, who has the keyboard, who is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from tests.kept_conversations import Heard, conversation, rows, shelf, summary
from tests.ui_tools import settle, shown
from voiceapp.ui.conversations_place import ConversationsPlace
from voiceapp.ui.conversations_shelf import opened
from voiceapp.ui.find_bar import FindBar
from voiceapp.ui.top_bar import TopBar
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.window_memory import WindowMemory


class Stand:
    """A window of nothing but the panel, the reading view and a find bar."""

    def __init__(self, width: int = 1_000) -> None:
        self.window = QWidget()
        self.place = ConversationsPlace(self.window)
        self.heard = Heard(self.place.wishes)
        self.live = FindBar(TranscriptModel())
        self.rest = QStackedWidget()
        self.rest.addWidget(self.live)
        self.rest.addWidget(self.place.reader)
        self.side = self.place.beside(self.rest, self.window)
        self.changed: list[bool] = []
        self.freed = 0
        self.place.page_changed.connect(self._on_page)
        self.side.focus_freed.connect(self._on_freed)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.side)
        shown(self.window, width, 500)
        self.place.panel.show_shelf(shelf(summary(2), summary(1)))

    def read(self, number: int = 1) -> None:
        self.place.show_opened(opened(conversation(summary(number), *rows(3))))
        settle()

    def _on_page(self) -> None:
        self.changed.append(self.place.is_reading)
        self.rest.setCurrentWidget(self.place.reader if self.place.is_reading else self.live)

    def _on_freed(self) -> None:
        self.freed += 1


@pytest.fixture
def stand(app: QApplication) -> Stand:
    return Stand()


def test_reading_takes_the_place_and_the_keyboard_and_gives_both_back(stand: Stand) -> None:
    stand.read()
    assert stand.changed == [True]
    assert stand.place.reader.view.hasFocus()
    stand.read(2)
    assert stand.changed == [True]
    stand.place.reader.back.click()
    stand.place.leave()
    assert (stand.changed, stand.place.is_reading, stand.freed) == ([True, False], False, 1)


def test_the_file_is_watched_while_somebody_looks(stand: Stand) -> None:
    stand.side.open_panel()
    stand.read()
    stand.side.close_panel()
    assert stand.place.is_watched
    stand.place.leave()
    assert stand.heard.take() == [("watched", True), ("watched", False)]


def test_the_button_the_menu_and_the_memory_go_with_the_panel(stand: Stand, tmp_path: Path) -> None:
    memory = WindowMemory(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    top = TopBar("Test")
    stand.place.join(stand.side, top, memory)
    assert stand.place.panel.isHidden()
    top.conversations.click()
    assert (stand.place.panel.isHidden(), top.conversations.isChecked(), memory.conversations) == (
        False,
        True,
        True,
    )
    top.menu.conversations_requested.emit()
    assert (stand.place.panel.isHidden(), top.conversations.isChecked(), memory.conversations) == (
        True,
        False,
        False,
    )
    memory.keep_conversations(open_now=True)
    other = Stand()
    other.place.join(other.side, TopBar("Test"), memory)
    assert not other.place.panel.isHidden()


def test_over_the_rest_the_panel_makes_room_for_what_is_opened(app: QApplication) -> None:
    stand = Stand(500)
    stand.side.open_panel()
    stand.read()
    assert stand.place.panel.isHidden()


def test_what_changed_meanwhile_does_not_take_the_keyboard(stand: Stand) -> None:
    stand.read()
    stand.side.open_panel()
    stand.read()
    assert stand.place.panel.search.hasFocus()


def test_finding_is_about_what_has_the_keyboard(stand: Stand) -> None:
    assert stand.place.finder(stand.live) is stand.live
    stand.place.find(stand.live)
    assert not stand.live.isHidden()
    stand.read()
    stand.place.find(stand.live)
    assert not stand.place.reader.find_bar.isHidden()
    stand.side.open_panel()
    stand.place.panel.list.setFocus()
    stand.place.find(stand.live)
    assert stand.place.panel.search.hasFocus()


def test_escape_goes_one_step_back_where_the_keyboard_is(stand: Stand) -> None:
    assert not stand.place.step_back()
    stand.read()
    stand.place.reader.find_bar.open_bar()
    assert stand.place.step_back()
    assert stand.changed == [True]
    assert stand.place.step_back()
    assert stand.changed == [True, False]
    stand.side.open_panel()
    stand.place.panel.search.setText("ky")
    assert stand.place.step_back()
    assert stand.place.step_back()
    assert stand.place.panel.isHidden()
    assert not stand.place.step_back()  # Escape is for the answer again


def test_continuing_leads_back_to_the_live_conversation(stand: Stand) -> None:
    stand.read()
    stand.place.reader.go_on.click()
    assert not stand.place.is_reading
    assert ("continue_wanted", 1) in stand.heard.take()
