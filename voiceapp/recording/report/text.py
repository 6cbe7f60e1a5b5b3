"""The report as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from voiceapp.recording.report.figures import changes, figures, moment, shown, shown_change
from voiceapp.recording.report.findings import Answer, Report
from voiceapp.recording.report.wording import (
    amended,
    answer_words,
    origin,
    outcome,
    plain,
    stopped,
    trouble,
    turn_words,
)

LABEL, NUMBER, LINE = 46, 12, 100
"""Columns of a figure's name, of a number, and of a whole line."""


def as_text(report: Report, other: Report | None = None) -> str:
    """Return the report in lines; with `other`, both tapes beside each other instead of their turns."""
    if other is None:
        lines = [*_head(report), "", *_figures(report), *_course(report)]
    else:
        lines = [*_head(report, "First: "), *_head(other, "Second: "), "", *_comparison(report, other)]
    return "\n".join(lines) + "\n"


def _head(report: Report, place: str = "") -> Iterator[str]:
    yield f"{place}{plain(report.name) or 'Tape'}: {origin(report)}"
    if report.about:
        yield f"  {plain(report.about)}"
    for sentence in report.damage:
        yield f"  Damaged: {plain(sentence)}"
    if report.numbers.heard_is_estimated:
        yield "  The loudspeaker's clock was implausible: what was heard is estimated."


def _figures(report: Report) -> Iterator[str]:
    for figure in figures(report):
        yield f"{figure.label:<{LABEL}}{shown(figure.value, figure.unit):>{NUMBER}}"


def _comparison(one: Report, other: Report) -> Iterator[str]:
    yield f"{'':<{LABEL}}{'first':>{NUMBER}}{'second':>{NUMBER}}{'change':>{NUMBER}}"
    for left, right, change in changes(one, other):
        values = (
            shown(left.value, left.unit),
            shown(right.value, right.unit),
            shown_change(change, left.unit),
        )
        yield f"{left.label:<{LABEL}}" + "".join(f"{value:>{NUMBER}}" for value in values)


def _course(report: Report) -> Iterator[str]:
    """Yield what happened, in order of time."""
    happened = [
        *((one.at_ms, f"You        {turn_words(one)}") for one in report.turns),
        *((one.at_ms, f"Assistant  {_answer(one)}") for one in report.answers),
        *((one.began_ms, f"Cut in     {stopped(one)}") for one in report.interruptions),
        *((one.at_ms, f"Told       {amended(one)}") for one in report.amendments),
        *((one.at_ms, f"Trouble    {trouble(one)}") for one in report.troubles),
    ]
    if happened:
        yield ""
    for at_ms, line in sorted(happened, key=lambda one: one[0]):
        yield from textwrap.wrap(
            line, LINE, initial_indent=f"{moment(at_ms):>8}  ", subsequent_indent=" " * 21
        )


def _answer(answer: Answer) -> str:
    heard, unheard = answer_words(answer)
    words = f"{heard} [not heard: {unheard.strip()}]" if unheard else heard
    return f"{words}  ({outcome(answer)})"
