"""Rows: one per item, in the order of the conversation."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.dialogue.transcript import NOTICES_MAX, Transcript


def keys(transcript: Transcript) -> list[str]:
    return [row.key for row in transcript.rows()]


def opened(*rows: tuple[str, str | None]) -> Transcript:
    """Return a transcript whose rows arrived in this order, each naming its predecessor."""
    transcript = Transcript()
    for key, previous in rows:
        transcript.open_row(key, RowKind.USER, 0, previous=previous)
    return transcript


def test_rows_stand_behind_their_predecessor() -> None:
    assert keys(opened(("a", None), ("c", None), ("b", "a"))) == ["a", "b", "c"]


def test_row_waits_for_a_predecessor_that_is_not_there_yet() -> None:
    assert keys(opened(("c", "b"), ("a", None), ("b", "a"))) == ["a", "b", "c"]


def test_predecessor_named_twice_is_remembered_once() -> None:
    transcript = opened(("b", "a"), ("b", "a"), ("a", None))
    assert keys(transcript) == ["a", "b"]


def test_notices_stay_where_they_happened() -> None:
    transcript = opened(("a", None))
    transcript.notice("The line was bad.", 0)
    transcript.open_row("b", RowKind.ASSISTANT, 0, previous="a")
    assert keys(transcript) == ["a", "notice-1", "b"]


def test_provisional_row_takes_the_name_the_server_chose() -> None:
    transcript = opened(("talk-1", None), ("b", "user_1"))
    transcript.open_row("c", RowKind.USER, 0)
    transcript.rename("talk-1", "user_1")
    assert keys(transcript) == ["user_1", "b", "c"]


def test_followers_of_the_new_name_find_their_place() -> None:
    transcript = opened(("talk-1", None), ("c", None), ("b", "user_1"))
    transcript.rename("talk-1", "user_1")
    assert keys(transcript) == ["user_1", "b", "c"]


def test_provisional_row_of_an_item_that_has_one_is_merged_into_it() -> None:
    transcript = opened(("talk-1", None), ("user_1", None))
    transcript.rename("talk-1", "user_1")
    assert keys(transcript) == ["user_1"]
    transcript.rename("gone", "user_2")
    assert keys(transcript) == ["user_1"]


def test_removing_is_idempotent() -> None:
    transcript = opened(("a", None))
    transcript.remove("a")
    transcript.remove("a")
    assert keys(transcript) == []


def test_notices_are_bounded_and_rows_of_the_conversation_are_not() -> None:
    transcript = opened(("a", None))
    for number in range(NOTICES_MAX + 3):
        transcript.notice(f"{number}", 0)
    assert len(keys(transcript)) == 501
    assert keys(transcript)[:2] == ["a", "notice-4"]


def test_placeholder_gets_words_or_a_reason() -> None:
    transcript = opened(("a", None), ("b", None), ("c", None))
    assert [row.state for row in transcript.rows()] == [RowState.WAITING] * 3
    transcript.user_words("a", "so ")
    transcript.user_text("b", " it is ")
    transcript.user_text("c", "", note="no words were recognised")
    assert [(row.state, row.text, row.note) for row in transcript.rows()] == [
        (RowState.LIVE, "so ", ""),
        (RowState.DONE, "it is", ""),
        (RowState.FAILED, "", "no words were recognised"),
    ]


def test_unchanged_rows_are_the_same_objects() -> None:
    transcript = opened(("a", None), ("b", None))
    before = transcript.rows()
    assert transcript.rows() is before
    transcript.user_words("b", "so")
    after = transcript.rows()
    assert after[0] is before[0]
    assert after[1] is not before[1]


def answer(text: str = "one two three four") -> Transcript:
    transcript = Transcript()
    transcript.open_row("item_1", RowKind.ASSISTANT, 0)
    transcript.answer_words("item_1", 0, text, 0)
    return transcript


def hear(transcript: Transcript, heard_frames: int, part: int = 0, received_frames: int = 24_000) -> None:
    transcript.answer_heard(
        "item_1", part, heard_frames=heard_frames, received_frames=received_frames, complete=True
    )


def test_heard_mark_moves_and_a_cut_freezes_it() -> None:
    transcript = answer()
    hear(transcript, 12_000)
    row = transcript.rows()[0]
    assert (row.heard_ms, row.received_ms, row.text[: row.heard_chars]) == (500, 1_000, "one two")
    transcript.answer_cut("item_1")
    hear(transcript, 24_000)
    row = transcript.rows()[0]
    assert (row.state, row.cut_ms, row.heard_ms) == (RowState.CUT, 500, 500)


def test_parts_of_one_answer_are_heard_one_after_the_other() -> None:
    transcript = answer("one two")
    transcript.answer_words("item_1", 1, "three four", 0)
    hear(transcript, 24_000, part=0)
    hear(transcript, 12_000, part=1)
    row = transcript.rows()[0]
    assert (row.text, row.heard_ms, row.received_ms) == ("one two three four", 1_500, 2_000)
    assert row.text[: row.heard_chars] == "one two three"


def test_mark_that_did_not_move_makes_no_new_row() -> None:
    transcript = answer()
    hear(transcript, 12_000)
    before = transcript.rows()
    hear(transcript, 12_000)
    assert transcript.rows() is before


def test_more_words_move_the_mark_although_no_more_was_heard() -> None:
    transcript = answer("one")
    hear(transcript, 24_000)
    transcript.answer_words("item_1", 0, " two", 0)
    hear(transcript, 24_000)
    assert transcript.rows()[0].heard_chars == 7


def test_settled_answer_takes_no_more_words() -> None:
    transcript = answer("one")
    transcript.answer_done("item_1")
    transcript.answer_words("item_1", 0, " two", 0)
    transcript.answer_settled("item_1", 0, "one two")
    transcript.answer_written("item_1", 0, " three")
    assert transcript.rows()[0].text == "one"


def test_nobody_minds_rows_that_are_not_there() -> None:
    transcript = Transcript()
    transcript.user_words("x", "a")
    transcript.user_text("x", "a")
    transcript.tool_done("x", "a", 1)
    transcript.fail("x", "a")
    transcript.answer_words("x", 0, "a", 0)
    transcript.answer_cut("x")
    transcript.answer_done("x")
    assert transcript.rows() == ()


def test_new_conversation_has_no_rows_and_goes_on_counting() -> None:
    transcript = answer()
    transcript.notice("one", 0)
    transcript.clear()
    transcript.notice("two", 0)
    assert keys(transcript) == ["notice-2"]


@given(st.permutations(range(8)), st.lists(st.integers(0, 8), max_size=4))
@settings(max_examples=60)
def test_any_order_of_arrival_ends_in_the_order_of_the_conversation(
    order: list[int], notices: list[int]
) -> None:
    transcript = Transcript()
    for step, number in enumerate(order):
        for _ in range(notices.count(step)):
            transcript.notice("meanwhile", 0)
        previous = f"item_{number - 1}" if number else "root"
        transcript.open_row(f"item_{number}", RowKind.USER, 0, previous=previous)
    assert [key for key in keys(transcript) if key.startswith("item")] == [f"item_{n}" for n in range(8)]


def test_a_remark_stands_under_an_answer_unless_another_does() -> None:
    transcript = Transcript()
    for key, kind in (("a", RowKind.ASSISTANT), ("b", RowKind.ASSISTANT), ("u", RowKind.USER)):
        transcript.open_row(key, kind, 0)
    transcript.answer_done("a")
    transcript.answer_done("b", "shown, not played: there is no loudspeaker")
    for key in ("a", "b", "u", "unknown"):
        transcript.remark(key, "not finished")
    assert [row.note for row in transcript.rows()] == [
        "not finished",
        "shown, not played: there is no loudspeaker",
        "",
    ]


def test_an_answer_beside_another_to_the_same_words_keeps_its_place_whatever_the_service_has() -> None:
    transcript = Transcript()
    transcript.open_row("asked", RowKind.USER, 0)
    transcript.open_row("first", RowKind.ASSISTANT, 0, previous="asked")
    transcript.stand("first", take=1, set_aside=True)
    transcript.open_row("second", RowKind.ASSISTANT, 0)
    transcript.open_row("second", RowKind.ASSISTANT, 0, previous="asked")  # the first was deleted there
    assert keys(transcript) == ["asked", "first", "second"]


def test_the_last_turn_begins_with_the_persons_words_and_has_no_rows_of_ours() -> None:
    transcript = Transcript()
    assert transcript.last_turn() == []
    for key, kind in (("u1", RowKind.USER), ("a1", RowKind.ASSISTANT), ("u2", RowKind.USER)):
        transcript.open_row(key, kind, 0)
    transcript.notice("meanwhile", 0)
    transcript.open_row("t", RowKind.TOOL, 0)
    transcript.open_row("a2", RowKind.ASSISTANT, 0)
    assert [entry.key for entry in transcript.last_turn()] == ["u2", "t", "a2"]
