"""The numbers at the bottom: how fast, how clean, how much."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from voiceapp.dialogue.snapshot import Numbers, Spread
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.worded import worded

ECHO_HINT = "Echo: how much of the loudspeaker is taken out of the microphone."
ANSWER_HINT = "Answer time: from the end of your speech to the first sound of the answer, last turn."
STOP_HINT = "Stop time: from the reason to stop to the last sound heard, last interruption."
HEARD_HINT = "Heard error: how far the account of what you heard can be off, by the loudspeaker's clock."
JITTER_HINT = (
    "Jitter: how late the sound of the last answer came at worst, against playing it from its first piece."
)

SCARCE_HINT = (
    "What is left of the account's rate limit. A service may reserve a whole answer's tokens as one begins."
)
CONTEXT_HINT = (
    "Context: how much of what the model can read the conversation fills. "
    "When it is full the oldest part goes."
)
PROBLEMS_HINT = (
    "Problems: errors the service reported and events this program does not know. See the inspector."
)
COST_HINT = "What the answers of this conversation cost, by the price file. See the inspector."
TOKENS_HINT = "Tokens used by this conversation; those in brackets were cached and cost less."
SCARCE_PERCENT = 20
FULL_PERCENT = 50
"""Beyond these a number is worth the room in the line; the inspector has it always."""


class StatusLine(QWidget):
    """Labels from the most to the least important; where there is no room, the last ones go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._numbers = Numbers()
        self._echo: tuple[float | None, str] = (None, "")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.L)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.answer = self._label()
        self.stop = self._label()
        self.echo = self._label()
        self.glitches = self._label()
        self.problems = self._label()
        self.heard = self._label()
        self.jitter = self._label()
        self.cost = self._label()
        self.scarce = self._label()
        self.context = self._label()
        self.tokens = self._label()
        self.interruptions = self._label()
        self._row.addStretch(1)
        worded(self, self._say)

    def show_numbers(self, numbers: Numbers) -> None:
        """Show the numbers of a snapshot."""
        self._numbers = numbers
        self._tell()

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Numbers"))
        _hint(self.problems, wording.tr(PROBLEMS_HINT))
        _hint(self.heard, wording.tr(HEARD_HINT))
        _hint(self.cost, wording.tr(COST_HINT))
        _hint(self.scarce, wording.tr(SCARCE_HINT))
        _hint(self.context, wording.tr(CONTEXT_HINT))
        _hint(self.tokens, wording.tr(TOKENS_HINT))
        _hint(self.interruptions, wording.tr("Interruptions: how often you cut in."))
        self._tell()
        self._tell_echo()

    def _tell(self) -> None:
        numbers = self._numbers
        sign = wording.tr("≈ ") if numbers.heard_is_estimated else ""
        answer, stop = (
            wording.ms_text(ms) if ms is None else sign + wording.ms_text(ms)
            for ms in (numbers.answer_ms, numbers.stop_ms)
        )
        self.answer.setText(wording.tr("answer %1").replace("%1", answer))
        self.stop.setText(wording.tr("stop %1").replace("%1", stop))
        _explain(self.answer, wording.tr(ANSWER_HINT), numbers.answers)
        _explain(self.stop, wording.tr(STOP_HINT), numbers.stops)
        self.heard.setText(wording.tr("heard %1").replace("%1", wording.error_text(numbers.heard_error_ms)))
        self.jitter.setText(wording.tr("jitter %1").replace("%1", wording.ms_text(numbers.jitter_ms)))
        _explain(self.jitter, wording.tr(JITTER_HINT), numbers.jitters)
        self._show_glitches(numbers)
        self.cost.setText(wording.cost_text(numbers.account))
        self._show_what_is_left(numbers)
        tokens = wording.tr("%1 tokens").replace("%1", wording.count_text(numbers.tokens))
        if numbers.cached_tokens:
            cached = wording.tr("(%1 cached)").replace("%1", wording.count_text(numbers.cached_tokens))
            tokens = f"{tokens} {cached}"
        self.tokens.setText(tokens)
        self.interruptions.setText(
            _counted(numbers.interruptions, wording.tr("%1 interruption"), wording.tr("%1 interruptions"))
        )
        problems = numbers.errors + numbers.unrecognised
        self.problems.setText(
            _counted(problems, wording.tr("%1 problem"), wording.tr("%1 problems")) if problems else ""
        )
        self._fit()

    def show_echo(self, echo_db: float | None, sentence: str) -> None:
        """Show how much of the echo is taken away; nothing before anything was measured."""
        if (echo_db, sentence) != self._echo:
            self._echo = (echo_db, sentence)
            self._tell_echo()

    def _tell_echo(self) -> None:
        echo_db, sentence = self._echo
        text = wording.tr("echo −%1 dB").replace("%1", f"{echo_db:.0f}") if echo_db is not None else ""
        if text != self.echo.text():
            self.echo.setText(text)
            self._fit()
        known = (wording.tr(ECHO_HINT), sentences.translated(sentence))
        _hint(self.echo, "\n".join(part for part in known if part))

    def labels(self) -> tuple[QLabel, ...]:
        """Return the labels, most important first."""
        return (
            self.answer,
            self.stop,
            self.echo,
            self.glitches,
            self.problems,
            self.scarce,
            self.cost,
            self.context,
            self.heard,
            self.jitter,
            self.tokens,
            self.interruptions,
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for the first number: the others go before the window has to grow."""
        return QSize(60, self.answer.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Show what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setFont(theme.small_font())
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        label.setProperty("role", "quiet")
        self._row.addWidget(label)
        return label

    def _show_glitches(self, numbers: Numbers) -> None:
        count = numbers.underruns + numbers.overflows + numbers.clipped
        self.glitches.setText(_counted(count, wording.tr("%1 glitch"), wording.tr("%1 glitches")))
        hint = wording.tr(
            "Glitches: %1 times the answer had to wait for sound in the middle, %2 times sound of the "
            "microphone was lost, %3 times you were too loud for it."
        )
        for place, part in enumerate((numbers.underruns, numbers.overflows, numbers.clipped), 1):
            hint = hint.replace(f"%{place}", str(part))
        _hint(self.glitches, hint)

    def _show_what_is_left(self, numbers: Numbers) -> None:
        """Name the scarcest limit once it is scarce, and the context once it is full enough to matter."""
        known = [(limit.left_percent, limit) for limit in numbers.limits if limit.left_percent is not None]
        percent, limit = min(known, key=lambda one: one[0], default=(100, None))
        scarce = limit is not None and percent < SCARCE_PERCENT
        self.scarce.setText(
            f"{wording.limit_name(limit)} {wording.limit_text(limit)}" if limit and scarce else ""
        )
        tokens, window = numbers.account.context_tokens, numbers.account.context_window
        used = 100 * tokens // window if tokens is not None and window else 0
        text = wording.tr("context %1 % full").replace("%1", str(used))
        self.context.setText(text if used >= FULL_PERCENT else "")

    def _fit(self) -> None:
        room = self.width()
        for label in self.labels():
            need = label.sizeHint().width()
            label.setVisible(bool(label.text()) and need <= room)
            room -= need + theme.L if label.text() else 0


def _hint(label: QLabel, text: str) -> None:
    label.setToolTip(text)
    label.setAccessibleDescription(text)


def _explain(label: QLabel, text: str, spread: Spread | None) -> None:
    """Explain a label, with the spread over the conversation."""
    if spread is not None:
        usual = wording.tr(
            "In this conversation: %1 ms usually (p50), %2 ms at worst but one in twenty (p95)."
        )
        text = f"{text}\n{usual.replace('%1', str(spread.p50_ms)).replace('%2', str(spread.p95_ms))}"
    _hint(label, text)


def _counted(count: int, one: str, many: str) -> str:
    return (one if count == 1 else many).replace("%1", wording.count_text(count))
