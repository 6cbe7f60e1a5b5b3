from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui_tools import assistant, notice, tool, user
from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.ui.segments import Look, find_all, is_right_to_left, segments, utf16_units


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (user("Hello"), [("Hello", Look.PLAIN)]),
        (user(state=RowState.WAITING), [("…", Look.ABSENT)]),
        (user("Hel", state=RowState.LIVE), [("Hel", Look.PLAIN)]),
        (user(state=RowState.FAILED, note="no speech"), [("(not transcribed) no speech", Look.ABSENT)]),
        (user(state=RowState.FAILED), [("(not transcribed)", Look.ABSENT)]),
        (
            user("Hel", state=RowState.FAILED, note="lost"),
            [("Hel", Look.PLAIN), (" (not transcribed) lost", Look.ABSENT)],
        ),
        (assistant(state=RowState.LIVE), [("…", Look.ABSENT)]),
        (
            assistant("one two", state=RowState.LIVE, heard_chars=3),
            [("one ", Look.HEARD), ("two", Look.UNHEARD)],
        ),
        (assistant("one two", state=RowState.LIVE), [("one two", Look.UNHEARD)]),
        (assistant("one two", state=RowState.DONE, heard_chars=3), [("one two", Look.HEARD)]),
        (
            assistant("one two", state=RowState.CUT, heard_chars=5, cut_ms=900),
            [("one t", Look.HEARD), ("wo", Look.STRUCK)],
        ),
        (assistant("one two", state=RowState.CUT, heard_chars=7, cut_ms=900), [("one two", Look.HEARD)]),
        (assistant("one two", state=RowState.CUT, cut_ms=0), [("one two", Look.STRUCK)]),
        (
            assistant("written", state=RowState.CUT, spoken=False, cut_ms=0),
            [("written", Look.HEARD)],
        ),
        (assistant("written", state=RowState.LIVE, spoken=False), [("written", Look.HEARD)]),
        (
            assistant("one two", state=RowState.FAILED, heard_chars=3, note="rate limit"),
            [("one ", Look.HEARD), ("two", Look.UNHEARD), (" (rate limit)", Look.ABSENT)],
        ),
        (assistant(state=RowState.FAILED, note="rate limit"), [("rate limit", Look.ABSENT)]),
        (tool("look()"), [("look()", Look.PLAIN)]),
        (notice("Reconnected"), [("Reconnected", Look.PLAIN)]),
        (notice(""), []),
    ],
)
def test_each_state_has_its_looks(row: Row, expected: list[tuple[str, Look]]) -> None:
    assert segments(row) == expected


def test_the_phrase_for_missing_words_is_the_persons_own() -> None:
    row = user(state=RowState.FAILED, note="still")
    assert segments(row, not_transcribed="(unverständlich)") == [("(unverständlich) still", Look.ABSENT)]


@given(
    text=st.text(max_size=30),
    heard=st.integers(-3, 40),
    state=st.sampled_from([RowState.LIVE, RowState.DONE, RowState.CUT]),
)
def test_no_character_of_an_answer_is_lost_or_doubled(text: str, heard: int, state: RowState) -> None:
    row = Row("a", RowKind.ASSISTANT, state, text, heard_chars=heard, cut_ms=1)
    parts = segments(row)
    assert all(part for part, _ in parts)
    assert "".join(part for part, _ in parts) == (text or "…")


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("abc", 3), ("京都", 2), ("🚄", 2), ("a🚄b", 4), ("👩‍👧", 5)]
)
def test_lengths_are_counted_as_qt_counts(text: str, units: int) -> None:
    assert utf16_units(text) == units


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("The other there", "the", [(0, 3), (5, 3), (10, 3)]),
        ("aaa", "aa", [(0, 2)]),
        ("Straße", "STRASSE", []),
        ("Straße", "straße", [(0, 6)]),
        ("İstanbul", "tan", [(2, 3)]),
        ("anything", "", []),
        ("🚄 train", "train", [(2, 5)]),
    ],
)
def test_words_are_found_whatever_their_case(text: str, wanted: str, places: list[tuple[int, int]]) -> None:
    assert find_all(text, wanted) == places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("hello", False),
        ("متى", True),
        ("שלום", True),
        ("“12: متى", True),
        ("ok متى", False),
        ("…!", False),
    ],
)
def test_the_first_letter_with_a_direction_decides(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected
