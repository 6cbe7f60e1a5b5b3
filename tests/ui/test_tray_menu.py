"""The menu of the icon in the tray."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.ui.tray_menu import TrayMenu


@pytest.fixture
def menu(app: QApplication) -> Iterator[TrayMenu]:
    found = TrayMenu()
    yield found
    found.deleteLater()


def line(menu: TrayMenu, text: str) -> QAction:
    (found,) = [action for action in menu.actions() if action.text() == text]
    return found


def test_its_lines_in_their_order(menu: TrayMenu) -> None:
    assert [action.text() for action in menu.actions()] == [
        "Talk",
        "Mute",
        "Stop the answer",
        "",
        "Show window",
        "Mini window",
        "New conversation",
        "Settings…",
        "",
        "Quit",
    ]


def test_each_line_asks_for_what_it_says(menu: TrayMenu) -> None:
    menu.show_snapshot(Snapshot(phase=Phase.SPEAKING))
    asked: list[str] = []
    menu.stop_requested.connect(lambda: asked.append("stop"))
    menu.window_requested.connect(lambda: asked.append("window"))
    menu.mini_requested.connect(lambda: asked.append("mini"))
    menu.new_requested.connect(lambda: asked.append("new"))
    menu.settings_requested.connect(lambda: asked.append("settings"))
    menu.quit_requested.connect(lambda: asked.append("quit"))
    for text in ("Stop the answer", "Show window", "Mini window", "New conversation", "Settings…", "Quit"):
        line(menu, text).trigger()
    assert asked == ["stop", "window", "mini", "new", "settings", "quit"]


def test_talk_begins_and_ends_because_a_menu_cannot_be_held(menu: TrayMenu) -> None:
    asked: list[bool] = []
    menu.talk_requested.connect(asked.append)
    menu.show_snapshot(Snapshot(phase=Phase.LISTENING))
    line(menu, "Talk").trigger()
    menu.show_snapshot(Snapshot(phase=Phase.USER_SPEAKING, talk_held=True))
    line(menu, "End talking").trigger()
    assert asked == [True, False]


def test_mute_shows_what_the_conversation_says_and_asks_for_the_other(menu: TrayMenu) -> None:
    asked: list[bool] = []
    menu.mute_requested.connect(asked.append)
    menu.show_snapshot(Snapshot(phase=Phase.LISTENING, muted=True))
    assert menu.mute.isChecked()
    menu.mute.trigger()
    assert asked == [False]


def test_what_cannot_be_done_now_is_not_offered(menu: TrayMenu) -> None:
    menu.show_snapshot(Snapshot(phase=Phase.LISTENING))
    assert (menu.talk.isEnabled(), menu.stop.isEnabled()) == (True, False)
    menu.show_snapshot(Snapshot(phase=Phase.OFF))
    assert (menu.talk.isEnabled(), menu.stop.isEnabled()) == (False, False)


def test_the_window_that_is_shown_can_be_hidden(menu: TrayMenu) -> None:
    menu.show_windows(window=True, mini=False)
    assert (menu.window_line.text(), menu.mini.isChecked()) == ("Hide window", False)
    menu.show_windows(window=False, mini=True)
    assert (menu.window_line.text(), menu.mini.isChecked()) == ("Show window", True)
