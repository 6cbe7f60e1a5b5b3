"""A drawing and a word on a soft ground: the state of something, never by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from voiceapp.ui import theme
from voiceapp.ui.icons import draw_icon

ICON_PX = 18


class Pill(QLabel):
    """Shows one of several states; a label to screen readers.

    `tone` names the colours: quiet, accent, good, warning or danger.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = ""
        self._word = ""
        self._tone = "quiet"
        self._filled = True
        self._widest = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def icon_name(self) -> str:
        """Name of the drawing."""
        return self._icon

    @property
    def word(self) -> str:
        """The word beside it."""
        return self._word

    def reserve(self, widest: str) -> None:
        """Keep room for this word, so that neighbours do not move when the word changes."""
        if widest != self._widest:
            self._widest = widest
            self.updateGeometry()

    def say(self, icon_name: str, word: str, tone: str, *, filled: bool = True) -> None:
        """Show a state; `filled` False draws an outline instead of a ground."""
        new = (icon_name, word, tone, filled)
        if new != (self._icon, self._word, self._tone, self._filled):
            self._icon, self._word, self._tone, self._filled = new
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for the drawing and the word."""
        metrics = QFontMetrics(self.font())
        words = max(metrics.horizontalAdvance(self._word), metrics.horizontalAdvance(self._widest))
        return QSize(theme.S + 2 + ICON_PX + 6 + words + theme.M, max(28, metrics.height() + 10))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same: a state is never cut off."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw it."""
        tokens = theme.colors()
        ink, ground = {
            "accent": (tokens.accent, tokens.accent_soft),
            "good": (tokens.good, tokens.good_soft),
            "warning": (tokens.warning, tokens.warning_soft),
            "danger": (tokens.danger, tokens.danger_soft),
        }.get(self._tone, (tokens.secondary, tokens.hover))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        metrics = QFontMetrics(self.font())
        words = metrics.horizontalAdvance(self._word)
        frame.setWidth(min(frame.width(), theme.S + 2 + ICON_PX + 6 + words + theme.M - 1))
        if self._filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
        else:
            painter.setPen(QPen(QColor(tokens.field_border), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        where = QRectF(theme.S + 2, (self.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
        draw_icon(painter, self._icon, ink, where)
        painter.setPen(QColor(ink))
        left = where.right() + 6
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._word,
        )
