"""One conversation while it is being kept: the loop tells it the newest picture, the keeper's thread writes.

Pictures share unchanged rows by identity, so what is to be written is found without comparing a word. A
picture that was not written is simply replaced by a newer one: nothing is lost by a slow disk but time.

A conversation that is continued gets another *part*: what was kept before is not touched, the rows of the
picture that show it are not written a second time, and the new ones have keys of their own. So a program that
is killed, or two that continue the same conversation, lose and double nothing.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from voiceapp.dialogue.snapshot import Row, RowKind, RowState, Snapshot
from voiceapp.pcm import NS_PER_MS
from voiceapp.store.archive import Archive, prefer
from voiceapp.store.kept import ConversationId, Preference, title_of

RECENT_ROWS = 8
"""An answer that is being heard is among the last rows of its picture."""
KEPT_KINDS = frozenset({RowKind.USER, RowKind.ASSISTANT, RowKind.TOOL})
"""With a row of these a conversation is worth keeping."""

_UPSERT = """
    INSERT INTO rows (conversation, key, position, kind, state, text, heard_chars, heard_ms, received_ms,
        cut_ms, note, details, spoken, at_ms, heard_from_ms, heard_until_ms, part, set_aside)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (conversation, key) DO UPDATE SET position = excluded.position, kind = excluded.kind,
        state = excluded.state, text = excluded.text, heard_chars = excluded.heard_chars,
        heard_ms = excluded.heard_ms, received_ms = excluded.received_ms, cut_ms = excluded.cut_ms,
        note = excluded.note, details = excluded.details, spoken = excluded.spoken, at_ms = excluded.at_ms,
        heard_from_ms = excluded.heard_from_ms, heard_until_ms = excluded.heard_until_ms,
        set_aside = excluded.set_aside
