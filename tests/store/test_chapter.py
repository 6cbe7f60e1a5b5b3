"""One conversation while it is being kept, picture by picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.stored import answered, chapter, picture, said
from voiceapp.dialogue.snapshot import Row, RowKind, RowState, SessionFacts, Snapshot
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId

ONE = ConversationId(1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "conversations.sqlite") as opened:
        yield opened


def texts(archive: Archive) -> list[str]:
    return [row.text for row in archive.open(ONE).rows]


def test_only_rows_that_changed_are_written(archive: Archive) -> None:
    kept = chapter()
    hello, answer = said("Hello"), answered("Hi.")
    kept.show(picture(hello, answer))
    assert kept.write(archive) == 2
    assert kept.write(archive) == 0
    kept.show(picture(hello, replace(answer, text="Hi there.", heard_chars=9)))
    assert kept.write(archive) == 1
    assert texts(archive) == ["Hello", "Hi there."]


def test_a_conversation_in_which_nobody_said_anything_is_not_kept(archive: Archive) -> None:
    kept = chapter()
    kept.show(picture(Row("notice-1", RowKind.NOTICE, RowState.DONE, "Connected.")))
    assert kept.write(archive) == 0
    kept.show(picture(Row("item_1", RowKind.USER, RowState.WAITING)))
    assert kept.write(archive) == 0
    assert archive.list() == ()


def test_rows_stay_in_the_order_of_the_conversation_and_go_when_they_go(archive: Archive) -> None:
    kept = chapter()
    first, last = said("first", "a"), said("last", "c")
    kept.show(picture(first, last))
    kept.write(archive)
    kept.show(picture(first, said("between", "b"), last))
    kept.write(archive)
    assert texts(archive) == ["first", "between", "last"]
    kept.show(picture(said("between", "b"), last))
    kept.write(archive)
    assert texts(archive) == ["between", "last"]
    assert archive.search("first") == ()


def test_a_row_that_gets_its_final_name_is_kept_once(archive: Archive) -> None:
    kept = chapter()
    kept.show(picture(said("Hello", "local-1")))
    kept.write(archive)
    kept.show(picture(said("Hello", "item_1")))
    kept.write(archive)
    assert [row.key for row in archive.open(ONE).rows] == ["item_1"]


def test_the_title_follows_the_first_words_until_they_are_known(archive: Archive) -> None:
    kept = chapter()
    kept.show(picture(answered("Welcome!", "a")))
    kept.write(archive)
    assert archive.open(ONE).title == "Welcome!"
    kept.show(picture(answered("Welcome!", "a"), said("Trains to Kyoto?", "b")))
    kept.write(archive)
    assert archive.open(ONE).title == "Trains to Kyoto?"


def test_a_conversation_deleted_while_it_is_held_stays_deleted(archive: Archive) -> None:
    kept = chapter()
    kept.show(picture(said("Hello")))
    kept.write(archive)
    archive.delete([ONE])
    kept.show(picture(said("Hello"), answered("Hi.")))
    assert kept.write(archive) == 0
    assert archive.list() == ()


def test_when_an_answer_was_heard_is_known_to_the_picture(archive: Archive) -> None:
    kept = chapter()
    answer = Row("b", RowKind.ASSISTANT, RowState.LIVE, "Ten past three", at_ns=2_000_000_000)
    for at_ms, heard_ms in ((2_100, 0), (2_330, 30), (2_630, 330), (3_130, 330), (3_430, 630)):
        kept.show(picture(said("When?"), replace(answer, heard_ms=heard_ms), at_ms=at_ms))
    kept.write(archive)
    row = archive.open(ONE).rows[1]
    assert (row.heard_from_ms, row.heard_until_ms) == (2_300, 3_430)  # it was paused for 500 ms


def test_the_session_in_force_says_what_the_assistant_was_told(archive: Archive) -> None:
    kept = chapter(instructions="wished for", tools=({"type": "function", "name": "find"},))
    kept.show(picture(said("Hello")))
    kept.write(archive)
    assert archive.open(ONE).instructions == "wished for"
    facts = SessionFacts(instructions="in force")
    kept.show(Snapshot(rows=(said("Hello"),), model="gpt-realtime-2", session=facts))
    kept.write(archive)
    opened = archive.open(ONE)
    assert (opened.instructions, opened.summary.model) == ("in force", "gpt-realtime-2")
    assert opened.tools == ({"type": "function", "name": "find"},)


def test_a_recording_that_begins_later_is_remembered(archive: Archive) -> None:
    kept = chapter()
    kept.show(picture(said("Hello")))
    kept.write(archive)
    kept.recorded("somewhere")
    kept.write(archive)
    assert archive.open(ONE).tape == "somewhere"
    assert archive.list()[0].is_recorded
