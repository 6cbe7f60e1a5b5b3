"""What both are saying, in large letters, at the moment it is heard.

Words never move sideways once they are there: lines are broken from the left, and a word that becomes heard
changes its colour only. Downwards the view goes by whole lines, and never back: an answer is written long
before it is spoken, so the line being *heard* decides what is in sight, with some of what follows below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.ui import theme, wording
from voiceapp.ui.broken_text import broken, format_of, height_of, looks_of
from voiceapp.ui.segments import Look, segments, utf16_units
from voiceapp.ui.worded import worded

SPEAKERS = (RowKind.USER, RowKind.ASSISTANT)
ROWS_MAX = 12
"""More would be far above what is in sight."""
LOOKED_AT = 60
"""How many of the last rows are searched for words that were spoken."""
AHEAD = 0.4
"""The part of the height that shows what is still to be heard, where there is that much."""
LEADING = 1.2
NAME = 0.5
"""Size of a name against that of the words."""
NAME_COMPACT = 0.85


_PARTLY_HEARD = (RowState.LIVE, RowState.CUT)


@dataclass(frozen=True, slots=True)
class Block:
    """One row: perhaps a name, and the words below it."""

    row: Row
    top: float
    name: QTextLayout | None
    name_px: float
    words: QTextLayout

    @property
    def words_top(self) -> float:
        """Where the words begin."""
        return self.top + self.name_px

    @property
    def bottom(self) -> float:
        """Where they end."""
        return self.words_top + height_of(self.words)

    def tops(self) -> list[float]:
        """Return where the name and each line begin."""
        lines = [self.words.lineAt(n) for n in range(self.words.lineCount())]
        spare = (LEADING - 1) / 2
        return [self.top, *(self.words_top + line.y() - line.height() * spare for line in lines)]

    def heard_bottom(self) -> float:
        """Return where the line ends of which something was heard last; that of all words if it is over."""
        row = self.row
        if row.kind is not RowKind.ASSISTANT or row.state not in _PARTLY_HEARD or not row.spoken:
            return self.bottom
        line = self.words.lineForTextPosition(utf16_units(row.text[: max(0, row.heard_chars)]))
        if not line.isValid():
            return self.bottom
        return self.words_top + line.y() + line.height() * (1 + LEADING) / 2


class CaptionsView(QWidget):
    """The last rows of a conversation; nothing in it is pressed or chosen."""

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        """`compact`: for a small window, where names are not much smaller than words and margins narrow."""
        super().__init__(parent)
        self._compact = compact
        self._rows: tuple[Row, ...] = ()
        self._blocks: list[Block] = []
        self._size = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        worded(self, self._say)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show what was said last of `rows`."""
        spoken = tuple(row for row in rows[-LOOKED_AT:] if row.kind in SPEAKERS and not row.set_aside)
        spoken = spoken[-ROWS_MAX:]
        same = len(spoken) == len(self._rows)
        if same and all(new is old for new, old in zip(spoken, self._rows, strict=True)):
            return
        self._rows = spoken
        self._lay_out()

    def set_size(self, size: float) -> None:
        """Write `size` times as large as usual."""
        if size != self._size:
            self._size = size
            self._lay_out()

    def offset(self) -> float:
        """Return how far above the view's top the first line begins, in pixels."""
        if not self._blocks:
            return 0.0
        room = float(self.height() - 2 * self._margin())
        wanted = total = self._blocks[-1].bottom
        heard = self._blocks[-1].heard_bottom()
        if heard < total:
            line = QFontMetricsF(self._font()).height() * LEADING
            wanted = min(total, heard + line * max(0, int(room * AHEAD / line)))
        return max(0.0, wanted - room)

    # -- what Qt asks (its names) ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for a few lines."""
        return QSize(720, 300)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return room for one line of usual size."""
        return QSize(240, 80)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Break the lines again."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Break the lines again in another font or other colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the ground, and the lines that are in sight."""
        tokens = theme.strong_colors()
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(tokens.surface))
        margin = self._margin()
        if not self._blocks:
            painter.setFont(theme.scaled_font(1.0 if self._compact else 1.3))
            painter.setPen(QColor(tokens.secondary))
            inner = self.rect().adjusted(margin, margin, -margin, -margin)
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty())
            return
        offset = self.offset()
        self._draw_speaker(painter, offset)
        hidden = self._first_whole(offset) - offset  # a line that is half in sight cannot be read
        painter.setClipRect(self.rect().adjusted(0, margin + int(hidden), 0, -margin // 2))
        top = margin - offset
        for block in self._blocks:
            if top + block.bottom < 0 or top + block.top > self.height():
                continue
            if block.name is not None:
                block.name.draw(painter, QPointF(margin, top + block.top))
            block.words.draw(painter, QPointF(margin, top + block.words_top))

    # -- inside ------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Last lines") if self._compact else wording.tr("Captions"))
        self.setAccessibleDescription(
            wording.tr("What is being said, in large letters; the transcript has it for screen readers.")
        )
        self._lay_out()

    def _draw_speaker(self, painter: QPainter, offset: float) -> None:
        """Name in the margin who says the first line in sight, where the name itself is out of sight."""
        row = self.unnamed(offset)
        if row is None or self._compact:
            return
        painter.setFont(theme.scaled_font(1.0, weight=QFont.Weight.Bold))
        painter.setPen(QColor(_color_of(row.kind)))
        margin = self._margin()
        above = self.rect().adjusted(margin, 0, -margin, margin - self.height())
        painter.drawText(above, Qt.AlignmentFlag.AlignVCenter, wording.speaker_of(row))

    def unnamed(self, offset: float) -> Row | None:
        """Return the row of the first line in sight if no name stands above it any more."""
        first = self._first_whole(offset)
        block = next((block for block in self._blocks if block.bottom > first), None)
        if block is None or (block.name is not None and first <= block.top + 0.5):
            return None
        return block.row

    def _first_whole(self, offset: float) -> float:
        """Return where the first line begins of which nothing lies above `offset`."""
        tops = (top for block in self._blocks if block.bottom > offset for top in block.tops())
        return next((top for top in tops if top >= offset - 0.5), offset)

    @staticmethod
    def _empty() -> str:
        return wording.tr("What you and the assistant say appears here.")

    def _font(self) -> QFont:
        return theme.scaled_font(self._size, weight=QFont.Weight.Medium)

    def _margin(self) -> int:
        return theme.M if self._compact else max(theme.L, min(3 * theme.XL, self.width() // 20))

    def _lay_out(self) -> None:
        tokens = theme.strong_colors()
        looks = looks_of(tokens)
        room = max(60.0, float(self.width() - 2 * self._margin()))
        font = self._font()
        name_size = self._size * (NAME_COMPACT if self._compact else NAME)
        name_font = theme.scaled_font(name_size, weight=QFont.Weight.Bold)
        blocks: list[Block] = []
        top = 0.0
        before: RowKind | None = None
        for row in self._rows:
            name, name_px = None, 0.0
            if row.kind is not before:
                look = {Look.PLAIN: format_of(_color_of(row.kind))}
                name = broken([(wording.speaker_of(row), Look.PLAIN)], name_font, room, look)
                name_px = height_of(name)
            parts = segments(row, not_transcribed=wording.tr("(not transcribed)"))
            if cut := wording.cut_text(row):
                parts.append((f" ✂ {cut}", Look.ABSENT))
            words = broken(parts, font, room, looks, leading=LEADING)
            blocks.append(Block(row, top, name, name_px, words))
            top = blocks[-1].bottom + theme.S
            before = row.kind
        self._blocks = blocks
        self.update()


def _color_of(kind: RowKind) -> str:
    """Return the colour of a speaker's name."""
    tokens = theme.strong_colors()
    return tokens.accent if kind is RowKind.USER else tokens.good
