"""Every number of the conversation, with what it means beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from voiceapp.dialogue.snapshot import Numbers, Spread
from voiceapp.ui import theme, wording
from voiceapp.ui.worded import worded

Cells = tuple[str, str, str]
"""The latest value, the median and the 95th percentile; empty where there is none."""


HEADS = (
    ("last", "The latest"),
    ("p50", "Half are no longer than this"),
    ("p95", "All but one in twenty are no longer than this"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One number."""

    name: str
    meaning: str
    cells: Callable[[Numbers], Cells]


def _spread(last_ms: int | None, spread: Spread | None) -> Cells:
    if spread is None:
        return wording.ms_text(last_ms), "", ""
    return wording.ms_text(last_ms), wording.ms_text(spread.p50_ms), wording.ms_text(spread.p95_ms)


def _count(count: int) -> Cells:
    return wording.count_text(count), "", ""


LINES = (
    Line(
        "Answer time",
        "From the end of your speech to the first sound of the answer.",
        lambda n: _spread(n.answer_ms, n.answers),
    ),
    Line(
        "Stop time",
        "From the reason to stop to the last sound heard.",
        lambda n: _spread(n.stop_ms, n.stops),
    ),
    Line(
        "Heard error",
        "How far the account of what you heard can be off: the unevenness of the loudspeaker's clock, and "
        "the millisecond of the wire. A wireless link that hides its delay is not in it.",
        lambda n: (wording.error_text(n.heard_error_ms), "", ""),
    ),
    Line(
        "Jitter",
        "How late the sound of an answer came at worst, against playing it from its first piece (RFC 5481): "
        "with that much in hand it would not have stopped once.",
        lambda n: _spread(n.jitter_ms, n.jitters),
    ),
    Line(
        "Underruns",
        "Times an answer had to wait for sound in the middle.",
        lambda n: _count(n.underruns),
    ),
    Line(
        "Overflows",
        "Times sound of the microphone was lost on the way into the program.",
        lambda n: _count(n.overflows),
    ),
    Line("Clipping", "Times you were too loud for the microphone.", lambda n: _count(n.clipped)),
    Line("Interruptions", "Times you cut in.", lambda n: _count(n.interruptions)),
    Line(
        "Late sound",
        "Pieces of answers that came after you had cut in, and were thrown away.",
        lambda n: _count(n.dropped_deltas),
    ),
    Line("Errors", "Errors the service reported.", lambda n: _count(n.errors)),
    Line("Not understood", "Events this program does not know.", lambda n: _count(n.unrecognised)),
)


class NumbersView(QWidget):
    """A table without lines: name and meaning, the latest value, and how it is spread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("numbers")
        self._shown = Numbers()
        self._heads: list[QLabel] = []
        self._names: list[tuple[QLabel, QLabel]] = []
        self._cells: list[tuple[QLabel, QLabel, QLabel]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnStretch(0, 1)
        for column in range(1, len(HEADS) + 1):
            self._heads.append(self._label(quiet=True))
            grid.addWidget(self._heads[-1], 0, column)
        for number in range(len(LINES)):
            row = 2 * number + 1
            name = self._label()
            name.setAlignment(Qt.AlignmentFlag.AlignLeft)
            meaning = self._label(quiet=True)
            meaning.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            meaning.setWordWrap(True)
            meaning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            meaning.setContentsMargins(0, 0, 0, theme.S)
            grid.addWidget(name, row, 0)
            grid.addWidget(meaning, row + 1, 0, 1, 4)
            cells = (self._value(), self._value(), self._value())
            for column, cell in enumerate(cells, 1):
                grid.addWidget(cell, row, column)
            self._names.append((name, meaning))
            self._cells.append(cells)
        grid.setRowStretch(2 * len(LINES) + 1, 1)
        worded(self, self._say)

    def show_numbers(self, numbers: Numbers) -> None:
        """Show the numbers of a snapshot."""
        if numbers != self._shown:
            self._shown = numbers
            self._tell()

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Numbers of this conversation"))
        for head, (word, hint) in zip(self._heads, HEADS, strict=True):
            head.setText(wording.tr(word))
            head.setToolTip(wording.tr(hint))
        for line, (name, meaning) in zip(LINES, self._names, strict=True):
            name.setText(wording.tr(line.name))
            meaning.setText(wording.tr(line.meaning))
        self._tell()

    def _tell(self) -> None:
        for line, cells in zip(LINES, self._cells, strict=True):
            texts = line.cells(self._shown)
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)
            named = zip(("", "p50 ", "p95 "), texts, strict=True)
            spoken = ", ".join(f"{name}{text}" for name, text in named if text)
            cells[0].setAccessibleName(f"{wording.tr(line.name)}: {spoken}")

    def texts(self) -> dict[str, Cells]:
        """Return what is shown, by name."""
        return {
            line.name: (last.text(), median.text(), tail.text())
            for line, (last, median, tail) in zip(LINES, self._cells, strict=True)
        }

    def _label(self, *, quiet: bool = False) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        if quiet:
            label.setFont(theme.small_font())
            label.setProperty("role", "quiet")
        return label

    def _value(self) -> QLabel:
        label = self._label()
        label.setFont(theme.scaled_font(1.0, weight=QFont.Weight.DemiBold))
        return label
