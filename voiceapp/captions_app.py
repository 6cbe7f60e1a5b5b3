"""The captions and the running conversation: opened when the person wants them, gone with the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings

from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.captions import Captions
from voiceapp.ui.main_window import MainWindow


class CaptionsApp(QObject):
    """Shows each picture in the captions while they are open; lives as long as the window."""

    def __init__(self, window: MainWindow, bridge: Bridge, settings: QSettings) -> None:
        """`settings` is where windows remember their places."""
        super().__init__(window)
        self._settings = settings
        self._picture = Snapshot()
        self.shown: Captions | None = None
        bridge.snapshot_changed.connect(self._on_picture)
        window.top.menu.captions_requested.connect(self.open)
        window.top.menu.full_captions_requested.connect(self._open_whole)
        window.closing.connect(self._close)

    def open(self) -> None:
        """Open the captions, or bring them to the front."""
        if self.shown is None:
            self.shown = Captions(self._settings)
        self.shown.show_snapshot(self._picture)
        self.shown.open_window()

    def _open_whole(self) -> None:
        self.open()
        assert self.shown is not None
        if not self.shown.isFullScreen():
            self.shown.toggle_full_screen()

    def _on_picture(self, picture: Snapshot) -> None:
        self._picture = picture
        if self.shown is not None and self.shown.isVisible():
            self.shown.show_snapshot(picture)

    def _close(self) -> None:
        if self.shown is not None:
            self.shown.close()
            self.shown.deleteLater()
            self.shown = None
