"""Words for people, and words from outside that can do no harm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report_samples import EMPTY, SAMPLE
from voiceapp.dialogue.snapshot import RowState
from voiceapp.recording.report.findings import Amendment, Answer, Trouble, Turn
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

CUT, DONE = SAMPLE.answers


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("two\nlines\tand\r\nmore", "two lines and  more"),
        ("\x1b[31mred\x00\x07", "[31mred"),
        ("left \u202eright\u2066 \ud800", "left right "),
        ("żółw 龍 🙂", "żółw 龍 🙂"),
    ],
)
def test_words_from_outside_are_one_line_that_steers_nothing(text: str, harmless: str) -> None:
    assert plain(text) == harmless


def test_where_a_tape_comes_from() -> None:
    secret = replace(EMPTY, started_at="2026-11-21T12:00:00Z", private=True)
    assert origin(secret) == (
        "recorded by voiceapp 1.2.3, begun 2026-11-21T12:00:00Z, 0 steps, 0.0 s, private: no words, no sound"
    )
    assert origin(SAMPLE) == "recorded by voiceapp 1.2.3, dialect ga, 1,200 steps, 4.0 s"
    assert origin(EMPTY) == "recorded by voiceapp 1.2.3, 0 steps, 0.0 s"


def test_a_turn_without_words_says_why_if_that_is_known() -> None:
    assert turn_words(SAMPLE.turns[0]) == "tell me more"
    assert turn_words(Turn("a", 0, "", 0, "no transcription came", None)) == "(no transcription came)"
    assert turn_words(Turn("a", 0, "", 0, "", None)) == "(no words)"
    assert turn_words(Turn("a", 0, "", 12, "", None)) == "(12 characters)"


def test_the_words_of_an_answer_are_parted_where_hearing_ended() -> None:
    assert answer_words(CUT) == ("You said", " hello there.")
    assert answer_words(DONE) == ("Yes.", "")
    assert answer_words(replace(CUT, words="", chars=0, heard_chars=0)) == ("(no words)", "")
    assert answer_words(replace(CUT, words="")) == ("(8 of 21 characters heard)", "")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (CUT, "cut: 1.0 s of 2.2 s heard"),
        (DONE, "0.5 s of 0.5 s heard"),
        (replace(DONE, state=RowState.LIVE), "unfinished: 0.5 s of 0.5 s heard"),
        (replace(DONE, state=RowState.FAILED, note="why"), "failed: 0.5 s of 0.5 s heard, why"),
        (replace(CUT, note="the connection was lost"), "cut: 1.0 s of 2.2 s heard, the connection was lost"),
        (replace(DONE, spoken=False), "in writing"),
    ],
)
def test_how_an_answer_ended(answer: Answer, text: str) -> None:
    assert outcome(answer) == text


def test_how_an_interruption_went() -> None:
    one = SAMPLE.interruptions[0]
    assert stopped(one) == "speech: silent after 30 ms, decided after 150 ms"
    assert stopped(replace(one, stop_ms=None)) == "speech: nothing sounded, decided after 150 ms"


def test_what_the_service_was_told() -> None:
    assert amended(SAMPLE.amendments[0]) == "truncated at 1,005 ms, confirmed"
    assert amended(Amendment(0, "item_9", None)) == "deleted, not confirmed"


def test_what_went_wrong_is_said_with_its_words_if_they_were_kept() -> None:
    assert trouble(Trouble(0, "connection", "It\nbroke.")) == "connection: It broke."
    assert trouble(Trouble(0, "connection", "")) == "connection"
