"""A kept conversation that goes on in a new session."""

from __future__ import annotations

import pytest

from tests.playbook import Playbook, connected, deadline, from_server, keys, row, send, session_in_force
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CloseLink, Command, OpenLink, SendEvent
from voiceapp.dialogue.earlier import ROWS_MAX, EarlierRow
from voiceapp.dialogue.history import INTRODUCTION, CallPair
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import RowState
from voiceapp.dialogue.two_answers import NotAgain
from voiceapp.dialogue.wanted_session import wanted_session
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ItemCreate, SessionUpdate
from voiceapp.protocol.objects import Item
from voiceapp.protocol.server_events import SessionCreated, SessionUpdated
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import CallId

OPTIONS = DialogueOptions()
OLD = (
    EarlierRow("user", "When does it leave?", -7_000),
    EarlierRow("tool", "look_up({})", -6_500, call=CallPair(CallId("call_2"), "look_up", "{}", "ten")),
    EarlierRow("assistant", "At ten, and", -6_000, cut_ms=900),
    EarlierRow("assistant", "No idea.", -5_000, set_aside=True),
)


def continued(at_ms: int = 0, rows: tuple[EarlierRow, ...] = OLD, **more: int) -> i.ConversationContinued:
    return i.ConversationContinued(at_ms * NS_PER_MS, "Trains", rows, **more)


def configured(dialogue: Dialogue, dialect: str = "ga") -> list[Command]:
    """Let the new session agree, and return what it is told."""
    dialogue.handle(i.LinkOpened(0, dialect))
    dialogue.handle(from_server(SessionCreated(session=Session())))
    return dialogue.handle(from_server(SessionUpdated(session=session_in_force(OPTIONS, dialect))))


def told(commands: list[Command]) -> list[Item]:
    return [
        one.event.item for one in commands if isinstance(one, SendEvent) and isinstance(one.event, ItemCreate)
    ]


def text_of(item: Item) -> str:
    assert item.content
    assert isinstance(item.content[0].text, str)
    return item.content[0].text


def test_another_session_begins_with_the_settings_and_then_what_was_said_and_heard() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> continued()
        << CloseLink()
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> from_server(SessionCreated(session=Session()))
        << send(SessionUpdate(session=wanted_session(OPTIONS, hands_free=True)))
    )
    words, call, result, answer = told(
        dialogue.handle(from_server(SessionUpdated(session=session_in_force(OPTIONS))))
    )
    assert (words.role, text_of(words)) == ("user", "When does it leave?")
    assert (call.call_id, call.name, result.output) == ("call_2", "look_up", "ten")
    assert (answer.role, text_of(answer)) == ("assistant", "At ten, and")


@pytest.mark.parametrize("dialect", ["preview", "preview-2024-10"])
def test_a_session_that_would_drift_into_writing_is_told_in_one_message(dialect: str) -> None:
    dialogue = connected(dialect)
    dialogue.handle(continued())
    (item,) = told(configured(dialogue, dialect))
    assert text_of(item) == (
        f"{INTRODUCTION}\nUser: When does it leave?\nFunction look_up({{}}) returned: ten\n"
        "Assistant: At ten, and"
    )


def test_the_rows_of_then_come_first_with_their_times_and_a_row_says_what_they_are() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "forgotten"))
    dialogue.handle(continued())
    assert keys(dialogue) == ["earlier-1", "earlier-2", "earlier-3", "earlier-4", "notice-1"]
    assert [one.earlier for one in dialogue.snapshot().rows] == [True, True, True, True, False]
    cut = row(dialogue, "earlier-3")
    assert (cut.state, cut.cut_ms, cut.text, cut.heard_chars) == (RowState.CUT, 900, "At ten, and", 11)
    assert (cut.at_ns, row(dialogue, "earlier-4").set_aside) == (-6_000, True)
    assert row(dialogue, "notice-1").text == "Continued from “Trains”."


def test_what_the_service_cannot_be_told_any_more_is_said() -> None:
    dialogue = connected()
    dialogue.handle(continued(left_out=3))
    assert row(dialogue, "notice-1").text == "Continued from “Trains”. Its beginning is not shown here."
    configured(dialogue)
    assert row(dialogue, "notice-1").text.endswith(
        "The assistant does not remember the beginning of the conversation."
    )


def test_a_conversation_that_is_too_long_to_be_told_is_told_from_its_end() -> None:
    dialogue = connected()
    long = tuple(EarlierRow("user", "x" * 1_000, number) for number in range(100))
    dialogue.handle(continued(rows=long))
    assert len(told(configured(dialogue))) == 60
    assert row(dialogue, "notice-1").text.endswith("beginning of the conversation.")


def test_more_rows_than_a_service_is_told_of_are_not_shown_either() -> None:
    dialogue = connected()
    dialogue.handle(continued(rows=tuple(EarlierRow("user", "x", n) for n in range(ROWS_MAX + 1))))
    assert len(keys(dialogue)) == ROWS_MAX + 1
    assert row(dialogue, "earlier-1").at_ns == 1


def test_it_goes_on_in_the_session_after_that_as_well() -> None:
    dialogue = connected()
    dialogue.handle(continued())
    configured(dialogue)
    dialogue.handle(i.TextSubmitted(10 * NS_PER_MS, "And back?"))
    dialogue.handle(i.LinkDropped(20 * NS_PER_MS, "The line broke.", 1006))
    dialogue.handle(deadline(at_ms=1_500))
    texts = [text_of(item) for item in told(configured(dialogue)) if item.type == "message"]
    assert texts == ["When does it leave?", "At ten, and", "And back?"]


def test_an_answer_of_another_day_is_not_given_again() -> None:
    dialogue = connected()
    dialogue.handle(continued(rows=OLD[:1] + OLD[2:]))
    configured(dialogue)
    assert dialogue.snapshot().again.why_not is NotAgain.RENEWED
