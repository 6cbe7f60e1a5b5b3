"""Function calls, and responses beside the conversation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.offline.scripted import Desk, ScriptedEars, names, tone
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import silence
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ItemCreate, ItemTruncate, ResponseCreate, ResponseParams
from voiceapp.protocol.objects import Item, function_output, user_text
from voiceapp.protocol.session_config import AudioInput, Session, SessionAudio, TurnDetection
from voiceapp.protocol.wire import CallId, ItemId, ResponseId, known

SEARCH = {
    "type": "function",
    "name": "search_notes",
    "description": "Look something up.",
    "parameters": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
}
CLOCK = {"type": "function", "name": "clock", "parameters": {"type": "object", "properties": {}}}


def with_tools(*tools: dict[str, Any], choice: Any = "auto", options: ServerOptions | None = None) -> Desk:
    desk = Desk(options or ServerOptions())
    desk.say(said.SessionUpdate(session=Session(tools=tools, tool_choice=choice)))
    desk.events.clear()
    desk.times_ms.clear()
    return desk


def ask(desk: Desk, text: str, **params: Any) -> None:
    desk.write(text, f"question_{len(desk.events)}")
    desk.say(ResponseCreate(response=ResponseParams(**params)))
    desk.pass_ms(20_000)


def calls(desk: Desk) -> list[tuple[str, str]]:
    return [
        (known(event.item.name, ""), known(event.item.arguments, ""))
        for event in desk.of(told.OutputItemDone)
        if event.item.type == "function_call"
    ]


# -- calls -------------------------------------------------------------------------------------------


def test_a_function_is_called_when_its_name_is_said() -> None:
    desk = with_tools(SEARCH, CLOCK)
    desk.ears = ScriptedEars(((60_000, "please search notes platform kyoto"),))
    desk.speak()
    desk.pass_ms(9_000)
    order = names(desk.events)
    assert order[5:] == [
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
        "rate_limits.updated",
    ]
    assert calls(desk) == [("search_notes", '{"query": "platform kyoto"}')]
    added = desk.last(told.OutputItemAdded).item
    assert (added.status, added.name, added.arguments) == ("in_progress", "search_notes", "")
    deltas = desk.of(told.FunctionArgumentsDelta)
    assert len(deltas) == 3
    assert "".join(event.delta for event in deltas) == '{"query": "platform kyoto"}'
    done = desk.last(told.FunctionArgumentsDone)
    assert (done.name, done.arguments, done.call_id) == (
        "search_notes",
        '{"query": "platform kyoto"}',
        added.call_id,
    )


def test_nothing_follows_an_output_until_a_response_is_asked_for_and_then_it_is_spoken() -> None:
    desk = with_tools(SEARCH)
    ask(desk, "search notes kyoto")
    call_id = CallId(str(desk.last(told.OutputItemDone).item.call_id))
    output = ItemCreate(item=function_output(call_id, "Platform four.", ItemId("out")))
    assert names(desk.say(output)) == ["conversation.item.added", "conversation.item.done"]
    assert desk.pass_ms(9_000) == []
    desk.say(ResponseCreate())
    desk.pass_ms(9_000)
    assert desk.last(told.OutputTranscriptDone).transcript == "Platform four."


def test_words_said_after_an_output_are_answered_too() -> None:
    desk = with_tools(SEARCH)
    ask(desk, "search notes kyoto")
    call_id = CallId(str(desk.last(told.OutputItemDone).item.call_id))
    desk.say(ItemCreate(item=function_output(call_id, '{"platform": 4}', ItemId("out"))))
    ask(desk, "and hurry")
    assert desk.last(told.OutputTranscriptDone).transcript == "platform: 4 You told me and hurry."


def test_two_functions_are_called_in_the_order_in_which_they_are_said() -> None:
    desk = with_tools(SEARCH, CLOCK)
    ask(desk, "look at the clock and search notes trains")
    assert [name for name, _ in calls(desk)] == ["clock", "search_notes"]
    assert [event.output_index for event in desk.of(told.OutputItemDone)] == [0, 1]
    assert len(desk.of(told.ResponseDone)) == 1


def test_only_one_is_called_where_calls_may_not_be_parallel() -> None:
    desk = with_tools(SEARCH, CLOCK)
    desk.say(said.SessionUpdate(session=Session(parallel_tool_calls=False)))
    ask(desk, "look at the clock and search notes trains")
    assert [name for name, _ in calls(desk)] == ["clock"]


@pytest.mark.parametrize(
    ("choice", "text", "expected"),
    [
        ("auto", "nothing of the kind", []),
        ("none", "search notes kyoto", []),
        ("required", "nothing of the kind", ["search_notes"]),
        ({"type": "function", "name": "clock"}, "search notes kyoto", ["clock"]),
    ],
)
def test_the_tool_choice_is_respected(choice: Any, text: str, expected: list[str]) -> None:
    desk = with_tools(SEARCH, CLOCK, choice=choice)
    ask(desk, text)
    assert [name for name, _ in calls(desk)] == expected


def test_one_response_can_choose_otherwise_than_its_session() -> None:
    desk = with_tools(SEARCH)
    ask(desk, "search notes kyoto", tools=())
    assert calls(desk) == []
    ask(desk, "search notes kyoto", tool_choice="none")
    assert calls(desk) == []
    ask(desk, "search notes kyoto", tools=(CLOCK,), tool_choice="required")
    assert [name for name, _ in calls(desk)] == ["clock"]


def test_a_session_that_requires_calls_goes_on_calling() -> None:
    desk = with_tools(CLOCK, choice="required")
    ask(desk, "go")
    call_id = CallId(str(desk.last(told.OutputItemDone).item.call_id))
    desk.say(ItemCreate(item=function_output(call_id, "noon", ItemId("out"))), ResponseCreate())
    desk.pass_ms(9_000)
    assert len(calls(desk)) == 2


def test_a_cancelled_call_is_incomplete_with_half_of_its_arguments() -> None:
    desk = with_tools(SEARCH, options=ServerOptions(speed=0.5))
    desk.write("search notes platform kyoto")
    desk.say(ResponseCreate(), said.ResponseCancel())
    item = desk.last(told.OutputItemDone).item
    assert (item.status, item.arguments) == ("incomplete", '{"query": "p')
    assert desk.last(told.FunctionArgumentsDone).arguments == '{"query": "p'
    assert desk.last(told.ResponseDone).response.status == "cancelled"


def test_the_output_of_a_deleted_call_is_refused() -> None:
    desk = with_tools(SEARCH)
    ask(desk, "search notes kyoto")
    item = desk.last(told.OutputItemDone).item
    desk.say(said.ItemDelete(item_id=ItemId(str(item.id))))
    desk.say(ItemCreate(item=function_output(CallId(str(item.call_id)), "late", ItemId("out"))))
    assert desk.last(told.ErrorEvent).error.code == "invalid_tool_call_id"


# -- beside the conversation -------------------------------------------------------------------------


def aside(**params: Any) -> ResponseCreate:
    return ResponseCreate(
        event_id="aside",
        response=ResponseParams(conversation="none", output_modalities=("text",), **params),
    )


def test_a_response_beside_the_conversation_leaves_no_trace_in_it() -> None:
    desk = Desk()
    desk.write("when does the train to Kyoto leave today?")
    desk.events.clear()
    desk.times_ms.clear()
    desk.say(aside(metadata={"purpose": "title"}))
    desk.pass_ms(9_000)
    assert names(desk.events) == [
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
        "rate_limits.updated",
    ]
    for response in (desk.last(told.ResponseCreated).response, desk.last(told.ResponseDone).response):
        assert response.conversation_id is None
        assert response.metadata == {"purpose": "title"}
    assert desk.last(told.OutputTextDone).text == "when does the train to Kyoto"
    assert [entry.id for entry in desk.brain.conversation.entries()] == ["typed"]


def test_several_run_beside_the_conversations_own() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.write("a long story that takes a while to tell")
    desk.say(ResponseCreate(), aside(), aside())
    assert desk.of(told.ErrorEvent) == []
    desk.pass_ms(20_000)
    assert [event.response.status for event in desk.of(told.ResponseDone)] == ["completed"] * 3


def test_too_many_at_a_time_are_refused() -> None:
    desk = Desk(is_slow=True)
    for _ in range(9):
        desk.say(ResponseCreate(response=ResponseParams(conversation="none")))
    assert len(desk.of(told.ErrorEvent)) == 1
    assert len(desk.of(told.ResponseCreated)) == 8


def test_speech_does_not_touch_it() -> None:
    desk = Desk(ServerOptions(speed=0.1))
    detection = TurnDetection(create_response=False)
    desk.say(
        said.SessionUpdate(session=Session(audio=SessionAudio(input=AudioInput(turn_detection=detection))))
    )
    desk.write("a long story that takes a while to tell")
    desk.say(aside())
    desk.hear(tone(400) + silence(12_000))
    assert len(desk.of(told.SpeechStarted)) == 1
    desk.pass_ms(60_000)
    assert desk.last(told.ResponseDone).response.status == "completed"


def test_it_is_cancelled_by_its_own_id_only() -> None:
    desk = Desk(ServerOptions(speed=0.1))
    desk.write("a long story")
    desk.say(aside())
    desk.say(said.ResponseCancel())
    assert desk.last(told.ErrorEvent).error.code == "response_cancel_not_active"
    running = ResponseId(desk.last(told.ResponseCreated).response.id)
    desk.say(said.ResponseCancel(response_id=running))
    assert desk.last(told.ResponseDone).response.status == "cancelled"


def test_its_items_do_not_exist_for_anybody_else() -> None:
    desk = Desk()
    desk.write("hello")
    desk.say(ResponseCreate(response=ResponseParams(conversation="none")))
    desk.pass_ms(9_000)
    item_id = ItemId(str(desk.last(told.OutputItemDone).item.id))
    desk.say(ItemTruncate(item_id=item_id, content_index=0, audio_end_ms=100))
    assert desk.last(told.ErrorEvent).error.code == "item_truncate_invalid_item_id"


def test_the_given_input_is_the_whole_context() -> None:
    desk = Desk()
    desk.write("the conversation")
    desk.say(aside(input=(user_text("something else", ItemId("x")),)))
    desk.pass_ms(9_000)
    assert desk.last(told.OutputTextDone).text == "You told me something else."
    desk.say(aside(input=(Item(type="item_reference", id=ItemId("typed")),)))
    desk.pass_ms(9_000)
    assert desk.last(told.OutputTextDone).text == "You told me the conversation."
    desk.say(aside(input=()))
    desk.pass_ms(9_000)
    assert desk.last(told.OutputTextDone).text.startswith("Hello.")


def test_a_reference_to_nothing_is_refused() -> None:
    desk = Desk()
    desk.say(aside(input=(Item(type="item_reference", id=ItemId("nothing")),)))
    error = desk.last(told.ErrorEvent).error
    assert (error.code, error.param, error.event_id) == ("invalid_value", "response.input[0].id", "aside")


def test_an_aside_sets_no_timer() -> None:
    desk = Desk()
    desk.write("set a timer")
    desk.say(aside())
    desk.pass_ms(60_000)
    assert len(desk.of(told.ResponseCreated)) == 1
