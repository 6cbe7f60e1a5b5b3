"""The sign before a sentence: a warning, or a note; in the colours of the moment, and with a name."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icons import icon
from voiceapp.ui.worded import worded


class Kind(Enum):
    """What the sentence behind a sign is."""

    WARNING = "warning"
    NOTE = "note"


class Sign(QLabel):
    """A picture of a fixed size that says what kind of sentence follows."""

    def __init__(self, kind: Kind, size_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._size_px = size_px
        self.setFixedSize(size_px, size_px)
        self._draw()
        worded(self, self._say)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw the sign in the new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _say(self) -> None:
        is_warning = self._kind is Kind.WARNING
        self.setAccessibleName(wording.tr("Warning") if is_warning else wording.tr("Note"))

    def _draw(self) -> None:
        tokens = theme.colors()
        is_warning = self._kind is Kind.WARNING
        picture = icon("warning", tokens.warning) if is_warning else icon("info", tokens.accent)
        self.setPixmap(picture.pixmap(self._size_px, self._size_px))
