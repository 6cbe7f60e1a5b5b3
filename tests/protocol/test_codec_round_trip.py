"""What one side writes, the other reads, in every dialect; and what neither knows stays in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.client_samples import CLIENT_SAMPLES, ClientSample
from tests.response_samples import ServerSample
from tests.server_samples import SERVER_SAMPLES
from voiceapp.protocol.client_events import (
    ClientEvent,
    SessionUpdate,
    TranscriptionSessionUpdate,
)
from voiceapp.protocol.codec import ClientCodec, ServerCodec
from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW_2024_10, Dialect
from voiceapp.protocol.objects import Usage
from voiceapp.protocol.server_events import (
    FunctionArgumentsDone,
    ItemAdded,
    ItemCreated,
    ResponseDone,
    ServerEvent,
    SessionCreated,
    SessionUpdated,
    Unrecognised,
)
from voiceapp.protocol.wire import UNSET

by_name = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))


@pytest.mark.parametrize(
    ("sample", "dialect"),
    [
        pytest.param(sample, dialect, id=f"{dialect.name}: {sample.name}")
        for sample in CLIENT_SAMPLES
        for dialect in sample.dialects
    ],
)
def test_the_server_reads_what_the_client_wrote(sample: ClientSample, dialect: Dialect) -> None:
    client = ClientCodec(dialect)

    heard = ServerCodec(dialect).decode(client.encode(sample.event))

    assert heard == _as_read_by_server(sample.event, dialect)
    assert client.dropped == set()


def _as_read_by_server(event: ClientEvent, dialect: Dialect) -> ClientEvent:
    """Return `event` with the one difference: only GA's sessions say their type, and they always do."""
    if not isinstance(event, SessionUpdate | TranscriptionSessionUpdate):
        return event
    if not dialect.nested_session:
        kind: Any = UNSET
    else:
        kind = "realtime" if event.session.type is UNSET else event.session.type
    return msgspec.structs.replace(event, session=msgspec.structs.replace(event.session, type=kind))


@pytest.mark.parametrize(
    ("sample", "dialect"),
    [
        pytest.param(sample, dialect, id=f"{dialect.name}: {sample.name}")
        for sample in SERVER_SAMPLES
        for dialect in DIALECTS
        if dialect.knows_mcp or sample.name != "a request for consent"
    ],
)
def test_the_client_reads_what_the_server_wrote(sample: ServerSample, dialect: Dialect) -> None:
    for frame in ServerCodec(dialect).encode(sample.event):
        assert ClientCodec(dialect).decode(frame) == _as_read_by_client(sample.event, dialect)


def _as_read_by_client(event: ServerEvent, dialect: Dialect) -> ServerEvent:
    """Return `event` with what the dialect cannot say taken out."""
    replace = msgspec.structs.replace
    if dialect is GA:
        return event
    if isinstance(event, ItemAdded):
        return ItemCreated(event_id=event.event_id, item=event.item, previous_item_id=event.previous_item_id)
    if isinstance(event, SessionCreated | SessionUpdated):
        session = replace(event.session, type=UNSET, truncation=UNSET)
        if dialect is PREVIEW_2024_10:
            audio: Any = session.audio
            detection = replace(audio.input.turn_detection, create_response=UNSET, interrupt_response=UNSET)
            audio = replace(
                audio,
                input=replace(audio.input, noise_reduction=UNSET, turn_detection=detection),
                output=replace(audio.output, speed=UNSET),
            )
            session = replace(session, audio=audio, tracing=UNSET, include=UNSET, prompt=UNSET)
        return replace(event, session=session)
    if isinstance(event, ResponseDone) and isinstance(event.response.usage, Usage):
        details: Any = event.response.usage.input_token_details
        cached: Any = replace(details.cached_tokens_details, image_tokens=UNSET)
        if dialect is PREVIEW_2024_10:
            cached = UNSET
        details = replace(details, image_tokens=UNSET, cached_tokens_details=cached)
        usage = replace(event.response.usage, input_token_details=details)
        return replace(event, response=replace(event.response, usage=usage))
    if isinstance(event, FunctionArgumentsDone):
        return replace(event, name=UNSET)
    if hasattr(event, "response") and dialect is PREVIEW_2024_10:
        return replace(event, response=replace(event.response, metadata=None))
    return event


@by_name
@pytest.mark.parametrize("sample", SERVER_SAMPLES, ids=lambda sample: str(sample.name))
def test_fields_from_the_future_survive_reading_and_writing_at_every_depth(
    sample: ServerSample, dialect: Dialect
) -> None:
    if sample.name == "a request for consent" and not dialect.knows_mcp:
        return
    for frame in ServerCodec(dialect).encode(sample.event):
        for body in _with_one_more_key(json.loads(frame)):
            event = ClientCodec(dialect).decode(json.dumps(body))

            assert not isinstance(event, Unrecognised)
            assert [json.loads(again) for again in ServerCodec(dialect).encode(event)] == [body]


def _with_one_more_key(body: Any) -> Iterator[Any]:
    """Yield copies of `body`, each with a key nobody knows in another of its objects."""
    if isinstance(body, dict):
        yield {**body, "from_the_future": [1, {"x": None}]}
        for name, value in body.items():
            if name != "metadata":  # its values are strings by contract, tested below
                for changed in _with_one_more_key(value):
                    yield {**body, name: changed}
    elif isinstance(body, list):
        for index, value in enumerate(body):
            for changed in _with_one_more_key(value):
                yield [*body[:index], changed, *body[index + 1 :]]


def test_a_key_named_like_our_own_bookkeeping_is_kept_like_any_other() -> None:
    body = {"type": "conversation.item.deleted", "event_id": "e", "item_id": "i", "extra": {"a": 1}}

    event = ClientCodec(GA).decode(json.dumps(body))

    assert event.extra == {"extra": {"a": 1}}
    assert [json.loads(frame) for frame in ServerCodec(GA).encode(event)] == [body]
