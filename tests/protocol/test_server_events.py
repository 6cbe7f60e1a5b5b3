"""Every server event, as the embedded assistant spells it, judged by the vendor's own types."""

from __future__ import annotations

import json

import pytest
from openai.types.realtime.realtime_session_create_response import RealtimeSessionCreateResponse
from pydantic import ValidationError

from tests.openai_types import SERVER_MODELS, judged, unknown_keys
from tests.response_samples import ServerSample
from tests.server_samples import SERVER_SAMPLES
from voiceapp.protocol.client_events import name_of
from voiceapp.protocol.codec import ServerCodec
from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, Dialect
from voiceapp.protocol.server_events import SERVER_EVENTS

SAMPLES = [
    pytest.param(sample, dialect, id=f"{dialect.name}: {sample.name}")
    for sample in SERVER_SAMPLES
    for dialect in DIALECTS
    if dialect.knows_mcp or sample.name != "a request for consent"
]

EVENTS_THE_TYPES_LACK = {
    # In the pages of both vendors; the SDK's union of preview events has only `updated`.
    ("preview", "transcription_session.created"),
}

SHAPES_THE_TYPES_REFUSE = {
    # The SDK wants the ephemeral key in it, which only the answer of the REST call has (objects 1.1).
    ("preview", "session of transcription only in force"): "session.client_secret",
}

_SESSION_GA = ["session.expires_at", "session.id", "session.object"]
_SESSION_PREVIEW = ["session.expires_at", "session.include", "session.object", "session.prompt"]
_SESSION_2024_10 = ["session.expires_at", "session.object"]
KEYS_THE_TYPES_LACK = {
    # Every captured `session.created` has them; the union reuses the type of the *request* (objects 1.2).
    ("ga", "first word"): _SESSION_GA,
    ("ga", "session in force"): _SESSION_GA,
    # The same in preview; `include` and `prompt` came after the SDK froze these types (objects 1.1).
    ("preview", "first word"): _SESSION_PREVIEW,
    ("preview", "session in force"): _SESSION_PREVIEW,
    ("preview-2024-10", "first word"): _SESSION_2024_10,
    ("preview-2024-10", "session in force"): _SESSION_2024_10,
    # Absent in the first preview and in the SDK's types of it, present in later ones (objects 15).
    ("preview", "answer complete, spoken and with a call"): [
        "response.usage.input_token_details.cached_tokens_details"
    ],
}


def test_there_is_a_sample_of_every_server_event() -> None:
    assert {type(sample.event) for sample in SERVER_SAMPLES} == set(SERVER_EVENTS)


@pytest.mark.parametrize(("sample", "dialect"), SAMPLES)
def test_what_the_embedded_assistant_says_fits_the_vendors_types(
    sample: ServerSample, dialect: Dialect
) -> None:
    frames = ServerCodec(dialect).encode(sample.event)

    assert len(frames) == dialect.knows_server_event(name_of(sample.event))
    for frame in frames:
        if (dialect.name, sample.name) in SHAPES_THE_TYPES_REFUSE:
            with pytest.raises(ValidationError, match=SHAPES_THE_TYPES_REFUSE[dialect.name, sample.name]):
                judged(frame, dialect, from_client=False)
            continue
        model, unknown = judged(frame, dialect, from_client=False)
        assert (model is None) == ((dialect.name, json.loads(frame)["type"]) in EVENTS_THE_TYPES_LACK)
        assert sorted(unknown) == KEYS_THE_TYPES_LACK.get((dialect.name, sample.name), [])


def test_a_ga_session_is_also_what_the_rest_call_answers_with() -> None:
    (sample,) = [entry for entry in SERVER_SAMPLES if entry.name == "session in force"]
    (frame,) = ServerCodec(GA).encode(sample.event)

    session = RealtimeSessionCreateResponse.model_validate(json.loads(frame)["session"], strict=True)

    assert unknown_keys(session) == []


@pytest.mark.parametrize("dialect", [GA, PREVIEW], ids=lambda dialect: str(dialect.name))
def test_our_list_of_server_events_is_the_vendors(dialect: Dialect) -> None:
    ours = {
        dialect.wire_name(str(kind.__struct_config__.tag))
        for kind in SERVER_EVENTS
        if dialect.knows_server_event(str(kind.__struct_config__.tag))
    }
    theirs = set(SERVER_MODELS[dialect.nested_session])

    assert theirs - ours == set()
    assert ours - theirs == {name for spoken, name in EVENTS_THE_TYPES_LACK if spoken == dialect.name}


def test_preview_never_says_the_names_its_schemas_wrongly_show() -> None:
    codec = ServerCodec(PREVIEW)

    said = {json.loads(frame)["type"] for sample in SERVER_SAMPLES for frame in _frames(codec, sample)}

    assert not {name for name in said if name.startswith("response.output_audio")}
    assert {"response.audio.delta", "response.audio_transcript.done", "response.text.done"} <= said


def _frames(codec: ServerCodec, sample: ServerSample) -> list[str]:
    return [] if sample.name == "a request for consent" else codec.encode(sample.event)
