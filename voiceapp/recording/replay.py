"""Replay: feed a tape to a fresh conversation and compare every command it asks for.

The conversation has no clock and no randomness, so the commands must be the same to the last bit; the first
difference is either a bug or a change of behaviour somebody has to want.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voiceapp.dialogue.machine import Dialogue
from voiceapp.errors import TapeError
from voiceapp.recording.difference import Difference
from voiceapp.recording.steps import write_command
from voiceapp.recording.tape import TapeReader

__all__ = ["Difference", "Replayed", "replay"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """The outcome of a replay."""

    dialogue: Dialogue
    """As it was at the last step."""
    steps: int
    difference: Difference | None


def replay(tape: TapeReader) -> Replayed:
    """Replay a tape until its end or its first difference. Notes for the log are not compared.

    Raises TapeError for a tape that cannot be replayed: private, begun in the middle, or damaged.
    """
    if tape.header.private:
        raise TapeError(
            "This tape is private: its words and its sound were not kept, so it cannot be replayed bit for "
            "bit. Its report can be made."
        )
    if not tape.header.from_start:
        raise TapeError(
            "This tape begins in the middle of a conversation, so it cannot be replayed. "
            "Its report can be made."
        )
    dialogue = Dialogue(tape.header.options)
    step = 0
    began_ns = 0
    for step, (happened, recorded) in enumerate(tape.steps(), start=1):
        if step == 1:
            began_ns = happened.at_ns
        try:
            commands = dialogue.handle(happened)
        except AssertionError as error:  # devices and the engine never do that; an edited tape may
            raise TapeError(
                f"Step {step} of the tape cannot have happened after the ones before it: "
                "the tape was changed, or a step is missing.",
                details=str(error),
            ) from error
        if not commands and not recorded:
            continue
        replayed = [write_command(command) for command in commands]
        if replayed == recorded:
            continue
        old, new = _without_notes(recorded), _without_notes(replayed)
        if old != new:
            since_start_ns = happened.at_ns - began_ns
            return Replayed(dialogue, step, Difference(step, happened, old, new, since_start_ns))
    return Replayed(dialogue, step, None)


def _without_notes(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [command for command in commands if command.get("do") != "Note"]
