"""One list of numbers for every form, and how people read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report_samples import EMPTY, SAMPLE
from voiceapp.recording.report.figures import Unit, changes, figures, moment, seconds, shown, shown_change
from voiceapp.recording.report.findings import Amendment, Pause, Trouble


def test_the_numbers_of_a_report_by_their_keys() -> None:
    assert {figure.key: figure.value for figure in figures(SAMPLE)} == {
        "duration_ms": 4_000,
        "turns": 1,
        "answers": 2,
        "first_audio_p50_ms": 620,
        "first_audio_p95_ms": 620,
        "first_delta_p50_ms": 595,
        "first_delta_p95_ms": 595,
        "interruptions": 1,
        "resumed": 0,
        "stop_p50_ms": 30,
        "stop_p95_ms": 30,
        "generated_ms": 2_700,
        "heard_ms": 1_505,
        "unheard_ms": 1_195,
        "truncations": 1,
        "truncations_confirmed": 1,
        "deletions": 0,
        "input_tokens": 33,
        "cached_tokens": 10,
        "output_tokens": 56,
        "total_tokens": 89,
        "errors": 2,
        "failed_answers": 0,
        "connection_losses": 0,
        "unrecognised": 0,
        "dropped_deltas": 0,
        "underruns": 0,
        "overflows": 0,
        "clipped": 0,
    }


def test_deletions_noises_and_troubles_are_counted_apart() -> None:
    found = replace(
        EMPTY,
        amendments=(Amendment(0, "a", None), Amendment(0, "b", 20), Amendment(0, "c", None, confirmed=True)),
        pauses=(Pause(0, 1, resumed=True), Pause(2, 3, resumed=False)),
        troubles=(
            Trouble(0, "connection", ""),
            Trouble(0, "failed answer", ""),
            Trouble(0, "microphone", ""),
        ),
    )
    values = {figure.key: figure.value for figure in figures(found)}
    assert (values["truncations"], values["truncations_confirmed"], values["deletions"]) == (1, 0, 2)
    assert (values["resumed"], values["failed_answers"], values["connection_losses"]) == (1, 1, 1)


def test_what_was_never_measured_is_not_zero() -> None:
    values = {figure.key: figure.value for figure in figures(EMPTY)}
    assert values["first_audio_p50_ms"] is values["first_delta_p95_ms"] is values["stop_p50_ms"] is None
    assert values["turns"] == 0


def test_a_change_is_the_second_minus_the_first_where_both_were_measured() -> None:
    longer = replace(SAMPLE, duration_ms=3_000)
    found = {left.key: change for left, _, change in changes(SAMPLE, longer)}
    assert (found["duration_ms"], found["stop_p50_ms"]) == (-1_000, 0)
    assert {left.key: change for left, _, change in changes(SAMPLE, EMPTY)}["stop_p50_ms"] is None


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, Unit.LATENCY, "–"),
        (1_059, Unit.LATENCY, "1,059 ms"),
        (44_848, Unit.COUNT, "44,848"),
        (2_699, Unit.LENGTH, "2.6 s"),
    ],
)
def test_numbers_as_people_read_them(value: int | None, unit: Unit, text: str) -> None:
    assert shown(value, unit) == text


@pytest.mark.parametrize(("change", "text"), [(None, "–"), (0, "="), (30, "+30 ms"), (-1_030, "−1,030 ms")])
def test_changes_as_people_read_them(change: int | None, text: str) -> None:
    assert shown_change(change, Unit.LATENCY) == text


def test_lengths_and_moments_round_down() -> None:
    assert (seconds(0), seconds(999), seconds(1_234_567)) == ("0.0 s", "0.9 s", "1,234.5 s")
    assert (moment(0), moment(7_599), moment(3_725_000)) == ("0:00.0", "0:07.5", "62:05.0")
