"""The words of a kept conversation, as they were heard; rows that were recorded lead to their sound."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.ui import wording
from voiceapp.ui.row_view import Index
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.transcript_view import TranscriptView


class ConversationsTranscript(TranscriptView):
    """A transcript that is over: it begins at its first row, and can be renamed and deleted.

    Signals:
        tape_wanted(str): open the recording at the row with this key.
        rename_wanted(), deletion_wanted(): F2 and Delete.
    """

    tape_wanted = Signal(str)
    rename_wanted = Signal()
    deletion_wanted = Signal()

    def __init__(self, model: TranscriptModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent, follows=False)
        self._model = model
        self.is_recorded = False

    def about(self) -> str:
        """Return what the view is, for screen readers."""
        return wording.tr("A kept conversation, one row for each turn; nothing in it can be changed")

    def context_menu(self, index: Index) -> QMenu:
        """Return the menu of a row, with its sound first where there is any."""
        menu = super().context_menu(index)
        if self.is_recorded:
            key = self._model.row_at(index.row()).key
            first = menu.actions()[0]
            tape = menu.addAction(wording.tr("Open the recording here"))
            tape.triggered.connect(lambda: self.tape_wanted.emit(key))
            menu.insertAction(first, tape)
            menu.insertSeparator(first)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Rename and delete the conversation."""
        match event.key():
            case Qt.Key.Key_F2:
                self.rename_wanted.emit()
            case Qt.Key.Key_Delete:
                self.deletion_wanted.emit()
            case _:
                super().keyPressEvent(event)
