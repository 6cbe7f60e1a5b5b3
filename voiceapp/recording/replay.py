"""Replay: feed a tape to a fresh conversation and compare every command it asks for.

The conversation has no clock and no randomness, so the commands must be the same to the last bit; the first
difference is either a bug or a change of behaviour somebody has to want.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voiceapp.dialogue.inputs import Input
from voiceapp.dialogue.machine import Dialogue
from voiceapp.recording.steps import write_command
from voiceapp.recording.tape import TapeReader


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a replay left the tape."""

    step: int
    """Number of the input, from 1."""
    happened: Input
    recorded: list[dict[str, Any]]
    replayed: list[dict[str, Any]]

    def __str__(self) -> str:
        lines = [f"step {self.step}, at {self.happened.at_ns / 1e9:.3f} s, after {self.happened!r:.300}"]
        for index in range(max(len(self.recorded), len(self.replayed))):
            old = self.recorded[index] if index < len(self.recorded) else None
            new = self.replayed[index] if index < len(self.replayed) else None
            if old == new:
                lines.append(f"    {old}")
            else:
                lines += [f"  - {old}"] if old is not None else []
                lines += [f"  + {new}"] if new is not None else []
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Replayed:
    """The outcome of a replay."""

    dialogue: Dialogue
    """As it was at the last step."""
    steps: int
    difference: Difference | None


def replay(tape: TapeReader) -> Replayed:
    """Replay a tape until its end or its first difference. Notes for the log are not compared."""
    dialogue = Dialogue(tape.header.options)
    step = 0
    for step, (happened, recorded) in enumerate(tape.steps(), start=1):
        replayed = [write_command(command) for command in dialogue.handle(happened)]
        old = [command for command in recorded if command["do"] != "Note"]
        new = [command for command in replayed if command["do"] != "Note"]
        if old != new:
            return Replayed(dialogue, step, Difference(step, happened, old, new))
    return Replayed(dialogue, step, None)
