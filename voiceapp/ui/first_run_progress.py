"""How many steps there are, and which one this is: in words, and as a line of marks below them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from voiceapp.ui import theme, wording

MARK_PX, MARK_HEIGHT_PX, GAP_PX = 28, 4, 6


class FirstRunProgress(QLabel):
    """The words are what counts; a mark is filled for each step that was reached."""

    def __init__(self, steps: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = steps
        self._step = 1
        self.setProperty("role", "quiet")
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def show_step(self, step: int) -> None:
        """Show that this is step `step`, counted from 1."""
        self._step = step
        words = wording.tr("Step %1 of %2")
        self.setText(words.replace("%1", str(step)).replace("%2", str(self._steps)))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for the words and the marks."""
        metrics = QFontMetrics(self.font())
        marks = self._steps * (MARK_PX + GAP_PX) - GAP_PX
        width = max(marks, metrics.horizontalAdvance(self.text()))
        return QSize(width + 2, metrics.height() + theme.XS + MARK_HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the marks below the words."""
        super().paintEvent(event)
        tokens = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = self.height() - MARK_HEIGHT_PX
        for step in range(self._steps):
            painter.setBrush(QColor(tokens.accent if step < self._step else tokens.field_border))
            height = MARK_HEIGHT_PX if step < self._step else MARK_HEIGHT_PX / 2
            where = QRectF(step * (MARK_PX + GAP_PX), top + (MARK_HEIGHT_PX - height) / 2, MARK_PX, height)
            painter.drawRoundedRect(where, height / 2, height / 2)
