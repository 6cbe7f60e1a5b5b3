"""Recordings in windows: each with a thread, a loudspeaker and a position of its own.

A recording that is opened while a conversation goes on gets a second window; the conversation goes on
untouched. The window looks at the replay's scene thirty times a second, and what the person wants goes to the
replay's loop.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from voiceapp import settings_file
from voiceapp.application import application, close_on_signals
from voiceapp.audio.desk import in_thread
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.clock import Clock, SystemClock
from voiceapp.dialogue.snapshot import Banner, ReplayScene
from voiceapp.errors import TapeError
from voiceapp.loop_thread import LoopThread
from voiceapp.pcm import NS_PER_MS
from voiceapp.recording.tape import TapeHeader, TapeReader
from voiceapp.replaying import Replaying
from voiceapp.tape_place import tape_folder, title_of
from voiceapp.ui import wording
from voiceapp.ui.language import Language, speak
from voiceapp.ui.open_recording import OpenRecording
from voiceapp.ui.replay_window import ReplayWindow
from voiceapp.ui.theme import Appearance, Theme, colors
from voiceapp.ui.window_memory import WindowMemory

LOOK_MS = 33


class ReplayRoom(QObject):
    """One open recording: its window, and the thread that replays it.

    Signals:
        closed(ReplayRoom): the window was closed and the thread has ended, or says that it did not.
    """

    closed = Signal(object)

    def __init__(
        self, folder: Path, sound: SoundSystem, clock: Clock, *, speaker: str | None, remark: str
    ) -> None:
        """Show the window at once; the tape is read behind it."""
        super().__init__()
        self.folder = folder
        about, wall_offset_ns = _facts(folder)
        self.crashes: list[BaseException] = []
        self.unfinished: tuple[str, ...] = ()
        self._replaying = Replaying(folder, sound, clock, run=in_thread, speaker=speaker)
        self._thread = LoopThread(on_crash=self.crashes.append, name="replay loop")
        self._shown: ReplayScene | None = None
        self._sought_ms: int | None = None
        self.window = ReplayWindow(
            title_of(folder), about=about, remark=remark, wall_offset_ns=wall_offset_ns
        )
        window, replaying = self.window, self._replaying
        window.play_toggled.connect(lambda: self._ask(replaying.toggle))
        window.turn_requested.connect(lambda direction: self._ask(lambda: replaying.turn(direction)))
        window.speed_chosen.connect(lambda speed: self._ask(lambda: replaying.choose_speed(speed)))
        window.row_requested.connect(lambda key: self._ask(lambda: replaying.play_row(key)))
        window.sought.connect(self._seek)
        window.closing.connect(self._end)
        self._look = QTimer(self)
        self._look.timeout.connect(self._on_look)
        self._look.start(LOOK_MS)
        self._thread.start(self._main)
        window.show()

    def go_to(self, at_ns: int) -> None:
        """Go to a moment of the tape's own clock, and come to the front."""
        self._ask(lambda: self._replaying.go_to(at_ns))
        self.window.raise_()
        self.window.activateWindow()

    async def _main(self) -> None:
        """Replay until the window is closed; on the replay's thread."""
        try:
            await self._replaying.open()
            await self._replaying.run()
        finally:
            await self._replaying.close()

    def _ask(self, wish: Callable[[], None]) -> None:
        """Let a wish come true on the replay's thread."""

        async def grant() -> None:
            wish()

        self._thread.spawn(grant, "replay")

    def _seek(self, position_ms: int) -> None:
        """Keep the latest place: a handle that is dragged names more of them than anybody can look at."""
        self._sought_ms = position_ms

    def _on_look(self) -> None:
        wanted_ms, self._sought_ms = self._sought_ms, None
        if wanted_ms is not None:
            self._ask(lambda: self._replaying.seek(wanted_ms))
        scene = self._replaying.scene
        if self.crashes:
            self._look.stop()
            problem = Banner("The replay has ended with an error of this program.", repr(self.crashes[0]))
            scene = replace(scene, reading=False, playing=False, problem=problem)
        if scene is not self._shown:
            self._shown = scene
            self.window.show_scene(scene)

    def _end(self) -> None:
        self._look.stop()
        self.unfinished = self._thread.stop()
        self.closed.emit(self)


