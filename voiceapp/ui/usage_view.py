"""What the conversation has used: tokens by kind, what they cost, and what is left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import Account, Limit, Numbers
from voiceapp.tokens import Tokens
from voiceapp.ui import theme, wording
from voiceapp.ui.worded import worded

Cells = tuple[str, ...]

VALUE_PX = 64
"""Columns of numbers stand below each other from table to table."""
SUM_HEADS = ("", "")
LIMIT_HEADS = ("Rate limits", "")
KIND_HEADS = ("Tokens", "in", "of it cached", "out")
TURN_HEADS = ("Turn", "tokens", "unheard", "cost")
EMPTY = "After the first answer you see here what it used."
EXPLANATION = (
    "Cached tokens are a part of the input and cost less. Unheard is sound that was generated and never "
    "reached your ear. The cost is that of the answers by the price file; what you are billed may differ."
)


class Table(QWidget):
    """Names on the left, values on the right, no lines; rows come and go."""

    def __init__(self, heads: Cells, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, theme.L)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnStretch(0, 1)
        for column in range(1, len(heads)):
            self._grid.setColumnMinimumWidth(column, VALUE_PX if len(heads) > 2 else 0)
        self._columns = len(heads)
        self._labels: list[list[QLabel]] = []
        self._heads: list[tuple[str, QLabel]] = []
        for column, head in enumerate(heads if any(heads) else ()):
            label = self._label(column)
            label.setFont(theme.small_font())
            label.setProperty("role", "quiet")
            self._grid.addWidget(label, 0, column)
            self._heads.append((head, label))
        worded(self, self._say)

    def show_rows(self, rows: list[Cells]) -> None:
        """Show these rows; the table is hidden without any."""
        while len(self._labels) < len(rows):
            self._add_row()
        for number, labels in enumerate(self._labels):
            cells = rows[number] if number < len(rows) else ("",) * self._columns
            for label, cell in zip(labels, cells, strict=True):
                if label.text() != cell:
                    label.setText(cell)
                label.setVisible(number < len(rows))
            labels[0].setAccessibleName(", ".join(cell for cell in cells if cell))
        self.setVisible(bool(rows))

    def texts(self) -> list[Cells]:
        """Return what is shown."""
        rows = [tuple(label.text() for label in labels) for labels in self._labels]
        return [row for row in rows if any(row)]

    def _say(self) -> None:
        for head, label in self._heads:
            label.setText(wording.tr(head) if head else "")

    def _add_row(self) -> None:
        row = len(self._labels) + 1
        labels = [self._label(column) for column in range(self._columns)]
        for column, label in enumerate(labels):
            if column:
                label.setFont(theme.scaled_font(1.0, weight=QFont.Weight.DemiBold))
            self._grid.addWidget(label, row, column)
        self._labels.append(labels)

    def _label(self, column: int) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        return label


class UsageView(QWidget):
    """Sums on top, then rate limits, kinds, and turns, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("usage")
        self._shown: tuple[Account, tuple[Limit, ...]] = (Account(), ())
        self.sums = Table(SUM_HEADS, self)
        self.kinds = Table(KIND_HEADS, self)
        self.turns = Table(TURN_HEADS, self)
        self.limits = Table(LIMIT_HEADS, self)
        self.remark = QLabel(self)
        self.remark.setWordWrap(True)
        self.remark.setFont(theme.small_font())
        self.remark.setProperty("role", "quiet")
        self.remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.S, theme.M, theme.M)
        column.setSpacing(0)
        for part in (self.sums, self.limits, self.kinds, self.turns, self.remark):
            column.addWidget(part)
        column.addStretch(1)
        worded(self, self._say)

    def show_numbers(self, numbers: Numbers) -> None:
        """Show the account of a snapshot."""
        shown = (numbers.account, numbers.limits)
        if shown != self._shown:
            self._shown = shown
            self._say()

    def _say(self) -> None:
        account, limits = self._shown
        self.setAccessibleName(wording.tr("What this conversation has used"))
        self.sums.show_rows(sums_of(account))
        self.limits.show_rows([limit_of(limit) for limit in limits])
        self.kinds.show_rows(kinds_of(account.tokens))
        self.turns.show_rows(turns_of(account))
        self.remark.setText(wording.tr(EXPLANATION) if account.turns else wording.tr(EMPTY))


