"""What a kept row says about itself."""

from __future__ import annotations

import pytest

from tests.store.stored import answer, conversation, tool, user
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.store.kept import StoredRow, ToolCall, title_of


def test_an_answer_counts_as_far_as_it_was_heard() -> None:
    row = answer("At ten past three, and at four.", heard="At ten past three,")
    assert (row.heard, row.unheard, row.is_interrupted) == ("At ten past three,", "and at four.", True)


def test_an_answer_heard_to_its_end_was_not_interrupted() -> None:
    row = answer("Platform four.")
    assert (row.heard, row.unheard, row.is_interrupted) == ("Platform four.", "", False)


def test_an_answer_that_was_under_way_when_the_program_ended_was_interrupted() -> None:
    row = StoredRow("a", RowKind.ASSISTANT, RowState.LIVE, "Well", heard_chars=4)
    assert row.is_interrupted


def test_the_words_of_the_person_all_count() -> None:
    assert (user("Hello there").heard, user("Hello there").unheard) == ("Hello there", "")
    assert not user("Hello there").is_interrupted


def test_a_call_is_read_with_brackets_in_its_arguments() -> None:
    assert tool('find({"q": "f(x)"})', "1").call == ToolCall("find", '{"q": "f(x)"}', "1")


def test_a_call_that_did_not_end_is_none() -> None:
    assert tool("find({})", "", done=False).call is None
    assert user("find({})").call is None


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("When does the\n next train leave?", "When does the next train leave?"),
        ("a" * 59, "a" * 59),
        (
            "Tell me everything there is to know about the railway from here to there",
            "Tell me everything there is to know about the railway from…",
        ),
        ("京" * 70, "京" * 60 + "…"),
    ],
)
def test_a_title_is_the_first_words_of_the_person(said: str, title: str) -> None:
    rows = ((RowKind.ASSISTANT, "Hello!"), (RowKind.USER, " "), (RowKind.USER, said), (RowKind.USER, "No"))
    assert title_of(rows) == title


def test_where_the_person_said_nothing_the_assistant_gives_the_title() -> None:
    assert title_of(((RowKind.NOTICE, "Connected."), (RowKind.ASSISTANT, "Hello!"))) == "Hello!"
    assert title_of(()) == ""


def test_a_conversation_has_the_title_of_its_summary() -> None:
    assert conversation(title="Trains").title == "Trains"
