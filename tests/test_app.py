"""The window and the conversation, put together: the order of start and stop, and devices between them."""

from __future__ import annotations

import asyncio
import signal
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from tests.offline.loopback import GA, server
from tests.terminal import ended, environment, start
from voiceapp.app import Devices, EchoChecks, remember
from voiceapp.audio.capture import Capture
from voiceapp.audio.desk import SoundDesk, here
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.simulated import MICROPHONE, SPEAKER, SimulatedSound
from voiceapp.choices import Choices
from voiceapp.clock import ManualClock
from voiceapp.dialogue.snapshot import EchoCheck
from voiceapp.errors import SoundError
from voiceapp.loop_thread import LoopThread
from voiceapp.recording.tape import TapeReader
from voiceapp.settings import Settings
from voiceapp.settings_file import settings_path
from voiceapp.transport.resolve import Environment, Flags, resolve

# -- the whole program -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_closes_the_window_and_ends_the_conversation(
    number: signal.Signals, tmp_path: Path
) -> None:
    env = environment(VOICEAPP_CONFIG_DIR=str(tmp_path / "settings"))
    async with server() as running:
        address = f"ws://127.0.0.1:{running.port}{GA}"
        process = await start("-v", "--endpoint", address, "--record", str(tmp_path), env=env)
        assert process.stderr is not None
        async with asyncio.timeout(20):
            while "session.updated" not in (line := (await process.stderr.readline()).decode()):
                assert line, "the program has ended"
        process.send_signal(number)
        found = await ended(process, 10)
    assert (found.code, found.out) == (0, "")
    assert [line for line in found.error.splitlines() if not line.startswith("voiceapp: ")] == []
    steps = [type(happened).__name__ for happened, _ in TapeReader(tmp_path / "tape").steps()]
    assert steps[-1] == "Stopped"
    assert (tmp_path / "settings" / "window.ini").is_file()


async def test_a_window_without_a_service_stays_tries_again_and_can_be_closed() -> None:
    calls: list[asyncio.StreamWriter] = []
    called_again = asyncio.Event()

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(writer)
        writer.close()
        if len(calls) == 2:
            called_again.set()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as nobody:
        port = nobody.sockets[0].getsockname()[1]
        process = await start("--endpoint", f"ws://127.0.0.1:{port}/v1/realtime?model=m")
        async with asyncio.timeout(20):
            await called_again.wait()
        process.send_signal(signal.SIGTERM)
        found = await ended(process, 10)
    assert (found.code, found.out, found.error) == (0, "", "")


# -- devices -----------------------------------------------------------------------------------------------


class Picker(QObject):
    """What the window is to `Devices`: wishes out, lists and sentences in."""

    devices_wanted = Signal()
    devices_changed = Signal()
    microphone_chosen = Signal(str)
    speaker_chosen = Signal(str)
    echo_check_wanted = Signal()
    echo_check_stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[object, ...]] = []
        self.sentences: list[str] = []
        self.checks: list[EchoCheck] = []
        self.changed = threading.Event()

    def set_devices(self, *what: object) -> None:
        self.shown.append(what)

    def show_echo_check(self, check: EchoCheck) -> None:
        self.checks.append(check)

    def show_sentence(self, text: str) -> None:
        self.sentences.append(text)


class NoSound(SimulatedSound):
    """A machine without a sound library."""

    def devices(self) -> tuple[object, ...]:  # type: ignore[override]
        raise SoundError("There is no sound library.")