def sums_of(account: Account) -> list[Cells]:
    """Return the sums that there are: cost, what was wasted, how full the context is, transcription."""
    rows: list[Cells] = []
    if account.cost_usd is not None:
        cost = wording.cost_text(account)
        if account.cost_cap_usd:
            cost = wording.tr("%1 of %2").replace("%1", cost)
            cost = cost.replace("%2", wording.usd_text(account.cost_cap_usd))
        rows.append((wording.tr("Cost"), cost))
    elif account.turns:
        rows.append((wording.tr("Cost"), wording.tr("no price known")))
    if account.unheard_ms or account.unheard_tokens:
        wasted = [wording.tr("%1 s").replace("%1", wording.seconds_text(account.unheard_ms))]
        if account.unheard_tokens:
            tokens = wording.count_text(account.unheard_tokens)
            wasted.append(wording.tr("%1 tokens").replace("%1", tokens))
        if account.unheard_usd is not None:
            wasted.append(wording.usd_text(account.unheard_usd))
        rows.append((wording.tr("Never heard"), " · ".join(wasted)))
    if account.context_tokens is not None:
        rows.append((wording.tr("Context"), _context(account.context_tokens, account.context_window)))
    if account.transcription.total:
        tokens = wording.count_text(account.transcription.total)
        rows.append((wording.tr("Transcription"), wording.tr("%1 tokens").replace("%1", tokens)))
    if account.transcription_ms:
        seconds = wording.seconds_text(account.transcription_ms)
        rows.append((wording.tr("Transcribed"), wording.tr("%1 s").replace("%1", seconds)))
    return rows


def limit_of(limit: Limit) -> Cells:
    """Return what is left of a limit, in words."""
    return wording.limit_name(limit), wording.limit_text(limit) or "–"


def kinds_of(tokens: Tokens) -> list[Cells]:
    """Return the kinds of which there are any."""
    rows = [
        (wording.tr("Text"), tokens.text_in, tokens.text_cached, tokens.text_out),
        (wording.tr("Sound"), tokens.audio_in, tokens.audio_cached, tokens.audio_out),
        (wording.tr("Images"), tokens.image_in, tokens.image_cached, 0),
    ]
    found = [(name, *map(wording.count_text, counts)) for name, *counts in rows if any(counts)]
    if tokens.unsorted:
        total = wording.tr("%1 in all").replace("%1", wording.count_text(tokens.unsorted))
        found.append((wording.tr("Of no told kind"), "", wording.count_text(tokens.unsorted_cached), total))
    return found


def turns_of(account: Account) -> list[Cells]:
    """Return the turns, newest first, numbered as in the page about latency."""
    rows: list[Cells] = []
    for number, turn in reversed(list(enumerate(account.turns, 1))):
        unheard = wording.tr("%1 s").replace("%1", wording.seconds_text(turn.unheard_ms))
        cost = "–" if turn.cost_usd is None else wording.usd_text(turn.cost_usd)
        tokens = wording.count_text(turn.tokens.total)
        rows.append((str(number), tokens, unheard if turn.unheard_ms else "–", cost))
    return rows


def _context(tokens: int, window: int | None) -> str:
    if window is None:
        return wording.tr("%1 tokens").replace("%1", wording.count_text(tokens))
    text = wording.tr("%1 of %2 tokens (%3 %)").replace("%1", wording.count_text(tokens))
    return text.replace("%2", wording.count_text(window)).replace("%3", str(100 * tokens // window))
