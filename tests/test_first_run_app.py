"""The introduction and the program: when it comes, what becomes of what is chosen in it, how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from tests.test_settings_app import Desk, in_file, until, written
from tests.ui_tools import settle, user
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.first_run_app import FirstRunApp, is_first_run
from voiceapp.settings_file import settings_path
from voiceapp.transport.resolve import Rank
from voiceapp.ui.first_run import FirstRun
from voiceapp.ui.window_memory import WindowMemory


class Program:
    """The window of a program that begins, and its introduction."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        self.memory = WindowMemory(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
        self.app = FirstRunApp(self.desk.window, self.desk.app, self.memory)
        self.choices = self.desk.target.choices

    def begin(self) -> None:
        self.desk.window.show()
        settle()
        self.app.offer(self.choices)
        settle()

    @property
    def shown(self) -> FirstRun:
        assert self.app.shown is not None
        return self.app.shown


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    settings_path().unlink(missing_ok=True)
    made = Program(tmp_path)
    yield made
    made.desk.close()
    settings_path().unlink(missing_ok=True)


def test_it_comes_by_itself_the_first_time(program: Program) -> None:
    program.begin()
    assert program.shown.isVisible()


def test_it_never_comes_twice_even_if_the_program_ends_before_it_was_read(program: Program) -> None:
    program.begin()
    program.shown.hide()
    program.app.offer(program.choices)
    assert not program.shown.isVisible()
    assert program.memory.introduced


def test_it_does_not_come_to_whoever_has_settings(program: Program) -> None:
    written('voice = "marin"\n')
    program.begin()
    assert program.app.shown is None


@pytest.mark.parametrize("rank", [Rank.COMMAND_LINE, Rank.OWN_VARIABLE, Rank.COMMON_VARIABLE])
def test_it_does_not_come_to_whoever_has_said_whom_to_talk_to(program: Program, rank: Rank) -> None:
    connection = program.choices.connection
    told = replace(
        program.choices, connection=replace(connection, endpoint=replace(connection.endpoint, rank=rank))
    )
    assert is_first_run(program.choices)
    assert not is_first_run(told)


def test_it_does_not_come_before_a_window_that_cannot_be_seen(program: Program) -> None:
    program.app.offer(program.choices)
    assert program.app.shown is None
    assert not program.memory.introduced


def test_it_comes_any_time_by_its_line_in_the_menu(program: Program) -> None:
    written('voice = "marin"\n')
    program.desk.window.show()
    program.desk.window.top.menu.introduction_requested.emit()
    assert program.shown.isVisible()


def test_what_is_chosen_is_saved_one_by_one_and_comments_stay(program: Program) -> None:
    written("# mine\n")
    program.desk.window.show()
    program.app.open()
    program.shown.pieces.rows["keep_conversations"].control.click()  # type: ignore[attr-defined]
    assert in_file() == {"keep_conversations": True}
    program.shown.pieces.setting_chosen.emit("record", "private")
    assert in_file() == {"keep_conversations": True, "record": "private"}
    assert settings_path().read_text().startswith("# mine\n")


def test_what_cannot_be_saved_is_said_where_it_was_chosen(program: Program) -> None:
    written("this is no settings file\n")
    program.app.open()
    program.shown.pieces.setting_chosen.emit("record", "on")
    assert "has a mistake" in program.shown.pieces.rows["record"].problem.text()
    assert settings_path().read_text() == "this is no settings file\n"


def test_both_windows_show_what_was_chosen_in_one_of_them(program: Program) -> None:
    program.begin()
    settings = program.desk.opened()
    program.shown.pieces.setting_chosen.emit("record", "on")
    control = settings.pieces.rows["record"].control
    assert control.currentData() == "on"  # type: ignore[attr-defined]


def test_the_echo_check_and_the_key_are_shown_there(program: Program) -> None:
    program.begin()
    program.shown.next.click()
    program.shown.pieces.echo.begin.click()
    program.shown.pieces.echo.panel.begin.click()
    until(lambda: program.shown.pieces.echo.panel.title.text() == "No echo.")
    assert program.shown.pieces.rows["hotkey"].control.test in program.desk.keys.tests  # type: ignore[attr-defined]


def test_it_ends_with_an_invitation_in_the_window(program: Program) -> None:
    program.begin()
    window = program.desk.window
    for _ in range(3):
        program.shown.next.click()
    settle()
    assert not program.shown.isVisible()
    assert window.focusWidget() is window.talk_area.talk
    assert window.empty.isVisible()
    assert not window.toast.isVisible()  # it is written there already


def test_where_there_is_a_conversation_the_invitation_comes_in_passing(program: Program) -> None:
    program.begin()
    window = program.desk.window
    window.show_snapshot(Snapshot(rows=(user("a question"),)))
    program.shown.accept()
    settle()
    assert window.toast.isVisible()
    assert window.toast.text() == window.empty.title.text()
