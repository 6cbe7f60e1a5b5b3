"""A kept conversation that goes on: its rows stand before the new ones, and the new session is told of them.

What was generated then and not heard is not here at all, so that nobody can be told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.snapshot import RowKind
from voiceapp.dialogue.tool_calls import ToolCalls
from voiceapp.dialogue.transcript import Transcript

ROWS_MAX = 500
"""More items than this no session is told of; see `dialogue.history`."""


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A row of the conversation as it was kept."""

    role: Literal["user", "assistant", "tool"]
    text: str
    """The person's words; of an answer those that were heard; of a call what its row has shown."""
    row_at_ns: int
    """When it appeared (voice clock); negative where that was before the clock began to run."""
    cut_ms: int | None = None
    """Of an answer that was interrupted: when."""
    spoken: bool = True
    """False: an answer in writing."""
    set_aside: bool = False
    """An answer that was not kept: another one to the same words counts."""
    call: CallPair | None = None
    """Of a call that has answered."""


def take_up(
    title: str,
    rows: Sequence[EarlierRow],
    transcript: Transcript,
    tools: ToolCalls,
    now_ns: int,
    *,
    left_out: int,
) -> str:
    """Show what was said before, and return the row of ours behind it.

    `left_out`: how many rows there are before these.
    """
    for number, row in enumerate(rows[-ROWS_MAX:], start=1):
        key = f"earlier-{number}"
        transcript.earlier(
            key,
            RowKind(row.role),
            row.text,
            row.row_at_ns,
            cut_ms=row.cut_ms,
            spoken=row.spoken,
            set_aside=row.set_aside,
        )
        if row.call is not None:
            tools.recall(key, row.call)
    sentences = [f"Continued from “{title}”." if title else "An earlier conversation goes on."]
    if left_out or len(rows) > ROWS_MAX:
        sentences.append("Its beginning is not shown here.")
    return transcript.notice(" ".join(sentences), now_ns)
