"""The two doors of the wire: events to JSON text and back, for either end of the connection.

`ClientCodec` writes what a client says and reads what a server says; `ServerCodec` is its mirror, used by the
embedded assistant. A client forgives: what it cannot read becomes `Unrecognised` and is kept, and only what
is no event at all (a binary frame, not JSON, not an object, no type) raises RemoteProtocolError. A server is
as strict as the real service: what the service would answer with an `error` event raises ClientMistake.

Cost, measured: 20 ms of microphone sound encoded in 1 us, 200 ms of the assistant's sound (9 600 bytes of
PCM) decoded in 9 us, of which base64 takes half.
"""

from __future__ import annotations

import json
from binascii import b2a_base64
from typing import Any

import msgspec

from voiceapp.errors import LocalProtocolError, RemoteProtocolError
from voiceapp.protocol.client_events import (
    CLIENT_EVENTS,
    ClientEvent,
    InputAudioAppend,
    UnrecognisedClientEvent,
    name_of,
)
from voiceapp.protocol.dialect import SERVER_NAMES_READ, Dialect
from voiceapp.protocol.server_events import SERVER_EVENTS, ServerEvent, Unrecognised
from voiceapp.protocol.shapes import read_event, write_event
from voiceapp.protocol.strictness import ClientMistake, check_client_event
from voiceapp.protocol.structs import ShapeError, plain, read
from voiceapp.protocol.wire import UNSET, Wire

__all__ = ["ClientCodec", "ClientMistake", "ServerCodec"]

_CLIENT_EVENTS = {str(kind.__struct_config__.tag): kind for kind in CLIENT_EVENTS}
_SERVER_EVENTS = {str(kind.__struct_config__.tag): kind for kind in SERVER_EVENTS}

_decode_json = msgspec.json.Decoder().decode
_encode_json = msgspec.json.Encoder().encode


class ClientCodec:
    """The client's door: encodes client events, decodes server events."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.dropped: set[str] = set()
        """What the dialect could not say so far, as internal paths (`session.truncation`)."""

    def encode(self, event: ClientEvent) -> str:
        """Return the text frame for `event`; what the dialect lacks is left out and added to `dropped`.

        Raises LocalProtocolError for an event the dialect does not have, or cannot express without
        changing its meaning.
        """
        if type(event) is InputAudioAppend and event.event_id is UNSET and not event.extra:
            # Fifty times a second: a template costs a third of building and encoding an object.
            sound = b2a_base64(event.audio, newline=False).decode("ascii")
            return f'{{"type":"input_audio_buffer.append","audio":"{sound}"}}'
        name = name_of(event)
        if isinstance(event, UnrecognisedClientEvent) or not self.dialect.knows_client_event(name):
            raise LocalProtocolError(f"The dialect {self.dialect.name} has no client event {name}.")
        return _text_of(write_event(name, plain(event), self.dialect, self.dropped.add))

    def decode(self, frame: str | bytes) -> ServerEvent:
        """Return the event in a frame; `Unrecognised` where its type or its shape is new to us.

        Raises RemoteProtocolError for what is no event at all; the connection can go on after it.
        """
        body = _object_of(frame)
        name = _type_of(body)
        internal_name = SERVER_NAMES_READ.get(name, name)
        event_class = _SERVER_EVENTS.get(internal_name)
        if event_class is None:
            return _unrecognised(name, body, "unknown type")
        try:
            return read(event_class, read_event(internal_name, body))
        except ShapeError as error:
            # Reading may have moved things about: what is kept is what came.
            return _unrecognised(name, _object_of(frame), str(error))

    def wire_name(self, event: Wire) -> str:
        """Return how this dialect spells an event's name, for people who watch the wire."""
        return self.dialect.wire_name(name_of(event))


class ServerCodec:
    """The server's door: decodes client events strictly, encodes server events."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.dropped: set[str] = set()
        """What the dialect could not say so far, as internal paths."""

    def encode(self, event: ServerEvent) -> list[str]:
        """Return the text frames for `event`: one, or none where the dialect has no word for it.

        An `Unrecognised` event is sent as it is: a server may be newer than its client. Raises
        LocalProtocolError for what the dialect cannot express without changing its meaning.
        """
        if isinstance(event, Unrecognised):
            return [_text_of({**event.raw, "type": event.type})]
        name = name_of(event)
        if not self.dialect.knows_server_event(name):
            return []
        return [_text_of(write_event(name, plain(event), self.dialect, self.dropped.add))]

    def decode(self, frame: str | bytes) -> ClientEvent:
        """Return the event a client sent.

        Raises ClientMistake, with everything the service puts into its `error` event, for what the real
        service refuses without looking at the state of the session.
        """
        try:
            body = _object_of(frame)
        except RemoteProtocolError as error:
            raise ClientMistake("invalid_json", error.sentence) from None
        name = check_client_event(body, self.dialect)
        try:
            return read(_CLIENT_EVENTS[name], read_event(name, body), strict=True)
        except ShapeError as error:
            # The rules have passed, so this is what only decoding finds: sound that is not base64.
            message = f"Invalid value for '{error.path}': {error.problem}."
            raise ClientMistake("invalid_value", message, error.path, body.get("event_id")) from None

    def wire_name(self, event: Wire) -> str:
        """Return how this dialect spells an event's name, for people who watch the wire."""
        return self.dialect.wire_name(name_of(event))


def _object_of(frame: str | bytes) -> dict[str, Any]:
    if not isinstance(frame, str):
        raise RemoteProtocolError("A binary frame came; the protocol has text frames only.")
    try:
        found = _decode_json(frame)
    except (ValueError, RecursionError) as error:
        # Half a character is the one flaw of a frame that can be mended, and only json reads it.
        try:
            found = _decode_json(_without_half_characters(json.loads(frame)))
        except (ValueError, RecursionError):
            raise RemoteProtocolError("A frame that is not JSON came.", details=str(error)) from None
    if not isinstance(found, dict):
        raise RemoteProtocolError("A frame that is not a JSON object came.")
    return found


def _type_of(body: dict[str, Any]) -> str:
    name = body.get("type")
    if not isinstance(name, str):
        raise RemoteProtocolError("An event without a type came.")
    return name


def _unrecognised(name: str, body: dict[str, Any], reason: str) -> Unrecognised:
    event_id = body.get("event_id")
    return Unrecognised(
        type=name, raw=body, reason=reason, event_id=event_id if isinstance(event_id, str) else UNSET
    )


def _text_of(body: dict[str, Any]) -> str:
    try:
        return _encode_json(body).decode("utf-8")
    except UnicodeEncodeError:
        return _without_half_characters(body)


def _without_half_characters(body: Any) -> str:
    """Write JSON with U+FFFD for every half of a surrogate pair, which UTF-8 cannot carry.

    Servers that cut their deltas by UTF-16 units split an emoji in two, and some input methods leave half a
    one behind. Neither is worth losing an event for.
    """
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_base64)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _base64(sound: bytes) -> str:
    return b2a_base64(sound, newline=False).decode("ascii")
