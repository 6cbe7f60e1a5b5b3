"""Answering again: what goes over the wire, what counts, and when it is offered."""

from __future__ import annotations

import pytest

from tests.playbook import (
    CREATE,
    Playbook,
    answer_begins,
    answer_ends,
    call,
    committed,
    connected,
    deadline,
    error,
    from_server,
    item_ends,
    keys,
    row,
    send,
    session_in_force,
    sound,
    speaker_block,
    words,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import FinishPlayout, PlayPcm, SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Row, RowState
from voiceapp.dialogue.two_answers import Again, Choice, NotAgain
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import (
    ItemCreate,
    ItemDelete,
    ItemTruncate,
    ResponseCancel,
    ResponseCreate,
)
from voiceapp.protocol.objects import assistant_text
from voiceapp.protocol.server_events import (
    ItemDeleted,
    OutputItemDone,
    OutputTextDone,
    SessionCreated,
    SessionUpdated,
    TranscriptionCompleted,
)
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId

AGAIN = i.AnswerAgainRequested(2_000 * NS_PER_MS)
DELETE_FIRST = send(ItemDelete(item_id=ItemId("item_1")))
DELETE_SECOND = send(ItemDelete(item_id=ItemId("item_2")))


def written(text: str, item: str, response: str, at_ms: int) -> tuple[i.FromServer, ...]:
    """Let an answer in writing come from its beginning to its end: it is read as it appears."""
    event = OutputTextDone(response_id=response, item_id=ItemId(item), content_index=0, text=text)  # type: ignore[arg-type]
    return (
        *answer_begins(response, item, at_ms=at_ms, ours=True),
        from_server(event, at_ms=at_ms),
        item_ends(item, response=response, at_ms=at_ms),
        answer_ends(response, at_ms=at_ms),
    )


def asked(dialogue: Dialogue, *, captions: str = "When?") -> Dialogue:
    """Let the person ask and be answered in writing."""
    for happened in (
        committed(at_ms=0),
        from_server(TranscriptionCompleted(item_id=ItemId("user_1"), transcript=captions), at_ms=10),
        *written("At ten.", "item_1", "resp_1", 20),
    ):
        dialogue.handle(happened)
    return dialogue


def answered_twice() -> Dialogue:
    dialogue = asked(connected())
    assert Playbook(dialogue) >> AGAIN << DELETE_FIRST << CREATE
    assert Playbook(dialogue) >> written("At four.", "item_2", "resp_2", 2_100)
    return dialogue


def offer(dialogue: Dialogue) -> Again:
    return dialogue.snapshot().again


def standing(one: Row) -> tuple[int, bool, bool]:
    return one.take, one.set_aside, one.can_keep


def keep(item: str, at_ms: int = 3_000) -> i.AnswerKept:
    return i.AnswerKept(at_ms * NS_PER_MS, ItemId(item))


# -- the way of it -----------------------------------------------------------------------------------


def test_the_first_answer_is_taken_back_and_another_is_asked_for() -> None:
    dialogue = asked(connected())
    assert offer(dialogue) == Again("item_1", None)
    assert Playbook(dialogue) >> AGAIN << DELETE_FIRST << CREATE
    assert standing(row(dialogue, "item_1")) == (1, True, False)
    assert keys(dialogue) == ["user_1", "item_1"]


def test_both_are_shown_and_the_second_counts_until_one_is_chosen() -> None:
    dialogue = answered_twice()
    assert standing(row(dialogue, "item_1")) == (1, True, True)
    assert standing(row(dialogue, "item_2")) == (2, False, True)
    assert dialogue.snapshot().choices == ()


def test_whoever_keeps_the_second_says_nothing_to_the_service() -> None:
    dialogue = answered_twice()
    assert Playbook(dialogue) >> keep("item_2")
    assert standing(row(dialogue, "item_1")) == (1, True, False)
    assert standing(row(dialogue, "item_2")) == (2, False, False)
    assert dialogue.snapshot().choices == (Choice(1, "user_1", "At four.", "At ten."),)


def test_whoever_keeps_the_first_gives_it_back_where_it_stood_and_takes_the_second() -> None:
    dialogue = answered_twice()
    back = assistant_text("At ten.", ItemId("item_voiceapp_1"))
    assert (
        Playbook(dialogue)
        >> keep("item_1")
        << send(ItemCreate(item=back, previous_item_id=ItemId("user_1")))
        << DELETE_SECOND
    )
    assert standing(row(dialogue, "item_1")) == (1, False, False)
    assert standing(row(dialogue, "item_2")) == (2, True, False)
    assert dialogue.snapshot().choices == (Choice(1, "user_1", "At ten.", "At four."),)


def test_one_chooses_once() -> None:
    dialogue = answered_twice()
    dialogue.handle(keep("item_2"))
    assert Playbook(dialogue) >> keep("item_1") >> keep("user_1") >> keep("item_9")
    assert len(dialogue.snapshot().choices) == 1


def test_an_answer_that_was_given_back_can_be_given_again_under_its_new_name() -> None:
    dialogue = answered_twice()
    dialogue.handle(keep("item_1"))
    dialogue.handle(from_server(ItemDeleted(item_id=ItemId("item_2")), at_ms=3_100))
    assert offer(dialogue) == Again("item_1", None)
    assert (
        Playbook(dialogue)
        >> i.AnswerAgainRequested(4_000 * NS_PER_MS)
        << send(ItemDelete(item_id=ItemId("item_voiceapp_1")))
        << CREATE
        >> written("At five.", "item_3", "resp_3", 4_100)
    )
    assert [standing(row(dialogue, key)) for key in ("item_1", "item_2", "item_3")] == [
        (1, True, True),
        (2, True, False),
        (3, False, True),
    ]


def test_answering_a_third_time_ends_the_choice_and_the_second_is_what_it_is_compared_with() -> None:
    dialogue = answered_twice()
    dialogue.handle(from_server(ItemDeleted(item_id=ItemId("item_1")), at_ms=2_200))
    assert Playbook(dialogue) >> i.AnswerAgainRequested(3_000 * NS_PER_MS) << DELETE_SECOND << CREATE
    assert standing(row(dialogue, "item_1")) == (1, True, False)
    assert Playbook(dialogue) >> written("At five.", "item_3", "resp_3", 3_100)
    dialogue.handle(keep("item_3", 4_000))
    assert dialogue.snapshot().choices == (Choice(1, "user_1", "At five.", "At four."),)


def test_one_may_choose_after_more_was_said() -> None:
    dialogue = answered_twice()
    dialogue.handle(i.TextSubmitted(2_500 * NS_PER_MS, "And back?"))
    assert (
        Playbook(dialogue)
        >> keep("item_1")
        << send(
            ItemCreate(
                item=assistant_text("At ten.", ItemId("item_voiceapp_2")), previous_item_id=ItemId("user_1")
            )
        )
        << DELETE_SECOND
    )


def test_the_same_words_twice_are_no_choice() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    for happened in written("At ten.", "item_2", "resp_2", 2_100):
        dialogue.handle(happened)
    dialogue.handle(keep("item_1"))
    assert dialogue.snapshot().choices == ()
    assert not row(dialogue, "item_1").set_aside


def test_a_choice_about_words_that_nobody_understood_is_obeyed_and_not_remembered() -> None:
    dialogue = asked(connected(), captions="")
    dialogue.handle(AGAIN)
    for happened in written("At four.", "item_2", "resp_2", 2_100):
        dialogue.handle(happened)
    dialogue.handle(keep("item_1"))
    assert dialogue.snapshot().choices == ()
    assert row(dialogue, "item_2").set_aside


# -- with sound --------------------------------------------------------------------------------------


def spoken(dialogue: Dialogue, item: str, response: str, at_ms: int) -> Dialogue:
    """Let a second of speech come, of which nothing has sounded yet."""
    for happened in (
        *answer_begins(response, item, at_ms=at_ms, ours=True),
        words("At half past four.", item, response=response, at_ms=at_ms),
        sound(item, response=response, ms=1_000, at_ms=at_ms),
    ):
        dialogue.handle(happened)
    return dialogue


def test_an_answer_that_was_cut_is_not_deleted_twice_and_gives_back_only_what_was_heard() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    spoken(dialogue, "item_2", "resp_2", 2_100)
    dialogue.handle(from_server(ItemDeleted(item_id=ItemId("item_1")), at_ms=2_150))
    assert Playbook(dialogue) >> speaker_block(item="item_2", frames=14_400, at_ms=2_200)  # 600 ms
    dialogue.handle(deadline(at_ms=2_900))
    cut = dialogue.handle(i.StopPressed(2_900 * NS_PER_MS))
    assert any(isinstance(one, SendEvent) and isinstance(one.event, ResponseCancel) for one in cut)
    dialogue.handle(deadline(at_ms=3_200))
    dialogue.handle(answer_ends("resp_2", status="cancelled", at_ms=3_200))
    second = row(dialogue, "item_2")
    assert (second.state, second.can_keep, row(dialogue, "item_1").can_keep) == (RowState.CUT, True, True)
    heard = second.text[: second.heard_chars].strip()
    assert 0 < len(heard) < len(second.text)
    dialogue.handle(keep("item_2", 3_300))
    assert dialogue.snapshot().choices == (Choice(1, "user_1", heard, "At ten."),)


def test_an_interruption_alone_is_no_choice() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    spoken(dialogue, "item_2", "resp_2", 2_100)
    dialogue.handle(i.StopPressed(2_200 * NS_PER_MS))
    dialogue.handle(answer_ends("resp_2", status="cancelled", at_ms=2_600))
    dialogue.handle(deadline(at_ms=3_200))
    assert dialogue.snapshot().choices == ()


def test_a_second_answer_of_which_no_word_was_heard_comes_to_nothing() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    spoken(dialogue, "item_2", "resp_2", 2_100)
    dialogue.handle(i.StopPressed(2_150 * NS_PER_MS))
    dialogue.handle(item_ends("item_2", response="resp_2", status="incomplete", at_ms=2_200))
    dialogue.handle(deadline(at_ms=2_500))  # the device does not report the cut
    back = assistant_text("At ten.", ItemId("item_voiceapp_1"))
    assert (
        Playbook(dialogue)
        >> answer_ends("resp_2", status="cancelled", at_ms=2_600)
        << send(ItemCreate(item=back, previous_item_id=ItemId("user_1")))
    )
    assert standing(row(dialogue, "item_1")) == (1, False, False)
    assert standing(row(dialogue, "item_2")) == (2, True, False)
    assert offer(dialogue).key == "item_1"


def test_an_answer_of_which_nothing_was_heard_can_be_given_again_and_is_not_deleted_again() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    spoken(dialogue, "item_1", "resp_1", 20)
    dialogue.handle(i.StopPressed(30 * NS_PER_MS))
    dialogue.handle(item_ends("item_1", status="incomplete", at_ms=40))
    dialogue.handle(deadline(at_ms=500))
    dialogue.handle(answer_ends("resp_1", status="cancelled", at_ms=510))
    dialogue.handle(from_server(ItemDeleted(item_id=ItemId("item_1")), at_ms=520))
    assert offer(dialogue) == Again("item_1", None)
    assert Playbook(dialogue) >> AGAIN << CREATE
    assert Playbook(dialogue) >> written("At four.", "item_2", "resp_2", 2_100)
    assert not row(dialogue, "item_2").can_keep  # there is nothing to compare it with


def test_a_truncation_that_is_under_way_is_waited_for() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    spoken(dialogue, "item_1", "resp_1", 20)
    assert Playbook(dialogue) >> speaker_block(item="item_1", frames=14_400, at_ms=30) >> deadline(at_ms=400)
    dialogue.handle(i.StopPressed(400 * NS_PER_MS))
    dialogue.handle(answer_ends("resp_1", status="cancelled", at_ms=410))
    sent = dialogue.handle(deadline(at_ms=800))
    assert any(isinstance(one, SendEvent) and isinstance(one.event, ItemTruncate) for one in sent)
    assert offer(dialogue) == Again("item_1", NotAgain.BUSY)
    assert Playbook(dialogue) >> AGAIN


# -- what goes wrong ---------------------------------------------------------------------------------


def test_a_service_that_refuses_to_answer_again_gets_the_first_back() -> None:
    dialogue = asked(connected())
    commands = dialogue.handle(AGAIN)
    (create,) = [
        one.event for one in commands if isinstance(one, SendEvent) and isinstance(one.event, ResponseCreate)
    ]
    back = assistant_text("At ten.", ItemId("item_voiceapp_1"))
    assert (
        Playbook(dialogue)
        >> error("bad_response_create", "no", event_id=create.event_id, at_ms=2_100)
        << send(ItemCreate(item=back, previous_item_id=ItemId("user_1")))
    )
    assert standing(row(dialogue, "item_1")) == (1, False, False)


def test_a_failed_second_answer_comes_to_nothing() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    dialogue.handle(answer_begins("resp_2", "item_2", ours=True, at_ms=2_100)[0])
    back = assistant_text("At ten.", ItemId("item_voiceapp_1"))
    assert (
        Playbook(dialogue)
        >> answer_ends("resp_2", status="failed", at_ms=2_200)
        << send(ItemCreate(item=back, previous_item_id=ItemId("user_1")))
    )


def test_words_of_the_moment_are_not_taken_for_the_second_answer() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    dialogue.handle(committed("user_2", after="user_1", at_ms=2_050))
    dialogue.handle(answer_begins("resp_5", "item_5", at_ms=2_060)[0])  # the server's own, to the new words
    for happened in written("Gladly.", "item_5", "resp_5", 2_070)[1:]:
        dialogue.handle(happened)
    assert row(dialogue, "item_5").take == 0


@pytest.mark.parametrize("second", [(), tuple(written("At four.", "item_2", "resp_2", 2_100))])
def test_a_lost_session_ends_it_and_the_next_is_told_what_counts(second: tuple[i.FromServer, ...]) -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    for happened in second:
        dialogue.handle(happened)
    dialogue.handle(i.LinkDropped(3_000 * NS_PER_MS, "The line broke.", 1006))
    dialogue.handle(deadline(at_ms=4_100))
    dialogue.handle(i.LinkOpened(4_100 * NS_PER_MS, "ga"))
    dialogue.handle(from_server(SessionCreated(session=Session()), at_ms=4_100))
    told = dialogue.handle(
        from_server(SessionUpdated(session=session_in_force(DialogueOptions())), at_ms=4_200)
    )
    said = repr([one for one in told if isinstance(one, SendEvent)])
    assert ("At ten." in said, "At four." in said) == (not second, bool(second))
    assert not any(one.can_keep for one in dialogue.snapshot().rows)
    assert offer(dialogue).why_not is NotAgain.RENEWED


# -- when it is offered ------------------------------------------------------------------------------


def test_nothing_is_offered_before_there_is_an_answer() -> None:
    dialogue = connected()
    assert offer(dialogue) == Again()
    dialogue.handle(committed(at_ms=0))
    assert offer(dialogue) == Again()


def test_an_answer_under_way_is_not_given_again() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    spoken(dialogue, "item_1", "resp_1", 20)
    assert offer(dialogue) == Again("item_1", NotAgain.BUSY)
    assert Playbook(dialogue) >> AGAIN


def test_while_a_wish_is_met_there_is_no_second_one_and_no_choice() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    assert offer(dialogue) == Again("", NotAgain.BUSY)
    assert Playbook(dialogue) >> AGAIN >> keep("item_1")
    assert Playbook(dialogue) >> written("At four.", "item_2", "resp_2", 2_100)
    assert row(dialogue, "item_2").can_keep


def test_not_while_the_person_speaks() -> None:
    dialogue = asked(connected(options=DialogueOptions(hands_free=False)))
    dialogue.handle(i.TalkPressed(1_000 * NS_PER_MS))
    assert offer(dialogue).key == ""  # they have a row of their own already
    assert Playbook(dialogue) >> i.AnswerAgainRequested(1_100 * NS_PER_MS)


def test_not_without_a_connection() -> None:
    dialogue = asked(connected())
    dialogue.handle(i.Stopped(1_000 * NS_PER_MS))
    assert offer(dialogue).why_not in (NotAgain.OFFLINE, NotAgain.RENEWED)


def test_a_turn_with_a_function_is_not_answered_again() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    dialogue.handle(answer_begins("resp_1", ours=True)[0])
    dialogue.handle(from_server(OutputItemDone(response_id="resp_1", item=call("call_1"))))  # type: ignore[arg-type]
    dialogue.handle(answer_ends("resp_1", output=[call("call_1")]))
    dialogue.handle(i.ToolFinished(100 * NS_PER_MS, call("call_1").call_id, "at ten"))  # type: ignore[arg-type]
    for happened in written("At ten.", "item_2", "resp_2", 200):
        dialogue.handle(happened)
    assert offer(dialogue) == Again("item_2", NotAgain.TOOL)
    assert Playbook(dialogue) >> AGAIN


def test_what_came_by_itself_answers_nothing() -> None:
    dialogue = asked(connected())
    for happened in written("Time is up.", "item_2", "resp_2", 1_000):
        dialogue.handle(happened)
    assert offer(dialogue) == Again("item_2", NotAgain.UNPROMPTED)


def test_a_server_that_cannot_delete_is_not_asked() -> None:
    dialogue = asked(connected())
    sent = dialogue.handle(AGAIN)
    (event,) = [one.event for one in sent if isinstance(one, SendEvent) and isinstance(one.event, ItemDelete)]
    dialogue.handle(error("invalid_value", param="type", event_id=event.event_id, at_ms=2_050))
    for happened in written("At four.", "item_2", "resp_2", 2_100):
        dialogue.handle(happened)
    assert offer(dialogue) == Again("item_2", NotAgain.UNABLE)


def test_a_new_conversation_knows_no_choices() -> None:
    dialogue = answered_twice()
    dialogue.handle(keep("item_2"))
    dialogue.handle(i.NewConversationRequested(4_000 * NS_PER_MS))
    assert dialogue.snapshot().choices == ()
    assert offer(dialogue) == Again()


def test_sound_of_the_second_is_played_like_any_other() -> None:
    dialogue = asked(connected())
    dialogue.handle(AGAIN)
    dialogue.handle(answer_begins("resp_2", "item_2", ours=True, at_ms=2_100)[0])
    commands = dialogue.handle(sound("item_2", response="resp_2", ms=100, at_ms=2_110))
    assert [type(one) for one in commands if not isinstance(one, FinishPlayout)] == [PlayPcm]
