"""The window and the conversation, put together; order of start and stop, no behaviour.

Start: window first (it never waits for the network or a device), then the voice thread, which opens sound
and link. Stop: the window closes, the voice thread ends the conversation within a limit, Qt quits.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import datetime

from PySide6.QtCore import QObject, QSettings, Qt, Signal

from voiceapp import settings as settings_file
from voiceapp.application import application, close_on_signals
from voiceapp.audio.desk import SoundDesk, in_thread
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.device_list import Direction, offered, offered_as
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.choices import (
    Choices,
    announcement_of,
    keeper_of,
    options_of,
    remember_abilities,
    undelivered_of,
)
from voiceapp.chosen_target import ChosenTarget
from voiceapp.clock import SystemClock
from voiceapp.control.place import Claim
from voiceapp.conversation import Conversation
from voiceapp.echo_checking import EchoChecking
from voiceapp.errors import SoundError, VoiceappError
from voiceapp.known_servers import Remembering
from voiceapp.left_behind import LeftBehind
from voiceapp.loop_thread import LoopThread
from voiceapp.problem_reports import ProblemReports
from voiceapp.reach_window import WindowReach
from voiceapp.recordings import Recordings
from voiceapp.replay_app import Replays
from voiceapp.settings_app import SettingsApp, Weigh
from voiceapp.tape_place import dated_folder
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.open_recording import OpenRecording

RECORDING_IS_HEARD = "The conversation goes on and hears what plays here: mute it before."
"""Its canceller knows what its own answers sound like, not what another window plays."""


class Devices(QObject):
    """Carries device lists and choices between the window and the sound desk.

    Signals:
        listed(tuple[DeviceInfo, ...]): what can be chosen now.
        offered(names, names, str, str): the same, as it is shown: microphones, loudspeakers, and the chosen.
    """

    listed = Signal(object)
    offered = Signal(object, object, str, str)

    def __init__(self, thread: LoopThread, window: MainWindow, choices: Choices) -> None:
        """Connect the window's wishes; `desk` is set on the voice loop as soon as there is one."""
        super().__init__()
        self.desk: SoundDesk | None = None
        self._thread = thread
        self._window = window
        self._chosen = {
            "microphone": choices.microphone or choices.settings.microphone,
            "speaker": choices.speaker or choices.settings.speaker,
        }
        self.offered.connect(window.set_devices)
        self.listed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        window.devices_wanted.connect(lambda: thread.spawn(self.list, "list devices"))
        window.microphone_chosen.connect(lambda name: self._choose("microphone", name))
        window.speaker_chosen.connect(lambda name: self._choose("speaker", name))

    async def list(self) -> None:
        """Find the devices, on the voice loop; a machine without a sound library has none."""
        if self.desk is None:
            return
        try:
            self.listed.emit(await self.desk.devices())
        except SoundError:
            self.listed.emit(())

    def _show(self, devices: tuple[DeviceInfo, ...]) -> None:
        self.offered.emit(
            offered(devices, Direction.MICROPHONE),
            offered(devices, Direction.SPEAKER),
            offered_as(devices, self._chosen["microphone"], Direction.MICROPHONE),
            offered_as(devices, self._chosen["speaker"], Direction.SPEAKER),
        )

    def _choose(self, role: str, name: str) -> None:
        desk = self.desk
        self._chosen[role] = name
        if desk is not None:
            self._thread.spawn(lambda: desk.choose(role, name or None), f"choose the {role}")
        remember(self._window, role, name)


class EchoChecks(QObject):
    """Carries the echo check between the window and the conversation's loop.

    Signals:
        told(EchoCheck): how far it is, or what it found.
    """

    told = Signal(object)

    def __init__(self, thread: LoopThread, window: MainWindow, checking: EchoChecking) -> None:
        """Connect the two; lives as long as the window."""
        super().__init__(window)
        self.told.connect(window.show_echo_check, Qt.ConnectionType.QueuedConnection)
        window.echo_check_wanted.connect(
            lambda: thread.spawn(lambda: checking.check(self.told.emit), "echo check")
        )
        window.echo_check_stopped.connect(lambda: thread.spawn(checking.stop, "stop the echo check"))


class Keeping(QObject):
    """Tells the window, from the keeper's thread, that a conversation is not kept.

    Signals:
        refused(str): why not, as a sentence.
    """

    refused = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        """Lives as long as the window."""
        super().__init__(window)
        self.refused.connect(window.show_sentence, Qt.ConnectionType.QueuedConnection)


