"""How loud the microphone and the loudspeaker are at this moment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from voiceapp.dialogue.snapshot import Microphone, Snapshot
from voiceapp.ui import theme, wording
from voiceapp.ui.level_meter import LevelMeter
from voiceapp.ui.worded import worded


class SettingsMeter(QFrame):
    """Two meters with their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._state = Microphone.OFF
        self.microphone = LevelMeter(self)
        self.speaker = LevelMeter(self, of_speaker=True)
        self.says = QLabel(self)
        self.says.setProperty("role", "quiet")
        self.says.setFont(theme.small_font())
        self.says.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.S, theme.L, theme.M)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.S)
        self._names = (QLabel(self), QLabel(self))
        for line, (meter, label) in enumerate(zip((self.microphone, self.speaker), self._names, strict=True)):
            label.setFont(theme.small_font())
            label.setProperty("role", "quiet")
            grid.addWidget(label, line, 0)
            grid.addWidget(meter, line, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.says, 2, 1)
        grid.setColumnStretch(1, 1)
        worded(self, self._say)
        self.show_snapshot(Snapshot())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the levels of this moment."""
        is_open = snapshot.microphone is not Microphone.OFF
        self.microphone.set_active(is_open)
        self.microphone.set_level(snapshot.mic_rms if is_open else 0, snapshot.at_ns)
        self.speaker.set_active(snapshot.speaker_works)
        self.speaker.set_level(snapshot.speaker_rms, snapshot.at_ns)
        if snapshot.microphone is not self._state:
            self._state = snapshot.microphone
            self._say()

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Levels"))
        for label, name in zip(self._names, (wording.tr("You"), wording.tr("Assistant")), strict=True):
            label.setText(name)
        self.says.setText(wording.microphone_sentence(self._state))
