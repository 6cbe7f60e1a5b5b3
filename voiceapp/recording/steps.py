"""One step of a conversation as a line of JSON, and back.

A step is an input and the commands it produced. Inputs are kept whole, because a replay needs them; the
sound in them is kept beside the text. Commands are kept to be compared: sound in them is represented by its
length and checksum.

A line is read by the C code of msgspec, into a struct that is made of the input's own dataclass here: the
same names and types, `in` for the name of the input, `out` for the commands.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Protocol, Union, get_type_hints

import msgspec

from voiceapp.dialogue.commands import COMMANDS, Command, SendEvent
from voiceapp.dialogue.inputs import INPUTS, FromServer, Input, MicBlock, SpeechRecovered
from voiceapp.errors import TapeError
from voiceapp.protocol.client_events import InputAudioAppend
from voiceapp.protocol.server_events import SERVER_EVENTS, OutputAudioDelta, ServerEvent, Unrecognised
from voiceapp.protocol.wire import UNSET
from voiceapp.recording.plain import plain
from voiceapp.recording.privacy import unveiled

SOUND_BYTES_MAX = 1 << 25
"""No single step of a conversation holds more: 32 MB, eleven minutes."""

_APPEND = str(InputAudioAppend.__struct_config__.tag)

Spell = Callable[[Any, str], Any]
"""How a value becomes plain data: `plain`, or `privacy.veiled`."""
Commands = list[dict[str, Any]]


class Place(msgspec.Struct, frozen=True):
    """Where sound lies in the file of its voice."""

    bytes: int
    at: int = -1
    """Offset of the first byte behind the header of the file; -1: it was not kept."""


class SoundStore(Protocol):
    """Keeps sound outside the text."""

    def keep(self, voice: str, pcm: bytes) -> dict[str, int]:
        """Store sound of one `voice` and return where it lies: the fields of a `Place`."""
        ...

    def fetch(self, voice: str, place: Place) -> bytes:
        """Return sound that was kept. Raises TapeError when it is not there."""
        ...


# -- writing -----------------------------------------------------------------------------------------


def write_input(happened: Input, sound: SoundStore, spell: Spell = plain) -> dict[str, Any]:
    """Return an input as plain data; its sound goes to `sound`."""
    fields: dict[str, Any] = {"in": type(happened).__name__}
    for field in dataclasses.fields(happened):
        value = getattr(happened, field.name)
        if isinstance(happened, MicBlock | SpeechRecovered) and field.name == "pcm":
            fields["pcm"] = sound.keep("microphone", value)
        elif isinstance(happened, FromServer) and field.name == "event":
            fields["event"] = _write_event(value, sound, spell)
        elif value != field.default:
            fields[field.name] = spell(value, field.name)
    return fields


def write_command(command: Command, spell: Spell = plain) -> dict[str, Any]:
    """Return a command as plain data, for comparison."""
    if type(command) is SendEvent and spell is plain:
        event = command.event
        if type(event) is InputAudioAppend and event.event_id is UNSET and not (event.extra or command.spare):
            # The same as below, five times as fast: of a hundred commands a second all but one are this.
            return {"do": "SendEvent", "event": {"type": _APPEND, "audio": plain(event.audio)}}
    kind, fields = type(command).__name__, spell(command, "")
    for name, usual in _USUAL[kind].items():
        if fields[name] == usual:
            del fields[name]
    return {"do": kind, **fields}


_USUAL: dict[str, dict[str, Any]] = {
    kind.__name__: {
        field.name: field.default
        for field in dataclasses.fields(kind)
        if field.default is not dataclasses.MISSING
    }
    for kind in COMMANDS
}
"""For each command the fields that have a default, which a tape leaves out."""


def _write_event(event: ServerEvent, sound: SoundStore, spell: Spell) -> dict[str, Any]:
    if isinstance(event, OutputAudioDelta):
        fields: dict[str, Any] = spell(msgspec.structs.replace(event, delta=b""), "")
        fields["delta"] = sound.keep("assistant", event.delta)
        return fields
    spelt: dict[str, Any] = spell(event, "")
    return {"unrecognised": spelt} if isinstance(event, Unrecognised) else spelt


# -- reading -----------------------------------------------------------------------------------------


class _Line(msgspec.Struct, kw_only=True, tag_field="in"):
    """Base of all lines that are steps."""

    out: Commands = []


def _line_of(kind: type[Input]) -> type[msgspec.Struct]:
    """Make the struct of the lines of one kind of input; what is read by hand has another type there."""
    by_hand: dict[tuple[type[Input], str], Any] = {
        (MicBlock, "pcm"): Place,
        (SpeechRecovered, "pcm"): Place,
        (FromServer, "event"): dict[str, Any],
    }
    hints = get_type_hints(kind)
    fields: list[Any] = []
    for field in dataclasses.fields(kind):
        hint = by_hand.get((kind, field.name), hints[field.name])
        is_required = field.default is dataclasses.MISSING
        fields.append((field.name, hint) if is_required else (field.name, hint, field.default))
    return msgspec.defstruct(kind.__name__, fields, bases=(_Line,), kw_only=True, tag=kind.__name__)


_KINDS = {_line_of(kind): kind for kind in INPUTS}
_ANY_LINE: Any = Union[tuple(_KINDS)]  # noqa: UP007  (of types that are made here)
_decode_line = msgspec.json.Decoder(_ANY_LINE).decode
_decode_fields = msgspec.json.Decoder(dict[str, Any]).decode
_EVENTS = {str(kind.__struct_config__.tag): kind for kind in SERVER_EVENTS}
_NAMES = frozenset(kind.__name__ for kind in INPUTS)


def read_step(text: bytes, sound: SoundStore, *, private: bool = False) -> tuple[Input, Commands]:
    """Return the step of a line, as `write_input` and `write_command` wrote it; `private`: with stand-ins.

    Raises TapeError with a sentence.
    """
    try:
        line = msgspec.convert(unveiled(_decode_fields(text)), _ANY_LINE) if private else _decode_line(text)
    except (ValueError, RecursionError) as error:  # bytes that are no UTF-8 are no DecodeError
        raise TapeError(_what_is_wrong(text), details=str(error)) from error
    kind = _KINDS[type(line)]
    if kind is FromServer:
        try:
            return FromServer(line.at_ns, _read_event(line.event, sound), line.spare), line.out
        except (msgspec.ValidationError, LookupError) as error:
            raise TapeError("It is a damaged FromServer step.", details=str(error)) from error
    if kind is MicBlock or kind is SpeechRecovered:
        line.pcm = sound.fetch("microphone", line.pcm)
    return msgspec.convert(line, kind, from_attributes=True), line.out


def _what_is_wrong(text: bytes) -> str:
    try:
        name = str(_decode_fields(text).get("in"))
    except (ValueError, RecursionError):
        return "It is no JSON object."
    if name not in _NAMES:
        return f"It is an input this version does not know: {name[:80]!r}."
    return f"It is a damaged {name} step."


def _read_event(fields: dict[str, Any], sound: SoundStore) -> ServerEvent:
    if "unrecognised" in fields:
        return msgspec.convert(fields["unrecognised"], Unrecognised)
    kind = _EVENTS.get(str(fields.get("type")))
    if kind is None:
        raise TapeError(f"It has an event this version does not know: {str(fields.get('type'))[:80]!r}.")
    if kind is OutputAudioDelta:
        pcm = sound.fetch("assistant", msgspec.convert(fields["delta"], Place))
        event = msgspec.convert({**fields, "delta": ""}, OutputAudioDelta)
        return msgspec.structs.replace(event, delta=pcm)
    return msgspec.convert(fields, kind)