"""
_COUNT = (
    "UPDATE conversations SET rows = (SELECT count(*) FROM rows WHERE conversation = conversations.id "
    "AND kind <> 'notice') WHERE id = ?"
)
_LAST = {
    False: "UPDATE conversations SET tape = ?, duration_ms = ? WHERE id = ? AND 0 = ?",
    True: "UPDATE parts SET tape = ?, duration_ms = ? WHERE conversation = ? AND number = ?",
}
"""What changes as long as a conversation, or a further part of one, goes on."""


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

    def __init__(
        self,
        about: About,
        *,
        started_ns: int,
        wall_offset_ns: int,
        continues: ConversationId | None = None,
        skips: frozenset[str] = frozenset(),
    ) -> None:
        """`started_ns` is voice-clock time, `wall_offset_ns` makes Unix time of it.

        `continues`: the kept conversation this is another part of. `skips`: keys of rows that are not to be
        kept, or are already.
        """
        self._about = about
        self._skips = skips
        self._continues = continues
        self._started_ns = started_ns
        self._wall_offset_ns = wall_offset_ns
        self._picture = Snapshot()
        self._tape = ""
        self._hearings: dict[str, _Hearing] = {}
        # The keeper's:
        self._id: ConversationId | None = None
        self._part = 0
        self._model = ""
        self._instructions = about.instructions
        self._chosen = 0
        """The number of the last choice that was written."""
        self._written: dict[str, tuple[Row, int]] = {}
        self._seen: tuple[object, ...] = ()

    # -- the loop ----------------------------------------------------------------------------------

    @property
    def number(self) -> ConversationId | None:
        """Return what it is called in the archive; None: it has not been written."""
        return self._id if self._id is not None else self._continues

    def show(self, picture: Snapshot) -> None:
        """Take the newest picture."""
        if picture.rows is not self._picture.rows:
            is_first = not self._picture.rows
            for row in picture.rows if is_first else picture.rows[-RECENT_ROWS:]:
                if row.heard_ms:
                    self._hear(row, picture.at_ns, is_over=is_first and row.state is not RowState.LIVE)
        self._picture = picture

    def recorded(self, tape: str) -> None:
        """Remember the folder of the recording."""
        self._tape = tape

    def _hear(self, row: Row, at_ns: int, *, is_over: bool) -> None:
        """Note when an answer was heard; one that was over before anybody looked: when it appeared."""
        hearing = self._hearings.get(row.key)
        if hearing is None and is_over:
            until_ns = row.at_ns + row.heard_ms * NS_PER_MS
            self._hearings[row.key] = _Hearing(row.at_ns, until_ns, row.heard_ms)
        elif hearing is None:
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
        seen = (picture.rows, picture.model, picture.session, picture.choices, tape)
        if seen == self._seen:
            return 0
        rows = [row for row in picture.rows if not row.earlier and row.key not in self._skips]
        if self._id is None and not any(row.kind in KEPT_KINDS and row.text for row in rows):
            return 0
        self._learn(picture)
        now = {row.key: (row, position) for position, row in enumerate(rows)}
        changed = [pair for key, pair in now.items() if not _same(pair, self._written.get(key))]
        gone = [key for key in self._written if key not in now]
        with archive.transaction() as connection:
            number, part = self._begin(connection) if self._id is None else (self._id, self._part)
            title = title_of(tuple((row.kind, row.text) for row in rows))
            is_there = connection.execute(
                "UPDATE conversations SET title = CASE WHEN own_title OR (? AND title <> '') THEN title "
                "ELSE ? END, model = ?, instructions = ? WHERE id = ?",
                (part, title, self._model, self._instructions, number),
            ).rowcount
            if is_there:
                last = (tape, self._since_ms(picture.at_ns), number, part)
                connection.execute(_LAST[part > 0], last)
                connection.executemany(
                    "DELETE FROM rows WHERE conversation = ? AND key = ?",
                    [(number, _key(key, part)) for key in gone],
                )
                connection.executemany(_UPSERT, [self._values(number, part, *pair) for pair in changed])
                connection.execute(_COUNT, (number,))
                for choice in picture.choices:
                    if choice.number > self._chosen and choice.asked_key in now:
                        asked_key = _key(choice.asked_key, part)
                        prefer(connection, number, Preference(asked_key, choice.preferred, choice.other))
        self._id, self._part, self._written, self._seen = number, part, now, seen
        self._chosen = picture.choices[-1].number if picture.choices else 0
        return len(changed) if is_there else 0

    def _begin(self, connection: sqlite3.Connection) -> tuple[ConversationId, int]:
        """Begin a conversation, or another part of one; that may have been deleted meanwhile."""
        if self._continues is not None:
            return self._continues, self._begin_part(connection, self._continues)
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
        return ConversationId(started.lastrowid), 0

    def _begin_part(self, connection: sqlite3.Connection, number: ConversationId) -> int:
        (last,) = connection.execute(
            "SELECT coalesce(max(number), 0) FROM parts WHERE conversation = ?", (number,)
        ).fetchone()
        connection.execute(
            "INSERT INTO parts (conversation, number, started_at_ms, started_ns) "
            "SELECT id, ?, ?, ? FROM conversations WHERE id = ?",
            (last + 1, (self._started_ns + self._wall_offset_ns) // NS_PER_MS, self._started_ns, number),
        )
        return int(last) + 1

    def _learn(self, picture: Snapshot) -> None:
        """Remember what the session in force is; a picture without one knows nothing of it."""
        self._model = picture.model or self._model
        if picture.session is not None:
            self._instructions = picture.session.instructions or self._about.instructions

    def _values(self, number: ConversationId, part: int, row: Row, position: int) -> tuple[object, ...]:
        hearing = self._hearings.get(row.key)
        return (
            number,
            _key(row.key, part),
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
            part,
            row.set_aside,
        )

    def _since_ms(self, at_ns: int) -> int:
        return max(0, at_ns - self._started_ns) // NS_PER_MS


def _key(key: str, part: int) -> str:
    """Return what a row is called in the archive: programs count anew, and each may have its `notice-1`."""
    return f"{part}:{key}" if part else key


def _same(one: tuple[Row, int], other: tuple[Row, int] | None) -> bool:
    return other is not None and one[0] is other[0] and one[1] == other[1]
