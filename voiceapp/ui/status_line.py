"""The numbers at the bottom: how fast, how clean, how much."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from voiceapp.dialogue.snapshot import Numbers, Spread
from voiceapp.ui import theme, wording

ECHO_HINT = "Echo: how much of the loudspeaker is taken out of the microphone."
ANSWER_HINT = "Answer time: from the end of your speech to the first sound of the answer, last turn."
STOP_HINT = "Stop time: from the reason to stop to the last sound heard, last interruption."


def ms_text(ms: int | None) -> str:
    """Return a duration for people; a dash where nothing was measured."""
    return "–" if ms is None else f"{ms} ms"


class StatusLine(QWidget):
    """Labels from the most to the least important; where there is no room, the last ones go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(wording.tr("Numbers"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.L)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.answer = self._label(wording.tr(ANSWER_HINT))
        self.stop = self._label(wording.tr(STOP_HINT))
        self.echo = self._label(wording.tr(ECHO_HINT))
        self.glitches = self._label(
            wording.tr(
                "Glitches: times the answer had to wait for sound in the middle, "
                "times microphone sound was lost, and times you were too loud for the microphone."
            )
        )
        self.tokens = self._label(
            wording.tr("Tokens used by this conversation; those in brackets were cached and cost less.")
        )
        self.interruptions = self._label(wording.tr("Interruptions: how often you cut in."))
        self.problems = self._label(
            wording.tr(
                "Problems: errors the service reported and events this program does not know. "
                "See the inspector."
            )
        )
        self._row.addStretch(1)
        self.show_numbers(Numbers())

    def show_numbers(self, numbers: Numbers) -> None:
        """Show the numbers of a snapshot."""
        estimated = wording.tr("≈ ") if numbers.heard_is_estimated else ""
        self.answer.setText(wording.tr("answer %1").replace("%1", estimated + ms_text(numbers.answer_ms)))
        self.stop.setText(wording.tr("stop %1").replace("%1", estimated + ms_text(numbers.stop_ms)))
        _explain(self.answer, ANSWER_HINT, numbers.answers)
        _explain(self.stop, STOP_HINT, numbers.stops)
        glitches = numbers.underruns + numbers.overflows + numbers.clipped
        self.glitches.setText(_counted(glitches, wording.tr("%1 glitch"), wording.tr("%1 glitches")))
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
        text = wording.tr("echo −%1 dB").replace("%1", f"{echo_db:.0f}") if echo_db is not None else ""
        if text != self.echo.text():
            self.echo.setText(text)
            self._fit()
        hint = "\n".join(part for part in (wording.tr(ECHO_HINT), sentence) if part)
        if hint != self.echo.toolTip():
            self.echo.setToolTip(hint)
            self.echo.setAccessibleDescription(hint)

    def labels(self) -> tuple[QLabel, ...]:
        """Return the labels, most important first."""
        return (
            self.answer,
            self.stop,
            self.echo,
            self.glitches,
            self.tokens,
            self.interruptions,
            self.problems,
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for the first number: the others go before the window has to grow."""
        return QSize(60, self.answer.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Show what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _label(self, hint: str) -> QLabel:
        label = QLabel(self)
        label.setFont(theme.small_font())
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        label.setProperty("role", "quiet")
        label.setToolTip(hint)
        label.setAccessibleDescription(hint)
        self._row.addWidget(label)
        return label

    def _fit(self) -> None:
        room = self.width()
        for label in self.labels():
            need = label.sizeHint().width()
            label.setVisible(bool(label.text()) and need <= room)
            room -= need + theme.L if label.text() else 0


def _explain(label: QLabel, hint: str, spread: Spread | None) -> None:
    """Put the spread over the conversation into a label's tooltip."""
    text = wording.tr(hint)
    if spread is not None:
        usual = wording.tr(
            "In this conversation: %1 ms usually (p50), %2 ms at worst but one in twenty (p95)."
        )
        text = f"{text}\n{usual.replace('%1', str(spread.p50_ms)).replace('%2', str(spread.p95_ms))}"
    label.setToolTip(text)
    label.setAccessibleDescription(text)


def _counted(count: int, one: str, many: str) -> str:
    return (one if count == 1 else many).replace("%1", wording.count_text(count))
