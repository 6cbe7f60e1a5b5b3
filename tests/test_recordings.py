"""From the record button to a tape, and the sentences that say why there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from tests.ui_tools import Wishes, settle
from voiceapp.application import application
from voiceapp.errors import TapeError
from voiceapp.recordings import Recordings
from voiceapp.ui.main_window import MainWindow


class Recorded:
    """A conversation that only remembers whether it is recorded, and where."""

    def __init__(self) -> None:
        self.folders: list[tuple[Path, bool]] = []
        self.is_recording = False

    def start_recording(self, folder: Path, *, private: bool = False) -> None:
        if self.is_recording:
            raise TapeError("This conversation is being recorded already.")
        self.is_recording = True
        self.folders.append((folder, private))

    async def stop_recording(self) -> None:
        self.is_recording = False


class Desk:
    """A window whose wishes are met at once."""

    def __init__(self, *, keep_nothing: bool = False) -> None:
        application()
        self.window = MainWindow(Wishes(), title_label="Test", wall_offset_ns=0)
        self.conversation = Recorded()
        Recordings(self.spawn, self.window, self.conversation, keep_nothing=keep_nothing)

    def spawn(self, make: Callable[[], Coroutine[Any, Any, None]], _name: str) -> None:
        async def grant() -> None:
            await make()

        asyncio.run(grant())

    @property
    def sentence(self) -> str:
        settle()
        return self.window.toast.text()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", str(tmp_path))
    return tmp_path / "recordings"


def test_the_button_records_into_a_new_folder_and_the_bar_ends_it(folder: Path) -> None:
    desk = Desk()
    desk.window.top.menu.record.button.click()
    assert desk.conversation.is_recording
    ((made, private),) = desk.conversation.folders
    assert (made.parent, private) == (folder, False)
    desk.window.top.record_bar.stop.click()
    assert not desk.conversation.is_recording


def test_the_timing_alone_is_recorded_where_that_is_wanted(folder: Path) -> None:
    desk = Desk()
    desk.window.top.menu.record.start_requested.emit(True)
    assert [private for _, private in desk.conversation.folders] == [True]


def test_why_nothing_is_recorded_is_said(folder: Path) -> None:
    desk = Desk()
    desk.conversation.is_recording = True
    desk.window.top.menu.record.start_requested.emit(False)
    assert desk.sentence == "This conversation is being recorded already."
    strict = Desk(keep_nothing=True)
    strict.window.top.menu.record.button.click()
    assert strict.sentence.startswith("Nothing is recorded: the settings say that nothing reaches the disk")
    assert strict.conversation.folders == []


def test_the_folder_of_recordings_is_shown_or_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []

    def open_it(url: QUrl) -> bool:
        opened.append(url)
        return True

    desk = Desk()
    monkeypatch.setattr(QDesktopServices, "openUrl", open_it)
    desk.window.top.menu.record.folder_requested.emit()
    assert [url.toLocalFile() for url in opened] == [str(folder)]
    assert (folder.is_dir(), desk.sentence) == (True, "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)  # a system without a file manager
    desk.window.top.menu.record.folder_requested.emit()
    assert desk.sentence == f"Recordings are kept in {folder}"


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    desk = Desk()
    desk.window.top.menu.record.folder_requested.emit()
    assert desk.sentence == f"The folder of recordings cannot be made: {folder}"
