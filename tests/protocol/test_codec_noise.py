"""Whatever comes over the wire, the doors refuse it or read it; nothing else can happen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client_samples import CLIENT_SAMPLES
from tests.server_samples import SERVER_SAMPLES
from voiceapp.errors import RemoteProtocolError
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.codec import ClientCodec, ClientMistake, ServerCodec
from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, Dialect
from voiceapp.protocol.server_events import Unrecognised

ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["message", "function", "server_vad", "realtime", "pcm16", "none", "audio", "user"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
CLIENT_BODIES = [
    json.loads(ClientCodec(dialect).encode(sample.event))
    for sample in CLIENT_SAMPLES
    for dialect in sample.dialects
]
SERVER_BODIES = [
    json.loads(frame)
    for sample in SERVER_SAMPLES
    for dialect in (GA, PREVIEW)
    if dialect.knows_mcp or sample.name != "a request for consent"
    for frame in ServerCodec(dialect).encode(sample.event)
]


@st.composite
def _damaged(draw: st.DrawFn, bodies: list[Any]) -> str:
    """Return a good event with one value, at any depth, replaced, removed or joined by another."""
    body = json.loads(json.dumps(draw(st.sampled_from(bodies))))
    place = body
    while True:
        keys = [key for key, value in _entries(place) if isinstance(value, dict | list) and value]
        if not keys or draw(st.booleans()):
            break
        place = place[draw(st.sampled_from(keys))]
    key = draw(st.sampled_from([key for key, _ in _entries(place)]))
    match draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            place[key] = draw(ANY_JSON)
        case "remove":
            del place[key]
        case _ if isinstance(place, dict):
            place[draw(st.text(max_size=8))] = draw(ANY_JSON)
        case _:
            place.append(draw(ANY_JSON))
    return json.dumps(body)


def _entries(place: Any) -> list[tuple[Any, Any]]:
    return list(place.items() if isinstance(place, dict) else enumerate(place))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(frame=st.text() | st.binary() | ANY_JSON.map(json.dumps), dialect=st.sampled_from(DIALECTS))
def test_noise_is_refused_and_never_more_than_that(frame: str | bytes, dialect: Dialect) -> None:
    with pytest.raises(RemoteProtocolError):
        ClientCodec(dialect).decode(frame)
    with pytest.raises(ClientMistake):
        ServerCodec(dialect).decode(frame)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(frame=_damaged(SERVER_BODIES), dialect=st.sampled_from(DIALECTS))
def test_a_client_survives_every_damaged_event_and_can_show_it_again(frame: str, dialect: Dialect) -> None:
    try:
        event = ClientCodec(dialect).decode(frame)
    except RemoteProtocolError:
        assert not isinstance(json.loads(frame).get("type"), str)
        return
    if isinstance(event, Unrecognised):
        assert event.raw == json.loads(frame)
    again = ServerCodec(GA).encode(event)
    assert all(isinstance(json.loads(text), dict) for text in again)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(frame=_damaged(CLIENT_BODIES), dialect=st.sampled_from(DIALECTS))
def test_a_server_survives_every_damaged_event_and_names_the_place(frame: str, dialect: Dialect) -> None:
    event: ClientEvent | None = None
    mistake: ClientMistake | None = None
    try:
        event = ServerCodec(dialect).decode(frame)
    except ClientMistake as error:
        mistake = error

    if mistake is None:
        assert event is not None
        assert ClientCodec(dialect).encode(event)
    else:
        assert mistake.code
        assert mistake.message
        assert mistake.param is None or isinstance(mistake.param, str)
