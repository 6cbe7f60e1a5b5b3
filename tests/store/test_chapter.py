"""One conversation while it is being kept, picture by picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.stored import STARTED_AT, STARTED_AT_NS, answered, chapter, keep, picture, said
from voiceapp.dialogue.snapshot import Row, RowKind, RowState, SessionFacts, Snapshot
from voiceapp.dialogue.two_answers import Choice
from voiceapp.store.archive import Archive
from voiceapp.store.chapter import About, Chapter
from voiceapp.store.kept import ConversationId, Preference

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
    assert archive.open(ONE).parts[0].tape == "somewhere"
    assert archive.list()[0].is_recorded


# -- continued -------------------------------------------------------------------------------------------


LATER_NS = STARTED_AT_NS + 2 * 86_400 * 1_000_000_000


def further_part(continues: ConversationId = ONE) -> Chapter:
    """Return the same conversation two days later, in another program."""
    return Chapter(About(), started_ns=50, wall_offset_ns=LATER_NS, continues=continues)


def earlier(text: str) -> Row:
    return replace(said(text, "earlier-1"), earlier=True)


def test_a_conversation_that_goes_on_stays_one_and_nothing_is_lost_or_there_twice(archive: Archive) -> None:
    keep(archive, said("When?", "item_voiceapp_1"), answered("At ten."))
    on = further_part()
    on.show(picture(earlier("When?"), Row("notice-1", RowKind.NOTICE, RowState.DONE, "Continued.")))
    assert on.write(archive) == 0  # nobody has said anything yet
    on.show(picture(earlier("When?"), said("Which platform?", "item_voiceapp_1"), answered("Four.", "x")))
    assert on.write(archive) == 2
    assert [one.title for one in archive.list()] == ["When?"]
    opened = archive.open(ONE)
    assert [(row.part, row.text) for row in opened.rows] == [
        (0, "When?"),
        (0, "At ten."),
        (1, "Which platform?"),
        (1, "Four."),
    ]
    assert (opened.title, opened.summary.rows) == ("When?", 4)
    assert len({row.key for row in opened.rows}) == 4
    assert [found.row_key for found in archive.search("platform")] == ["1:item_voiceapp_1"]


def test_the_times_of_a_further_part_follow_those_before_it_and_its_day_is_known(archive: Archive) -> None:
    keep(archive, said("When?"))  # shown 5 s after it began
    on = further_part()
    on.show(picture(said("And now?", at_ms=3_000), at_ms=4_000))
    on.write(archive)
    opened = archive.open(ONE)
    assert [part.from_ms for part in opened.parts] == [0, 5_000]
    assert opened.rows[1].at_ms == 5_000 + 2_999
    assert opened.said_at(opened.rows[1]) == STARTED_AT + timedelta(days=2, milliseconds=2_999)
    assert opened.duration_ms == 5_000 + 3_999


def test_two_programs_that_continue_the_same_conversation_do_not_touch_each_other(archive: Archive) -> None:
    keep(archive, said("When?"))
    one, other = further_part(), further_part()
    for part, words in ((one, "one"), (other, "other")):
        part.show(picture(said(words, "item_voiceapp_1")))
        part.write(archive)
    one.show(picture(said("one", "item_voiceapp_1"), answered("Yes.", "y")))
    one.write(archive)
    assert [row.text for row in archive.open(ONE).rows] == ["When?", "one", "Yes.", "other"]


def test_a_program_that_is_killed_before_anything_was_said_has_changed_nothing(archive: Archive) -> None:
    keep(archive, said("When?"))
    before = archive.open(ONE)
    on = further_part()
    on.show(picture(earlier("When?")))
    on.write(archive)
    assert archive.open(ONE) == before


def test_a_title_of_the_persons_own_outlives_what_is_said_later(archive: Archive) -> None:
    keep(archive, said("When?"))
    archive.rename(ONE, "Trains")
    on = further_part()
    on.show(picture(said("And now?")))
    on.write(archive)
    assert archive.open(ONE).title == "Trains"


def test_the_recording_of_a_further_part_is_beside_that_of_the_first(archive: Archive) -> None:
    keep(archive, said("When?"))
    on = further_part()
    on.recorded("tuesday")
    on.show(picture(said("And now?")))
    on.write(archive)
    assert [part.tape for part in archive.open(ONE).parts] == ["", "tuesday"]
    assert archive.list()[0].is_recorded


def test_going_on_with_a_conversation_that_is_deleted_meanwhile_does_not_bring_it_back(
    archive: Archive,
) -> None:
    keep(archive, said("When?"))
    on = further_part()
    archive.delete([ONE])
    on.show(picture(said("And now?")))
    assert on.write(archive) == 0
    assert archive.list() == ()


# -- two answers -----------------------------------------------------------------------------------------


def test_an_answer_that_was_set_aside_is_kept_as_such(archive: Archive) -> None:
    kept = chapter()
    kept.show(picture(said("When?"), answered("At ten.", "a")))
    kept.write(archive)
    kept.show(
        picture(said("When?"), replace(answered("At ten.", "a"), set_aside=True), answered("At four.", "b"))
    )
    kept.write(archive)
    assert [row.set_aside for row in archive.open(ONE).rows] == [False, True, False]


def test_a_choice_is_kept_once_and_under_the_name_its_row_has_here(archive: Archive) -> None:
    keep(archive, said("Before"))
    on = further_part()
    first = Choice(1, "u", "At ten.", "At four.")
    for choices in ((), (first,), (first,), (first, Choice(2, "u", "Yes.", "No."))):
        on.show(replace(picture(said("When?", "u")), choices=choices))
        on.write(archive)
    assert archive.preferences(ONE) == (
        Preference("1:u", "At ten.", "At four."),
        Preference("1:u", "Yes.", "No."),
    )


def test_a_choice_about_words_that_are_not_kept_is_not_kept_either(archive: Archive) -> None:
    kept = Chapter(About(), started_ns=0, wall_offset_ns=LATER_NS, skips=frozenset({"u"}))
    choices = (Choice(1, "u", "At ten.", "At four."), Choice(2, "v", "Yes.", "No."))
    kept.show(replace(picture(said("When?", "u"), said("Really?", "v")), choices=choices))
    kept.write(archive)
    assert archive.preferences(ONE) == (Preference("v", "Yes.", "No."),)


def test_what_the_session_was_is_still_known_when_it_is_over(archive: Archive) -> None:
    kept = chapter()
    facts = SessionFacts(instructions="in force")
    kept.show(Snapshot(rows=(said("Hello"),), model="gpt-realtime", session=facts))
    kept.write(archive)
    kept.show(Snapshot(rows=(said("Hello"), answered("Hi.")), model="", session=None))
    kept.write(archive)
    assert (archive.open(ONE).summary.model, archive.open(ONE).instructions) == ("gpt-realtime", "in force")


def test_what_was_heard_before_anybody_looked_was_heard_when_it_appeared(archive: Archive) -> None:
    kept = chapter()
    over = answered("Hi.", "a", at_ms=2_000, heard_ms=700)
    speaking = replace(answered("And now", "b", at_ms=4_000, heard_ms=500), state=RowState.LIVE)
    more = tuple(said(f"word {number}", f"u{number}") for number in range(20))
    kept.show(picture(over, *more, speaking, at_ms=5_000))
    kept.write(archive)
    first, *_, last = archive.open(ONE).rows
    assert (first.heard_from_ms, first.heard_until_ms) == (2_000, 2_700)
    assert (last.heard_from_ms, last.heard_until_ms) == (4_500, 5_000)


def test_rows_that_are_not_to_be_kept_are_left_out(archive: Archive) -> None:
    kept = Chapter(About(), started_ns=0, wall_offset_ns=0, skips=frozenset({"secret"}))
    kept.show(picture(said("a secret", "secret")))
    assert kept.write(archive) == 0
    kept.show(picture(said("a secret", "secret"), said("Hello", "hello")))
    kept.write(archive)
    assert texts(archive) == ["Hello"]
