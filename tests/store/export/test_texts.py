"""A conversation to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.store.stored import STARTED_AT, answer, conversation, tool, user
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.store.export.texts import Unheard, clock_of, markdown_of, text_of
from voiceapp.store.kept import Part, StoredRow

STARTED = f"{STARTED_AT.astimezone():%Y-%m-%d %H:%M}"
CUT = conversation(
    user("When does *it* leave?"),
    tool("find(`x`)", "12:10"),
    answer("At ten past three, and at four.", heard="At ten past three,"),
    user("", 9_000, "item_3"),
    answer("Never heard.", 10_000, "item_4", heard=""),
    answer("In writing.", 3_661_000, "item_5", spoken=False),
    StoredRow("notice-1", RowKind.NOTICE, RowState.DONE, "The connection was lost."),
    tags=("trains",),
)


def test_markdown_has_the_heard_words_only() -> None:
    assert markdown_of(CUT, Unheard.LEFT_OUT) == (
        "# Trains to Kyoto\n\n"
        f"{STARTED} · Azure · gpt-realtime\n\n"
        "`trains`\n\n"
        "**You:** When does \\*it\\* leave?\n\n"
        "⚙ `` find(`x`) `` → `12:10`\n\n"
        "**Assistant:** At ten past three, *(you cut in at 1.0 s)*\n\n"
        "**You:** (not transcribed)\n\n"
        "**Assistant:** In writing.\n"
    )


def test_markdown_strikes_out_unheard_words_where_they_are_wanted() -> None:
    text = markdown_of(CUT, Unheard.MARKED)
    assert "**Assistant:** At ten past three, ~~and at four.~~ *(you cut in at 1.0 s)*" in text
    assert "**Assistant:** ~~Never heard.~~ *(you cut in at 0.0 s)*" in text


def test_text_has_a_time_before_every_turn() -> None:
    assert text_of(CUT, Unheard.LEFT_OUT) == (
        "Trains to Kyoto\n"
        f"{STARTED}, Azure · gpt-realtime\n\n"
        "[0:00:01] You: When does *it* leave?\n"
        "[0:00:01] find(`x`) → 12:10\n"
        "[0:00:02] Assistant: At ten past three, (you cut in at 1.0 s)\n"
        "[0:00:09] You: (not transcribed)\n"
        "[1:01:01] Assistant: In writing.\n"
    )


def test_text_marks_unheard_words_where_they_are_wanted() -> None:
    assert "At ten past three, [not heard: and at four.] (you cut in at 1.0 s)" in text_of(
        CUT, Unheard.MARKED
    )


def test_a_model_that_the_label_does_not_name_is_named() -> None:
    assert "Azure · gpt-realtime · gpt-realtime-2025\n" in text_of(
        conversation(model="gpt-realtime-2025"), Unheard.LEFT_OUT
    )


def test_an_answer_that_the_end_of_the_program_cut_was_not_finished() -> None:
    row = StoredRow("a", RowKind.ASSISTANT, RowState.LIVE, "Well then", heard_chars=4)
    assert "Assistant: Well (not finished)" in text_of(conversation(row), Unheard.LEFT_OUT)


def test_a_moment_is_read_like_a_clock() -> None:
    assert [clock_of(ms) for ms in (0, 999, 61_000, 3_599_999, 36_000_000)] == [
        "0:00:00",
        "0:00:00",
        "0:01:01",
        "0:59:59",
        "10:00:00",
    ]


def test_a_conversation_that_was_continued_says_when() -> None:
    parts = (Part(STARTED_AT, 0, 0, 60_000), Part(STARTED_AT + timedelta(days=2), 0, 60_000, 9_000))
    continued = conversation(
        user("When?"), replace(user("And now?", 61_000, "1:item_1"), part=1), parts=parts
    )
    later = f"{(STARTED_AT + timedelta(days=2)).astimezone():%Y-%m-%d %H:%M}"
    assert f"**You:** When?\n\n*Continued on {later}*\n\n**You:** And now?" in markdown_of(
        continued, Unheard.LEFT_OUT
    )
    assert f"You: When?\n\nContinued on {later}\n\n[0:01:01] You: And now?\n" in text_of(
        continued, Unheard.LEFT_OUT
    )


def test_an_answer_that_was_not_kept_is_there_and_says_so() -> None:
    two = conversation(user("When?"), replace(answer("At ten."), set_aside=True), answer("At four.", key="b"))
    assert "**Assistant:** At ten. *(answered again)*\n\n**Assistant:** At four.\n" in markdown_of(
        two, Unheard.LEFT_OUT
    )
