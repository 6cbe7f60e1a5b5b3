"""From "Report a problem…" in the window to a saved bug bundle; puts together, and decides nothing.

The work is done in a worker thread of the conversation's loop. When that loop is what has failed, there is
nothing left to disturb, and it is done here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from voiceapp import log
from voiceapp.audio.desk import in_thread
from voiceapp.audio.device import DeviceInfo
from voiceapp.bundle import Bundle, make_bundle, save_bundle
from voiceapp.bundle_facts import facts, names_of
from voiceapp.choices import Choices
from voiceapp.errors import VoiceappError
from voiceapp.loop_thread import LoopThread
from voiceapp.recording.redaction import KeptSteps
from voiceapp.ui.bundle_panel import BundlePanel, ShownFile
from voiceapp.ui.main_window import MainWindow
from voiceapp.whereabouts import whereabouts


class ProblemReports(QObject):
    """Carries a bundle from the conversation to the panel, and from there into a file.

    Signals:
        made(Bundle), failed(str): what there is to show, or the sentence that says why not.
        saved(str): where it was saved, or why not.
    """

    made = Signal(object)
    failed = Signal(str)
    saved = Signal(str)

    def __init__(
        self,
        thread: LoopThread,
        window: MainWindow,
        choices: Callable[[], Choices],
        *,
        so_far: Callable[[], Path | KeptSteps | None],
        devices: Callable[[], Sequence[DeviceInfo]],
    ) -> None:
        """Wait for the person's wish.

        `choices` tells what is chosen now; `so_far` tells, on the loop, what there is of the conversation;
        `devices` lists, in the worker thread, those of this computer.
        """
        super().__init__(window)
        self._thread = thread
        self._window = window
        self._so_far = so_far
        self._choices = choices
        self._devices = devices
        self._bundle: Bundle | None = None
        self.panel: BundlePanel | None = None
        self.made.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.failed.connect(self._show_failure, Qt.ConnectionType.QueuedConnection)
        self.saved.connect(self._show_saved, Qt.ConnectionType.QueuedConnection)
        window.top.menu.report_requested.connect(self.open)

    def open(self) -> None:
        """Show the panel, and put a new bundle together."""
        if self.panel is None:
            self.panel = BundlePanel(self._window)
            self.panel.save_requested.connect(self._save)
        self._bundle = None
        self.panel.show_waiting()
        self.panel.show()
        self.panel.raise_()
        self.panel.activateWindow()
        if self._thread.is_running:
            self._thread.spawn(self._make_beside, "bundle")
        else:
            self._make(self._so_far())

    # -- the conversation's loop, and its worker ---------------------------------------------------------

    async def _make_beside(self) -> None:
        await in_thread(self._make, self._so_far())

    def _make(self, tape: Path | KeptSteps | None) -> None:
        choices = self._choices()
        settings, connection = choices.in_force, choices.connection
        told = facts(settings, connection, devices=self._devices, environ=os.environ)
        where = whereabouts(names_of(settings, connection))
        try:
            self.made.emit(make_bundle(tape, told, where, log_file=log.log_path()))
        except VoiceappError as error:
            self.failed.emit(error.sentence)

    def _write(self, bundle: Bundle, path: Path) -> None:
        try:
            save_bundle(bundle, path)
            self.saved.emit(f"Saved as {path}. Nothing was sent.")
        except VoiceappError as error:
            self.saved.emit(error.sentence)

    # -- Qt ----------------------------------------------------------------------------------------------

    def _save(self, path: str) -> None:
        if self._bundle is None:
            return
        write = partial(self._write, self._bundle, Path(path))
        if self._thread.is_running:
            self._thread.spawn(lambda: in_thread(write), "save the bundle")
        else:
            write()

    def _show(self, bundle: Bundle) -> None:
        self._bundle = bundle
        if self.panel is not None:
            files = [ShownFile(file.name, len(file.content), file.text) for file in bundle.files]
            self.panel.show_files(files, bundle.remarks)

    def _show_failure(self, sentence: str) -> None:
        if self.panel is not None:
            self.panel.show_failure(sentence)

    def _show_saved(self, sentence: str) -> None:
        if self.panel is not None:
            self.panel.show_saved(sentence)
