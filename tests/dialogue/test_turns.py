"""Rows of what the person says aloud."""

from __future__ import annotations

from voiceapp.dialogue.snapshot import RowState
from voiceapp.dialogue.transcript import Transcript
from voiceapp.dialogue.turns import UserTurns
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.wire import ItemId

U1, U2 = ItemId("user_1"), ItemId("user_2")


class Desk:
    """Turns and their transcript."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self.turns = UserTurns(self.transcript)

    def rows(self) -> list[tuple[str, RowState, str]]:
        return [(row.key, row.state, row.note) for row in self.transcript.rows()]

    def commit(self, item: ItemId, previous: str | None = None, *, captions: bool = True) -> None:
        self.turns.committed(item, previous, 0, captions=captions)


def test_row_is_there_from_the_first_sound() -> None:
    desk = Desk()
    desk.turns.begin_heard(U1, 0)
    assert desk.rows() == [("user_1", RowState.WAITING, "")]


def test_talk_key_turn_takes_the_name_of_its_item() -> None:
    desk = Desk()
    desk.turns.begin_held(0)
    assert desk.rows() == [("talk-1", RowState.WAITING, "")]
    assert desk.turns.last_held == "talk-1"
    desk.turns.commit_held()
    desk.turns.begin_held(0)
    desk.commit(U1)
    assert [key for key, *_ in desk.rows()] == ["user_1", "talk-2"]


def test_turn_that_was_sent_and_is_not_named_in_ten_seconds_is_ignored() -> None:
    desk = Desk()
    desk.turns.begin_held(0)
    desk.turns.commit_held(1_000 * NS_PER_MS)
    assert desk.turns.deadline_ns == 11_000 * NS_PER_MS
    assert not desk.turns.is_ignored(10_999 * NS_PER_MS)
    assert desk.turns.is_ignored(11_000 * NS_PER_MS)
    desk.commit(U1)
    assert not desk.turns.is_ignored(11_000 * NS_PER_MS)


def test_turn_that_waits_for_the_next_session_is_not_ignored() -> None:
    desk = Desk()
    desk.turns.begin_held(0)
    desk.turns.commit_held()
    assert desk.turns.deadline_ns is None
    assert not desk.turns.is_ignored(60_000 * NS_PER_MS)


def test_turn_found_by_the_server_while_the_key_is_held_is_that_turn() -> None:
    desk = Desk()
    desk.turns.begin_held(0)
    desk.turns.begin_heard(U1, 0)
    desk.commit(U1)
    assert [key for key, *_ in desk.rows()] == ["user_1"]


def test_refused_and_dropped_turns_leave_no_row() -> None:
    desk = Desk()
    desk.turns.begin_held(0)
    desk.turns.commit_held()
    assert desk.turns.refused()
    assert not desk.turns.refused()
    desk.turns.begin_held(0)
    desk.turns.drop_held()
    desk.turns.begin_heard(U1, 0)
    desk.turns.drop_heard()
    assert desk.rows() == []


def test_words_end_the_wait() -> None:
    desk = Desk()
    desk.commit(U1)
    assert desk.rows() == [("user_1", RowState.WAITING, "")]
    desk.turns.words(U1, "so")
    desk.turns.settled(U1, "so it is")
    assert desk.turns.deadline_ns is None
    assert desk.rows() == [("user_1", RowState.DONE, "")]


def test_words_may_come_before_the_commit_is_told() -> None:
    desk = Desk()
    desk.turns.begin_heard(U1, 0)
    desk.turns.settled(U1, "so it is")
    desk.commit(U1)
    assert desk.turns.deadline_ns is None


def test_words_that_never_come_are_given_up() -> None:
    desk = Desk()
    desk.commit(U1)
    desk.turns.at(19_999 * NS_PER_MS)
    assert desk.rows() == [("user_1", RowState.WAITING, "")]
    desk.turns.at(20_000 * NS_PER_MS)
    assert desk.rows() == [("user_1", RowState.FAILED, "no transcription came")]


def test_deleted_item_is_not_waited_for() -> None:
    desk = Desk()
    desk.commit(U1)
    desk.turns.removed(U1)
    assert desk.turns.deadline_ns is None


def test_lost_session_settles_everything_that_is_open() -> None:
    desk = Desk()
    desk.commit(U1)
    desk.turns.begin_heard(U2, 0)
    desk.turns.begin_held(0)
    desk.turns.commit_held()
    desk.turns.begin_held(0)
    desk.turns.reset("the connection was lost")
    assert desk.rows() == [
        ("user_1", RowState.FAILED, "the connection was lost"),
        ("user_2", RowState.FAILED, "the connection was lost"),
        ("talk-1", RowState.FAILED, "the connection was lost"),
    ]
    assert desk.turns.deadline_ns is None