class Replays(QObject):
    """The recordings that are open.

    Signals:
        all_closed(): there is none any more.
    """

    all_closed = Signal()

    def __init__(
        self,
        sound: SoundSystem,
        clock: Clock,
        *,
        speaker: str | None,
        choose_appearance: Callable[[Appearance], object],
        remark: str = "",
    ) -> None:
        """`speaker` is a loudspeaker by its name; `choose_appearance` changes the whole application.

        `remark` is what the person should know while a recording is open, as a sentence.
        """
        super().__init__()
        self._sound = sound
        self._clock = clock
        self._speaker = speaker
        self._choose_appearance = choose_appearance
        self._remark = remark
        self.rooms: list[ReplayRoom] = []
        self.failed = False
        """Whether a replay has crashed or could not be ended."""

    def open(self, path: str) -> ReplayRoom:
        """Open the recording at `path` in a window of its own."""
        folder = tape_folder(Path(path))
        room = ReplayRoom(folder, self._sound, self._clock, speaker=self._speaker, remark=self._remark)
        self.rooms.append(room)
        opener = OpenRecording(room.window)
        opener.chosen.connect(self.open)
        room.window.open_requested.connect(opener.show_dialog)
        room.window.dark_requested.connect(self._toggle_dark)
        room.closed.connect(self._on_closed)
        return room

    def open_at(self, path: str, at_ns: int) -> ReplayRoom:
        """Open the recording at `path` at a moment of its clock; one that is open goes there."""
        folder = tape_folder(Path(path))
        room = next((room for room in self.rooms if room.folder == folder), None) or self.open(path)
        room.go_to(at_ns)
        return room

    def close(self) -> None:
        """Close every window."""
        for room in tuple(self.rooms):
            room.window.close()

    def _on_closed(self, room: ReplayRoom) -> None:
        self.rooms.remove(room)
        if room.crashes:
            sys.stderr.write(f"voiceapp: the replay crashed: {room.crashes[0]!r}\n")
        self.failed = self.failed or bool(room.crashes or room.unfinished)
        room.window.deleteLater()
        room.deleteLater()
        if not self.rooms:
            self.all_closed.emit()

    def _toggle_dark(self) -> None:
        self._choose_appearance(Appearance.LIGHT if colors().dark else Appearance.DARK)


def run_replay(path: Path, *, speaker: str | None) -> int:
    """Show the recording at `path` until its window is closed; return the exit code."""
    program = application()
    speak(Language(settings_file.load(settings_file.settings_path())[0].interface_language))
    theme = Theme(program)
    store = settings_file.settings_folder() / "window.ini"
    memory = WindowMemory(QSettings(str(store), QSettings.Format.IniFormat))
    theme.choose(memory.appearance, high_contrast=memory.high_contrast)
    clock = SystemClock()
    replays = Replays(PortAudioSystem(clock), clock, speaker=speaker, choose_appearance=theme.choose)
    replays.all_closed.connect(program.quit)
    replays.open(str(path))
    look = close_on_signals(replays.close)
    program.exec()
    look.stop()
    return int(replays.failed)


def _facts(folder: Path) -> tuple[str, int]:
    """Return with whom and when a conversation was held, and what turns its clock into Unix time."""
    try:
        header = TapeReader(folder, tolerant=True).header
    except TapeError:
        return "", 0  # the replay says what is wrong
    began = _began(header)
    shown = wording.date_and_time(began) if began is not None else ""
    about = " · ".join(part for part in (header.endpoint, shown, header.about) if part)
    if began is None:
        # Nobody knows the time of day: what is shown is the time since the recording began.
        began = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return about, round(began.timestamp() * 1000) * NS_PER_MS - header.started_at_ns


def _began(header: TapeHeader) -> datetime | None:
    try:
        began = datetime.fromisoformat(header.started_at)
        return began if began.tzinfo is not None else began.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
