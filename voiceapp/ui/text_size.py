"""How large the text of all windows is, as a multiple of the desktop's size."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QApplication

from voiceapp.ui import theme

STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
"""What the keys go through; the settings take anything between the first and the last."""

FAR = 1_000
"""Any length: what counts is how much longer it becomes."""


def stepped(scale: float, direction: int) -> float:
    """Return the next larger (`direction` 1) or smaller (-1) step; the desktop's own size for 0."""
    if direction == 0:
        return 1.0
    if direction > 0:
        return next((step for step in STEPS if step > scale + 0.005), STEPS[-1])
    return next((step for step in reversed(STEPS) if step < scale - 0.005), STEPS[0])


class TextSize:
    """Sets the application's font, and with it that of every widget, also of those with a size of their own.

    One for a program, made before the first window. On the Qt thread.
    """

    def __init__(self, program: QApplication) -> None:
        self._program = program
        self._font = QFont(program.font())
        self._scale = 1.0

    @property
    def scale(self) -> float:
        """How many times as large as on the desktop the text is."""
        return self._scale

    def choose(self, scale: float) -> None:
        """Draw all text `scale` times as large as on the desktop."""
        if scale == self._scale:
            return
        ratio, self._scale = scale / self._scale, scale
        before = theme.least(FAR, FAR)
        self._program.setFont(_times(self._font, scale))
        growth = theme.least(FAR, FAR).width() / before.width()
        for widget in self._program.allWidgets():
            if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
                widget.setFont(_times(widget.font(), ratio))
            # Qt tells windows only, and below a style sheet a window does not hand it on.
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.ApplicationFontChange))
            if widget.isWindow() and not widget.minimumSize().isEmpty():
                widget.setMinimumSize(widget.minimumSize() * growth)
            # What is arranged by the width in lines of text is another arrangement now.
            QCoreApplication.postEvent(widget, QResizeEvent(widget.size(), widget.size()))


def _times(font: QFont, factor: float) -> QFont:
    result = QFont(font)
    if font.pointSizeF() > 0:
        result.setPointSizeF(font.pointSizeF() * factor)
    else:
        result.setPixelSize(max(1, round(font.pixelSize() * factor)))
    return result
