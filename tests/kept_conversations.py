"""Kept conversations made by hand, for tests of the panel and what shows one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.store.kept import ConversationId, Part, StoredConversation, StoredRow, Summary
from voiceapp.ui.conversations_shelf import Line, Shelf
from voiceapp.ui.conversations_wishes import ConversationsWishes

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def summary(
    number: int,
    title: str = "",
    *,
    day: int = 21,
    tags: tuple[str, ...] = (),
    recorded: bool = False,
    last: datetime | None = None,
) -> Summary:
    """Return a conversation of November 2026; the later the larger its number. `last`: gone on with then."""
    began = NOON.replace(day=day, minute=number % 60)
    return Summary(
        ConversationId(number),
        title or f"Talk {number}",
        began,
        last or began,
        "gpt-realtime",
        tags,
        2,
        recorded,
    )


def shelf(*summaries: Summary, query: str = "", terms: tuple[str, ...] = (), has_more: bool = False) -> Shelf:
    return Shelf(tuple(map(Line, summaries)), query, terms, has_more)


def rows(count: int) -> tuple[StoredRow, ...]:
    """Return questions and answers that were heard to the end."""
    return tuple(_row(place) for place in range(count))


def conversation(about: Summary, *stored: StoredRow, tape: str = "") -> StoredConversation:
    part = Part(about.started_at, 0, 0, 60_000, tape)
    return StoredConversation(about, "ga", "Azure · gpt-realtime", "", (), (part,), stored)


def _row(place: int) -> StoredRow:
    kind = RowKind.ASSISTANT if place % 2 else RowKind.USER
    text = f"word {place} and a few more"
    row = StoredRow(f"item_{place}", kind, RowState.DONE, text, at_ms=place * 1_000)
    return replace(row, heard_chars=len(text), heard_ms=800) if place % 2 else row


class Heard:
    """Everything a window has wished for, in order."""

    def __init__(self, wishes: ConversationsWishes) -> None:
        self.wishes: list[tuple[object, ...]] = []
        for name in (
            "watched",
            "search_wanted",
            "more_wanted",
            "retry_wanted",
            "open_wanted",
            "rename_wanted",
            "tag_wanted",
            "tapes_wanted",
            "delete_wanted",
            "delete_all_wanted",
            "continue_wanted",
            "tape_wanted",
            "export_wanted",
            "training_wanted",
            "keeping_wanted",
        ):
            getattr(wishes, name).connect(self._note(name))

    def _note(self, name: str) -> object:
        return lambda *values: self.wishes.append((name, *values))

    def take(self) -> list[tuple[object, ...]]:
        """Return what was wished since the last time."""
        taken, self.wishes = self.wishes, []
        return taken
