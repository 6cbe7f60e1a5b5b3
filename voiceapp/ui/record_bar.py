"""The sign that a conversation is being recorded: it stays as long as that is so, and says what is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from voiceapp.dialogue.snapshot import Recording
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.pill import Pill
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.worded import worded

NARROW_PX = 560


class RecordBar(QFrame):
    """A red dot and a word, what is kept, and a way to end it; hidden while nothing is recorded.

    Signals:
        stop_requested(): no more of it.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("record_bar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._shown: Recording | None = None
        self.sign = Pill(self)
        self.sign.setFont(theme.scaled_font(1.0, weight=QFont.Weight.DemiBold))
        self.text = QLabel(self)
        self.text.setFont(theme.small_font())
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.stop = IconButton("stop", "", self, labelled=True, kind="bordered")
        self.stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.XS, theme.S, theme.XS)
        row.setSpacing(theme.M)
        row.addWidget(self.sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.stop)
        self.hide()
        worded(self, self._say)

    def show_recording(self, recording: Recording | None) -> None:
        """Show `recording`, or nothing."""
        if recording == self._shown:
            return
        begins = self._shown is None
        self._shown = recording
        if recording is None:
            self.hide()
            return
        self._say()
        self.show()
        if begins:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _say(self) -> None:
        self.stop.set_name(wording.tr("Stop recording"), hint=hint(wording.tr("Stop recording"), "record"))
        recording = self._shown
        if recording is None:
            return
        word = wording.tr("Recording timing") if recording.private else wording.tr("Recording")
        self.sign.say("record", word, "danger")
        self.sign.setAccessibleName(word)
        self.text.setText(what_is_kept(recording))
        self.text.setToolTip(wording.tr("Recorded as %1").replace("%1", recording.name))
        self.setAccessibleName(word)
        self.setAccessibleDescription(self.text.text())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Keep only the drawing of the button where it is narrow."""
        super().resizeEvent(event)
        self.stop.set_labelled(self.width() >= theme.roomy(NARROW_PX))


def what_is_kept(recording: Recording) -> str:
    """Say in a sentence or two what goes to the disk, and since when."""
    if recording.private:
        kept = (
            wording.tr("Timing only, also of what came before. No words and no sound are kept.")
            if recording.from_start
            else wording.tr("Timing only, from here on. No words and no sound are kept.")
        )
    elif recording.from_start:
        kept = wording.tr("Words and sound of both of you, also of what was said before.")
    else:
        kept = wording.tr("Words and sound of both of you, from here on.")
    if recording.lost_steps:
        kept = sentences.joined(kept, wording.tr("It has a gap: the disk is too slow."))
    return kept
