"""The window and the conversation, put together; order of start and stop, no behaviour.

Start: window first (it never waits for the network or a device), then the voice thread, which opens sound
and link. Stop: the window closes, the voice thread ends the conversation within a limit, Qt quits.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from voiceapp import settings as settings_file
from voiceapp.audio.desk import SoundDesk
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.choices import Choices, options_of, target_of
from voiceapp.clock import SystemClock
from voiceapp.conversation import Conversation
from voiceapp.errors import SoundError, VoiceappError
from voiceapp.loop_thread import LoopThread
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.main_window import MainWindow

SIGNAL_LOOK_MS = 200
"""Python handles signals between bytecodes; an idle Qt loop runs none without a timer."""


class Devices(QObject):
    """Carries device lists and choices between the window and the sound desk.

    Signals:
        listed(tuple[DeviceInfo, ...]): what can be chosen now.
    """

    listed = Signal(object)

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
        self._window.set_devices(
            tuple(device.name for device in devices if device.inputs),
            tuple(device.name for device in devices if device.outputs),
            self._chosen["microphone"],
            self._chosen["speaker"],
        )

    def _choose(self, role: str, name: str) -> None:
        desk = self.desk
        self._chosen[role] = name
        if desk is not None:
            self._thread.spawn(lambda: desk.choose(role, name or None), f"choose the {role}")
        try:
            settings_file.save_value(settings_file.settings_path(), role, name)
        except VoiceappError as error:
            self._window.show_sentence(error.sentence)


def run_window(choices: Choices, arguments: list[str]) -> int:
    """Show the window until it is closed; return the exit code."""
    application = QApplication.instance() or QApplication([sys.argv[0], *arguments])
    assert isinstance(application, QApplication)
    application.setApplicationName("voiceapp")
    application.setDesktopFileName("voiceapp")
    clock = SystemClock()
    target = target_of(choices, clock)
    crashes: list[BaseException] = []
    thread = LoopThread(on_crash=crashes.append)
    bridge = Bridge(thread.post, clock)
    geometry = settings_file.settings_folder() / "window.ini"
    window = MainWindow(
        bridge,
        title_label=target.label,
        wall_offset_ns=time.time_ns() - clock.now_ns(),
        settings=QSettings(str(geometry), QSettings.Format.IniFormat),
    )
    devices = Devices(thread, window, choices)
    # Made here, so that a recording that cannot be written is told before anything has begun.
    conversation = Conversation(
        target,
        PortAudioSystem(clock),
        clock,
        post=thread.post,
        options=options_of(choices),
        publish=bridge.publish,
        observe=bridge.publish_wire,
        microphone=choices.microphone or choices.settings.microphone or None,
        speaker=choices.speaker or choices.settings.speaker or None,
        record=choices.record,
    )
    devices.desk = conversation.desk

    async def main() -> None:
        thread.set_sink(conversation.sink)
        try:
            await conversation.open()
            await devices.list()
            await asyncio.Event().wait()
        finally:
            await conversation.close()

    window.closing.connect(application.quit)
    window.show()
    look = QTimer()
    look.timeout.connect(lambda: None)
    look.start(SIGNAL_LOOK_MS)
    signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window.close))
    signal.signal(signal.SIGTERM, lambda *_: QTimer.singleShot(0, window.close))
    thread.start(main)
    application.exec()
    bridge.close()
    unfinished = thread.stop()
    if crashes:
        sys.stderr.write(f"voiceapp: the conversation crashed: {crashes[0]!r}\n")
    return 1 if crashes or unfinished else 0
