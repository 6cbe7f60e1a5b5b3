"""Items: what may be put into the conversation, truncation in full, and what the assistant remembers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.offline.scripted import Desk, names, tone
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ItemCreate, ItemDelete, ItemRetrieve, ItemTruncate, ResponseCreate
from voiceapp.protocol.objects import (
    ContentPart,
    Item,
    assistant_text,
    function_output,
    system_text,
    user_text,
)
from voiceapp.protocol.wire import CallId, ItemId, known

HEARD = "one two three four five six seven eight nine ten"


def error_of(events: list[Any]) -> tuple[str | None, str | None]:
    assert names(events) == ["error"]
    return events[0].error.code, events[0].error.param


def spoken(options: ServerOptions | None = None) -> tuple[Desk, ItemId]:
    """Return a desk with one spoken answer of 3660 ms, and the answer's id."""
    desk = Desk(options or ServerOptions())
    desk.write(HEARD)
    desk.say(ResponseCreate())
    desk.pass_ms(9_000)
    return desk, ItemId(str(desk.last(told.OutputItemDone).item.id))


def answer_to(desk: Desk, question: str) -> str:
    desk.write(question, f"question_{len(desk.events)}")
    desk.say(ResponseCreate())
    desk.pass_ms(20_000)
    return known(desk.last(told.OutputTranscriptDone).transcript, "")


def truncate(item_id: str, audio_end_ms: int, content_index: int = 0) -> ItemTruncate:
    return ItemTruncate(
        event_id="cut", item_id=ItemId(item_id), content_index=content_index, audio_end_ms=audio_end_ms
    )


# -- creation ----------------------------------------------------------------------------------------


def test_a_created_item_is_added_and_done_and_answered_by_nobody() -> None:
    desk = Desk()
    came = desk.write("hello", "mine")
    assert names(came) == ["conversation.item.added", "conversation.item.done"]
    assert desk.last(told.ItemDone).item.id == "mine"
    assert desk.last(told.ItemDone).item.status == "completed"
    assert desk.pass_ms(9_000) == []


def test_an_item_without_an_id_gets_one() -> None:
    desk = Desk()
    item = Item(type="message", role="user", content=(ContentPart(type="input_text", text="hello"),))
    desk.say(ItemCreate(item=item))
    assert str(desk.last(told.ItemDone).item.id).startswith("item_")


def test_items_go_to_the_end_to_the_beginning_or_behind_another() -> None:
    desk = Desk()
    places: tuple[tuple[str, Any], ...] = (("a", None), ("b", None), ("c", "root"), ("d", "a"))
    for item_id, after in places:
        desk.say(ItemCreate(item=user_text("x", ItemId(item_id)), previous_item_id=after))
    assert [entry.id for entry in desk.brain.conversation.entries()] == ["c", "a", "d", "b"]
    assert [event.previous_item_id for event in desk.of(told.ItemAdded)] == [None, "a", None, "a"]


def test_an_item_behind_nothing_is_refused_and_not_added() -> None:
    desk = Desk()
    create = ItemCreate(item=user_text("x", ItemId("a")), previous_item_id=ItemId("nothing"))
    assert error_of(desk.say(create)) == ("invalid_value", "previous_item_id")
    assert desk.brain.conversation.entries() == ()


def message(role: str, **part: Any) -> Item:
    return Item(type="message", role=role, content=(ContentPart(**part),))


@pytest.mark.parametrize(
    ("item", "code", "param"),
    [
        (user_text("x", ItemId("i" * 33)), "string_above_max_length", "item.id"),
        (user_text("x" * 256_001, ItemId("a")), "string_above_max_length", "item.content[0].text"),
        (message("user", type="text", text="x"), "invalid_value", "item.content[0].type"),
        (message("system", type="input_audio", audio=b"\0\0"), "invalid_value", "item.content[0].type"),
        (message("assistant", type="input_text", text="x"), "invalid_value", "item.content[0].type"),
        (
            message("assistant", type="audio", audio=b"\0\0"),
            "missing_required_parameter",
            "item.content[0].text",
        ),
        (message("user", type="input_text"), "missing_required_parameter", "item.content[0].text"),
        (message("user", type="input_audio"), "missing_required_parameter", "item.content[0].audio"),
        (message("user", type="input_audio", audio=b"\0"), "invalid_value", "item.content[0].audio"),
        (
            message("user", type="input_image", image_url="file:///x.png"),
            "invalid_value",
            "item.content[0].image_url",
        ),
        (message("moderator", type="input_text", text="x"), "invalid_value", "item.role"),
        (Item(type="message", role="user"), "missing_required_parameter", "item.content"),
        (Item(type="message"), "missing_required_parameter", "item.role"),
        (Item(type="item_reference", id=ItemId("a")), "invalid_value", "item.type"),
        (Item(type="function_call", call_id=CallId("c")), "missing_required_parameter", "item.name"),
        (
            function_output(CallId("nobody"), "x", ItemId("a")),
            "invalid_tool_call_id",
            "item.call_id",
        ),
        (
            function_output(CallId("c" * 33), "x", ItemId("a")),
            "string_above_max_length",
            "item.call_id",
        ),
    ],
)
def test_what_may_not_be_in_a_conversation_is_refused(item: Item, code: str, param: str) -> None:
    desk = Desk()
    assert error_of(desk.say(ItemCreate(item=item))) == (code, param)
    assert desk.brain.conversation.entries() == ()


