"""Sentences and clauses the text and the page share, and words from outside made harmless.

What a tape holds was said by a person, a model or a service, or was edited by hand: it may hold control
characters that steer a terminal or turn the line around.
"""

from __future__ import annotations

import unicodedata

from voiceapp.dialogue.snapshot import RowState
from voiceapp.recording.report.figures import seconds
from voiceapp.recording.report.findings import Amendment, Answer, Interruption, Report, Trouble, Turn

NO_WORDS = "(no words)"


def plain(text: str) -> str:
    """Return words in one line, without characters that are not printed (controls, direction marks)."""
    spaced = (" " if letter.isspace() else letter for letter in text)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})


def origin(report: Report) -> str:
    """Say where a tape comes from."""
    parts = [f"recorded by voiceapp {plain(report.program)}"]
    parts += [f"begun {plain(report.started_at)}"] if report.started_at else []
    parts += [f"dialect {plain(report.dialect)}"] if report.dialect else []
    parts += [f"{report.steps:,} steps", seconds(report.duration_ms)]
    parts += ["private: no words, no sound"] if report.private else []
    return ", ".join(parts)


def turn_words(turn: Turn) -> str:
    """Return what the person said, or why that is not known."""
    if turn.words:
        return plain(turn.words)
    if turn.note:
        return f"({plain(turn.note)})"
    return f"({turn.chars:,} characters)" if turn.chars else NO_WORDS


def answer_words(answer: Answer) -> tuple[str, str]:
    """Return the words of an answer that were heard, and those that were not."""
    if not answer.words and answer.chars:
        return (f"({answer.heard_chars:,} of {answer.chars:,} characters heard)", "")
    if not answer.words:
        return (NO_WORDS, "")
    return plain(answer.words[: answer.heard_chars]), plain(answer.words[answer.heard_chars :])


def outcome(answer: Answer) -> str:
    """Say how an answer ended."""
    if not answer.spoken:
        return "in writing"
    amounts = f"{seconds(answer.heard_ms)} of {seconds(answer.generated_ms)} heard"
    why = f", {plain(answer.note)}" if answer.note else ""
    match answer.state:
        case RowState.CUT:
            return f"cut: {amounts}{why}"
        case RowState.LIVE | RowState.WAITING:
            return f"unfinished: {amounts}{why}"
        case RowState.FAILED:
            return f"failed: {amounts}{why}"
        case RowState.DONE:
            return f"{amounts}{why}"


def stopped(interruption: Interruption) -> str:
    """Say how an interruption went."""
    decided_ms = interruption.decided_ms - interruption.began_ms
    silent = "nothing sounded"
    if interruption.stop_ms is not None:
        silent = f"silent after {interruption.stop_ms:,} ms"
    return f"{interruption.cause}: {silent}, decided after {decided_ms:,} ms"


def trouble(one: Trouble) -> str:
    """Say what went wrong."""
    return f"{one.kind}: {plain(one.text)}" if one.text else one.kind


def amended(amendment: Amendment) -> str:
    """Say what the service was told."""
    what = "deleted"
    if amendment.audio_end_ms is not None:
        what = f"truncated at {amendment.audio_end_ms:,} ms"
    return f"{what}, {'confirmed' if amendment.confirmed else 'not confirmed'}"
