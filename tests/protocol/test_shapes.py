"""One event, spelt by each dialect: what moves, what is renamed, what is left out and noted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from voiceapp.errors import LocalProtocolError
from voiceapp.protocol.client_events import (
    ClientEvent,
    ItemCreate,
    ResponseCancel,
    ResponseCreate,
    ResponseParams,
    SessionUpdate,
)
from voiceapp.protocol.codec import ClientCodec, ServerCodec
from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.objects import ContentPart, Item, assistant_text
from voiceapp.protocol.server_events import ItemAdded
from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    TurnDetection,
)
from voiceapp.protocol.shapes import read_event, write_event
from voiceapp.protocol.wire import ItemId, ResponseId

PREVIEWS = pytest.mark.parametrize(
    "dialect", [PREVIEW, PREVIEW_2024_10], ids=lambda dialect: str(dialect.name)
)
PICTURE = ContentPart(type="input_image", image_url="data:image/png;base64,AAAA")


def spelt(event: ClientEvent, dialect: Dialect) -> tuple[Any, set[str]]:
    """Return the frame as an object, without its type, and what was left out."""
    codec = ClientCodec(dialect)
    body = json.loads(codec.encode(event))
    del body["type"]
    return body, codec.dropped


def spelt_session(session: Session, dialect: Dialect) -> tuple[Any, set[str]]:
    body, dropped = spelt(SessionUpdate(session=session), dialect)
    return body["session"], dropped


def listening(**fields: Any) -> Session:
    return Session(audio=SessionAudio(input=AudioInput(**fields)))


# -- writing sessions --------------------------------------------------------------------------------


def test_ga_sessions_say_their_type_even_when_nobody_thought_of_it() -> None:
    assert spelt_session(Session(instructions="Hi."), GA)[0] == {"type": "realtime", "instructions": "Hi."}
    assert spelt_session(Session(type="transcription"), GA)[0] == {"type": "transcription"}


@PREVIEWS
def test_preview_flattens_a_session(dialect: Dialect) -> None:
    session, dropped = spelt_session(
        Session(
            type="realtime",
            output_modalities=("audio",),
            audio=SessionAudio(
                input=AudioInput(format=PCM_24K, transcription=None),
                output=AudioOutput(format=PCM_24K, voice="echo"),
            ),
            max_output_tokens=100,
            temperature=0.8,
        ),
        dialect,
    )

    assert session == {
        "temperature": 0.8,
        "modalities": ["text", "audio"],
        "voice": "echo",
        "input_audio_format": "pcm16",
        "output_audio_format": "pcm16",
        "input_audio_transcription": None,
        "max_response_output_tokens": 100,
    }
    assert dropped == set()


@PREVIEWS
def test_preview_leaves_out_what_only_ga_has_and_notes_it(dialect: Dialect) -> None:
    session, dropped = spelt_session(
        Session(
            audio=SessionAudio(
                input=AudioInput(turn_detection=TurnDetection(idle_timeout_ms=6_000)),
                output=AudioOutput(voice={"id": "voice_1"}),
            ),
            tools=({"type": "mcp", "server_label": "files"}, {"type": "function", "name": "x"}),
            tool_choice={"type": "mcp", "server_label": "files"},
            truncation="auto",
            reasoning={"effort": "low"},
            parallel_tool_calls=True,
        ),
        dialect,
    )

    assert session == {
        "tools": [{"type": "function", "name": "x"}],
        "turn_detection": {"type": "server_vad"},
    }
    assert dropped == {
        "session.truncation",
        "session.reasoning",
        "session.parallel_tool_calls",
        "session.audio.input.turn_detection.idle_timeout_ms",
        "session.audio.output.voice",
        "session.tools (mcp)",
        "session.tool_choice (mcp)",
    }


def test_the_first_preview_leaves_out_more() -> None:
    session, dropped = spelt_session(
        Session(
            audio=SessionAudio(
                input=AudioInput(
                    noise_reduction=NoiseReduction(type="near_field"),
                    turn_detection=TurnDetection(
                        threshold=0.5, create_response=True, interrupt_response=False
                    ),
                ),
                output=AudioOutput(speed=1.1),
            ),
            tracing="auto",
            include=None,
        ),
        PREVIEW_2024_10,
    )

    assert session == {"turn_detection": {"type": "server_vad", "threshold": 0.5}}
    assert dropped == {
        "session.audio.input.noise_reduction",
        "session.audio.input.turn_detection.create_response",
        "session.audio.input.turn_detection.interrupt_response",
        "session.audio.output.speed",
        "session.tracing",
    }


def test_a_wish_for_semantic_vad_becomes_server_vad_where_there_is_no_other() -> None:
    wanted = listening(turn_detection=TurnDetection(type="semantic_vad", eagerness="low"))

    assert spelt_session(wanted, PREVIEW) == (
        {"turn_detection": {"type": "semantic_vad", "eagerness": "low"}},
        set(),
    )
    assert spelt_session(wanted, PREVIEW_2024_10) == (
        {"turn_detection": {"type": "server_vad"}},
        {"session.audio.input.turn_detection.type", "session.audio.input.turn_detection.eagerness"},
    )


@pytest.mark.parametrize(
    ("dialect", "session"),
    [
        (GA, {"type": "realtime", "audio": {"input": {"turn_detection": None}}}),
        (PREVIEW, {"turn_detection": None}),
        (PREVIEW_2024_10, {"turn_detection": {"type": "none"}}),
    ],
)
def test_voice_detection_is_switched_off_by_each_in_its_way(dialect: Dialect, session: Any) -> None:
    assert spelt_session(listening(turn_detection=None), dialect) == (session, set())


def test_ga_leaves_out_the_temperature_that_would_cost_the_whole_update() -> None:
    assert spelt_session(Session(temperature=0.8), GA) == ({"type": "realtime"}, {"session.temperature"})


def test_fields_from_the_future_have_no_flat_place() -> None:
    audio = SessionAudio(input=AudioInput(extra={"beam": {"angle": 3, "off": None}}))

    assert spelt_session(Session(audio=audio, extra={"mood": 1}), PREVIEW) == (
        {"mood": 1},
        {"session.audio.input.beam.angle"},
    )


def test_an_absent_value_is_not_noted_as_dropped() -> None:
    assert spelt_session(Session(truncation=None, tools=()), PREVIEW) == ({"tools": []}, set())


# -- writing responses and items ---------------------------------------------------------------------


def test_preview_flattens_the_wishes_for_a_response() -> None:
    event = ResponseCreate(
        response=ResponseParams(
            output_modalities=("text",),
            audio={"output": {"voice": "echo", "format": {"type": "audio/pcmu"}, "gain": 2}},
            tool_choice={"type": "function", "name": "x"},
            max_output_tokens=5,
            extra={"reasoning": {"effort": "low"}},
        )
    )

    assert spelt(event, PREVIEW) == (
        {
            "response": {
                "tool_choice": {"type": "function", "function": {"name": "x"}},
                "max_output_tokens": 5,
                "modalities": ["text"],
                "voice": "echo",
                "output_audio_format": "g711_ulaw",
            }
        },
        {"response.reasoning", "response.audio.output.gain"},
    )


def test_the_first_preview_cannot_answer_outside_the_conversation() -> None:
    aside = ResponseCreate(response=ResponseParams(conversation="none"))
    within = ResponseCreate(response=ResponseParams(conversation="auto", metadata={"a": "b"}))

    with pytest.raises(LocalProtocolError, match="no responses outside the conversation"):
        ClientCodec(PREVIEW_2024_10).encode(aside)
    assert spelt(within, PREVIEW_2024_10) == (
        {"response": {}},
        {"response.conversation", "response.metadata"},
    )


def test_the_first_preview_cancels_whatever_is_active() -> None:
    cancel = ResponseCancel(response_id=ResponseId("resp_1"), event_id="ev_1")

    assert spelt(cancel, PREVIEW) == ({"event_id": "ev_1", "response_id": "resp_1"}, set())
    assert spelt(cancel, PREVIEW_2024_10) == ({"event_id": "ev_1"}, {"response.cancel.response_id"})


@pytest.mark.parametrize(("dialect", "kind"), [(GA, "output_text"), (PREVIEW, "text")])
def test_assistant_text_is_named_by_the_dialect(dialect: Dialect, kind: str) -> None:
    body, _ = spelt(ItemCreate(item=assistant_text("Hi.", ItemId("i"))), dialect)
    inside, _ = spelt(
        ResponseCreate(response=ResponseParams(input=(assistant_text("Hi.", ItemId("i")),))), dialect
    )

    assert body["item"]["content"] == [{"type": kind, "text": "Hi."}]
    assert inside["response"]["input"][0]["content"] == [{"type": kind, "text": "Hi."}]


def test_preview_sends_the_words_beside_a_picture_and_never_a_picture_alone() -> None:
    both = Item(type="message", role="user", content=(PICTURE, ContentPart(type="input_text", text="?")))
    alone = Item(type="message", role="user", content=(PICTURE,))

    body, dropped = spelt(ItemCreate(item=both), PREVIEW)

    assert body["item"]["content"] == [{"type": "input_text", "text": "?"}]
    assert dropped == {"item.content (input_image)"}
    with pytest.raises(LocalProtocolError, match="no images"):
        ClientCodec(PREVIEW).encode(ItemCreate(item=alone))
    assert spelt(ItemCreate(item=alone), GA)[1] == set()


def test_mcp_items_do_not_exist_in_preview_for_either_side() -> None:
    consent = Item(type="mcp_approval_response", approval_request_id="a", approve=True)
    request = Item(
        type="mcp_approval_request", id=ItemId("i"), server_label="files", name="read", arguments="{}"
    )

    with pytest.raises(LocalProtocolError, match="no items of type mcp_approval_response"):
        ClientCodec(PREVIEW).encode(ItemCreate(item=consent))
    with pytest.raises(LocalProtocolError, match="no items of type mcp_approval_request"):
        ServerCodec(PREVIEW).encode(ItemAdded(item=request))


def test_what_is_left_out_again_and_again_is_noted_once() -> None:
    codec = ClientCodec(PREVIEW)

    for _ in range(3):
        codec.encode(SessionUpdate(session=Session(truncation="auto")))

    assert codec.dropped == {"session.truncation"}


# -- the two functions themselves --------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"session": None},
        {"session": {"audio": None, "voice": "x"}},
        {"session": {"audio": {"input": []}, "turn_detection": {"type": "none"}}},
        {"session": {"tool_choice": {"type": "function", "function": {"name": 3}}}},
        {"session": {"output_modalities": "audio"}},
        {"response": {"output": {"a": 1}, "input": [None, 7, []]}},
        {"item": {"content": [None, {"type": None}, {"type": 7}, []]}},
        {"part": {}},
        {"part": 7},
    ],
)
def test_reading_takes_every_shape_and_writing_takes_what_reading_left(body: dict[str, Any]) -> None:
    for dialect in (GA, PREVIEW, PREVIEW_2024_10):
        read = read_event("session.updated", json.loads(json.dumps(body)))
        written = write_event("session.updated", read, dialect, lambda _path: None)
        assert written["type"] == "session.updated"
