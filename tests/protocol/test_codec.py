"""The two doors of the wire, each with what it refuses and what it keeps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.client_samples import CLIENT_SAMPLES, SOUND
from tests.server_samples import SERVER_SAMPLES
from voiceapp.errors import LocalProtocolError, RemoteProtocolError
from voiceapp.protocol.client_events import (
    ClientEvent,
    InputAudioAppend,
    InputAudioCommit,
    ItemCreate,
    ItemRetrieve,
    OutputAudioClear,
    ResponseCancel,
    ResponseCreate,
    TranscriptionSessionUpdate,
    UnrecognisedClientEvent,
)
from voiceapp.protocol.codec import ClientCodec, ClientMistake, ServerCodec
from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.objects import ContentPart, Item, user_text
from voiceapp.protocol.server_events import (
    ErrorEvent,
    ItemAdded,
    ItemDone,
    OutputAudioDelta,
    OutputTextDelta,
    ResponseDone,
    SessionCreated,
    SpeechStarted,
    TranscriptionFailed,
    Unrecognised,
)
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import UNSET, ItemId, ResponseId

by_name = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))


# -- the client's door -------------------------------------------------------------------------------


@by_name
def test_sound_is_written_from_a_template_that_says_the_same_as_the_long_way(dialect: Dialect) -> None:
    codec = ClientCodec(dialect)

    short = json.loads(codec.encode(InputAudioAppend(audio=SOUND)))
    long = json.loads(codec.encode(InputAudioAppend(audio=SOUND, event_id="ev_1")))

    assert short == {"type": "input_audio_buffer.append", "audio": "AQD/fwCA"}
    assert long == {**short, "event_id": "ev_1"}


@pytest.mark.parametrize(
    ("dialect", "event"),
    [
        (GA, TranscriptionSessionUpdate(session=Session())),
        (PREVIEW_2024_10, TranscriptionSessionUpdate(session=Session())),
        (PREVIEW_2024_10, ItemRetrieve(item_id=ItemId("item_1"))),
        (GA, OutputAudioClear()),
        (PREVIEW, OutputAudioClear()),
        (GA, UnrecognisedClientEvent(type="session.close", raw={})),
    ],
)
def test_an_event_the_dialect_lacks_is_our_bug_and_says_so(dialect: Dialect, event: ClientEvent) -> None:
    with pytest.raises(LocalProtocolError, match=f"The dialect {dialect.name} has no client event"):
        ClientCodec(dialect).encode(event)


@pytest.mark.parametrize(
    "frame",
    [b'{"type":"error"}', b"", "", "{", "nonsense", "[]", "null", '"error"', "1", "{} {}", '{"a":NaN}'],
)
def test_what_is_no_event_at_all_is_an_error_of_the_other_side(frame: str | bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        ClientCodec(GA).decode(frame)


@pytest.mark.parametrize("body", ["{}", '{"type":null}', '{"type":7}', '{"event_id":"e"}'])
def test_an_object_without_a_type_is_no_event(body: str) -> None:
    with pytest.raises(RemoteProtocolError, match="without a type"):
        ClientCodec(GA).decode(body)


def test_json_too_deep_to_read_is_an_error_of_the_other_side_and_not_a_crash() -> None:
    with pytest.raises(RemoteProtocolError):
        ClientCodec(GA).decode('{"type":' + "[" * 200_000)


@by_name
def test_an_unknown_event_is_kept_whole(dialect: Dialect) -> None:
    event = ClientCodec(dialect).decode('{"type":"response.cancelled","event_id":"e","a":{"b":[1]}}')

    assert event == Unrecognised(
        type="response.cancelled",
        event_id="e",
        raw={"type": "response.cancelled", "event_id": "e", "a": {"b": [1]}},
        reason="unknown type",
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"type": "error"}, "error: missing"),
        ({"type": "error", "error": "no"}, "error: expected an object, got a string"),
        (
            {"type": "input_audio_buffer.speech_started", "audio_start_ms": "1", "item_id": "i"},
            "audio_start_ms: expected a number, got a string",
        ),
        ({"type": "conversation.item.added", "item": {"id": "i"}}, "item.type: missing"),
        (
            {"type": "response.audio.delta", "response_id": "r", "item_id": "i", "delta": "*"},
            "delta: expected base64",
        ),
        ({"type": "response.done", "response": {"id": None}}, "response.id: expected a string, got null"),
    ],
)
def test_a_known_event_of_unknown_shape_is_kept_as_it_came_with_the_reason(
    body: dict[str, Any], reason: str
) -> None:
    event = ClientCodec(GA).decode(json.dumps(body))

    assert isinstance(event, Unrecognised)
    assert (event.type, event.reason, event.raw) == (body["type"], reason, body)


def test_what_is_kept_of_an_unreadable_event_is_not_what_reading_made_of_it() -> None:
    body = {"type": "session.created", "session": {"voice": "alloy", "id": "s"}, "event_id": 7}
    broken = {"type": "response.created", "response": {"voice": "alloy", "modalities": ["text"]}}

    session = ClientCodec(PREVIEW).decode(json.dumps(body))
    response = ClientCodec(PREVIEW).decode(json.dumps(broken))

    assert isinstance(session, SessionCreated)
    assert session.extra == {"event_id": 7}
    assert isinstance(response, Unrecognised)
    assert response.raw == broken


def test_a_strange_optional_value_does_not_cost_the_event() -> None:
    body = {"type": "response.done", "response": {"id": "r", "status": "completed", "usage": "a lot"}}

    event = ClientCodec(GA).decode(json.dumps(body))

    assert isinstance(event, ResponseDone)
    assert event.response.status == "completed"
    assert event.response.usage is None
    assert event.response.extra == {"usage": "a lot"}
    assert json.loads(ServerCodec(GA).encode(event)[0])["response"]["usage"] == "a lot"


def test_half_a_surrogate_pair_in_typed_text_does_not_stop_the_event() -> None:
    frame = ClientCodec(GA).encode(ItemCreate(item=user_text("a\ud83d", ItemId("item_1"))))

    assert json.loads(frame)["item"]["content"] == [{"type": "input_text", "text": "a\ufffd"}]


def test_an_emoji_cut_in_two_by_the_server_does_not_cost_the_delta() -> None:
    frame = '{"type":"response.output_text.delta","response_id":"r","item_id":"i","delta":"Hi \\ud83d"}'

    event = ClientCodec(GA).decode(frame)

    assert isinstance(event, OutputTextDelta)
    assert event.delta == "Hi \ufffd"


def test_sound_beside_half_a_character_is_written_as_ever() -> None:
    part = ContentPart(type="input_audio", audio=SOUND, transcript="\ud83d")
    item = Item(type="message", role="user", content=(part,))

    frame = ClientCodec(GA).encode(ItemCreate(item=item))

    assert json.loads(frame)["item"]["content"] == [
        {"type": "input_audio", "audio": "AQD/fwCA", "transcript": "\ufffd"}
    ]


def test_encoding_for_a_dialect_leaves_the_event_itself_alone() -> None:
    (sample,) = [entry for entry in CLIENT_SAMPLES if entry.name == "answer with wishes of its own"]
    before = repr(sample.event)

    ClientCodec(PREVIEW).encode(sample.event)

    assert repr(sample.event) == before


@pytest.mark.parametrize(
    ("dialect", "expected"), [(GA, "response.output_audio.delta"), (PREVIEW, "response.audio.delta")]
)
def test_the_wire_name_is_the_dialects_spelling(dialect: Dialect, expected: str) -> None:
    event = OutputAudioDelta(response_id=ResponseId("r"), item_id=ItemId("i"), delta=SOUND)

    assert ClientCodec(dialect).wire_name(event) == expected
    assert ServerCodec(dialect).wire_name(event) == expected
    assert ClientCodec(dialect).wire_name(ResponseCancel()) == "response.cancel"
    assert ClientCodec(dialect).wire_name(Unrecognised(type="new", raw={}, reason="")) == "new"


# -- the server's door -------------------------------------------------------------------------------


def test_ga_announces_an_item_twice_and_preview_once() -> None:
    item = user_text("Hi.", ItemId("item_1"))
    told = [ItemAdded(item=item), ItemDone(item=item)]

    def names(dialect: Dialect) -> list[str]:
        codec = ServerCodec(dialect)
        return [json.loads(frame)["type"] for event in told for frame in codec.encode(event)]

    assert names(GA) == ["conversation.item.added", "conversation.item.done"]
    assert names(PREVIEW) == ["conversation.item.created"]
    assert names(PREVIEW_2024_10) == ["conversation.item.created"]


def test_a_server_can_say_what_its_client_has_never_heard_of() -> None:
    event = Unrecognised(type="response.new", raw={"type": "response.new", "x": 1}, reason="")

    (frame,) = ServerCodec(PREVIEW).encode(event)

    assert json.loads(frame) == {"type": "response.new", "x": 1}


def test_the_error_of_a_caption_names_no_event_of_the_client() -> None:
    (sample,) = [entry for entry in SERVER_SAMPLES if isinstance(entry.event, TranscriptionFailed)]
    (refusal,) = [entry for entry in SERVER_SAMPLES if isinstance(entry.event, ErrorEvent)]

    (caption,) = ServerCodec(GA).encode(sample.event)
    (error,) = ServerCodec(GA).encode(refusal.event)

    assert "event_id" not in json.loads(caption)["error"]
    assert json.loads(error)["error"]["event_id"] == "ev_1"


@pytest.mark.parametrize("frame", [b"{}", "", "{", "[]", "7", '{"type":' + "[" * 200_000])
def test_a_server_answers_invalid_json_to_what_is_none(frame: str | bytes) -> None:
    with pytest.raises(ClientMistake) as caught:
        ServerCodec(GA).decode(frame)

    assert (caught.value.code, caught.value.param) == ("invalid_json", None)


@by_name
def test_sound_that_is_not_base64_is_found_where_it_is_decoded(dialect: Dialect) -> None:
    append = {"type": "input_audio_buffer.append", "audio": "AAA", "event_id": "ev_1"}
    part = {"type": "input_audio", "audio": "not base64"}
    create = {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "x"}, part]},
    }

    for body, param in ((append, "audio"), (create, "item.content[1].audio")):
        with pytest.raises(ClientMistake) as caught:
            ServerCodec(dialect).decode(json.dumps(body))
        assert (caught.value.code, caught.value.param) == ("invalid_value", param)
        assert caught.value.event_id == body.get("event_id")


def test_a_server_takes_null_where_only_absence_means_something() -> None:
    frame = '{"type":"conversation.item.create","event_id":null,"previous_item_id":null,"item":%s}'
    item = '{"type":"message","role":"user","content":[{"type":"input_audio","audio":"","transcript":null}]}'

    event = ServerCodec(GA).decode(frame % item)

    assert isinstance(event, ItemCreate)
    assert event.event_id is UNSET
    assert event.previous_item_id is None


def test_the_first_preview_always_gets_a_response_to_create() -> None:
    assert ClientCodec(PREVIEW_2024_10).encode(ResponseCreate()) == '{"type":"response.create","response":{}}'
    assert ClientCodec(PREVIEW).encode(ResponseCreate()) == '{"type":"response.create"}'


def test_events_without_fields_are_as_short_as_can_be() -> None:
    assert ClientCodec(GA).encode(InputAudioCommit()) == '{"type":"input_audio_buffer.commit"}'
    started = SpeechStarted(event_id="e", audio_start_ms=1, item_id=ItemId("i"))
    assert ServerCodec(GA).encode(started) == [
        '{"type":"input_audio_buffer.speech_started","event_id":"e","audio_start_ms":1,"item_id":"i"}'
    ]