def test_an_id_is_given_once() -> None:
    desk = Desk()
    desk.write("x", "a")
    assert error_of(desk.write("y", "a")) == ("invalid_value", "item.id")


def test_an_image_is_accepted() -> None:
    desk = Desk()
    item = message("user", type="input_image", image_url="data:image/png;base64,AAAA")
    assert names(desk.say(ItemCreate(item=item))) == ["conversation.item.added", "conversation.item.done"]


def test_sound_in_an_item_is_understood_and_not_echoed() -> None:
    desk = Desk()
    desk.say(ItemCreate(item=message("user", type="input_audio", audio=tone(300))))
    content = known(desk.last(told.ItemDone).item.content, ())
    assert not isinstance(content[0].audio, bytes)
    desk.say(ResponseCreate())
    desk.pass_ms(9_000)
    assert desk.last(told.OutputTranscriptDone).transcript == "You told me hello."


# -- retrieval and deletion --------------------------------------------------------------------------


def test_an_answer_can_be_retrieved_with_its_sound() -> None:
    desk, item_id = spoken()
    desk.say(ItemRetrieve(item_id=item_id))
    part = known(desk.last(told.ItemRetrieved).item.content, ())[0]
    assert part.transcript == f"You told me {HEARD}."
    assert part.audio == desk.voice.speak(f"You told me {HEARD}.")


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (ItemRetrieve(item_id=ItemId("x")), "item_retrieve_invalid_item_id"),
        (ItemDelete(item_id=ItemId("x")), "item_delete_invalid_item_id"),
        (truncate("x", 100), "item_truncate_invalid_item_id"),
    ],
)
def test_an_unknown_item_is_refused_in_three_ways(event: said.ClientEvent, code: str) -> None:
    assert error_of(Desk().say(event)) == (code, "item_id")


def test_a_deleted_item_is_gone() -> None:
    desk, item_id = spoken()
    assert names(desk.say(ItemDelete(item_id=item_id))) == ["conversation.item.deleted"]
    assert names(desk.say(ItemDelete(item_id=item_id))) == ["error"]
    assert desk.brain.conversation.find(item_id) is None


# -- truncation --------------------------------------------------------------------------------------


def test_truncation_shortens_the_sound_and_removes_the_transcript() -> None:
    desk, item_id = spoken()
    assert names(desk.say(truncate(item_id, 1_000))) == ["conversation.item.truncated"]
    answer = desk.last(told.ItemTruncated)
    assert (answer.item_id, answer.content_index, answer.audio_end_ms) == (item_id, 0, 1_000)
    desk.say(ItemRetrieve(item_id=item_id))
    part = known(desk.last(told.ItemRetrieved).item.content, ())[0]
    assert isinstance(part.audio, bytes)
    assert len(part.audio) == 48_000
    assert part.transcript == ""


def test_exactly_what_was_generated_may_be_kept_and_not_a_millisecond_more() -> None:
    desk, item_id = spoken()
    # "You told me ... ten." has 61 characters of 60 ms.
    assert error_of(desk.say(truncate(item_id, 3_661))) == ("invalid_value", "audio_end_ms")
    assert "already shorter than 3661ms" in desk.last(told.ErrorEvent).error.message
    assert names(desk.say(truncate(item_id, 3_660))) == ["conversation.item.truncated"]


