"""The window and the conversation, put together; order of start and stop, no behaviour.

Start: window first (it never waits for the network or a device), then the voice thread, which opens sound
and link. Stop: the window closes, the voice thread ends the conversation within a limit, Qt quits.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import datetime

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal

from voiceapp import garbage, settings_file
from voiceapp.application import application, close_on_signals
from voiceapp.audio.desk import SoundDesk, in_thread
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.device_list import Direction, offered, offered_as
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.captions_app import CaptionsApp
from voiceapp.choices import (
    Choices,
    announcement_of,
    archive_path,
    functions_of,
    kept_conversation,
    open_archive,
    options_of,
    remember_abilities,
    undelivered_of,
)
from voiceapp.chosen_target import ChosenTarget
from voiceapp.clock import SystemClock
from voiceapp.continuing_app import Continuing
from voiceapp.control.place import Claim
from voiceapp.conversation import Conversation
from voiceapp.conversations_app import ConversationsApp
from voiceapp.echo_checking import EchoChecking
from voiceapp.errors import SoundError, VoiceappError
from voiceapp.first_run_app import FirstRunApp
from voiceapp.keeping_app import KeepingApp
from voiceapp.keys_app import KeysApp
from voiceapp.known_servers import Remembering
from voiceapp.left_behind import LeftBehind
from voiceapp.looks import Looks
from voiceapp.loop_thread import LoopThread
from voiceapp.personas_app import PersonasApp
from voiceapp.problem_reports import ProblemReports
from voiceapp.reach_window import WindowReach
from voiceapp.recordings import Recordings
from voiceapp.replay_app import Replays
from voiceapp.settings_app import SettingsApp, Weigh
from voiceapp.tape_place import dated_folder
from voiceapp.tools.toolbox import Toolbox
from voiceapp.tray_app import TrayApp
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.open_recording import OpenRecording
from voiceapp.ui.system_tray import SystemTray
from voiceapp.ui.window_memory import WindowMemory
from voiceapp.window_language import WindowLanguage

INTRODUCTION_AFTER_MS = 300
"""The window is there first, and in its place: then the introduction can stand in the middle of it."""
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
        self._is_looking = False
        self._thread = thread
        self._window = window
        self._chosen = {
            "microphone": choices.microphone or choices.settings.microphone,
            "speaker": choices.speaker or choices.settings.speaker,
        }
        self.offered.connect(window.set_devices)
        self.listed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        window.devices_wanted.connect(lambda: thread.spawn(self.list_now, "list devices"))
        window.devices_changed.connect(lambda: thread.spawn(self.list, "list devices"))
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

    async def list_now(self) -> None:
        """Find the devices, and then, which takes a moment, those that have been plugged in since."""
        await self.list()
        if self.desk is None or self._is_looking:
            return
        self._is_looking = True
        try:
            self.listed.emit(await self.desk.devices_now())
        except SoundError:
            pass  # what was listed stays
        finally:
            self._is_looking = False

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
    place = QSettings(str(settings_file.settings_folder() / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(
        bridge,
        title_label=target.label,
        wall_offset_ns=time.time_ns() - clock.now_ns(),
        settings=place,
        notice_of=lambda model: announcement_of(target.choices)(model),
    )
    remembering = Remembering(lambda facts: remember_abilities(target.choices, facts))
    bridge.snapshot_changed.connect(lambda picture: remembering.look(picture.abilities))
    devices = Devices(thread, window, choices)
    window.duplex_chosen.connect(lambda mode: remember(window, "duplex", mode))
    sound = PortAudioSystem(clock)
    keeping = KeepingApp(window, choices.settings)
    undelivered = undelivered_of(choices)
    left_behind = LeftBehind(thread.post, window, clock, undelivered) if undelivered is not None else None
    toolbox = Toolbox(functions_of(choices.in_force))
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
        keeper=keeping.keeper_of(choices),
        echo=choices.settings.echo_cancellation,
        noise_suppression=choices.settings.noise_suppression,
        run_tool=toolbox.run,
    )
    devices.desk = conversation.desk
    checking = EchoChecking(sound, conversation.desk, clock, post=conversation.sink, run=in_thread)
    EchoChecks(thread, window, checking)
    Recordings(thread.spawn, window, conversation, keep_nothing=choices.settings.keep_nothing)
    continuing = Continuing(thread.spawn, window, conversation, kept_conversation)
    kept = ConversationsApp(window, archive_path(), open_archive)
    kept.continue_wanted.connect(continuing.begin)
    bridge.snapshot_changed.connect(kept.show_snapshot)

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
    settings.followed.connect(lambda now: toolbox.use(functions_of(now)))
    PersonasApp(window, settings)
    KeysApp(window, settings)
    keeping.follow(thread.spawn, conversation, settings)
    ProblemReports(
        thread,
        window,
        lambda: settings.choices_in_use,
        so_far=conversation.so_far,
        devices=sound.devices,
    )
    Looks(program, window, settings, choices.settings)
    WindowLanguage(window, settings, choices.settings)
    CaptionsApp(window, bridge, place)
    window.reader.push_to_talk_chosen.connect(lambda: settings.choose("hands_free", False))
    introduction = FirstRunApp(window, settings, WindowMemory(place))

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
    kept.tape_wanted.connect(replays.open_at)
    opener = OpenRecording(window)
    window.top.menu.open_requested.connect(opener.show_dialog)
    opener.chosen.connect(replays.open)
    window.closing.connect(program.quit)
    seen = TrayApp(
        window,
        bridge,
        SystemTray(window),
        choices.settings,
        place,
        talk=outside.talk,
        no_tray=choices.no_tray,
        can_be_called=claim is not None,
    )
    settings.followed.connect(seen.use)
    outside.mini_requested.connect(seen.show_mini_by_itself, Qt.ConnectionType.QueuedConnection)
    outside.told.connect(seen.tell, Qt.ConnectionType.QueuedConnection)
    seen.start(hidden=choices.start_hidden)
    if not choices.start_hidden:
        QTimer.singleShot(INTRODUCTION_AFTER_MS, lambda: introduction.offer(choices))
    look = close_on_signals(window.quit)
    garbage.spare_the_start()
    thread.start(main)
    program.exec()
    look.stop()
    replays.close()
    bridge.close()
    unfinished = thread.stop()
    kept.close()
    if left_behind is not None:
        left_behind.close()
    if crashes:
        sys.stderr.write(f"voiceapp: the conversation crashed: {crashes[0]!r}\n")
    return 1 if crashes or unfinished or replays.failed else 0
