"""Several lines of text, taken when they are finished."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

LINES = 6


class SettingParagraph(QPlainTextEdit):
    """A box for text; Tab leaves it.

    Signals:
        edited(object): with every change by the person.
        settled(object): when the person goes elsewhere, if it is another than before.
    """

    edited = Signal(object)
    settled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_change)

    def show_value(self, value: object) -> None:
        """Show a text; what is being typed is not touched."""
        text = str(value)
        if self.toPlainText() == self._shown:
            self._shown = text
            self.setPlainText(text)
        self._shown = text

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for a few lines."""
        return QSize(300, QFontMetrics(self.font()).lineSpacing() * LINES + 20)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take what was typed."""
        super().focusOutEvent(event)
        if self.toPlainText() != self._shown:
            self.settled.emit(self.toPlainText())

    def _on_change(self) -> None:
        if self.toPlainText() != self._shown:
            self.edited.emit(self.toPlainText())
