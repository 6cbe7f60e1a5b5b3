"""One conversation while it is being kept: the loop tells it the newest picture, the keeper's thread writes.

Pictures share unchanged rows by identity, so what is to be written is found without comparing a word. A
picture that was not written is simply replaced by a newer one: nothing is lost by a slow disk but time.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from voiceapp.dialogue.snapshot import Row, RowKind, Snapshot
from voiceapp.pcm import NS_PER_MS
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId, title_of

RECENT_ROWS = 8
"""An answer that is being heard is among the last rows of its picture."""
KEPT_KINDS = frozenset({RowKind.USER, RowKind.ASSISTANT, RowKind.TOOL})
"""With a row of these a conversation is worth keeping."""

_UPSERT = """
    INSERT INTO rows (conversation, key, position, kind, state, text, heard_chars, heard_ms, received_ms,
        cut_ms, note, details, spoken, at_ms, heard_from_ms, heard_until_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (conversation, key) DO UPDATE SET position = excluded.position, kind = excluded.kind,
        state = excluded.state, text = excluded.text, heard_chars = excluded.heard_chars,
        heard_ms = excluded.heard_ms, received_ms = excluded.received_ms, cut_ms = excluded.cut_ms,
        note = excluded.note, details = excluded.details, spoken = excluded.spoken, at_ms = excluded.at_ms,
        heard_from_ms = excluded.heard_from_ms, heard_until_ms = excluded.heard_until_ms
"""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a conversation before it begins."""

    dialect: str = ""
    endpoint: str = ""
    """The label of the service; nothing secret."""
    instructions: str = ""
    """What was asked for; what the session has in force comes before it."""
    tools: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class _Hearing:
    """When an answer was heard (voice clock)."""

    from_ns: int
    until_ns: int
    heard_ms: int


class Chapter:
    """One conversation; the first three methods are the loop's, `write` is the keeper's."""

    def __init__(self, about: About, *, started_ns: int, wall_offset_ns: int) -> None:
        """`started_ns` is voice-clock time; `wall_offset_ns` makes Unix time of it."""
        self._about = about
        self._started_ns = started_ns
        self._wall_offset_ns = wall_offset_ns
        self._picture = Snapshot()
        self._tape = ""
        self._hearings: dict[str, _Hearing] = {}
        # The keeper's:
        self._id: ConversationId | None = None
        self._written: dict[str, tuple[Row, int]] = {}
        self._seen: tuple[object, ...] = ()

    # -- the loop ----------------------------------------------------------------------------------

    def show(self, picture: Snapshot) -> None:
        """Take the newest picture."""
        if picture.rows is not self._picture.rows:
            for row in picture.rows[-RECENT_ROWS:]:
                if row.heard_ms:
                    self._hear(row, picture.at_ns)
        self._picture = picture

    def recorded(self, tape: str) -> None:
        """Remember the folder of the recording."""
        self._tape = tape

    def _hear(self, row: Row, at_ns: int) -> None:
        hearing = self._hearings.get(row.key)
        if hearing is None:
            from_ns = at_ns - row.heard_ms * NS_PER_MS
            self._hearings[row.key] = _Hearing(from_ns, at_ns, row.heard_ms)
        elif row.heard_ms > hearing.heard_ms:
            hearing.until_ns, hearing.heard_ms = at_ns, row.heard_ms

    # -- the keeper's thread -----------------------------------------------------------------------

    def write(self, archive: Archive) -> int:
        """Write what has changed since the last time, in one transaction; return how many rows that were.

        A conversation that a person has deleted meanwhile stays deleted. Raises StoreError; what was not
        written then is written the next time.
        """
        picture, tape = self._picture, self._tape
        seen = (picture.rows, picture.model, picture.session, tape)
        if seen == self._seen:
            return 0
        if self._id is None and not any(row.kind in KEPT_KINDS and row.text for row in picture.rows):
            return 0
        now = {row.key: (row, position) for position, row in enumerate(picture.rows)}
        changed = [pair for key, pair in now.items() if not _same(pair, self._written.get(key))]
        gone = [key for key in self._written if key not in now]
        with archive.transaction() as connection:
            number = self._begin(connection) if self._id is None else self._id
            title = title_of(tuple((row.kind, row.text) for row in picture.rows))
            is_there = connection.execute(
                "UPDATE conversations SET title = CASE WHEN own_title THEN title ELSE ? END, model = ?, "
                "instructions = ?, tape = ?, rows = ?, duration_ms = ? WHERE id = ?",
                (
                    title,
                    picture.model,
                    self._instructions(picture),
                    tape,
                    sum(row.kind in KEPT_KINDS for row in picture.rows),
                    self._since_ms(picture.at_ns),
                    number,
                ),
            ).rowcount
            if is_there:
                connection.executemany(
                    "DELETE FROM rows WHERE conversation = ? AND key = ?", [(number, key) for key in gone]
                )
                connection.executemany(_UPSERT, [self._values(number, *pair) for pair in changed])
        self._id, self._written, self._seen = number, now, seen
        return len(changed) if is_there else 0

    def _begin(self, connection: sqlite3.Connection) -> ConversationId:
        about = self._about
        started = connection.execute(
            "INSERT INTO conversations (started_at_ms, started_ns, dialect, endpoint, tools) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                (self._started_ns + self._wall_offset_ns) // NS_PER_MS,
                self._started_ns,
                about.dialect,
                about.endpoint,
                json.dumps(about.tools, ensure_ascii=False),
            ),
        )
        assert started.lastrowid is not None
        return ConversationId(started.lastrowid)

    def _instructions(self, picture: Snapshot) -> str:
        told = picture.session.instructions if picture.session is not None else ""
        return told or self._about.instructions

    def _values(self, number: ConversationId, row: Row, position: int) -> tuple[object, ...]:
        hearing = self._hearings.get(row.key)
        return (
            number,
            row.key,
            position,
            row.kind.value,
            row.state.value,
            row.text,
            row.heard_chars,
            row.heard_ms,
            row.received_ms,
            row.cut_ms,
            row.note,
            row.details,
            row.spoken,
            self._since_ms(row.at_ns),
            None if hearing is None else self._since_ms(hearing.from_ns),
            None if hearing is None else self._since_ms(hearing.until_ns),
        )

    def _since_ms(self, at_ns: int) -> int:
        return max(0, at_ns - self._started_ns) // NS_PER_MS


def _same(one: tuple[Row, int], other: tuple[Row, int] | None) -> bool:
    return other is not None and one[0] is other[0] and one[1] == other[1]
