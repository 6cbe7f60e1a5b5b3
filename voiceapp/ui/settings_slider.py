"""A number that is chosen by how much, between two words that say what its ends mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from voiceapp.settings import Allowed
from voiceapp.ui import theme

HUNDREDTHS = 100
"""A slider of Qt counts in whole numbers."""
REST_MS = 500
"""After the last step by a key a value is what the person wanted."""
HANDLE_PX = 18
GROOVE_PX = 6
GAP_PX = 4
PAGE_STOPS = 4
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -PAGE_STOPS,
    Qt.Key.Key_PageUp: PAGE_STOPS,
}


def stops(allowed: Allowed) -> tuple[int, ...]:
    """Return the values a hand or a key can reach: fine where they are small, coarse where nobody hears it.

    Of whole numbers themselves (milliseconds), of others in hundredths.
    """
    if allowed.kind != "whole number":
        return tuple(range(round(allowed.low * HUNDREDTHS), round(allowed.high * HUNDREDTHS) + 1, 5))
    found = [round(allowed.low)]
    while found[-1] < allowed.high:
        step = 50 if found[-1] < 1_000 else 100 if found[-1] < 3_000 else 500
        found.append(min(found[-1] + step, round(allowed.high)))
    return tuple(found)


class SettingSlider(QSlider):
    """A slider with its value beside it and a word under each end.

    Arrows go to the next stop, Page Up and Down four on, Home and End to the ends; the wheel scrolls the
    page.

    Signals:
        edited(object): while the person moves it.
        settled(object): when it is let go, or a moment after the last key, if it is another than before.
    """

    edited = Signal(object)
    settled = Signal(object)

    def __init__(self, allowed: Allowed, unit: str = "", parent: QWidget | None = None) -> None:
        """`unit` stands behind the number."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._whole = allowed.kind == "whole number"
        self._stops = stops(allowed)
        self._shown: int | None = None
        self._unit = unit
        self._ends = ("", "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._settle)
        self.setRange(self._stops[0], self._stops[-1])
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def text(self) -> str:
        """The value as it is written beside the slider."""
        shown = QLocale().toString(self.value() if self._whole else self.value() / HUNDREDTHS)
        return f"{shown} {self._unit}".rstrip()

    def say_ends(self, low: str, high: str, unit: str) -> None:
        """Call the ends and the unit something else."""
        self._ends, self._unit = (low, high), unit
        self.updateGeometry()
        self.update()

    def show_value(self, value: object) -> None:
        """Show a value, unless the person is choosing another."""
        assert isinstance(value, int | float)
        self._shown = round(value if self._whole else value * HUNDREDTHS)
        if not self.isSliderDown() and not self._rest.isActive():
            self.setValue(self._shown)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for the slider and the words below it."""
        return QSize(300, theme.CONTROL_HEIGHT + self._word_height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same height, less wide."""
        return QSize(180, theme.CONTROL_HEIGHT + self._word_height())

    # -- the person ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go where the click is, and hold the handle there."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the pointer."""
        if self.isSliderDown():
            self._go(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go of the handle: that is the value."""
        if event.button() is Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go from stop to stop."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Home:
            self._choose(self._stops[0])
        elif key is Qt.Key.Key_End:
            self._choose(self._stops[-1])
        elif key in _KEYS:
            self._choose(self._stop_beside(_KEYS[key]))
        else:
            super().keyPressEvent(event)
            return
        self._rest.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Whoever goes elsewhere has chosen."""
        super().focusOutEvent(event)
        if self._rest.isActive():
            self._settle()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll the page, not the value."""
        event.ignore()

    def _stop_beside(self, steps: int) -> int:
        if steps > 0:
            place = bisect_right(self._stops, self.value()) - 1 + steps
        else:
            place = bisect_left(self._stops, self.value()) + steps
        return self._stops[max(0, min(len(self._stops) - 1, place))]

    def _go(self, x: float) -> None:
        groove = self._groove()
        share = (x - groove.left()) / max(1.0, groove.width())
        place = round(max(0.0, min(1.0, share)) * (len(self._stops) - 1))
        self._choose(self._stops[place])

    def _choose(self, value: int) -> None:
        if value != self.value():
            self.setValue(value)
            self.edited.emit(self._chosen())
        self.update()

    def _settle(self) -> None:
        self._rest.stop()
        if self.value() != self._shown:
            self._shown = self.value()
            self.settled.emit(self._chosen())

    def _chosen(self) -> int | float:
        return self.value() if self._whole else self.value() / HUNDREDTHS

    # -- drawing ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw groove, handle, value and the words below."""
        tokens = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove = self._groove()
        middle = groove.center().y()
        radius = GROOVE_PX / 2
        painter.setPen(QPen(QColor(tokens.field_border), 1))
        painter.setBrush(QColor(tokens.hover))
        painter.drawRoundedRect(groove, radius, radius)
        x = groove.left() + groove.width() * self._share()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(
            QRectF(groove.left(), groove.top(), x - groove.left(), GROOVE_PX), radius, radius
        )
        handle = QRectF(x - HANDLE_PX / 2, middle - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.text), 2))
            painter.drawEllipse(handle.adjusted(-3, -3, 3, 3))
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.setBrush(QColor(tokens.surface))
        painter.drawEllipse(handle.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(tokens.text))
        beside = QRectF(self.width() - self._value_width(), 0, self._value_width(), theme.CONTROL_HEIGHT)
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.text)
        painter.setFont(theme.small_font())
        painter.setPen(QColor(tokens.secondary))
        below = QRectF(
            groove.left() - HANDLE_PX / 2,
            theme.CONTROL_HEIGHT,
            groove.width() + HANDLE_PX,
            self._word_height(),
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._ends[0])
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self._ends[1])

    def _share(self) -> float:
        """Return where the handle is, 0-1; between two stops for a value typed in the file."""
        value = self.value()
        place = bisect_left(self._stops, value)
        if self._stops[place] != value:
            low, high = self._stops[place - 1], self._stops[place]
            return (place - 1 + (value - low) / (high - low)) / (len(self._stops) - 1)
        return place / (len(self._stops) - 1)

    def _groove(self) -> QRectF:
        left = HANDLE_PX / 2 + 3
        width = self.width() - left - HANDLE_PX / 2 - self._value_width() - theme.S
        return QRectF(left, (theme.CONTROL_HEIGHT - GROOVE_PX) / 2, width, GROOVE_PX)

    def _value_width(self) -> int:
        longest = QLocale().toString(self.maximum()) if self._whole else "0.00"
        return self.fontMetrics().horizontalAdvance(f"{longest} {self._unit}".rstrip())

    def _word_height(self) -> int:
        return self.fontMetrics().height() + GAP_PX if any(self._ends) else 0
