"""Where the time of each turn went: from the end of the person's speech to the first sound of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from voiceapp.dialogue.snapshot import Waterfall
from voiceapp.ui import theme, wording
from voiceapp.ui.worded import worded

ROW_PX = 42
BAR_PX = 14
AXIS_PX = 26


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: what happened between two moments of a turn."""

    name: str
    """`committed`, `first_delta`, `first_handed` or `first_heard`: what ended it."""
    from_ms: int
    to_ms: int


def steps(waterfall: Waterfall) -> list[Step]:
    """Return the bars of a turn; a moment that is not known joins its step to the next one."""
    result: list[Step] = []
    before = 0
    for name, at_ms in (
        ("committed", waterfall.committed_ms),
        ("first_delta", waterfall.first_delta_ms),
        ("first_handed", waterfall.first_handed_ms),
        ("first_heard", waterfall.first_heard_ms),
    ):
        if at_ms is None:
            continue
        # The clocks of two threads may disagree by a hair: a step is never shorter than nothing.
        at_ms = max(before, at_ms)
        result.append(Step(name, before, at_ms))
        before = at_ms
    return result


def scale_ms(waterfalls: tuple[Waterfall, ...]) -> int:
    """Return the length of the axis: a round number that holds every turn."""
    longest = max((turn[-1].to_ms for turn in map(steps, waterfalls) if turn), default=0)
    for limit in (200, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000):
        if longest <= limit:
            return limit
    return (longest // 60_000 + 1) * 60_000


class WaterfallView(QWidget):
    """One line of four bars for each turn, newest on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turns: tuple[Waterfall, ...] = ()
        self.setObjectName("waterfall")
        self.setFont(theme.small_font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        worded(self, self._say)

    def show_waterfalls(self, waterfalls: tuple[Waterfall, ...]) -> None:
        """Show these turns, given oldest first."""
        if waterfalls is self._turns or waterfalls == self._turns:
            return
        self._turns = waterfalls
        self._describe()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for every turn and the legend."""
        return QSize(320, self._top() + max(1, len(self._turns)) * ROW_PX + AXIS_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same height, less wide."""
        return QSize(240, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Explain the turn under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            turn = self._turn_at(event.pos())
            if turn is not None:
                QToolTip.showText(event.globalPos(), self.sentence(turn), self)
                return True
        return super().event(event)

    def sentence(self, turn: Waterfall) -> str:
        """Return a turn in words."""
        parts = [
            wording.tr("%1 after %2 ms").replace("%1", self._label(step.name)).replace("%2", str(step.to_ms))
            for step in steps(turn)
        ]
        return ", ".join(parts) or wording.tr("nothing measured yet")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw legend, turns and axis."""
        tokens = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        painter.setPen(QColor(tokens.secondary))
        if not self._turns:
            painter.drawText(
                QRectF(self.rect()).adjusted(theme.L, 0, -theme.L, 0),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                wording.tr("After your first turn you see here where its time went."),
            )
            return
        self._draw_legend(painter, metrics)
        limit = scale_ms(self._turns)
        left, room = theme.M, self.width() - 2 * theme.M
        y = self._top()
        for number in range(len(self._turns), 0, -1):
            turn = self._turns[number - 1]
            bars = steps(turn)
            painter.setPen(QColor(tokens.secondary))
            painter.drawText(left, y + metrics.ascent(), wording.tr("Turn %1").replace("%1", str(number)))
            if bars:
                painter.setPen(QColor(tokens.text))
                total = wording.ms_text(bars[-1].to_ms)
                painter.drawText(left + room - metrics.horizontalAdvance(total), y + metrics.ascent(), total)
            top = y + metrics.height() + 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(QRectF(left, top, room, BAR_PX), 3, 3)
            for bar in bars:
                x = left + room * bar.from_ms / limit
                width = max(2.0, room * (bar.to_ms - bar.from_ms) / limit)
                painter.setBrush(QColor(self._color(bar.name)))
                painter.drawRoundedRect(QRectF(x, top, width, BAR_PX), 3, 3)
            y += self._row_px()
        painter.setPen(QColor(tokens.secondary))
        end = wording.ms_text(limit)
        painter.drawText(left, y + metrics.ascent(), "0")
        painter.drawText(left + room - metrics.horizontalAdvance(end), y + metrics.ascent(), end)

    def _draw_legend(self, painter: QPainter, metrics: QFontMetrics) -> None:
        x, y = float(theme.M), float(theme.M)
        for name in ("committed", "first_delta", "first_handed", "first_heard"):
            label = self._label(name)
            width = 14 + metrics.horizontalAdvance(label) + theme.L
            if x + width > self.width() and x > theme.M:
                x, y = float(theme.M), y + metrics.height() + theme.XS
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._color(name)))
            painter.drawRoundedRect(QRectF(x, y + metrics.height() / 2 - 5, 10, 10), 2, 2)
            painter.setPen(QColor(theme.colors().text))
            painter.drawText(QRectF(x + 14, y, width, metrics.height()), Qt.AlignmentFlag.AlignVCenter, label)
            x += width

    def _top(self) -> int:
        return theme.M + 2 * (QFontMetrics(self.font()).height() + theme.XS) + theme.S

    def _row_px(self) -> int:
        return max(ROW_PX, QFontMetrics(self.font()).height() + BAR_PX + theme.M)

    def _turn_at(self, at: QPoint) -> Waterfall | None:
        line = (at.y() - self._top()) // self._row_px()
        return self._turns[-1 - line] if 0 <= line < len(self._turns) else None

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Latency of each turn"))
        self._describe()
        self.update()

    def _describe(self) -> None:
        last = self.sentence(self._turns[-1]) if self._turns else wording.tr("nothing measured yet")
        self.setAccessibleDescription(wording.tr("Last turn: %1").replace("%1", last))

    @staticmethod
    def _label(name: str) -> str:
        return {
            "committed": wording.tr("turn committed"),
            "first_delta": wording.tr("first sound received"),
            "first_handed": wording.tr("first sound handed over"),
            "first_heard": wording.tr("first sound heard"),
        }[name]

    @staticmethod
    def _color(name: str) -> str:
        tokens = theme.colors()
        return {
            "committed": tokens.field_border,
            "first_delta": tokens.warning,
            "first_handed": tokens.accent,
            "first_heard": tokens.good,
        }[name]
