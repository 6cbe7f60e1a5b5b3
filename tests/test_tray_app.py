"""Where the program is to be seen, and that there is always a way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tests.tray_place import FakeTray
from tests.ui_tools import Wishes, settle
from voiceapp.application import application
from voiceapp.dialogue.inputs import (
    MuteChosen,
    NewConversationRequested,
    StopPressed,
    TalkPressed,
    TalkReleased,
)
from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.settings import Settings
from voiceapp.tray_app import TrayApp
from voiceapp.ui.main_window import MainWindow

HOTKEY = Settings(hotkey="F9")
CLOSING_HIDES = Settings(close_to_tray=True)


class Desk:
    """A desktop with or without a tray, and the program on it."""

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        there: bool = True,
        no_tray: bool = False,
        can_be_called: bool = True,
    ) -> None:
        self.bridge = Wishes()
        self.memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.bridge, title_label="Azure", wall_offset_ns=0, settings=self.memory)
        self.place = FakeTray(there=there)
        self.talked: list[bool] = []
        self.ended: list[bool] = []
        self.window.closing.connect(lambda: self.ended.append(True))
        self.app = TrayApp(
            self.window,
            self.bridge,
            self.place,
            settings or Settings(),
            self.memory,
            talk=self.talked.append,
            no_tray=no_tray,
            can_be_called=can_be_called,
        )

    def start(self, *, hidden: bool = False) -> Desk:
        self.app.start(hidden=hidden)
        settle()
        return self

    def tray(self, *, there: bool) -> None:
        """Let the panel come or go, and be noticed."""
        self.place.there = there
        self.app.tray.look()
        settle()

    @property
    def seen(self) -> str:
        """What of the program is to be seen."""
        window = "minimised" if self.window.isMinimized() else "window"
        return " ".join(
            name
            for name, visible in ((window, self.window.isVisible()), ("mini", self.app.mini.isVisible()))
            if visible
        )


@pytest.fixture(autouse=True)
def program() -> Iterator[QApplication]:
    program = application()
    yield program
    program.setQuitOnLastWindowClosed(True)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).start()


# -- the tray ----------------------------------------------------------------------------------------


def test_a_click_on_the_icon_hides_the_window_and_the_next_one_shows_it(desk: Desk) -> None:
    desk.place.click()
    assert desk.seen == ""
    desk.place.click()
    assert desk.seen == "window"


def test_a_minimised_window_comes_up_with_a_click(desk: Desk) -> None:
    desk.window.showMinimized()
    desk.place.click()
    assert desk.seen == "window"


def test_the_icon_tells_the_state_and_with_whom(desk: Desk) -> None:
    desk.bridge.snapshot_changed.emit(Snapshot(phase=Phase.SPEAKING))
    assert desk.place.tooltip == "voiceapp: Speaking — Azure"
    desk.window.setWindowTitle("OpenAI — voiceapp")
    assert desk.place.tooltip == "voiceapp: Speaking — OpenAI"
    assert desk.app.mini.name.toolTip() == "OpenAI"


def test_the_menu_of_the_icon_does_what_it_says(desk: Desk) -> None:
    menu = desk.app.tray.menu
    desk.bridge.snapshot_changed.emit(Snapshot(phase=Phase.SPEAKING))
    menu.talk.trigger()
    menu.mute.trigger()
    menu.stop.trigger()
    menu.new.trigger()
    assert desk.talked == [True]
    assert desk.bridge.posted == [
        MuteChosen(7_000_000, True),
        StopPressed(7_000_000),
        NewConversationRequested(7_000_000),
    ]
    asked: list[bool] = []
    desk.window.top.menu.settings_requested.connect(lambda: asked.append(True))
    menu.settings.trigger()
    assert asked == [True]


def test_the_menu_hides_the_window_that_is_shown_and_shows_the_one_that_is_not(desk: Desk) -> None:
    menu = desk.app.tray.menu
    assert menu.window_line.text() == "Hide window"
    menu.window_line.trigger()
    assert (desk.seen, menu.window_line.text()) == ("", "Show window")
    menu.window_line.trigger()
    assert desk.seen == "window"


def test_quit_in_the_menu_ends_the_program_also_where_closing_does_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CLOSING_HIDES).start()
    desk.app.tray.menu.quit.trigger()
    assert desk.ended == [True]
    assert (desk.seen, desk.place.icon) == ("", None)


# -- closing -----------------------------------------------------------------------------------------


def test_closing_the_window_ends_the_program_unless_somebody_wanted_otherwise(desk: Desk) -> None:
    desk.window.close()
    assert desk.ended == [True]


def test_closing_hides_in_the_tray_where_that_is_wanted_and_says_so_the_first_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CLOSING_HIDES).start()
    desk.window.close()
    assert (desk.seen, desk.ended, len(desk.place.said)) == ("", [], 1)
    assert "brings the window back" in desk.place.said[0]
    desk.place.click()
    desk.window.close()
    assert (desk.seen, len(desk.place.said)) == ("", 1)


def test_closing_ends_the_program_where_there_is_no_tray_whatever_is_wanted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CLOSING_HIDES, there=False).start()
    desk.window.close()
    assert desk.ended == [True]


def test_what_closing_means_follows_the_settings_at_once(desk: Desk) -> None:
    desk.app.use(CLOSING_HIDES)
    desk.window.close()
    assert desk.ended == []
    desk.place.click()
    desk.app.use(Settings())
    desk.window.close()
    assert desk.ended == [True]


def test_quitting_with_the_key_ends_the_program_although_closing_hides(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CLOSING_HIDES).start()
    desk.window.top.menu.quit_requested.emit()
    assert desk.ended == [True]


# -- the way back ------------------------------------------------------------------------------------


def test_the_window_comes_back_when_the_tray_goes(desk: Desk) -> None:
    desk.place.click()
    desk.tray(there=False)
    assert desk.seen == "window"


def test_the_window_comes_back_when_the_icon_is_switched_off(desk: Desk) -> None:
    desk.place.click()
    desk.app.use(Settings(tray=False))
    assert desk.seen == "window"


def test_the_mini_window_is_way_back_enough_when_the_tray_goes(desk: Desk) -> None:
    desk.app.show_mini()
    desk.tray(there=False)
    assert desk.seen == "mini"
    desk.app.mini.close()
    assert desk.seen == "window"


def test_a_window_that_is_shown_stays_as_it_is_when_the_tray_comes_and_goes(desk: Desk) -> None:
    desk.window.showMinimized()
    desk.tray(there=False)
    desk.tray(there=True)
    assert desk.seen == "minimised"


def test_a_sentence_reaches_a_person_who_does_not_see_the_window(desk: Desk) -> None:
    desk.app.tell("Not while the window is there.")
    assert desk.place.said == []
    desk.place.click()
    desk.app.tell("Another program has the key F9.")
    assert desk.place.said == ["Another program has the key F9."]
    assert desk.seen == ""


def test_a_sentence_is_said_in_the_mini_window_while_that_is_open(desk: Desk) -> None:
    desk.app.show_mini()
    desk.app.tell("Another program has the key F9.")
    assert desk.app.mini.toast.text() == "Another program has the key F9."
    assert desk.place.said == []


def test_without_a_tray_a_sentence_brings_the_window_minimised(tmp_path: Path) -> None:
    desk = Desk(tmp_path, HOTKEY, there=False).start(hidden=True)
    assert desk.seen == ""
    desk.app.tell("Another program has the key F9.")
    assert desk.seen == "minimised"


# -- a hidden start ----------------------------------------------------------------------------------


def test_a_hidden_start_with_a_tray_shows_the_icon_only(tmp_path: Path) -> None:
    desk = Desk(tmp_path).start(hidden=True)
    assert (desk.seen, desk.place.tooltip) == ("", "voiceapp: Off — Azure")


@pytest.mark.parametrize(
    ("settings", "can_be_called", "seen"),
    [
        (Settings(), True, "minimised"),
        (HOTKEY, True, ""),
        (HOTKEY, False, "minimised"),
    ],
    ids=["nothing leads back", "a talk key, and starting again", "a talk key alone"],
)
def test_a_hidden_start_without_a_tray(
    settings: Settings, can_be_called: bool, seen: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path, settings, there=False, can_be_called=can_be_called).start(hidden=True)
    assert desk.seen == seen


def test_a_tray_that_comes_after_a_hidden_start_takes_the_window_that_nobody_has_touched(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, there=False).start(hidden=True)
    desk.tray(there=True)
    assert desk.seen == ""


def test_a_window_that_was_opened_meanwhile_is_left_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path, there=False).start(hidden=True)
    desk.window.showNormal()
    desk.window.showMinimized()
    settle()
    desk.tray(there=True)
    assert desk.seen == "minimised"


def test_no_tray_means_none_although_there_is_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path, no_tray=True).start(hidden=True)
    assert (desk.seen, desk.place.icon) == ("minimised", None)
    desk.app.use(Settings(tray=True))
    assert desk.place.icon is None


# -- the mini window ---------------------------------------------------------------------------------


def test_the_mini_window_takes_the_place_of_the_large_one_and_gives_it_back(desk: Desk) -> None:
    desk.window.top.menu.mini_requested.emit()
    assert desk.seen == "mini"
    desk.app.mini.window_requested.emit()
    assert desk.seen == "window"


def test_closing_the_mini_window_brings_the_large_one_back(desk: Desk) -> None:
    desk.app.show_mini()
    desk.app.mini.close()
    assert desk.seen == "window"


def test_closing_it_leaves_a_program_that_lives_in_the_tray_there(desk: Desk) -> None:
    desk.place.click()
    desk.app.tray.menu.mini.trigger()
    assert desk.seen == "mini"
    desk.app.tray.menu.mini.trigger()
    assert desk.seen == ""


def test_a_window_shown_from_outside_takes_the_mini_window_s_place(desk: Desk) -> None:
    desk.app.show_mini_by_itself()
    assert desk.seen == "mini"
    desk.window.show()
    settle()
    assert desk.seen == "window"


def test_the_mini_window_talks_mutes_and_stops_like_the_large_one(desk: Desk) -> None:
    mini = desk.app.mini
    desk.app.show_mini()
    mini.talk_pressed.emit()
    mini.talk_released.emit()
    mini.mute_requested.emit(True)
    mini.stop_requested.emit()
    assert [type(posted) for posted in desk.bridge.posted] == [
        TalkPressed,
        TalkReleased,
        MuteChosen,
        StopPressed,
    ]


def test_the_mini_window_shows_what_happened_before_it_was_opened(desk: Desk) -> None:
    desk.bridge.snapshot_changed.emit(Snapshot(phase=Phase.THINKING))
    desk.app.show_mini()
    assert desk.app.mini.badge.word == "Thinking"
    desk.bridge.snapshot_changed.emit(Snapshot(phase=Phase.SPEAKING))
    assert desk.app.mini.badge.word == "Speaking"


def test_quitting_from_the_mini_window_ends_all_of_it(desk: Desk) -> None:
    desk.app.show_mini()
    desk.app.mini.quit_requested.emit()
    assert (desk.ended, desk.seen, desk.place.icon) == ([True], "", None)


def test_a_small_window_that_is_closed_last_does_not_end_a_program_in_the_tray(
    desk: Desk, program: QApplication
) -> None:
    assert not program.quitOnLastWindowClosed()