def remember(window: MainWindow, name: str, value: str) -> None:
    """Write a choice into the settings file; what prevents it is said and the choice holds until the end."""
    try:
        settings_file.save_value(settings_file.settings_path(), name, value)
    except VoiceappError as error:
        window.show_sentence(error.sentence)


def run_window(
    choices: Choices, arguments: list[str], claim: Claim | None = None, *, weigh: Weigh | None = None
) -> int:
    """Show the window until it is closed; return the exit code.

    `claim`: commands are answered here. `weigh` returns the connection with other settings; without it
    settings change nothing of the connection.
    """
    program = application(arguments)
    clock = SystemClock()
    target = ChosenTarget(choices, clock)
    crashes: list[BaseException] = []
    thread = LoopThread(on_crash=crashes.append)
    bridge = Bridge(thread.post, clock)
    geometry = settings_file.settings_folder() / "window.ini"
    window = MainWindow(
        bridge,
        title_label=target.label,
        wall_offset_ns=time.time_ns() - clock.now_ns(),
        settings=QSettings(str(geometry), QSettings.Format.IniFormat),
        notice_of=announcement_of(choices),
    )
    remembering = Remembering(lambda facts: remember_abilities(target.choices, facts))
    bridge.snapshot_changed.connect(lambda picture: remembering.look(picture.abilities))
    devices = Devices(thread, window, choices)
    window.duplex_chosen.connect(lambda mode: remember(window, "duplex", mode))
    sound = PortAudioSystem(clock)
    keeping = Keeping(window)
    undelivered = undelivered_of(choices)
    left_behind = LeftBehind(thread.post, window, clock, undelivered) if undelivered is not None else None
    # Made here, so that a recording that cannot be written is told before anything has begun.
    conversation = Conversation(
        target,
        sound,
        clock,
        post=thread.post,
        options=options_of(choices),
        publish=bridge.publish,
        observe=bridge.publish_wire,
        microphone=choices.microphone or choices.settings.microphone or None,
        speaker=choices.speaker or choices.settings.speaker or None,
        record=choices.record,
        record_privately=choices.record_privately,
        undelivered=undelivered,
        keeper=keeper_of(choices, lambda error: keeping.refused.emit(error.sentence)),
        echo=choices.settings.echo_cancellation,
        noise_suppression=choices.settings.noise_suppression,
    )
    devices.desk = conversation.desk
    checking = EchoChecking(sound, conversation.desk, clock, post=conversation.sink, run=in_thread)
    EchoChecks(thread, window, checking)
    Recordings(thread.spawn, window, conversation, keep_nothing=choices.settings.keep_nothing)
    ProblemReports(thread, window, choices, so_far=conversation.so_far, devices=sound.devices)

    outside = WindowReach(thread, window, conversation, choices.settings, clock, claim)
    settings = SettingsApp(
        thread,
        window,
        bridge,
        target,
        clock,
        weigh=weigh or (lambda _settings: choices.connection),
        sound=sound,
        checking=checking,
        reach=outside,
    )
    devices.offered.connect(settings.set_devices)

    async def main() -> None:
        thread.set_sink(conversation.sink)
        try:
            await outside.reach.open()
            if choices.records_by_itself:
                private = choices.settings.record == "private"
                conversation.start_recording(dated_folder(datetime.now().astimezone()), private=private)
            await conversation.open()
            await devices.list()
            await asyncio.Event().wait()
        finally:
            await outside.reach.close()
            await checking.stop()
            await conversation.close()

    speaker = choices.speaker or choices.settings.speaker or None
    replays = Replays(
        sound,
        clock,
        speaker=speaker,
        choose_appearance=window.choose_appearance,
        remark=RECORDING_IS_HEARD,
    )
    opener = OpenRecording(window)
    window.top.open_requested.connect(opener.show_dialog)
    opener.chosen.connect(replays.open)
    window.closing.connect(program.quit)
    window.show()
    look = close_on_signals(window.close)
    thread.start(main)
    program.exec()
    look.stop()
    replays.close()
    bridge.close()
    unfinished = thread.stop()
    if left_behind is not None:
        left_behind.close()
    if crashes:
        sys.stderr.write(f"voiceapp: the conversation crashed: {crashes[0]!r}\n")
    return 1 if crashes or unfinished or replays.failed else 0
