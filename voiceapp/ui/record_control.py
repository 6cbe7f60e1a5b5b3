"""What a person can do about recording: a button, a key and three lines of the menu for the same wishes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.dialogue.snapshot import Recording
from voiceapp.ui import wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.shortcuts import hint, key_named, text_of
from voiceapp.ui.worded import worded


class RecordControl(QObject):
    """Offers to begin while nothing is recorded, and to stop while something is.

    Signals:
        start_requested(bool): record; True: the timing only, no words and no sound.
        stop_requested(): end the recording.
        folder_requested(): show where recordings are kept.
    """

    start_requested = Signal(bool)
    stop_requested = Signal()
    folder_requested = Signal()

    def __init__(self, menu: QMenu, parent: QWidget) -> None:
        """Add lines to `menu`; the button is put somewhere by `parent`."""
        super().__init__(parent)
        self._recording = False
        self.button = IconButton("record", "", parent)
        self.button.clicked.connect(self.toggle)
        self._start = menu.addAction("")
        self._start.triggered.connect(lambda: self.toggle())
        self._private = menu.addAction("")
        self._private.triggered.connect(lambda: self.start_requested.emit(True))
        self._folder = menu.addAction("")
        self._folder.triggered.connect(lambda: self.folder_requested.emit())
        self._offer()
        worded(self.button, self._say)

    def toggle(self) -> None:
        """Begin to record words and sound, or end the recording."""
        if self._recording:
            self.stop_requested.emit()
        else:
            self.start_requested.emit(False)

    def show_recording(self, recording: Recording | None) -> None:
        """Offer what can be done now."""
        if self._recording != (recording is not None):
            self._recording = recording is not None
            self._offer()
            self._say()

    def _say(self) -> None:
        record = wording.tr("Record this conversation")
        self.button.set_name(record, hint=hint(record, "record"))
        name = wording.tr("Stop recording") if self._recording else record
        self._start.setText(f"{name}\t{text_of(key_named('record'))}")
        self._private.setText(wording.tr("Record timing only, no words or sound"))
        self._folder.setText(wording.tr("Open recordings folder"))

    def _offer(self) -> None:
        """Offer what can be done now."""
        self._private.setEnabled(not self._recording)
        self.button.setVisible(not self._recording)  # the bar that tells of the recording ends it
