"""The ready-made items, and what an object is when little is said."""

from __future__ import annotations

from voiceapp.protocol.objects import (
    ContentPart,
    ErrorInfo,
    Item,
    Response,
    assistant_text,
    function_output,
    system_text,
    user_text,
)
from voiceapp.protocol.structs import plain, read
from voiceapp.protocol.wire import UNSET, CallId, ItemId, ResponseId


def test_ready_made_messages_have_the_role_and_part_the_service_wants() -> None:
    made = [make("Hi.", ItemId("i")) for make in (user_text, system_text, assistant_text)]

    assert [(item.type, item.id, item.role) for item in made] == [
        ("message", "i", "user"),
        ("message", "i", "system"),
        ("message", "i", "assistant"),
    ]
    assert [item.content for item in made] == [
        (ContentPart(type="input_text", text="Hi."),),
        (ContentPart(type="input_text", text="Hi."),),
        (ContentPart(type="text", text="Hi."),),
    ]


def test_the_output_of_a_function_says_which_call_it_answers() -> None:
    assert plain(function_output(CallId("call_1"), "{}", ItemId("i"))) == {
        "type": "function_call_output",
        "id": "i",
        "call_id": "call_1",
        "output": "{}",
    }


def test_what_an_item_does_not_say_is_not_written() -> None:
    assert plain(Item(type="item_reference", id=ItemId("i"))) == {"type": "item_reference", "id": "i"}


def test_a_response_of_which_only_the_id_is_known_is_out_of_band_and_running() -> None:
    response = read(Response, {"id": "r"})

    assert response == Response(id=ResponseId("r"))
    assert (response.status, response.conversation_id, response.usage) == ("in_progress", None, None)
    assert response.output_modalities is UNSET


def test_an_error_writes_its_nulls_as_the_service_does() -> None:
    assert plain(ErrorInfo(message="No.")) == {
        "type": "invalid_request_error",
        "code": None,
        "message": "No.",
        "param": None,
        "event_id": None,
    }
