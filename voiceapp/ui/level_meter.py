"""How loud the microphone is, without hurry.

The bar shows dB below full scale, because loudness is heard in ratios: speech lies at −40 to −10 dB, a linear
bar would show it in the lowest tenth. It does not pulse or glow (some people cannot bear that); it moves as
often as snapshots come, at most 30 times a second, and repaints only when a different segment lights.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from voiceapp.pcm import NS_PER_MS
from voiceapp.ui import motion, theme, wording
from voiceapp.ui.worded import worded

FLOOR_DB = -60.0
FULL_SCALE = 32_768
SEGMENT_PX = 5
GAP_PX = 2
LOUD_DB = -12.0
CLIPPING_DB = -3.0
QUIET_DB = -45.0
"""Below this it is hardly speech."""
PEAK_HOLD_NS = 1_000 * NS_PER_MS
"""How long the loudest moment stays marked, as on studio meters."""
CALM_NS = 250 * NS_PER_MS
"""How long a level stays where motion is reduced."""


def dbfs(rms: int) -> float:
    """Return the level of `rms` (0-32767) in dB below full scale, not below `FLOOR_DB`."""
    if rms <= 0:
        return FLOOR_DB
    return max(FLOOR_DB, 20 * math.log10(rms / FULL_SCALE))


def fraction(rms: int) -> float:
    """Return where `rms` lies on the meter, 0.0 to 1.0."""
    return (dbfs(rms) - FLOOR_DB) / -FLOOR_DB


class LevelMeter(QLabel):
    """A row of segments with a mark at the loudest moment of the last second; a label to screen readers."""

    def __init__(self, parent: QWidget | None = None, *, of_speaker: bool = False) -> None:
        """`of_speaker`: it is the loudspeaker's level that is shown."""
        super().__init__(parent)
        self._of_speaker = of_speaker
        self._lit = 0.0
        self._peak = 0.0
        self._peak_at_ns = 0
        self._taken_at_ns = 0
        self._drawn = (0, 0)
        self._on_accent = False
        self._active = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        worded(self, self._say)

    def set_level(self, rms: int, at_ns: int) -> None:
        """Show `rms` (0-32767), measured at `at_ns`; where motion is reduced, only now and then."""
        if rms and motion.is_reduced() and 0 <= at_ns - self._taken_at_ns < CALM_NS:
            return
        self._taken_at_ns = at_ns
        self._lit = fraction(rms)
        if self._lit >= self._peak or at_ns - self._peak_at_ns >= PEAK_HOLD_NS:
            self._peak, self._peak_at_ns = self._lit, at_ns
            self._describe()
        self._update_if_different()

    def set_active(self, active: bool, *, on_accent: bool = False) -> None:
        """Draw pale where nothing is heard; `on_accent` for a strongly coloured ground."""
        if (active, on_accent) != (self._active, self._on_accent):
            self._active, self._on_accent = active, on_accent
            self.update()

    def segments_lit(self) -> tuple[int, int]:
        """Return how many segments are lit, and which one marks the peak (0: none)."""
        count = self._count()
        return round(self._lit * count), round(self._peak * count)

    def _say(self) -> None:
        of_speaker = self._of_speaker
        self.setAccessibleName(
            wording.tr("Loudspeaker level") if of_speaker else wording.tr("Microphone level")
        )
        self._describe()

    def _describe(self) -> None:
        """Tell the loudest moment in a word; it does not change more often than the mark."""
        db = FLOOR_DB * (1 - self._peak)
        words = (
            (CLIPPING_DB, wording.tr("too loud")),
            (LOUD_DB, wording.tr("loud")),
            (QUIET_DB, wording.tr("good")),
            (FLOOR_DB, wording.tr("quiet")),
        )
        word = next((word for above_db, word in words if db > above_db), wording.tr("silent"))
        if word != self.accessibleDescription():
            self.setAccessibleDescription(word)

    def _count(self) -> int:
        return max(1, (self.width() + GAP_PX) // (SEGMENT_PX + GAP_PX))

    def _update_if_different(self) -> None:
        if self.segments_lit() != self._drawn:
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of a meter of fifteen segments."""
        return QSize(15 * (SEGMENT_PX + GAP_PX), 8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size of a meter of six segments."""
        return QSize(6 * (SEGMENT_PX + GAP_PX), 8)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the segments."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._drawn = lit, peak = self.segments_lit()
        count = self._count()
        for n in range(count):
            on = n < lit or (n + 1 == peak and peak > 0)
            painter.setBrush(self._color(FLOOR_DB * (1 - (n + 1) / count), on and self._active))
            where = QRectF(n * (SEGMENT_PX + GAP_PX), 0, SEGMENT_PX, self.height())
            painter.drawRoundedRect(where, 1.5, 1.5)

    def _color(self, db: float, on: bool) -> QColor:
        tokens = theme.colors()
        if self._on_accent:
            color = QColor(tokens.on_accent)
            color.setAlphaF(1.0 if on else 0.28)
            return color
        if not on:
            return QColor(tokens.pressed)
        if db > CLIPPING_DB:
            return QColor(tokens.danger)
        return QColor(tokens.warning if db > LOUD_DB else tokens.good)
