"""All kept conversations: listed, searched, opened, named, tagged, and deleted for good.

An archive belongs to the thread that made it. Every method is one transaction; none waits for a conversation
that is being kept at the same time, of this process or another, longer than a moment.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.errors import StoreError
from voiceapp.store.cipher import KeyOf, no_key
from voiceapp.store.kept import (
    ConversationId,
    Found,
    Part,
    Preference,
    StoredConversation,
    StoredRow,
    Summary,
)
from voiceapp.store.schema import has_index, open_file
from voiceapp.store.searching import SEARCHED_KINDS, Query, query_of, snippet_of

FOUND_MAX = 50
TITLE_MAX = 200
TAG_MAX = 50

_SUMMARY = (
    "id, title, started_at_ms, model, tags, rows, tape <> '' OR "
    "EXISTS (SELECT 1 FROM parts WHERE conversation = conversations.id AND parts.tape <> '')"
)
_ROW = (
    "key, kind, state, text, heard_chars, heard_ms, received_ms, cut_ms, note, details, spoken, at_ms, "
    "heard_from_ms, heard_until_ms, part, set_aside"
)
_PREFER = "INSERT INTO preferences (conversation, asked_key, preferred, other) VALUES (?, ?, ?, ?)"


class Archive:
    """The file of kept conversations, opened; also a context manager that closes it."""

    def __init__(self, path: Path, key_of: KeyOf = no_key) -> None:
        """Open the file, made if there is none; `key_of` is asked for the key of an encrypted one.

        Raises StoreError.
        """
        self._connection = open_file(path, key_of)
        self._indexed = has_index(self._connection)

    def __enter__(self) -> Archive:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file. Idempotent."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for changes that happen together or not at all. Raises StoreError."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except self._connection.Error as error:
            raise StoreError(f"The conversation is not saved: {error}.", details=repr(error)) from error

    # -- looking -----------------------------------------------------------------------------------

    def list(
        self, *, tag: str = "", before: ConversationId | None = None, limit: int = -1
    ) -> tuple[Summary, ...]:
        """Return conversations, newest first; with `tag` those that have it, with `before` older ones."""
        rows = self._ask(
            f"SELECT {_SUMMARY} FROM conversations WHERE (:before IS NULL OR id < :before) AND "
            "(:tag = '' OR instr(char(10) || tags || char(10), char(10) || :tag || char(10))) "
            "ORDER BY id DESC LIMIT :limit",
            {"tag": tag, "before": before, "limit": limit},
        )
        return tuple(_summary(row) for row in rows)

    def search(self, text: str, *, limit: int = FOUND_MAX) -> tuple[Found, ...]:
        """Return the conversations with a row, a title or a tag that has all words of `text`, newest first.

        Parts of words are found too. Case matters only to SQLite's LIKE beyond ASCII: in titles, tags and
        terms of one or two characters.
        """
        query = query_of(text)
        if not query.terms:
            return ()
        found = {row[0]: row for row in self._named(query, limit)}
        found.update({row[0]: row for row in self._said(query, limit)})
        newest = sorted(found, reverse=True)[:limit]
        return tuple(self._found(*found[number], query.terms) for number in newest)

    def open(self, number: ConversationId) -> StoredConversation:
        """Return a whole conversation. Raises StoreError when there is none."""
        row = next(
            self._ask(
                f"SELECT {_SUMMARY}, dialect, endpoint, instructions, tools FROM conversations WHERE id = ?",
                (number,),
            ),
            None,
        )
        if row is None:
            raise _missing(number)
        dialect, endpoint, instructions, tools = row[7:]
        parts = self._parts(number)
        rows = self._ask(f"SELECT {_ROW} FROM rows WHERE conversation = ? ORDER BY part, position", (number,))
        return StoredConversation(
            summary=_summary(row[:7]),
            dialect=dialect,
            endpoint=endpoint,
            instructions=instructions,
            tools=tuple(json.loads(tools)),
            parts=parts,
            rows=tuple(_row(found, parts) for found in rows),
        )

    def version(self) -> int:
        """Return a number that is another one after somebody else has changed the file. Raises StoreError."""
        return int(next(self._ask("PRAGMA data_version", ()))[0])

    def tapes(self, numbers: Collection[ConversationId]) -> dict[str, int]:
        """Return the folders of these conversations' recordings, and how many others are on each."""
        found: dict[str, list[ConversationId]] = {}
        recorded = (
            "SELECT id, tape FROM conversations WHERE tape <> '' "
            "UNION SELECT conversation, tape FROM parts WHERE tape <> ''"
        )
        for number, tape in self._ask(recorded, ()):
            found.setdefault(tape, []).append(number)
        wanted = set(numbers)
        return {
            tape: sum(number not in wanted for number in on_it)
            for tape, on_it in found.items()
            if not wanted.isdisjoint(on_it)
        }

    def preferences(self, number: ConversationId) -> tuple[Preference, ...]:
        """Return what a person has chosen in a conversation."""
        rows = self._ask(
            "SELECT asked_key, preferred, other FROM preferences WHERE conversation = ? ORDER BY id",
            (number,),
        )
        return tuple(Preference(*row) for row in rows)

    # -- changing ----------------------------------------------------------------------------------

    def rename(self, number: ConversationId, title: str) -> None:
        """Give a conversation a title of the person's own. Raises StoreError."""
        title = " ".join(title.split())[:TITLE_MAX]
        if not title:
            raise StoreError("A title needs at least one character.")
        self._change("UPDATE conversations SET title = ?, own_title = 1 WHERE id = ?", title, number)

    def tag(self, number: ConversationId, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Add tags to a conversation and take others away. Raises StoreError."""
        wanted = [" ".join(tag.split())[:TAG_MAX] for tag in add]
        if not all(wanted):
            raise StoreError("A tag needs at least one character.")
        tags = dict.fromkeys((*self.open(number).summary.tags, *wanted))
        for tag in remove:
            tags.pop(tag, None)
        self._change("UPDATE conversations SET tags = ? WHERE id = ?", "\n".join(tags), number)

    def forget_tape(self, tape: str) -> None:
        """Note that a recording is not there any more, in every conversation on it. Raises StoreError."""
        with self.transaction() as connection:
            for table in ("conversations", "parts"):
                connection.execute(f"UPDATE {table} SET tape = '' WHERE tape = ?", (tape,))

    def prefer(self, number: ConversationId, preference: Preference) -> None:
        """Keep what a person has chosen between two answers. Raises StoreError."""
        if all(row.key != preference.asked_key for row in self.open(number).rows):
            raise StoreError(f"Conversation {number} has no row {preference.asked_key}.")
        with self.transaction() as connection:
            prefer(connection, number, preference)

    def delete(self, numbers: Sequence[ConversationId]) -> None:
        """Delete conversations so that no byte of their words stays in the file. Raises StoreError.

        Deleted text is overwritten, the index is written anew without it, and the file and its log with what
        is left. Takes a second for every 100 MB.
        """
        for number in numbers:
            self.open(number)
        with self.transaction() as connection:
            connection.executemany(
                "DELETE FROM conversations WHERE id = ?", [(number,) for number in numbers]
            )
            if self._indexed:
                connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        self._clean()

    def delete_all(self) -> int:
        """Delete every conversation, as `delete` does; return how many there were. Raises StoreError."""
        with self.transaction() as connection:
            count = connection.execute("DELETE FROM conversations").rowcount
            if self._indexed:
                connection.execute("INSERT INTO words(words) VALUES ('rebuild')")
        self._clean()
        return int(count)

    # -- inside ------------------------------------------------------------------------------------

    def _ask(self, question: str, values: object) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(question, values)  # type: ignore[arg-type]
        except self._connection.Error as error:
            raise StoreError("The kept conversations cannot be read.", details=repr(error)) from error

    def _parts(self, number: ConversationId) -> tuple[Part, ...]:
        found = self._ask(
            "SELECT started_at_ms, started_ns, duration_ms, tape, 0 AS number FROM conversations "
            "WHERE id = :id UNION ALL "
            "SELECT started_at_ms, started_ns, duration_ms, tape, number FROM parts "
            "WHERE conversation = :id ORDER BY number",
            {"id": number},
        )
        parts: list[Part] = []
        from_ms = 0
        for started_at_ms, started_ns, duration_ms, tape, _ in found:
            parts.append(Part(_moment(started_at_ms), started_ns, from_ms, duration_ms, tape))
            from_ms += duration_ms
        return tuple(parts)

    def _change(self, order: str, value: str, number: ConversationId) -> None:
        with self.transaction() as connection:
            changed = connection.execute(order, (value, number)).rowcount
        if not changed:
            raise _missing(number)

    def _named(self, query: Query, limit: int) -> Iterator[tuple[ConversationId, str, str]]:
        """Find terms in title and tags; yield number, no row, and the title."""
        each = " AND ".join("(title LIKE ? ESCAPE '\\' OR tags LIKE ? ESCAPE '\\')" for _ in query.terms)
        values = [pattern for one in query.likes for pattern in (one, one)]
        rows = self._ask(
            f"SELECT id, title FROM conversations WHERE {each} ORDER BY id DESC LIMIT ?", (*values, limit)
        )
        for number, title in rows:
            yield number, "", title

    def _said(self, query: Query, limit: int) -> Iterator[tuple[ConversationId, str, str]]:
        """Find terms in rows; yield number, row and text of the newest row of each conversation.

        Newest rows first, so that a word that is everywhere costs no more than a rare one.
        """
        kinds = ", ".join(f"'{kind}'" for kind in SEARCHED_KINDS)
        patterns = query.likes
        source, match, order = "rows", "", "rows.id"
        if self._indexed and query.match:
            patterns = query.short_likes
            source, match, order = (
                "words JOIN rows ON rows.id = words.rowid",
                "words MATCH ? AND",
                "words.rowid",
            )
        each = "".join(" AND rows.text LIKE ? ESCAPE '\\'" for _ in patterns)
        values = (query.match, *patterns) if match else patterns
        rows = self._ask(
            f"SELECT conversation, key, rows.text FROM {source} WHERE {match} kind IN ({kinds}){each} "
            f"ORDER BY {order} DESC",
            values,
        )
        seen: set[ConversationId] = set()
        for number, key, text in rows:
            if number not in seen:
                seen.add(number)
                yield number, key, text
                if len(seen) == limit:
                    return

    def _found(self, number: ConversationId, key: str, text: str, terms: tuple[str, ...]) -> Found:
        row = next(self._ask(f"SELECT {_SUMMARY} FROM conversations WHERE id = ?", (number,)))
        return Found(_summary(row), key, *snippet_of(text, terms))

    def _clean(self) -> None:
        """Write the file anew and empty its log, so that nothing deleted is left in either."""
        try:
            self._connection.execute("VACUUM")
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except self._connection.Error as error:
            raise StoreError(
                "The conversation is deleted, but the file could not be written anew: traces may be left "
                "in it. Delete again when no other window uses it.",
                details=repr(error),
            ) from error
        if busy:
            raise StoreError(
                "The conversation is deleted, but another program reads the file: traces are left in its log "
                "until that ends. Delete again when no other window uses it."
            )


def _missing(number: ConversationId) -> StoreError:
    return StoreError(
        f"There is no kept conversation {number}. `voiceapp sessions list` shows what there is."
    )


def _summary(row: tuple[Any, ...]) -> Summary:
    number, title, started_at_ms, model, tags, rows, is_recorded = row
    return Summary(
        id=ConversationId(number),
        title=title,
        started_at=_moment(started_at_ms),
        model=model,
        tags=tuple(tags.split("\n")) if tags else (),
        rows=rows,
        is_recorded=bool(is_recorded),
    )


def prefer(connection: sqlite3.Connection, number: ConversationId, preference: Preference) -> None:
    """Keep what a person has chosen, within a transaction."""
    connection.execute(_PREFER, (number, preference.asked_key, preference.preferred, preference.other))


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _row(row: tuple[Any, ...], parts: Sequence[Part]) -> StoredRow:
    """Return a row with its times since the conversation began; in the file they are since its part did."""
    key, kind, state, text, *counts, note, details, spoken, at_ms, heard_from_ms, heard_until_ms = row[:-2]
    heard_chars, heard_ms, received_ms, cut_ms = counts
    part, set_aside = row[-2:]
    from_ms = parts[part].from_ms
    return StoredRow(
        key=key,
        kind=RowKind(kind),
        state=RowState(state),
        text=text,
        heard_chars=heard_chars,
        heard_ms=heard_ms,
        received_ms=received_ms,
        cut_ms=cut_ms,
        note=note,
        details=details,
        spoken=bool(spoken),
        at_ms=from_ms + at_ms,
        heard_from_ms=None if heard_from_ms is None else from_ms + heard_from_ms,
        heard_until_ms=None if heard_until_ms is None else from_ms + heard_until_ms,
        part=part,
        set_aside=bool(set_aside),
    )
