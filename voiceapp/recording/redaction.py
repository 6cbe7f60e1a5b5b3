"""Redaction: from a tape to the one private mode would have written of the same conversation.

There is one redaction, `privacy.py`, and it works on what the program had in its hands: it has to know
whether a text is a field of the protocol or part of what a person wrote. So each step is made into its input
and its commands again, and goes through the writer of a private tape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from voiceapp.dialogue.commands import COMMANDS, Command, SendEvent
from voiceapp.errors import TapeError
from voiceapp.protocol.client_events import CLIENT_EVENTS
from voiceapp.recording.header import VERSION, TapeHeader
from voiceapp.recording.reader import TapeReader
from voiceapp.recording.recorder import Step
from voiceapp.recording.steps import SOUND_BYTES_MAX
from voiceapp.recording.writer import TapeWriter

_COMMANDS = {kind.__name__: kind for kind in COMMANDS}
_EVENTS = {str(kind.__struct_config__.tag): kind for kind in CLIENT_EVENTS}
_SOUND = ({"bytes", "crc32"}, {"bytes"})
"""What a command tells of sound; a private tape has no checksum."""
_QUOTED = re.compile(r"""(['"]).*\1""")
"""What a damage cites of the tape."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """What became of a tape."""

    steps: int
    damages: tuple[str, ...]
    """What could not be read or was left out, in sentences; empty for a tape that is whole."""


@dataclass(frozen=True, slots=True)
class KeptSteps:
    """A conversation nobody recorded, as far as it is in memory."""

    header: TapeHeader
    steps: Sequence[Step]


def redact_tape(folder: Path, into: Path, *, bytes_max: int | None = None) -> Redaction:
    """Write the redacted tape of the tape in `folder` into a new folder; the tape itself stays as it is.

    Of a damaged tape what can be read is written. Past `bytes_max` the rest is left out. Raises TapeError
    where there is no tape, where `into` has something in it already, or cannot be written.
    """
    tape = TapeReader(folder, tolerant=True)
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise TapeError(f"{into} is there already, and is left as it is. Name a folder that is new.")
    damages: list[str] = []
    unread = 0
    with TapeWriter(into, replace(tape.header, version=VERSION, private=True)) as writer:
        for happened, told in tape.steps():
            if _is_full(writer, bytes_max, damages):
                break
            _copy_gaps(tape, writer)
            commands = list(_commands(told))
            unread += len(told) - len(commands)
            writer.write(happened, commands)
        else:
            _copy_gaps(tape, writer)
    damages += [_QUOTED.sub("…", str(damage)) for damage in tape.damages]
    if (unsaid := tape.damage_count - len(tape.damages)) > 0:
        damages.append(f"There are {unsaid} more damages.")
    if unread:
        damages.append(f"Commands that cannot be read were left out: {unread}.")
    return Redaction(writer.steps, tuple(damages))


def redact_steps(kept: KeptSteps, into: Path, *, bytes_max: int | None = None) -> Redaction:
    """Write steps that are in memory as a redacted tape, as `redact_tape` does. Raises TapeError."""
    damages: list[str] = []
    with TapeWriter(into, replace(kept.header, private=True)) as writer:
        for happened, commands in kept.steps:
            if _is_full(writer, bytes_max, damages):
                break
            writer.write(happened, commands)
    return Redaction(writer.steps, tuple(damages))


def _is_full(writer: TapeWriter, bytes_max: int | None, damages: list[str]) -> bool:
    """Say whether no further step may be written, and note it as a damage."""
    if bytes_max is None or writer.bytes < bytes_max:
        return False
    damages.append(f"Only the first {writer.steps} steps are here: the tape is too long.")
    return True


def _copy_gaps(tape: TapeReader, writer: TapeWriter) -> None:
    while tape.gaps:
        writer.gap(tape.gaps.popleft())


def _commands(told: list[dict[str, Any]]) -> Iterator[Command]:
    """Yield the commands of a step as they were before they were written; not those nobody can read."""
    for one in told:
        try:
            yield _command(one)
        except (TapeError, msgspec.ValidationError, LookupError, RecursionError, TypeError):
            continue


def _command(told: dict[str, Any]) -> Command:
    fields = _with_sound(told)
    kind = _COMMANDS[fields.pop("do")]
    if kind is SendEvent:
        event = fields["event"]
        spare = msgspec.convert(fields.get("spare", False), bool)
        return SendEvent(msgspec.convert(event, _EVENTS[event["type"]]), spare)
    return msgspec.convert(fields, kind)


def _with_sound(value: Any) -> Any:
    """Return plain data with silence in the place of sound that is told by its length."""
    if isinstance(value, list):
        return [_with_sound(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() in _SOUND and isinstance(size := value["bytes"], int):
        if not 0 <= size <= SOUND_BYTES_MAX:
            raise TapeError(f"It speaks of {size} bytes of sound.")
        return bytes(size)
    return {key: _with_sound(one) for key, one in value.items()}
