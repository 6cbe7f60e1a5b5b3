"""From the record button to a tape in the folder of recordings; puts together, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from voiceapp.errors import TapeError
from voiceapp.tape_place import dated_folder, recordings_folder
from voiceapp.ui.main_window import MainWindow

KEPT_NOTHING = "Nothing is recorded: the settings say that nothing reaches the disk (keep_nothing)."


Spawn = Callable[[Callable[[], Coroutine[Any, Any, None]], str], None]
"""`LoopThread.spawn`."""


class Recordable(Protocol):
    """A conversation, as far as it can be recorded."""

    def start_recording(self, folder: Path, *, private: bool = False) -> None:
        """Record from here on. Raises TapeError."""
        ...

    async def stop_recording(self) -> None:
        """End the recording."""
        ...


class Recordings(QObject):
    """Carries the wishes to record and to stop from the window to the conversation's loop.

    Signals:
        refused(str): why nothing is recorded, as a sentence.
    """

    refused = Signal(str)

    def __init__(
        self, spawn: Spawn, window: MainWindow, conversation: Recordable, *, keep_nothing: bool
    ) -> None:
        """Wait for the person's wish; with `keep_nothing` it is refused. `spawn`: onto the voice loop."""
        super().__init__(window)
        self._spawn = spawn
        self._conversation = conversation
        self._keep_nothing = keep_nothing
        self.refused.connect(window.show_sentence, Qt.ConnectionType.QueuedConnection)
        window.top.menu.record.start_requested.connect(self.start)
        window.top.menu.record.stop_requested.connect(self.stop)
        window.top.menu.record.folder_requested.connect(self.open_folder)

    def start(self, private: bool) -> None:
        """Record into a new folder; `private`: the timing only."""
        if self._keep_nothing:
            self.refused.emit(KEPT_NOTHING)
            return
        folder = dated_folder(datetime.now().astimezone())
        self._spawn(lambda: self._start(folder, private=private), "record")

    def stop(self) -> None:
        """End the recording."""
        self._spawn(self._conversation.stop_recording, "stop recording")

    def open_folder(self) -> None:
        """Show where recordings are kept in the system's file manager."""
        folder = recordings_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            self.refused.emit(f"The folder of recordings cannot be made: {folder}")
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.refused.emit(f"Recordings are kept in {folder}")

    async def _start(self, folder: Path, *, private: bool) -> None:
        """Begin, on the voice loop; what a disk refuses later is told by the conversation itself."""
        try:
            self._conversation.start_recording(folder, private=private)
        except TapeError as error:
            self.refused.emit(error.sentence)