def test_a_server_may_have_stored_less_than_it_sent() -> None:
    desk, item_id = spoken(ServerOptions(stored_short_ms=85))
    assert error_of(desk.say(truncate(item_id, 3_576))) == ("invalid_value", "audio_end_ms")
    assert names(desk.say(truncate(item_id, 3_575))) == ["conversation.item.truncated"]


def test_a_second_truncation_can_only_shorten() -> None:
    desk, item_id = spoken(ServerOptions(stored_short_ms=85))
    desk.say(truncate(item_id, 1_000))
    assert error_of(desk.say(truncate(item_id, 1_001))) == ("invalid_value", "audio_end_ms")
    assert names(desk.say(truncate(item_id, 500))) == ["conversation.item.truncated"]


def test_truncating_to_nothing_is_refused_or_not() -> None:
    desk, item_id = spoken()
    assert error_of(desk.say(truncate(item_id, 0))) == (None, "item_id")
    desk, item_id = spoken(ServerOptions(reject_zero_truncate=False))
    assert names(desk.say(truncate(item_id, 0))) == ["conversation.item.truncated"]


def test_only_the_assistants_sound_can_be_truncated() -> None:
    desk, item_id = spoken()
    desk.say(ItemCreate(item=assistant_text("written", ItemId("written"))))
    for event in (truncate("typed", 10), truncate("written", 10), truncate(item_id, 10, content_index=1)):
        assert error_of(desk.say(event)) == (None, "item_id")


def test_truncation_is_limited_by_what_has_been_generated_so_far() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.write(HEARD)
    desk.say(ResponseCreate())
    desk.pass_ms(1_000)
    item_id = str(desk.last(told.OutputItemAdded).item.id)
    generated_ms = sum(len(event.delta) for event in desk.of(told.OutputAudioDelta)) // 48
    assert generated_ms == 1_200
    assert error_of(desk.say(truncate(item_id, 1_201))) == ("invalid_value", "audio_end_ms")
    assert names(desk.say(truncate(item_id, 1_200))) == ["conversation.item.truncated"]


def test_what_is_generated_behind_a_cut_is_not_stored() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.write(HEARD)
    desk.say(ResponseCreate())
    desk.pass_ms(1_000)
    item_id = str(desk.last(told.OutputItemAdded).item.id)
    desk.say(truncate(item_id, 600))
    desk.pass_ms(9_000)
    entry = desk.brain.conversation.find(item_id)
    assert entry is not None
    assert entry.frames == {0: 14_400}
    assert entry.said == "You told"


# -- memory ------------------------------------------------------------------------------------------


def test_the_assistant_remembers_what_it_said() -> None:
    desk, _ = spoken()
    assert answer_to(desk, "What did you say?") == f"I said: You told me {HEARD}."


def test_the_assistant_remembers_only_what_was_heard() -> None:
    desk, item_id = spoken()
    # 29 of the 61 characters: "You told me one two three fou"
    desk.say(truncate(item_id, 1_740))
    assert answer_to(desk, "What did you just say?") == "I said: You told me one two three"


def test_of_an_interrupted_answer_only_what_was_heard_is_remembered() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.write(HEARD)
    desk.say(ResponseCreate())
    desk.pass_ms(1_600)
    desk.say(said.ResponseCancel())
    desk.say(truncate(str(desk.last(told.OutputItemDone).item.id), 1_740))
    assert answer_to(desk, "What did you say?") == "I said: You told me one two three"


def test_the_assistant_forgets_what_was_deleted() -> None:
    desk, item_id = spoken()
    desk.say(ItemDelete(item_id=item_id))
    assert answer_to(desk, "say that again") == "You have not heard anything from me yet."


def test_the_assistant_remembers_a_restored_conversation() -> None:
    desk = Desk()
    desk.say(ItemCreate(item=system_text("Restored.", ItemId("s"))))
    desk.say(ItemCreate(item=user_text("When does it leave?", ItemId("u"))))
    desk.say(ItemCreate(item=assistant_text("At ten past three.", ItemId("a"))))
    assert answer_to(desk, "what did you say") == "I said: At ten past three."
    assert answer_to(desk, "what did I say?") == "You said: what did you say"


def test_an_interrupted_answer_is_remembered_as_far_as_it_was_generated() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.write(HEARD)
    desk.say(ResponseCreate())
    desk.pass_ms(200)
    desk.say(said.ResponseCancel())
    sent = desk.last(told.OutputTranscriptDone).transcript
    assert answer_to(desk, "repeat that") == f"I said: {sent}"
