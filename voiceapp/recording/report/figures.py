"""The numbers that sum a conversation up, each with the key it has in JSON and the words it has for people.

One list feeds every form of the report and the comparison of two tapes, so none of them can forget one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from voiceapp.dialogue.snapshot import Spread
from voiceapp.recording.report.findings import Report


class Unit(Enum):
    """How a number is written for people."""

    COUNT = "count"
    LATENCY = "latency"
    """Milliseconds, written as such."""
    LENGTH = "length"
    """Milliseconds, written in seconds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report."""

    key: str
    """Its stable name; ends in `_ms` where the value is in milliseconds."""
    label: str
    unit: Unit
    value: int | None
    """None: it was never measured."""


def figures(report: Report) -> tuple[Figure, ...]:
    """Return every number, always in the same order."""
    numbers = report.numbers
    truncations = [amendment for amendment in report.amendments if amendment.audio_end_ms is not None]
    resumed = sum(pause.resumed for pause in report.pauses)
    return (
        _length("duration_ms", "Length of the tape", report.duration_ms),
        _count("turns", "Turns of the person", len(report.turns)),
        _count("answers", "Answers", len(report.answers)),
        *_spread("first_audio", "Time to first audio", numbers.answers),
        *_spread("first_delta", "Time to first sound received", report.first_deltas),
        _count("interruptions", "Interruptions", numbers.interruptions),
        _count("resumed", "Noises after which the answer went on", resumed),
        *_spread("stop", "Time to silence", numbers.stops),
        _length("generated_ms", "Sound generated", report.generated_ms),
        _length("heard_ms", "Sound heard", report.heard_ms),
        _length("unheard_ms", "Generated, never heard", max(0, report.generated_ms - report.heard_ms)),
        _count("truncations", "Truncations", len(truncations)),
        _count("truncations_confirmed", "… confirmed by the service", sum(a.confirmed for a in truncations)),
        _count("deletions", "Items deleted (unheard, or a noise)", len(report.amendments) - len(truncations)),
        _count("input_tokens", "Tokens in", report.tokens.input),
        _count("cached_tokens", "… of them cached", numbers.cached_tokens),
        _count("output_tokens", "Tokens out", report.tokens.output),
        _count("total_tokens", "Tokens in all", numbers.tokens),
        _count("errors", "Errors the service reported", numbers.errors),
        _count("failed_answers", "Answers that failed", _troubles(report, "failed answer")),
        _count("connection_losses", "Connections lost or refused", _troubles(report, "connection")),
        _count("unrecognised", "Events not understood", numbers.unrecognised),
        _count("dropped_deltas", "Late pieces of sound thrown away", numbers.dropped_deltas),
        _count("underruns", "Waits for sound inside an answer", numbers.underruns),
        _count("overflows", "Microphone blocks lost by the driver", numbers.overflows),
        _count("clipped", "Times the microphone was overdriven", numbers.clipped),
    )


def changes(one: Report, other: Report) -> tuple[tuple[Figure, Figure, int | None], ...]:
    """Return each number of both with the second minus the first; None where one was never measured."""
    return tuple(
        (
            left,
            right,
            None if left.value is None or right.value is None else right.value - left.value,
        )
        for left, right in zip(figures(one), figures(other), strict=True)
    )


def shown(value: int | None, unit: Unit) -> str:
    """Return a number as people read it."""
    if value is None:
        return "–"
    match unit:
        case Unit.COUNT:
            return f"{value:,}"
        case Unit.LATENCY:
            return f"{value:,} ms"
        case Unit.LENGTH:
            return seconds(value)


def shown_change(change: int | None, unit: Unit) -> str:
    """Return a difference as people read it, with its sign."""
    if change is None:
        return "–"
    if change == 0:
        return "="
    return f"{'+' if change > 0 else '−'}{shown(abs(change), unit)}"


def seconds(ms: float) -> str:
    """Return a length in seconds, tenths rounded down: nothing is said to have been heard that was not."""
    tenths = int(ms // 100)
    return f"{tenths // 10:,}.{tenths % 10} s"


def moment(ms: float) -> str:
    """Return a moment of the tape as minutes, seconds and tenths."""
    tenths = int(ms // 100)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


def _count(key: str, label: str, value: int) -> Figure:
    return Figure(key, label, Unit.COUNT, value)


def _length(key: str, label: str, value: int) -> Figure:
    return Figure(key, label, Unit.LENGTH, value)


def _spread(key: str, label: str, spread: Spread | None) -> tuple[Figure, Figure]:
    return (
        Figure(f"{key}_p50_ms", f"{label}, median", Unit.LATENCY, spread.p50_ms if spread else None),
        Figure(f"{key}_p95_ms", f"{label}, 95th percentile", Unit.LATENCY, spread.p95_ms if spread else None),
    )


def _troubles(report: Report, kind: str) -> int:
    return sum(trouble.kind == kind for trouble in report.troubles)
