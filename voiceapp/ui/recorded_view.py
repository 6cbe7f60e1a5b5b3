"""The transcript of a recording: each row can be played from where it began to be heard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.ui import wording
from voiceapp.ui.row_view import Index
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.transcript_view import TranscriptView


class RecordedView(TranscriptView):
    """A transcript whose rows play on a double click, with Return or from their menu.

    Signals:
        play_requested(str): the key of the row.
    """

    play_requested = Signal(str)

    def __init__(self, model: TranscriptModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._model = model

    def about(self) -> str:
        """Return what it is and how a row is played."""
        return wording.tr("The recorded conversation; Return plays from a row")

    def context_menu(self, index: Index) -> QMenu:
        """Return the menu of a row, playing first."""
        menu = super().context_menu(index)
        key = self._model.row_at(index.row()).key
        first = menu.actions()[0]
        play = menu.addAction(wording.tr("Play from here"))
        play.triggered.connect(lambda: self.play_requested.emit(key))
        menu.removeAction(play)
        menu.insertAction(first, play)
        menu.insertSeparator(first)
        return menu

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Play from the row under the pointer."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.play_requested.emit(self._model.row_at(index.row()).key)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play from the current row with Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.play_requested.emit(self._model.row_at(self.currentIndex().row()).key)
        else:
            super().keyPressEvent(event)
