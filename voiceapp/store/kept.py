"""A conversation as it was kept: frozen, so that an export or a view can take its time.

Times inside a conversation are milliseconds since it began, without the breaks after which it was continued;
its beginning and that of each part are times of day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NewType

from voiceapp.dialogue.snapshot import RowKind, RowState

ConversationId = NewType("ConversationId", int)

TITLE_CHARS_MAX = 60


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function the model called."""

    name: str
    arguments: str
    """As the model wrote them: JSON, or what was meant to be."""
    output: str


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row of the transcript; the fields it shares with `snapshot.Row` mean the same."""

    key: str
    kind: RowKind
    state: RowState
    """LIVE or WAITING: the conversation, or the program, ended before the row did."""
    text: str = ""
    heard_chars: int = 0
    heard_ms: int = 0
    received_ms: int = 0
    cut_ms: int | None = None
    note: str = ""
    details: str = ""
    spoken: bool = True
    at_ms: int = 0
    """When the row appeared."""
    heard_from_ms: int | None = None
    """Assistant: when its first sound reached the ear; None where nothing of it did."""
    heard_until_ms: int | None = None
    """Assistant: when its last sound so far did."""
    part: int = 0
    """Which part of the conversation it belongs to."""
    set_aside: bool = False
    """Assistant: another answer to the same words counts; the model did not know this one any more."""

    @property
    def heard(self) -> str:
        """Return the words that count: the person's own, and of an answer those that were heard or read."""
        return self.text[: self.heard_chars].strip() if self.kind is RowKind.ASSISTANT else self.text

    @property
    def unheard(self) -> str:
        """Return the words of an answer that never reached the ear."""
        return self.text[self.heard_chars :].strip() if self.kind is RowKind.ASSISTANT else ""

    @property
    def is_interrupted(self) -> bool:
        """Say whether this is an answer that did not come to its end."""
        return self.kind is RowKind.ASSISTANT and (self.state is not RowState.DONE or bool(self.unheard))

    @property
    def call(self) -> ToolCall | None:
        """Return the function call that a tool's row shows; None for other rows and for unfinished calls."""
        name, bracket, rest = self.text.partition("(")
        if self.kind is not RowKind.TOOL or self.state is not RowState.DONE or not bracket:
            return None
        return ToolCall(name, rest.removesuffix(")"), self.details)


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list."""

    id: ConversationId
    title: str
    started_at: datetime
    """With a time zone."""
    last_at: datetime
    """When it was last gone on with: the start of its last part, else its own. Lists are in this order."""
    model: str
    tags: tuple[str, ...]
    rows: int
    is_recorded: bool

    @property
    def is_continued(self) -> bool:
        """Say whether it was gone on with at another time than it began."""
        return self.last_at != self.started_at


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation that a search has found."""

    summary: Summary
    row_key: str
    """The newest row that matches; empty: only the title or a tag does."""
    snippet: str
    """Some words around the first match."""
    marks: tuple[tuple[int, int], ...]
    """Which characters of the snippet match: first, and one past the last."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was said without a break."""

    started_at: datetime
    """With a time zone."""
    started_ns: int
    """The same on the voice clock, which is also the recording's."""
    from_ms: int = 0
    """How much there is before it."""
    duration_ms: int = 0
    tape: str = ""
    """Folder of the recording; empty: there is none."""


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A whole conversation."""

    summary: Summary
    dialect: str
    endpoint: str
    """The label of the service; nothing secret."""
    instructions: str
    """What the assistant was told to be, as far as it is known."""
    tools: tuple[dict[str, Any], ...]
    """The functions that were offered, as the protocol writes them."""
    parts: tuple[Part, ...]
    """At least one; each further one is a day, or a moment, when it was continued."""
    rows: tuple[StoredRow, ...]

    @property
    def title(self) -> str:
        """Return the summary's title."""
        return self.summary.title

    @property
    def duration_ms(self) -> int:
        """Return how long all parts are together."""
        return self.parts[-1].from_ms + self.parts[-1].duration_ms

    def said_at(self, row: StoredRow) -> datetime:
        """Return the time of day when a row appeared."""
        part = self.parts[row.part]
        return part.started_at + timedelta(milliseconds=row.at_ms - part.from_ms)


@dataclass(frozen=True, slots=True)
class Preference:
    """Of two answers to the same words, the one a person chose to keep."""

    asked_key: str
    """The row that was answered twice."""
    preferred: str
    other: str


def title_of(rows: tuple[tuple[RowKind, str], ...]) -> str:
    """Return the first words of the person, else of the assistant; empty when nobody has said anything."""
    for wanted in (RowKind.USER, RowKind.ASSISTANT):
        for kind, text in rows:
            if kind is wanted and text.strip():
                return _first_words(" ".join(text.split()))
    return ""


def _first_words(text: str) -> str:
    if len(text) <= TITLE_CHARS_MAX:
        return text
    head = text[:TITLE_CHARS_MAX]
    whole, space, _ = head.rpartition(" ")
    return f"{whole if space and len(whole) > TITLE_CHARS_MAX // 2 else head}…"
