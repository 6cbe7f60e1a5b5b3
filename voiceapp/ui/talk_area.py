"""Everything one does with the hands: talking, typing, choosing devices, muting, stopping."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from voiceapp.dialogue.snapshot import Microphone, Phase, Snapshot
from voiceapp.ui import theme, wording
from voiceapp.ui.device_notice import DeviceNotice
from voiceapp.ui.device_picker import DevicePicker
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.message_box import MessageBox
from voiceapp.ui.microphone_state import MicrophoneState
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.talk_button import TalkButton
from voiceapp.ui.worded import worded

WIDE_PX = 900
"""From this width on, buttons carry words."""
STACKED_PX = 640
"""Below this width, devices and buttons stand in two lines."""

NOTICE_LINE = 3
"""Below the others."""

_STOPPABLE = (Phase.THINKING, Phase.SPEAKING)


class TalkArea(QFrame):
    """The two lines under the transcript, and a third while a device does not work.

    Signals:
        stop_requested(): silence the answer.
        mute_requested(bool): True to mute.
        hands_free_requested(bool): True for hands free, False for push to talk.
    """

    stop_requested = Signal()
    mute_requested = Signal(bool)
    hands_free_requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("talk_area")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._muted = False
        self._broken = ("", "")
        """Why the microphone and the loudspeaker do not work, where they do not."""
        self._lines = 0
        self.talk = TalkButton(self)
        self.message = MessageBox(self)
        self.send = IconButton("send", "", self, kind="primary")
        self.send.setEnabled(False)
        self.send.setMinimumSize(44, 44)
        self.message.filled_changed.connect(self.send.setEnabled)
        self.send.clicked.connect(self.message.submit)
        self.microphone = MicrophoneState(self)
        self.devices = DevicePicker(self)
        self.hands_free = IconButton("hands-free", "", self, kind="bordered", joined="right")
        self.push_to_talk = IconButton("talk-key", "", self, kind="bordered", joined="left")
        for button in (self.hands_free, self.push_to_talk):
            button.setCheckable(True)
        self.hands_free.clicked.connect(lambda: self._choose_mode(True))
        self.push_to_talk.clicked.connect(lambda: self._choose_mode(False))
        self.stop = IconButton("stop", "", self, kind="bordered")
        self.stop.clicked.connect(self.stop_requested)
        self.mute = IconButton("mic-off", "", self, kind="bordered")
        self.mute.setCheckable(True)
        self.mute.clicked.connect(lambda: self.mute_requested.emit(not self._muted))
        self.notice = DeviceNotice(self)
        self._buttons = QWidget(self)
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        mode = QHBoxLayout()
        mode.setSpacing(0)
        mode.addWidget(self.hands_free)
        mode.addWidget(self.push_to_talk)
        row.addLayout(mode)
        row.addStretch(1)
        row.addWidget(self.mute)
        row.addWidget(self.stop)
        self._devices = QWidget(self)
        line = QHBoxLayout(self._devices)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.S)
        line.addWidget(self.microphone)
        line.addWidget(self.devices, 1)
        self._first = QHBoxLayout()
        self._first.setSpacing(theme.S)
        self._first.addWidget(self.talk)
        self._first.addWidget(self.message, 1)
        self._first.addWidget(self.send)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.M)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.notice, NOTICE_LINE, 0, 1, 2)
        self._arrange(lines=2)
        worded(self, self._say)
        self.show_snapshot(Snapshot())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what the conversation says about devices, mute and mode."""
        if snapshot.muted != self._muted:
            self._muted = snapshot.muted
            self._say_mute()
        self.talk.show_state(snapshot.microphone, talk_held=snapshot.talk_held, muted=snapshot.muted)
        self.talk.meter.set_level(snapshot.mic_rms, snapshot.at_ns)
        works = snapshot.microphone is not Microphone.OFF
        self._broken = (
            "" if works else snapshot.microphone_device,
            "" if snapshot.speaker_works else snapshot.speaker_device,
        )
        reason = self._broken[0]
        self.microphone.show_state(snapshot.microphone, reason)
        self.devices.show_used(
            snapshot.microphone_device, works, snapshot.speaker_device, snapshot.speaker_works
        )
        self.notice.say((*self._broken, *self.devices.replaced()))
        self.hands_free.setChecked(snapshot.hands_free)
        self.push_to_talk.setChecked(not snapshot.hands_free)
        self.mute.setChecked(snapshot.muted)
        self.mute.set_kind("danger" if snapshot.muted else "bordered")
        self.stop.setEnabled(snapshot.phase in _STOPPABLE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Use the width there is."""
        super().resizeEvent(event)
        wide = self.width() >= theme.roomy(WIDE_PX)
        stacked = self.width() < theme.roomy(STACKED_PX)
        for button in (self.hands_free, self.push_to_talk, self.mute, self.stop):
            button.set_labelled(wide or (stacked and button in (self.mute, self.stop)))
        self._arrange(lines=3 if stacked else 2)

    def _say(self) -> None:
        self.send.set_name(wording.tr("Send"), hint=hint(wording.tr("Send"), "send"))
        self.hands_free.set_name(
            wording.tr("Hands free"), hint=wording.tr("Hands free: just speak; pauses end your turn")
        )
        self.push_to_talk.set_name(
            wording.tr("Push to talk"),
            hint=wording.tr("Push to talk: heard only while you hold Space or the button"),
        )
        self.stop.set_name(wording.tr("Stop"), hint=hint(wording.tr("Stop the answer"), "stop"))
        self._say_mute()
        self.notice.say((*self._broken, *self.devices.replaced()))

    def _say_mute(self) -> None:
        word = wording.tr("Muted") if self._muted else wording.tr("Mute")
        sentence = wording.tr("Unmute") if self._muted else wording.tr("Mute: nothing you say is sent")
        self.mute.set_name(word, hint=hint(sentence, "mute"))

    def _arrange(self, *, lines: int) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        for item in (self._first, self._devices, self._buttons):
            if isinstance(item, QWidget):
                self._grid.removeWidget(item)
            else:
                self._grid.removeItem(item)
        if lines == 2:
            self._grid.addLayout(self._first, 0, 0, 1, 2)
            self._grid.addWidget(self._devices, 1, 0)
            self._grid.addWidget(self._buttons, 1, 1)
        else:
            self._grid.addLayout(self._first, 0, 0, 1, 2)
            self._grid.addWidget(self._devices, 1, 0, 1, 2)
            self._grid.addWidget(self._buttons, 2, 0, 1, 2)

    def _choose_mode(self, hands_free: bool) -> None:
        # Shown at once, and corrected by the next snapshot where the conversation sees it differently.
        self.hands_free.setChecked(hands_free)
        self.push_to_talk.setChecked(not hands_free)
        self.hands_free_requested.emit(hands_free)