class Stage:
    """`Devices` between a picker and a real desk, whose loop runs in its thread."""

    def __init__(self, sound: SimulatedSound) -> None:
        self.application = QApplication.instance() or QApplication([])
        self.crashes: list[BaseException] = []
        self.thread = LoopThread(on_crash=self.crashes.append)
        self.picker = Picker()
        clock = ManualClock()
        self.desk = SoundDesk(
            sound, Capture(clock, lambda _: None), PlayoutQueue(clock, lambda _: None), run=here
        )
        found = resolve(Flags(), Environment({}, {}), Settings())
        choices = Choices(found, Settings(microphone="Old one"), speaker="Given one")
        self.devices = Devices(self.thread, self.picker, choices)  # type: ignore[arg-type]
        self._over = threading.Event()
        self.thread.start(self._main)

    async def _main(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await self.desk.close()

    def after_the_loop(self) -> None:
        """Wait until the loop has done what it was asked for, and let Qt deliver."""
        done = threading.Event()

        async def last() -> None:
            for _ in range(10):
                await asyncio.sleep(0)
            done.set()

        self.thread.spawn(last, "last")
        assert done.wait(10)
        self.application.processEvents()


@pytest.fixture
def stage() -> Iterator[Stage]:
    found = Stage(SimulatedSound(ManualClock()))
    yield found
    assert found.thread.stop(5) == ()
    assert found.crashes == []
    settings_path().unlink(missing_ok=True)


def test_before_there_is_a_desk_nothing_is_listed(stage: Stage) -> None:
    stage.picker.devices_wanted.emit()
    stage.after_the_loop()
    assert stage.picker.shown == []


def test_the_window_is_shown_what_there_is_and_what_was_chosen(stage: Stage) -> None:
    stage.devices.desk = stage.desk
    stage.picker.devices_wanted.emit()
    stage.after_the_loop()
    assert stage.picker.shown == 2 * [
        ((MICROPHONE,), (SPEAKER,), "Old one", "Given one")
    ]  # and once more: now
    stage.picker.devices_changed.emit()
    stage.after_the_loop()
    assert len(stage.picker.shown) == 3


def test_what_was_plugged_in_since_the_start_is_offered_when_the_list_is_looked_at() -> None:
    class Since(SimulatedSound):
        def devices(self) -> tuple[DeviceInfo, ...]:
            return super().devices()[-1:]

        def devices_now(self) -> tuple[DeviceInfo, ...]:
            return super().devices()

    stage = Stage(Since(ManualClock()))
    stage.devices.desk = stage.desk
    stage.picker.devices_wanted.emit()
    stage.after_the_loop()
    assert [what[0] for what in stage.picker.shown] == [(), (MICROPHONE,)]
    assert stage.thread.stop(5) == ()


def test_a_choice_is_made_at_the_desk_and_remembered(stage: Stage) -> None:
    stage.devices.desk = stage.desk
    stage.picker.microphone_chosen.emit(MICROPHONE)
    stage.picker.speaker_chosen.emit("")
    stage.after_the_loop()
    assert stage.desk._sides["microphone"].wanted == MICROPHONE
    assert stage.desk._sides["microphone"].stream is not None
    assert stage.desk._sides["speaker"].wanted is None
    saved = tomllib.loads(settings_path().read_text())
    assert saved == {"microphone": MICROPHONE, "speaker": ""}
    stage.picker.devices_wanted.emit()
    stage.after_the_loop()
    assert stage.picker.shown[-1][2:] == (MICROPHONE, "")


def test_a_choice_that_cannot_be_remembered_is_said(stage: Stage) -> None:
    settings_path().write_text("this is = = no TOML")
    stage.picker.speaker_chosen.emit(SPEAKER)
    assert len(stage.picker.sentences) == 1
    assert "settings.toml has a mistake" in stage.picker.sentences[0]
    assert settings_path().read_text() == "this is = = no TOML"


def test_a_machine_without_a_sound_library_has_no_devices() -> None:
    stage = Stage(NoSound(ManualClock()))
    stage.devices.desk = stage.desk
    stage.picker.devices_wanted.emit()
    stage.after_the_loop()
    assert stage.picker.shown == [((), (), "Old one", "Given one")]
    assert stage.thread.stop(5) == ()
    assert stage.crashes == []


# -- the echo check ----------------------------------------------------------------------------------------


class Checking:
    """A check that tells one thing, and knows that it was stopped."""

    def __init__(self) -> None:
        self.stopped = False

    async def check(self, tell: Callable[[EchoCheck], None]) -> None:
        tell(EchoCheck(0.5, 700))

    async def stop(self) -> None:
        self.stopped = True


def test_the_echo_check_is_begun_told_and_stopped_across_the_threads(stage: Stage) -> None:
    checking = Checking()
    EchoChecks(stage.thread, stage.picker, checking)  # type: ignore[arg-type]
    stage.picker.echo_check_wanted.emit()
    stage.after_the_loop()
    assert stage.picker.checks == [EchoCheck(0.5, 700)]
    stage.picker.echo_check_stopped.emit()
    stage.after_the_loop()
    assert checking.stopped


def test_a_choice_is_written_down_and_what_prevents_it_is_said(stage: Stage) -> None:
    remember(stage.picker, "duplex", "half")  # type: ignore[arg-type]
    assert tomllib.loads(settings_path().read_text()) == {"duplex": "half"}
    settings_path().write_text("this is = = no TOML")
    remember(stage.picker, "duplex", "auto")  # type: ignore[arg-type]
    assert len(stage.picker.sentences) == 1
