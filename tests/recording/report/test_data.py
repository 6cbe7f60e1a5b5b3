"""The report as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.report_samples import EMPTY, SAMPLE, hostile
from voiceapp.recording.report import data
from voiceapp.recording.report.data import as_json
from voiceapp.recording.report.figures import figures


def test_one_report_has_nothing_beside_it() -> None:
    whole = json.loads(as_json(SAMPLE))
    assert list(whole) == ["format", "version", "report", "other", "change"]
    assert (whole["format"], whole["version"], whole["other"], whole["change"]) == (
        "voiceapp-report",
        1,
        None,
        None,
    )


def test_a_report_as_a_program_reads_it() -> None:
    found = json.loads(as_json(SAMPLE))["report"]
    assert found["figures"] == {figure.key: figure.value for figure in figures(SAMPLE)}
    assert found["turns"] == [
        {
            "item_id": "user_1",
            "at_ms": 100,
            "words": "tell me more",
            "chars": 12,
            "note": "",
            "committed_ms": 535,
            "first_delta_ms": 595,
            "first_handed_ms": 600,
            "first_heard_ms": 620,
        }
    ]
    assert found["answers"][0] == {
        "item_id": "item_1",
        "at_ms": 1_000,
        "state": "cut",
        "spoken": True,
        "heard_ms": 1_005,
        "generated_ms": 2_200,
        "words": "You said hello there.",
        "chars": 21,
        "heard_chars": 8,
        "note": "",
    }
    assert found["interruptions"] == [
        {"began_ms": 2_200, "decided_ms": 2_350, "cause": "speech", "stop_ms": 30, "cut_items": ["item_1"]}
    ]
    assert found["pauses"] == [{"from_ms": 2_200, "to_ms": 2_350, "resumed": False}]
    assert found["amendments"] == [
        {"at_ms": 2_350, "item_id": "item_1", "audio_end_ms": 1_005, "confirmed": True}
    ]
    assert (found["troubles"], found["damage"], found["heard_is_estimated"]) == ([], [], False)
    assert (found["started_at"], found["private"], found["steps"]) == ("", False, 1_200)


def test_every_key_is_documented() -> None:
    found = json.loads(as_json(SAMPLE))["report"]
    assert data.__doc__ is not None
    keys = [*found, *found["turns"][0], *found["answers"][0], *found["interruptions"][0]]
    keys += [*found["pauses"][0], *found["amendments"][0], "at_ms", "kind", "text"]
    assert [key for key in keys if key not in data.__doc__] == []


def test_a_turn_that_was_never_measured_has_null_times() -> None:
    unanswered = replace(SAMPLE, turns=(replace(SAMPLE.turns[0], times=None),))
    assert json.loads(as_json(unanswered))["report"]["turns"][0]["first_heard_ms"] is None


def test_a_comparison_holds_both_and_the_change() -> None:
    whole = json.loads(as_json(SAMPLE, EMPTY))
    assert whole["other"]["figures"]["heard_ms"] == 0
    assert whole["change"]["heard_ms"] == -1_505
    assert whole["change"]["stop_p50_ms"] is None


def test_words_are_kept_as_they_were() -> None:
    assert json.loads(as_json(hostile()))["report"]["about"] == hostile().about
