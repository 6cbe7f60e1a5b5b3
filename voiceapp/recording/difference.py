"""Where a replay left the tape, laid out to be read: what happened, and what is asked for now instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from voiceapp.dialogue.inputs import Input
from voiceapp.pcm import NS_PER_S
from voiceapp.recording.plain import plain

CAUSE_FIELDS_MAX = 12
VALUE_CHARS_MAX = 100
LINES_MAX = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a replay left the tape."""

    step: int
    """Number of the input, from 1."""
    happened: Input
    recorded: list[dict[str, Any]]
    replayed: list[dict[str, Any]]
    since_start_ns: int = 0
    """When it happened, from the first step of the tape."""

    def __str__(self) -> str:
        """Return the step, its time, the input with its fields, and the commands, changed lines marked."""
        head = f"Step {self.step}, at {self.since_start_ns / NS_PER_S:.3f} s, asks for something else."
        legend = "The recording has what is marked -, this program asks for what is marked +."
        lines = [head, f"It happened: {_cause(self.happened)}", legend, *self._marked()]
        if len(lines) > LINES_MAX:
            lines[LINES_MAX:] = [f"    … and {len(lines) - LINES_MAX} lines more"]
        return "\n".join(lines)

    def _marked(self) -> Iterator[str]:
        old, new = _lines_of(self.recorded), _lines_of(self.replayed)
        for same, old_from, old_to, new_from, new_to in SequenceMatcher(
            None, old, new, autojunk=False
        ).get_opcodes():
            if same == "equal":
                yield from (f"    {line}" for line in old[old_from:old_to])
            else:
                yield from (f"  - {line}" for line in old[old_from:old_to])
                yield from (f"  + {line}" for line in new[new_from:new_to])


def _lines_of(commands: list[dict[str, Any]]) -> list[str]:
    """Return one line for each command and one, indented, for each of its values."""
    lines = [line for command in commands for line in _lines_of_command(command)]
    return lines or ["(nothing)"]


def _lines_of_command(command: dict[str, Any]) -> Iterator[str]:
    event = command.get("event")
    kind = f" {event.get('type')}" if isinstance(event, dict) else ""
    yield f"{command.get('do')}{kind}"
    for path, value in _leaves(command):
        if path not in {"do", "event.type"}:
            yield f"    {path} = {_short(value)}"


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for index, one in enumerate(value):
            yield from _leaves(one, f"{path}[{index}]")
    else:
        yield path, value


def _cause(happened: Input) -> str:
    """Return an input in a line: its name and its fields, sound as its length."""
    fields = [(path, value) for path, value in _leaves(plain(happened)) if path != "at_ns"]
    told = [f"{path} = {_short(value)}" for path, value in fields[:CAUSE_FIELDS_MAX]]
    if len(fields) > len(told):
        told.append("…")
    return f"{type(happened).__name__}({', '.join(told)})"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= VALUE_CHARS_MAX else f"{text[:VALUE_CHARS_MAX]}…"
