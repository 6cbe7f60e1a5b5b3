"""Commands of one step, and the numbers in them."""

from __future__ import annotations

from voiceapp.dialogue.commands import Note, SendEvent
from voiceapp.dialogue.outbox import Outbox
from voiceapp.protocol.client_events import InputAudioAppend, InputAudioClear, InputAudioCommit


def test_events_are_numbered_and_sound_is_not() -> None:
    out = Outbox()
    assert out.send(InputAudioClear()) == "evt_1"
    assert out.send(InputAudioAppend(audio=b"ab")) == ""
    assert out.send(InputAudioCommit()) == "evt_2"
    assert out.take() == [
        SendEvent(InputAudioClear(event_id="evt_1")),
        SendEvent(InputAudioAppend(audio=b"ab")),
        SendEvent(InputAudioCommit(event_id="evt_2")),
    ]


def test_commands_are_handed_over_once() -> None:
    out = Outbox()
    out.note("something", "debug")
    assert out.take() == [Note("debug", "something")]
    assert out.take() == []


def test_names_and_orders_are_counted() -> None:
    out = Outbox()
    assert [out.new_item_id(), out.new_item_id()] == ["item_voiceapp_1", "item_voiceapp_2"]
    assert [out.new_order(), out.new_order()] == [1, 2]
