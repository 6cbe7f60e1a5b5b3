"""Recordings in windows: a thread each, and no trace of one when its window is closed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from tests.scenarios import TAPES
from voiceapp.application import application
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.simulated import SimulatedSound, SimulatedStream
from voiceapp.clock import ManualClock
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter
from voiceapp.replay_app import ReplayRoom, Replays, _facts, run_replay
from voiceapp.ui.theme import Appearance

BARGE_IN = TAPES / "barge-in-after-generation-ga"
LIMIT_S = 20.0


def until(is_so: Callable[[], bool]) -> None:
    """Let Qt work until something is so."""
    end = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        QCoreApplication.processEvents()


class Bench:
    """Recordings without a loudspeaker, on a clock that stands still."""

    def __init__(self) -> None:
        application()
        self.clock = ManualClock(1_000_000_000)
        self.appearances: list[Appearance] = []
        self.replays = Replays(
            SimulatedSound(self.clock, speakers=()),
            self.clock,
            speaker=None,
            choose_appearance=self.appearances.append,
        )

    def opened(self, path: Path) -> ReplayRoom:
        room = self.replays.open(str(path))
        until(lambda: room._shown is not None and not room._shown.reading)
        return room


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.replays.close()
    QApplication.processEvents()


def test_a_recording_is_read_behind_its_window_and_shown(bench: Bench) -> None:
    room = bench.opened(BARGE_IN / "tape.jsonl")
    assert room.window.isVisible()
    assert room.window.windowTitle() == "Recording: barge-in-after-generation-ga — voiceapp"
    assert room.window.bar.position.text() == "0:00.0 / 0:03.1"


def test_what_the_person_wants_reaches_the_replay(bench: Bench) -> None:
    room = bench.opened(BARGE_IN)
    room.window.sought.emit(1_000)
    room.window.sought.emit(2_600)
    until(lambda: room._replaying.scene.position_ms == 2_600)
    until(lambda: len(room.window.model.rows()) == 4)
    room.window.turn_requested.emit(-1)
    until(lambda: room._replaying.scene.position_ms == 920)
    room.window.speed_chosen.emit(4.0)
    room.window.play_toggled.emit()
    until(lambda: room._replaying.scene.playing)
    bench.clock.advance(ms=100)
    until(lambda: room._replaying.scene.position_ms == 1_320)
    room.window.play_toggled.emit()
    until(lambda: not room._replaying.scene.playing)
    room.window.row_requested.emit("item_000000000000000000009")
    until(lambda: room._replaying.scene.position_ms == 145)


def test_two_recordings_are_two_windows_and_the_last_one_ends_it(bench: Bench) -> None:
    ends: list[None] = []
    bench.replays.all_closed.connect(lambda: ends.append(None))
    first, second = bench.opened(BARGE_IN), bench.opened(TAPES / "cough-ga")
    first.window.close()
    assert bench.replays.rooms == [second]
    assert not first._thread.is_running
    assert ends == []
    second.window.close()
    assert bench.replays.rooms == []
    assert ends == [None]
    assert not bench.replays.failed


def test_another_recording_is_opened_from_the_window_of_one(bench: Bench) -> None:
    room = bench.opened(BARGE_IN)
    room.window.dark_requested.emit()
    assert bench.appearances == [Appearance.DARK]
    (opener,) = (child for child in room.window.children() if type(child).__name__ == "OpenRecording")
    opener.chosen.emit(str(TAPES / "cough-ga"))  # type: ignore[attr-defined]
    assert len(bench.replays.rooms) == 2


def test_what_is_no_recording_gets_a_window_that_says_so(bench: Bench, tmp_path: Path) -> None:
    room = bench.opened(tmp_path)
    until(lambda: room.window.banner.isVisible())
    assert room.window.banner.text.text().startswith("There is no tape in ")


def test_a_recording_is_opened_at_a_moment_and_one_that_is_open_goes_there(bench: Bench) -> None:
    start_ns = next(TapeReader(BARGE_IN).steps())[0].at_ns
    room = bench.replays.open_at(str(BARGE_IN), start_ns + 1_000_000_000)
    until(lambda: room._shown is not None and room._shown.position_ms == 1_000)
    assert bench.replays.open_at(str(BARGE_IN), start_ns + 2_000_000_000) is room
    until(lambda: room._shown is not None and room._shown.position_ms == 2_000)
    assert bench.replays.rooms == [room]


class Broken(SimulatedSound):
    """A sound system with a bug."""

    def open_speaker(self, door: PlayoutQueue, name: str | None = None) -> SimulatedStream:
        raise RuntimeError("a bug")


@pytest.mark.expects_log("the voice loop crashed")
def test_a_crash_of_the_replay_is_said_in_its_window(capsys: pytest.CaptureFixture[str]) -> None:
    application()
    clock = ManualClock(1_000_000_000)
    appearances: list[Appearance] = []
    replays = Replays(Broken(clock), clock, speaker=None, choose_appearance=appearances.append)
    room = replays.open(str(BARGE_IN))
    until(lambda: room._shown is not None and not room._shown.reading)
    room.window.play_toggled.emit()
    until(lambda: room.window.banner.isVisible())
    assert room.window.banner.text.text() == "The replay has ended with an error of this program."
    assert room.window.banner.details.toPlainText() == "RuntimeError('a bug')"
    replays.close()
    assert replays.failed
    assert "voiceapp: the replay crashed: RuntimeError('a bug')" in capsys.readouterr().err


# -- with whom and when ------------------------------------------------------------------------------------


def test_with_whom_and_when_comes_from_the_header(tmp_path: Path) -> None:
    header = TapeHeader(
        endpoint="Azure · gpt-realtime", started_at="2026-11-21T12:00:00+00:00", started_at_ns=5_000_000_000
    )
    with TapeWriter(tmp_path, header):
        pass
    about, offset_ns = _facts(tmp_path)
    assert about.startswith("Azure · gpt-realtime · ")
    assert offset_ns == 1_795_262_400_000_000_000 - 5_000_000_000


@pytest.mark.parametrize("began", ["", "yesterday"])
def test_without_a_time_of_day_times_count_from_the_beginning(tmp_path: Path, began: str) -> None:
    with TapeWriter(tmp_path, TapeHeader(about="a test", started_at=began)):
        pass
    about, offset_ns = _facts(tmp_path)
    assert about == "a test"
    midnight = time.localtime(offset_ns // 1_000_000_000)
    assert (midnight.tm_hour, midnight.tm_min, midnight.tm_sec) == (0, 0, 0)


# -- the whole program -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_of_a_recording(number: signal.Signals) -> None:
    application()
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), number))
    try:
        assert run_replay(BARGE_IN, speaker=None) == 0
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
