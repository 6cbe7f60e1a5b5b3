"""Two ways to a recording: choosing its folder, and dropping it onto the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from voiceapp.ui import wording


class OpenRecording(QObject):
    """Watches a window for drops, and shows a dialog when asked to.

    Signals:
        chosen(str): the path of a folder or of a file in it.
    """

    chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def show_dialog(self) -> None:
        """Let a folder be chosen; nothing waits for it."""
        dialog = QFileDialog(self._window, wording.tr("Open a recording: tape.jsonl in its folder"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(wording.tr("Recordings (tape.jsonl)"))
        dialog.fileSelected.connect(self.chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Take one file or folder that is dropped; leave everything else to the window."""
        if event.type() is QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if _path_in(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            path = _path_in(event.mimeData())
            if path:
                event.acceptProposedAction()
                self.chosen.emit(path)
                return True
        return False


def _path_in(dropped: QMimeData) -> str:
    """Return the path of the one file that is being dropped; empty for anything else."""
    urls = dropped.urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""
