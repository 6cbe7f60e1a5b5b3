from __future__ import annotations

import pytest

from tests.ui_tools import assistant, notice, tool, user
from voiceapp.dialogue.snapshot import Account, DuplexMode, Limit, Microphone, Phase, Row, RowState
from voiceapp.ui import wording


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.0k"),
        (12_431, "12.4k"),
        (150_200, "150k"),
        (999_949, "1,000k"),
        (999_950, "1.0M"),
        (3_120_000, "3.1M"),
    ],
)
def test_counts_are_short(count: int, text: str) -> None:
    assert wording.count_text(count).replace(",", "") == text.replace(",", "")


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "0.0"), (99, "0.0"), (3_249, "3.2"), (3_299, "3.2"), (60_000, "60.0")]
)
def test_seconds_never_claim_more_than_was_heard(ms: int, text: str) -> None:
    assert wording.seconds_text(ms) == text


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (assistant("x", state=RowState.CUT, cut_ms=3_249), "you cut in at 3.2 s"),
        (assistant("x", state=RowState.CUT, cut_ms=0), "you cut in before any of it was heard"),
        (assistant("x", state=RowState.CUT), "stopped"),
        (assistant("x", state=RowState.CUT, spoken=False, cut_ms=0), "stopped"),
        (assistant("x", state=RowState.DONE, cut_ms=5), ""),
        (user("x"), ""),
    ],
)
def test_a_cut_says_when(row: Row, text: str) -> None:
    assert wording.cut_text(row) == text


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (user("Hello"), "You: Hello"),
        (user(state=RowState.WAITING), "You: no words yet"),
        (assistant("Hi there"), "Assistant: Hi there"),
        (assistant("Hi", state=RowState.FAILED, note="rate limit"), "Assistant: Hi rate limit"),
        (tool("look()", note="120 ms"), "Tool, look(), 120 ms"),
        (notice("Reconnected"), "Reconnected"),
        (notice("Reconnected", details="code"), "Reconnected. Details available"),
    ],
)
def test_rows_are_said_as_sentences(row: Row, sentence: str) -> None:
    assert wording.spoken_row(row) == sentence


def test_every_state_has_words() -> None:
    assert all(wording.phase_word(phase) for phase in Phase)
    assert len({wording.microphone_word(state) for state in Microphone}) == 3
    assert len({wording.microphone_sentence(state) for state in Microphone}) == 3


def test_clock_times_have_milliseconds() -> None:
    assert wording.clock_text(1_000_000, 4_000_000).endswith(":00.005")


def test_durations_and_errors_have_a_unit_and_what_was_not_measured_is_a_dash() -> None:
    assert [wording.ms_text(ms) for ms in (None, 0, 610)] == ["–", "0 ms", "610 ms"]
    assert [wording.error_text(ms) for ms in (None, 2)] == ["–", "±2 ms"]


def test_every_mode_has_words_and_a_sentence() -> None:
    assert len({wording.duplex_words(mode) for mode in DuplexMode}) == 3
    assert len({wording.duplex_sentence(mode) for mode in DuplexMode}) == 3


def test_a_limit_says_what_is_left_and_until_when_as_far_as_it_is_told() -> None:
    assert wording.limit_text(Limit("tokens", 12, 3)) == "12 % left, resets in 3 s"
    assert wording.limit_text(Limit("tokens", None, 3)) == "resets in 3 s"
    assert wording.limit_text(Limit("tokens", None, None)) == ""


def test_a_cost_is_told_only_with_a_price() -> None:
    assert wording.cost_text(Account()) == ""
    assert wording.cost_text(Account(cost_usd=0.5)) == "$0.5000"
    assert wording.cost_text(Account(cost_usd=0.5, cost_is_whole=False)) == "at least $0.5000"


def test_an_unfinished_answer_is_said_with_the_reason() -> None:
    row = assistant("Once upon a", note="cut off at the length limit")
    assert wording.spoken_row(row) == "Assistant: Once upon a, cut off at the length limit"
