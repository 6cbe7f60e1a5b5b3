"""The report as JSON, for programs.

    {
      "format": "voiceapp-report", "version": 1,
      "report": REPORT,
      "other": REPORT or null,        the second tape of a comparison
      "change": {KEY: number or null} or null
    }

`change` holds, for each key of `figures`, the second tape minus the first; null where one of them was never
measured. A REPORT is

    name, about, program, dialect     text; where the tape comes from
    started_at                        the time of day, ISO 8601 in UTC; empty: not known
    private                           true: the tape keeps no words, only how many characters
    steps                             how many steps were read
    damage                            sentences; empty for a whole tape
    heard_is_estimated                the loudspeaker's clock was implausible
    figures                           one number per key of `figures.py`; null: never measured
    turns                             item_id, at_ms, words, chars, note, committed_ms, first_delta_ms,
                                      first_handed_ms, first_heard_ms (the last four since the end of speech)
    answers                           item_id, at_ms, state, spoken, heard_ms, generated_ms, words, chars,
                                      heard_chars, note
    interruptions                     began_ms, decided_ms, cause, stop_ms, cut_items
    pauses                            from_ms, to_ms, resumed
    amendments                        at_ms, item_id, audio_end_ms (null: deleted), confirmed
    troubles                          at_ms, kind, text

Moments are milliseconds since the tape's first step. Within a version keys are added, never renamed or taken
away; the curves of the plots are not part of it.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec

from voiceapp.recording.report.figures import changes, figures
from voiceapp.recording.report.findings import Answer, Report, Turn

FORMAT = "voiceapp-report"
VERSION = 1


def as_json(report: Report, other: Report | None = None) -> str:
    """Return the report as JSON text, indented, ending in a newline."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "report": _report(report),
        "other": None if other is None else _report(other),
        "change": None if other is None else {left.key: change for left, _, change in changes(report, other)},
    }
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"


def _report(report: Report) -> dict[str, Any]:
    return {
        "name": report.name,
        "about": report.about,
        "program": report.program,
        "dialect": report.dialect,
        "started_at": report.started_at,
        "private": report.private,
        "steps": report.steps,
        "damage": report.damage,
        "heard_is_estimated": report.numbers.heard_is_estimated,
        "figures": {figure.key: figure.value for figure in figures(report)},
        "turns": [_turn(turn) for turn in report.turns],
        "answers": [_answer(answer) for answer in report.answers],
        "interruptions": [dataclasses.asdict(one) for one in report.interruptions],
        "pauses": [dataclasses.asdict(one) for one in report.pauses],
        "amendments": [dataclasses.asdict(one) for one in report.amendments],
        "troubles": [dataclasses.asdict(one) for one in report.troubles],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    times = turn.times
    return {
        "item_id": turn.item_id,
        "at_ms": turn.at_ms,
        "words": turn.words,
        "chars": turn.chars,
        "note": turn.note,
        "committed_ms": times.committed_ms if times else None,
        "first_delta_ms": times.first_delta_ms if times else None,
        "first_handed_ms": times.first_handed_ms if times else None,
        "first_heard_ms": times.first_heard_ms if times else None,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "item_id": answer.item_id,
        "at_ms": answer.at_ms,
        "state": answer.state.value,
        "spoken": answer.spoken,
        "heard_ms": answer.heard_ms,
        "generated_ms": answer.generated_ms,
        "words": answer.words,
        "chars": answer.chars,
        "heard_chars": answer.heard_chars,
        "note": answer.note,
    }
