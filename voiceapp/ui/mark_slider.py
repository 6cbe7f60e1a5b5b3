"""A position in a recording, with what happened where: turns as lines, interruptions as triangles."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSlider, QToolTip, QWidget

from voiceapp.dialogue.snapshot import ReplayMark
from voiceapp.ui import theme, wording
from voiceapp.ui.worded import worded

HANDLE_PX = 16
GROOVE_PX = 6
MARK_PX = 8
"""Height of the strip above the groove where the marks stand."""
STEP_MS = 1_000
PAGE_MS = 10_000


def position_text(ms: int) -> str:
    """Return a position in minutes and seconds with tenths, hours before them where there are any."""
    minutes, seconds = divmod(ms // 1_000, 60)
    hours, minutes = divmod(minutes, 60)
    tenths = f"{seconds:02}.{ms // 100 % 10}"
    return f"{hours}:{minutes:02}:{tenths}" if hours else f"{minutes}:{tenths}"


class MarkSlider(QSlider):
    """A slider in milliseconds; a click goes there, arrows move a second, Page Up and Down ten.

    Signals (of QSlider):
        valueChanged(int): also when the program moves it; see `show_position`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._marks: tuple[ReplayMark, ...] = ()
        self.setSingleStep(STEP_MS)
        self.setPageStep(PAGE_MS)
        self.setMaximum(0)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        worded(self, self._say)

    @property
    def marks(self) -> tuple[ReplayMark, ...]:
        """What is marked."""
        return self._marks

    def show_marks(self, marks: tuple[ReplayMark, ...]) -> None:
        """Mark these moments."""
        if marks is not self._marks:
            self._marks = marks
            self.update()

    def show_position(self, position_ms: int, duration_ms: int) -> None:
        """Move there without telling anybody, unless the person holds the handle."""
        if self.isSliderDown():
            return
        self.blockSignals(True)
        self.setMaximum(duration_ms)
        self.setValue(position_ms)
        self.blockSignals(False)
        self._describe()
        self.update()

    def x_of(self, at_ms: int) -> float:
        """Return where a moment lies."""
        room = self.width() - HANDLE_PX
        return HANDLE_PX / 2 + room * at_ms / max(1, self.maximum())

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for the groove, the marks above it and the handle."""
        return QSize(240, theme.CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same height, less wide."""
        return QSize(80, theme.CONTROL_HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go where the click is, and hold the handle there."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setSliderDown(True)
        self._go(event.position().x())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the pointer."""
        if self.isSliderDown():
            self._go(event.position().x())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go of the handle."""
        self.setSliderDown(False)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Tell the moment under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), position_text(self._moment(event.pos().x())), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw marks, groove and handle."""
        tokens = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = (self.height() + MARK_PX) / 2
        top = middle - GROOVE_PX / 2
        groove = QRectF(HANDLE_PX / 2, top, self.width() - HANDLE_PX, GROOVE_PX)
        painter.setPen(QPen(QColor(tokens.field_border), 1))
        painter.setBrush(QColor(tokens.hover))
        painter.drawRoundedRect(groove, GROOVE_PX / 2, GROOVE_PX / 2)
        here = self.x_of(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent if self.isEnabled() else tokens.unheard))
        painter.drawRoundedRect(
            QRectF(groove.left(), top, here - groove.left(), GROOVE_PX), GROOVE_PX / 2, GROOVE_PX / 2
        )
        for mark in self._marks:
            x = self.x_of(mark.at_ms)
            if mark.interruption:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.danger))
                tip = QPointF(x, top - 1)
                left, right = QPointF(x - 5, top - MARK_PX - 1), QPointF(x + 5, top - MARK_PX - 1)
                painter.drawPolygon(QPolygonF([tip, left, right]))
            else:
                painter.setPen(QPen(QColor(tokens.secondary), 2))
                painter.drawLine(QPointF(x, top - MARK_PX), QPointF(x, top - 2))
        painter.setPen(QPen(QColor(tokens.text if self.hasFocus() else tokens.surface), 2))
        painter.setBrush(QColor(tokens.accent if self.isEnabled() else tokens.unheard))
        painter.drawEllipse(QPointF(here, middle), HANDLE_PX / 2 - 1, HANDLE_PX / 2 - 1)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Position"))
        self._describe()

    def _describe(self) -> None:
        said = wording.tr("%1 of %2").replace("%1", position_text(self.value())[:-2])
        said = said.replace("%2", position_text(self.maximum())[:-2])
        if said != self.accessibleDescription():  # once a second, not thirty times
            self.setAccessibleDescription(said)

    def _go(self, x: float) -> None:
        self.setValue(self._moment(x))

    def _moment(self, x: float) -> int:
        room = max(1, self.width() - HANDLE_PX)
        share = min(1.0, max(0.0, (x - HANDLE_PX / 2) / room))
        return round(share * self.maximum())
