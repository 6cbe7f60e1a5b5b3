"""What the panel of kept conversations shows and what can be wished of it, as immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from voiceapp.dialogue.snapshot import Row
from voiceapp.pcm import NS_PER_S
from voiceapp.store.kept import ConversationId, StoredConversation, StoredRow, Summary


class Keeping(Enum):
    """Whether what is said now is kept."""

    ON = "on"
    OFF = "off"
    NOTHING = "nothing"
    """Nothing reaches the disk, whatever else is set."""


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in the list."""

    summary: Summary
    row_key: str = ""
    """The row in which a search has found something."""
    snippet: str = ""
    """Words around that place; empty where only the title or a tag was found."""
    marks: tuple[tuple[int, int], ...] = ()
    """Which characters of the snippet were searched for: first, and one past the last."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list as it is now; unchanged lines are the same objects as before."""

    lines: tuple[Line, ...] = ()
    query: str = ""
    """What was searched for; empty: these are the newest."""
    terms: tuple[str, ...] = ()
    has_more: bool = False
    """There are further ones: older, or found."""
    loading: bool = False
    refusal: str = ""
    """Why there is no list, as a sentence."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A whole conversation to read."""

    conversation: StoredConversation
    rows: tuple[Row, ...]
    row_key: str = ""
    """The row to begin with; empty: the first."""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """A wish to write conversations to files."""

    numbers: tuple[ConversationId, ...]
    ending: str
    """Of the file, which says the format: `md`, `txt`, `json`, `srt`, `vtt`, `wav`, `flac`, `opus`."""
    marked: bool
    """Words that were not heard are marked, not left out."""


@dataclass(frozen=True, slots=True)
class Training:
    """A wish to write training data."""

    numbers: tuple[ConversationId, ...]
    """Empty: of every conversation."""
    preferences: bool
    """Pairs of answers instead of conversations."""


def opened(conversation: StoredConversation, row_key: str = "", terms: tuple[str, ...] = ()) -> Opened:
    """Return a conversation as the transcript shows it; the times of its rows are Unix times."""
    rows = tuple(_row(conversation, row) for row in conversation.rows)
    return Opened(conversation, rows, row_key, terms)


def _row(conversation: StoredConversation, row: StoredRow) -> Row:
    return Row(
        key=row.key,
        kind=row.kind,
        state=row.state,
        text=row.text,
        heard_chars=row.heard_chars,
        heard_ms=row.heard_ms,
        received_ms=row.received_ms,
        cut_ms=row.cut_ms,
        note=row.note,
        details=row.details,
        at_ns=int(conversation.said_at(row).timestamp() * NS_PER_S),
        spoken=row.spoken,
        set_aside=row.set_aside,
    )
