"""Kept conversations and pictures, made by hand for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voiceapp.dialogue.snapshot import Row, RowKind, RowState, Snapshot
from voiceapp.pcm import NS_PER_MS
from voiceapp.store.archive import Archive
from voiceapp.store.chapter import About, Chapter
from voiceapp.store.kept import ConversationId, Part, StoredConversation, StoredRow, Summary

STARTED_AT = datetime(2026, 11, 21, 14, 2, 0, tzinfo=UTC)
STARTED_AT_NS = int(STARTED_AT.timestamp()) * 1_000_000_000


def user(text: str, at_ms: int = 1_000, key: str = "item_1") -> StoredRow:
    return StoredRow(key, RowKind.USER, RowState.DONE, text, at_ms=at_ms)


def answer(
    text: str, at_ms: int = 2_000, key: str = "item_2", *, heard: str | None = None, spoken: bool = True
) -> StoredRow:
    """Return an answer; with `heard` only these first words of it reached the ear, within a second."""
    if heard is None:
        return StoredRow(
            key,
            RowKind.ASSISTANT,
            RowState.DONE,
            text,
            heard_chars=len(text),
            heard_ms=3_000,
            received_ms=3_000,
            at_ms=at_ms,
            spoken=spoken,
            heard_from_ms=at_ms + 200,
            heard_until_ms=at_ms + 3_200,
        )
    return StoredRow(
        key,
        RowKind.ASSISTANT,
        RowState.CUT,
        text,
        heard_chars=len(heard),
        heard_ms=1_000 if heard else 0,
        received_ms=3_000,
        cut_ms=1_000 if heard else 0,
        at_ms=at_ms,
        heard_from_ms=at_ms + 200 if heard else None,
        heard_until_ms=at_ms + 1_200 if heard else None,
    )


def tool(call: str, output: str, at_ms: int = 1_500, key: str = "item_t", *, done: bool = True) -> StoredRow:
    state = RowState.DONE if done else RowState.LIVE
    return StoredRow(
        key, RowKind.TOOL, state, call, note="120 ms" if done else "", details=output, at_ms=at_ms
    )


def conversation(*rows: StoredRow, **more: Any) -> StoredConversation:
    summary = Summary(
        id=ConversationId(7),
        title=more.pop("title", "Trains to Kyoto"),
        started_at=STARTED_AT,
        last_at=STARTED_AT,
        model=more.pop("model", "gpt-realtime"),
        tags=more.pop("tags", ()),
        rows=len(rows),
        is_recorded=False,
    )
    whole = Part(STARTED_AT, 0, 0, more.pop("duration_ms", 60_000), more.pop("tape", ""))
    facts: dict[str, Any] = {
        "dialect": "ga",
        "endpoint": "Azure · gpt-realtime",
        "instructions": "Be brief.",
        "tools": (),
        "parts": (whole,),
        **more,
    }
    return StoredConversation(summary=summary, rows=rows, **facts)


# -- as they are while they are held ---------------------------------------------------------------------


def said(text: str, key: str = "item_1", at_ms: int = 1_000) -> Row:
    return Row(key, RowKind.USER, RowState.DONE, text, at_ns=at_ms * NS_PER_MS)


def answered(text: str, key: str = "item_2", at_ms: int = 2_000, *, heard_ms: int = 0) -> Row:
    return Row(
        key,
        RowKind.ASSISTANT,
        RowState.DONE,
        text,
        heard_chars=len(text),
        heard_ms=heard_ms,
        received_ms=heard_ms,
        at_ns=at_ms * NS_PER_MS,
    )


def picture(*rows: Row, at_ms: int = 5_000) -> Snapshot:
    return Snapshot(at_ns=at_ms * NS_PER_MS, rows=rows, model="gpt-realtime")


def chapter(**about: Any) -> Chapter:
    return Chapter(About(dialect="ga", **about), started_ns=0, wall_offset_ns=STARTED_AT_NS)


def keep(archive: Archive, *rows: Row, **about: Any) -> Chapter:
    """Keep a conversation of these rows; it becomes the newest."""
    kept = chapter(**about)
    kept.show(picture(*rows))
    kept.write(archive)
    return kept


def keep_many(path: Path, count: int) -> None:
    """Keep so many conversations of 1970, without rows, each a minute after the one before."""
    with Archive(path) as archive, archive.transaction() as connection:
        connection.executemany(
            "INSERT INTO conversations (started_at_ms, started_ns, title) VALUES (?, 0, ?)",
            [(number * 60_000, f"word {number}") for number in range(1, count + 1)],
        )


def go_on(archive: Archive, number: int, *rows: Row, after_ms: int) -> Chapter:
    """Go on with a kept conversation, so long after `STARTED_AT`."""
    kept = Chapter(
        About(),
        started_ns=after_ms * NS_PER_MS,
        wall_offset_ns=STARTED_AT_NS,
        continues=ConversationId(number),
    )
    kept.show(picture(*(rows or (said("and on"),)), at_ms=after_ms + 5_000))
    kept.write(archive)
    return kept


def bytes_of(folder: Path) -> bytes:
    """Return every byte of every file in a folder."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir()))
