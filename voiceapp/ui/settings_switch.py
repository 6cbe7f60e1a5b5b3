"""A switch: on or off, followed at once."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from voiceapp.ui import theme

WIDTH_PX, HEIGHT_PX = 44, 24
KNOB_PX = 16
ROOM_PX = 3
"""For the ring around it that says where the keyboard is."""


class Switch(QCheckBox):
    """A check box that is drawn as a switch.

    Signals:
        edited(object): nothing is ever half typed here; for the likeness with the others.
        settled(object): True or False, by the person.
    """

    edited = Signal(object)
    settled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _checked: self.settled.emit(self.isChecked()))

    def show_value(self, value: object) -> None:
        """Show whether it is on."""
        self.setChecked(bool(value))

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the drawing and its ring."""
        return QSize(WIDTH_PX + 2 * ROOM_PX, HEIGHT_PX + 2 * ROOM_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same."""
        return self.sizeHint()

    def hitButton(self, _where: object) -> bool:  # noqa: N802
        """Take a click anywhere."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the track and the knob."""
        tokens = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(ROOM_PX, (self.height() - HEIGHT_PX) / 2, WIDTH_PX, HEIGHT_PX)
        on = self.isChecked()
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = track.adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
            track = track.adjusted(1, 1, -1, -1)
        edge = tokens.accent if on else tokens.field_border
        painter.setPen(QPen(QColor(edge), 1.5))
        painter.setBrush(QColor(tokens.accent if on else tokens.surface))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        gap = (track.height() - KNOB_PX) / 2
        left = track.right() - gap - KNOB_PX if on else track.left() + gap
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.on_accent if on else tokens.field_border))
        painter.drawEllipse(QRectF(left, track.top() + gap, KNOB_PX, KNOB_PX))
