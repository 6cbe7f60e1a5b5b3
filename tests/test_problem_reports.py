"""From the menu to a saved bug bundle, beside a running conversation and after the end of one."""

from __future__ import annotations

import asyncio
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from tests.ui_tools import Wishes
from voiceapp.application import application
from voiceapp.choices import Choices
from voiceapp.dialogue.inputs import TextSubmitted
from voiceapp.loop_thread import LoopThread
from voiceapp.problem_reports import ProblemReports
from voiceapp.recording.redaction import KeptSteps
from voiceapp.recording.tape import TapeHeader
from voiceapp.settings import Settings
from voiceapp.transport.resolve import Environment, Flags, resolve
from voiceapp.ui.bundle_panel import BundlePanel
from voiceapp.ui.main_window import MainWindow

LIMIT_S = 20.0
SAID = KeptSteps(TapeHeader(), ((TextSubmitted(1, "canary"), []),))


def until(is_so: Callable[[], bool]) -> None:
    """Let Qt work until something is so."""
    end = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        QCoreApplication.processEvents()


class Desk:
    """A window, a loop in its thread, and what there is of a conversation."""

    def __init__(self, *, is_running: bool = True) -> None:
        application()
        self.so_far: Path | KeptSteps | None = SAID
        self.crashes: list[BaseException] = []
        self.thread = LoopThread(on_crash=self.crashes.append)
        self.window = MainWindow(Wishes(), title_label="Test", wall_offset_ns=0)
        choices = Choices(resolve(Flags(), Environment({}, {}), Settings()), Settings())
        self.reports = ProblemReports(
            self.thread, self.window, lambda: choices, so_far=lambda: self.so_far, devices=tuple
        )
        if is_running:
            self.thread.start(asyncio.Event().wait)  # type: ignore[arg-type]

    def asked(self) -> BundlePanel:
        """Choose the line of the menu and wait for what it shows."""
        self.window.top.menu.report_requested.emit()
        panel = self.reports.panel
        assert panel is not None
        until(lambda: "being put together" not in panel.says.text())
        return panel

    def close(self) -> None:
        assert self.thread.stop() == ()
        self.window.close()
        self.window.deleteLater()
        assert self.crashes == []


@pytest.fixture(params=[True, False], ids=["beside the loop", "without a loop"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    made = Desk(is_running=request.param)
    yield made
    made.close()


def test_the_bundle_is_shown_and_saved_where_the_person_says(desk: Desk, tmp_path: Path) -> None:
    panel = desk.asked()
    names = [panel.files.item(row).text().splitlines()[0] for row in range(panel.files.count())]
    assert names == ["about.txt", "facts.json", "tape/tape.jsonl"]
    panel.files.setCurrentRow(2)
    assert '"text":{"chars":6}' in panel.content.toPlainText()
    assert list(tmp_path.iterdir()) == []
    panel.save_requested.emit(str(tmp_path / "problem.zip"))
    until(lambda: panel.says.text() == f"Saved as {tmp_path / 'problem.zip'}. Nothing was sent.")
    with zipfile.ZipFile(tmp_path / "problem.zip") as archive:
        assert archive.namelist() == names


def test_a_place_that_cannot_be_written_is_a_sentence_and_the_files_stay(desk: Desk, tmp_path: Path) -> None:
    panel = desk.asked()
    panel.save_requested.emit(str(tmp_path / "nowhere" / "problem.zip"))
    until(lambda: "cannot be written" in panel.says.text())
    assert panel.save.isEnabled()


def test_a_recording_that_has_been_taken_away_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    desk.so_far = tmp_path
    panel = desk.asked()
    assert panel.says.text() == f"There is no tape in {tmp_path}."
    panel.save_requested.emit(str(tmp_path / "problem.zip"))
    assert list(tmp_path.iterdir()) == []


def test_asked_again_there_is_one_panel_with_what_is_known_now(desk: Desk) -> None:
    first = desk.asked()
    desk.so_far = None
    assert desk.asked() is first
    assert first.files.count() == 2
    assert "There is no tape of the conversation." in first.says.text()
