"""A kept conversation as the beginning of a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.store.stored import STARTED_AT, STARTED_AT_NS, answer, conversation, tool, user
from voiceapp.dialogue.earlier import ROWS_MAX, EarlierRow
from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.protocol.wire import CallId
from voiceapp.store.continuing import continued
from voiceapp.store.kept import Part, StoredConversation, StoredRow

DAY_NS = 86_400 * 1_000_000_000


def rows_of(old: StoredConversation) -> tuple[EarlierRow, ...]:
    """Continue a day after it began, five seconds after this program's clock began."""
    return continued(old, now_ns=5_000_000_000, wall_ns=STARTED_AT_NS + DAY_NS).rows


def test_only_what_was_said_and_heard_goes_on() -> None:
    old = conversation(
        user("When does it leave?"),
        answer("At ten past three, and at four.", heard="At ten past three,"),
        StoredRow("notice-1", RowKind.NOTICE, RowState.DONE, "The connection was lost."),
        StoredRow("item_9", RowKind.USER, RowState.FAILED, note="no words were recognised"),
        answer("Never heard at all.", key="item_3", heard=""),
    )
    assert [(row.role, row.text, row.cut_ms) for row in rows_of(old)] == [
        ("user", "When does it leave?", None),
        ("assistant", "At ten past three,", 1_000),
    ]


def test_a_row_keeps_its_time_of_day_however_long_ago_it_was() -> None:
    (row,) = rows_of(conversation(user("Hello", at_ms=1_000)))
    assert row.row_at_ns == 5_000_000_000 - DAY_NS + 1_000_000_000


def test_a_row_of_a_later_part_has_the_time_of_that_part() -> None:
    parts = (Part(STARTED_AT, 0, 0, 60_000), Part(STARTED_AT + timedelta(hours=2), 0, 60_000, 5_000))
    old = conversation(replace(user("And now?", at_ms=61_000), part=1), parts=parts)
    (row,) = rows_of(old)
    assert row.row_at_ns == 5_000_000_000 - DAY_NS + (2 * 3_600 + 1) * 1_000_000_000


def test_a_call_goes_on_with_its_result_and_one_without_only_as_a_row() -> None:
    old = conversation(
        tool('find({"q": "Kyoto"})', "ten past three", key="t1"),
        tool('find({"q": "Osaka"})', "", key="t2", done=False),
    )
    first, second = rows_of(old)
    assert first.call == CallPair(CallId("call_1"), "find", '{"q": "Kyoto"}', "ten past three")
    assert (second.role, second.call) == ("tool", None)


def test_an_answer_during_which_the_program_ended_was_cut_there() -> None:
    old = conversation(
        StoredRow("c", RowKind.ASSISTANT, RowState.LIVE, "Well then", heard_chars=4, heard_ms=300)
    )
    assert [(row.text, row.cut_ms) for row in rows_of(old)] == [("Well", 300)]


def test_an_answer_that_was_set_aside_stays_so() -> None:
    old = conversation(replace(answer("No."), set_aside=True), answer("Yes.", key="item_3"))
    assert [row.set_aside for row in rows_of(old)] == [True, False]


def test_of_too_many_rows_the_oldest_stay_where_they_are() -> None:
    old = conversation(*(user(f"word {number}", key=f"k{number}") for number in range(ROWS_MAX + 3)))
    happened = continued(old, now_ns=0, wall_ns=STARTED_AT_NS)
    assert (len(happened.rows), happened.left_out, happened.rows[0].text) == (ROWS_MAX, 3, "word 3")
    assert (happened.title, happened.number) == ("Trains to Kyoto", 7)
