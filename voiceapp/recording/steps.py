"""One step of a conversation as plain JSON, and back.

A step is an input and the commands it produced. Inputs are kept whole, because a replay needs them; the
sound in them is kept beside the text (`tape.py`). Commands are kept to be compared: sound in them is
represented by its length and checksum.
"""

from __future__ import annotations

import dataclasses
import zlib
from typing import Any, Protocol

import msgspec

from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.inputs import INPUTS, FromServer, Input, MicBlock
from voiceapp.errors import TapeError
from voiceapp.protocol.server_events import (
    SERVER_EVENTS,
    OutputAudioDelta,
    ServerEvent,
    Unrecognised,
)
from voiceapp.protocol.wire import Wire

_INPUTS = {kind.__name__: kind for kind in INPUTS}
_EVENTS = {str(kind.__struct_config__.tag): kind for kind in SERVER_EVENTS}


class SoundStore(Protocol):
    """Keeps sound outside the text."""

    def keep(self, voice: str, pcm: bytes) -> dict[str, Any]:
        """Store sound of one `voice` and return where it lies."""
        ...

    def fetch(self, voice: str, place: dict[str, Any]) -> bytes:
        """Return sound that was kept. Raises TapeError when it is not there."""
        ...


def write_input(happened: Input, sound: SoundStore) -> dict[str, Any]:
    """Return an input as plain data; its sound goes to `sound`."""
    fields: dict[str, Any] = {"in": type(happened).__name__}
    for field in dataclasses.fields(happened):
        value = getattr(happened, field.name)
        if isinstance(happened, MicBlock) and field.name == "pcm":
            fields["pcm"] = sound.keep("microphone", value)
        elif isinstance(happened, FromServer) and field.name == "event":
            fields["event"] = _write_event(value, sound)
        elif value != field.default:
            fields[field.name] = _plain(value)
    return fields


def read_input(fields: dict[str, Any], sound: SoundStore) -> Input:
    """Return the input that `write_input` wrote. Raises TapeError with a sentence."""
    fields = dict(fields)
    name = fields.pop("in", None)
    kind = _INPUTS.get(str(name))
    if kind is None:
        raise TapeError(f"The tape has an input this version does not know: {name!r}.")
    try:
        if kind is MicBlock:
            fields["pcm"] = sound.fetch("microphone", fields["pcm"])
            return MicBlock(**fields)
        if kind is FromServer:
            return FromServer(int(fields["at_ns"]), _read_event(fields["event"], sound))
        return msgspec.convert(fields, kind)
    except (msgspec.ValidationError, KeyError, TypeError, ValueError) as error:
        raise TapeError(f"The tape has a damaged {name} step.", details=str(error)) from error


def write_command(command: Command) -> dict[str, Any]:
    """Return a command as plain data, for comparison."""
    fields: dict[str, Any] = {"do": type(command).__name__}
    for field in dataclasses.fields(command):
        fields[field.name] = _plain(getattr(command, field.name))
    return fields


def _write_event(event: ServerEvent, sound: SoundStore) -> dict[str, Any]:
    if isinstance(event, OutputAudioDelta):
        fields: dict[str, Any] = _plain(msgspec.structs.replace(event, delta=b""))
        fields["delta"] = sound.keep("assistant", event.delta)
        return fields
    plain: dict[str, Any] = _plain(event)
    return {"unrecognised": plain} if isinstance(event, Unrecognised) else plain


def _read_event(fields: dict[str, Any], sound: SoundStore) -> ServerEvent:
    if "unrecognised" in fields:
        return msgspec.convert(fields["unrecognised"], Unrecognised)
    kind = _EVENTS.get(str(fields.get("type")))
    if kind is None:
        raise TapeError(f"The tape has an event this version does not know: {fields.get('type')!r}.")
    if kind is OutputAudioDelta:
        pcm = sound.fetch("assistant", fields["delta"])
        event = msgspec.convert({**fields, "delta": ""}, OutputAudioDelta)
        return msgspec.structs.replace(event, delta=pcm)
    return msgspec.convert(fields, kind)


def _plain(value: Any) -> Any:
    """Return plain data: no empty `extra`, no absent fields, sound as length and checksum."""
    if isinstance(value, Wire):
        plain: dict[str, Any] = {}
        tag = value.__struct_config__.tag
        if tag:
            plain["type"] = tag
        for name in value.__struct_fields__:
            field = getattr(value, name)
            if field is msgspec.UNSET or (name == "extra" and not field):
                continue
            plain[name] = _plain(field)
        return plain
    if isinstance(value, bytes):
        return {"bytes": len(value), "crc32": zlib.crc32(value)} if value else ""
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
