"""How loud the microphone and the loudspeaker are at this moment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from voiceapp.dialogue.snapshot import Microphone, Snapshot
from voiceapp.ui import theme, wording
from voiceapp.ui.level_meter import LevelMeter


class SettingsMeter(QFrame):
    """Two meters with their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self.setAccessibleName(wording.tr("Levels"))
        self.microphone = LevelMeter(self)
        self.speaker = LevelMeter(self)
        self.speaker.setAccessibleName(wording.tr("Loudspeaker level"))
        self.says = QLabel(self)
        self.says.setProperty("role", "quiet")
        self.says.setFont(theme.small_font())
        self.says.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.S, theme.L, theme.M)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.S)
        for line, (meter, name) in enumerate(
            (
                (self.microphone, wording.tr("You")),
                (self.speaker, wording.tr("Assistant")),
            )
        ):
            label = QLabel(name, self)
            label.setFont(theme.small_font())
            label.setProperty("role", "quiet")
            grid.addWidget(label, line, 0)
            grid.addWidget(meter, line, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.says, 2, 1)
        grid.setColumnStretch(1, 1)
        self.show_snapshot(Snapshot())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the levels of this moment."""
        is_open = snapshot.microphone is not Microphone.OFF
        self.microphone.set_active(is_open)
        self.microphone.set_level(snapshot.mic_rms if is_open else 0, snapshot.at_ns)
        self.speaker.set_active(snapshot.speaker_works)
        self.speaker.set_level(snapshot.speaker_rms, snapshot.at_ns)
        said = wording.microphone_sentence(snapshot.microphone)
        if said != self.says.text():
            self.says.setText(said)
