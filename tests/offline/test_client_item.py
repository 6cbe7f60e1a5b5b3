from __future__ import annotations

import pytest

from voiceapp.offline.client_item import context_of, entry_of
from voiceapp.offline.conversation import Conversation, Entry
from voiceapp.offline.refusal import Refused
from voiceapp.protocol.objects import ContentPart, Item, function_output, user_text
from voiceapp.protocol.session_config import PCM_24K, AudioFormat
from voiceapp.protocol.wire import CallId, ItemId

CALL = Item(type="function_call", id=ItemId("c"), call_id=CallId("call"), name="clock", arguments="{}")


def entry(item: Item, sound: AudioFormat = PCM_24K, *, knows: bool = False) -> Entry:
    return entry_of(item, ItemId("new"), sound, knows_call=lambda _: knows)


def test_an_item_keeps_its_id_or_gets_the_new_one_and_is_complete() -> None:
    assert entry(user_text("x", ItemId("mine"))).id == "mine"
    item = Item(type="message", role="user", content=(ContentPart(type="input_text", text="x"),))
    made = entry(item)
    assert (made.id, made.item.status, made.item.object) == ("new", "completed", "realtime.item")


def test_sound_is_taken_out_of_the_item_and_kept_beside_it() -> None:
    parts = (
        ContentPart(type="input_text", text="listen:"),
        ContentPart(type="input_audio", audio=b"\1\0\2\0", transcript="hm"),
    )
    made = entry(Item(type="message", role="user", content=parts))
    assert made.sounds == {1: bytearray(b"\1\0\2\0")}
    assert made.frames == {1: 2}
    assert made.content[1] == ContentPart(type="input_audio", transcript="hm")


def test_sound_has_the_sessions_format() -> None:
    parts = (ContentPart(type="input_audio", audio=b"\xff" * 8),)
    made = entry(Item(type="message", role="user", content=parts), AudioFormat(type="audio/pcmu"))
    assert made.frames == {0: 24}


def test_an_output_needs_its_call() -> None:
    output = function_output(CallId("call"), "", ItemId("o"))
    assert entry(output, knows=True).item.output == ""
    with pytest.raises(Refused) as caught:
        entry(output)
    assert caught.value.code == "invalid_tool_call_id"


@pytest.mark.parametrize(
    ("item", "param"),
    [
        (Item(type="function_call_output", output="x"), "item.call_id"),
        (Item(type="function_call_output", call_id=CallId("call")), "item.output"),
        (Item(type="function_call", call_id=CallId("call"), name="f"), "item.arguments"),
        (Item(type="message", role="user", content=()), "item.content"),
    ],
)
def test_an_item_needs_its_fields(item: Item, param: str) -> None:
    with pytest.raises(Refused) as caught:
        entry(item, knows=True)
    assert (caught.value.code, caught.value.param) == ("missing_required_parameter", param)


def test_a_field_from_the_future_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        entry(Item(type="message", role="user", extra={"phase": "final"}))
    assert (caught.value.code, caught.value.param) == ("unknown_parameter", "item.phase")


def test_a_given_context_may_refer_bring_its_own_and_answer_its_own_calls() -> None:
    conversation = Conversation()
    conversation.add(Entry(user_text("before", ItemId("u"))))
    ids = iter([ItemId("n1"), ItemId("n2"), ItemId("n3")])
    items = (
        Item(type="item_reference", id=ItemId("u")),
        CALL,
        function_output(CallId("call"), "noon", ItemId("o")),
    )
    made = context_of(items, ids, conversation, PCM_24K)
    assert made[0] is conversation.find("u")
    assert [one.id for one in made] == ["u", "c", "o"]
    assert len(conversation.entries()) == 1


def test_a_given_context_may_answer_a_call_of_the_conversation() -> None:
    conversation = Conversation()
    conversation.add(Entry(CALL))
    items = (function_output(CallId("call"), "noon", ItemId("o")),)
    assert len(context_of(items, iter([ItemId("n")]), conversation, PCM_24K)) == 1


def test_what_is_wrong_in_a_context_is_named_by_its_place() -> None:
    items = (user_text("x", ItemId("ok")), user_text("x", ItemId("i" * 33)))
    with pytest.raises(Refused) as caught:
        context_of(items, iter([ItemId("a"), ItemId("b")]), Conversation(), PCM_24K)
    assert caught.value.param == "response.input[1].id"
