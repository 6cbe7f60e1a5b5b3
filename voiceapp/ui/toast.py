"""A sentence in passing; it goes by itself, and nothing waits for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.worded import worded

SHOWN_MS_MIN = 4_000
MS_PER_CHARACTER = 60
"""Slow readers manage about 200 words a minute; nobody should have to hurry."""


class Toast(QLabel):
    """Lies over the bottom of its parent; a click sends it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._under = parent
        self.setObjectName("toast")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        worded(self, lambda: self.setAccessibleName(wording.tr("Message")))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show `sentence` long enough to be read."""
        sentence = sentences.translated(sentence)
        self.setText(sentence)
        self.setAccessibleDescription(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS_MIN + MS_PER_CHARACTER * len(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Stay in place when the parent changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Go."""
        self.hide()

    def _place(self) -> None:
        parent = self._under
        room = max(160, min(520, parent.width() - 2 * theme.L))
        self.setFixedWidth(min(room, self.fontMetrics().horizontalAdvance(self.text()) + 2 * theme.XL))
        height = self.heightForWidth(self.width())
        self.setFixedHeight(max(height, self.fontMetrics().height() + 2 * theme.M))
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - theme.L)
