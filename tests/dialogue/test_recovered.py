"""Turns of a program that crashed, put into a conversation."""

from __future__ import annotations

import pytest

from tests.playbook import CREATE, Playbook, connected, from_server, pcm, session_in_force
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.protocol import server_events as s
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.objects import ContentPart, ErrorInfo, Item, user_text
from voiceapp.protocol.wire import ItemId

SOUND = Item(
    type="message",
    id=ItemId("item_voiceapp_1"),
    role="user",
    content=(ContentPart(type="input_audio", audio=pcm(ms=4_200)),),
)
TEXT = user_text("hello", ItemId("item_voiceapp_2"))
SPEECH_RECOVERED = i.SpeechRecovered(0, "a/1-1.pcm", "12:03", pcm(ms=4_200))
TEXT_RECOVERED = i.TextRecovered(0, "a/2-2.txt", "hello")


def acknowledged(item: Item) -> i.FromServer:
    return from_server(s.ItemAdded(item=item))


def rows(dialogue: Dialogue) -> list[Row]:
    return [row for row in dialogue.snapshot().rows if row.kind is RowKind.USER]


@pytest.mark.parametrize("dialect", ["ga", "preview", "preview-2024-10"])
def test_each_is_sent_when_the_one_before_has_arrived_and_all_get_one_answer(dialect: str) -> None:
    dialogue = connected(dialect)
    assert (
        Playbook(dialogue)
        >> SPEECH_RECOVERED
        << SendEvent(ItemCreate(item=SOUND))
        >> TEXT_RECOVERED
        >> acknowledged(SOUND)
        << SendEvent(ItemCreate(item=TEXT))
        >> acknowledged(SOUND)
        >> acknowledged(TEXT)
        << CREATE
        >> acknowledged(TEXT)
    )
    speech, text = rows(dialogue)
    assert (speech.state, speech.note) == (RowState.FAILED, "4.2 s of speech from 12:03")
    assert (text.state, text.text) == (RowState.DONE, "hello")


def test_what_comes_before_there_is_a_session_waits_for_it() -> None:
    dialogue = Dialogue()
    assert Playbook(dialogue) >> TEXT_RECOVERED
    assert rows(dialogue)[0].state is RowState.WAITING


def test_an_item_the_server_does_not_take_is_told_and_the_next_one_goes() -> None:
    dialogue = connected()
    step = dialogue.handle(SPEECH_RECOVERED)[0]
    assert isinstance(step, SendEvent)
    refusal = ErrorInfo(code="invalid_value", message="No sound.", event_id=str(step.event.event_id))
    assert (
        Playbook(dialogue)
        >> TEXT_RECOVERED
        >> from_server(s.ErrorEvent(error=refusal))
        << SendEvent(ItemCreate(item=TEXT))
        >> acknowledged(TEXT)
        << CREATE
    )
    assert (rows(dialogue)[0].note, rows(dialogue)[0].details) == ("the service did not take it", "No sound.")


def test_a_refusal_without_a_name_is_known_by_what_it_is_about() -> None:
    dialogue = connected()
    refusal = ErrorInfo(code="invalid_value", message="No.", param="item.content[0].audio")
    assert (
        Playbook(dialogue)
        >> SPEECH_RECOVERED
        << SendEvent(ItemCreate(item=SOUND))
        >> from_server(s.ErrorEvent(error=refusal))
    )
    assert rows(dialogue)[0].note == "the service did not take it"


def test_what_was_not_acknowledged_when_the_connection_was_lost_is_sent_in_the_next_session() -> None:
    dialogue = connected()
    dialogue.handle(SPEECH_RECOVERED)
    dialogue.handle(i.LinkDropped(0, "Gone.", 1006))
    dialogue.handle(i.ReconnectRequested(0))
    dialogue.handle(i.LinkOpened(0, "ga"))
    commands = session_begins(dialogue)
    assert [
        c.event.item for c in commands if isinstance(c, SendEvent) and isinstance(c.event, ItemCreate)
    ] == [SOUND]


def session_begins(dialogue: Dialogue) -> list[object]:
    session = session_in_force(DialogueOptions(), "ga")
    commands: list[object] = [*dialogue.handle(from_server(s.SessionCreated(session=session)))]
    return [*commands, *dialogue.handle(from_server(s.SessionUpdated(session=session)))]
