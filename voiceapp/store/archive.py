"""All kept conversations: listed, searched, opened, named, tagged, and deleted for good.

Lists and what a search finds are ordered by when a conversation was last gone on with, the newest first; of
two at the same moment the one that was kept later comes first. That moment is looked up in `parts` for every
conversation at every look, so nothing is stored twice: measured with 10 000 conversations, 1 000 of them
continued, a page of 200 takes 25 ms on the archive's thread, and 60 ms a search for a word that is in all.

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

_LAST_AT_MS = (
    "coalesce((SELECT parts.started_at_ms FROM parts WHERE conversation = conversations.id "
    "ORDER BY number DESC LIMIT 1), started_at_ms)"
)
_SUMMARY = (
    f"id, title, started_at_ms, {_LAST_AT_MS} AS last_at_ms, model, tags, rows, tape <> '' OR "
    "EXISTS (SELECT 1 FROM parts WHERE conversation = conversations.id AND parts.tape <> '')"
)
_SUMMARY_FIELDS = 8
_NEWEST_FIRST = "ORDER BY last_at_ms DESC, id DESC"
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

    def list(self, *, tag: str = "", before: Summary | None = None, limit: int = -1) -> tuple[Summary, ...]:
        """Return conversations, newest first; with `tag` those that have it.

        With `before`, the last one of a page, those that come after it. Its place is the moment it was listed
        with, so it may be continued or deleted meanwhile: the next page begins at the same place. One further
        down that is continued between two pages is in neither, because it is the newest now: look at the
        beginning again to see it.
        """
        # What is long, the instructions, is read of those only that are on the page.
        rows = self._ask(
            f"WITH page AS (SELECT id AS number, {_LAST_AT_MS} AS last_at_ms FROM conversations "
            "WHERE (:at_ms IS NULL OR (last_at_ms, id) < (:at_ms, :before)) AND "
            "(:tag = '' OR instr(char(10) || tags || char(10), char(10) || :tag || char(10))) "
            f"{_NEWEST_FIRST} LIMIT :limit) "
            f"SELECT {_SUMMARY} FROM page JOIN conversations ON id = number {_NEWEST_FIRST}",
            {
                "tag": tag,
                "at_ms": None if before is None else round(before.last_at.timestamp() * 1000),
                "before": None if before is None else before.id,
                "limit": limit,
            },
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
        said, said_values = self._said(query)
        named = " AND ".join("(title LIKE ? ESCAPE '\\' OR tags LIKE ? ESCAPE '\\')" for _ in query.terms)
        named_values = [pattern for one in query.likes for pattern in (one, one)]
        rows = self._ask(
            f"WITH said AS ({said}), "
            f"found AS (SELECT id AS number, newest, {_LAST_AT_MS} AS last_at_ms "
            "FROM conversations LEFT JOIN said ON said.conversation = id "
            f"WHERE newest IS NOT NULL OR ({named}) {_NEWEST_FIRST} LIMIT ?) "
            f"SELECT {_SUMMARY}, (SELECT key FROM rows WHERE rows.id = newest), "
            "(SELECT text FROM rows WHERE rows.id = newest) "
            f"FROM found JOIN conversations ON id = number {_NEWEST_FIRST}",
            (*said_values, *named_values, limit),
        )
        return tuple(_found(row, query.terms) for row in rows)

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
        dialect, endpoint, instructions, tools = row[_SUMMARY_FIELDS:]
        parts = self._parts(number)
        rows = self._ask(f"SELECT {_ROW} FROM rows WHERE conversation = ? ORDER BY part, position", (number,))
        return StoredConversation(
            summary=_summary(row[:_SUMMARY_FIELDS]),
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

    def _said(self, query: Query) -> tuple[str, tuple[str, ...]]:
        """Return the question, with its values, for the conversations in whose rows all terms are found.

        Of each it tells the newest row. All rows that match are looked at: which one was found last says
        nothing of when its conversation was gone on with.
        """
        kinds = ", ".join(f"'{kind}'" for kind in SEARCHED_KINDS)
        patterns = query.likes
        source, match = "rows", ""
        if self._indexed and query.match:
            patterns = query.short_likes
            source, match = "words JOIN rows ON rows.id = words.rowid", "words MATCH ? AND"
        each = "".join(" AND rows.text LIKE ? ESCAPE '\\'" for _ in patterns)
        values = (query.match, *patterns) if match else patterns
        question = (
            f"SELECT conversation, max(rows.id) AS newest FROM {source} "
            f"WHERE {match} kind IN ({kinds}){each} GROUP BY conversation"
        )
        return question, values

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
    number, title, started_at_ms, last_at_ms, model, tags, rows, is_recorded = row
    return Summary(
        id=ConversationId(number),
        title=title,
        started_at=_moment(started_at_ms),
        last_at=_moment(last_at_ms),
        model=model,
        tags=tuple(tags.split("\n")) if tags else (),
        rows=rows,
        is_recorded=bool(is_recorded),
    )


def _found(row: tuple[Any, ...], terms: tuple[str, ...]) -> Found:
    summary, (key, text) = _summary(row[:_SUMMARY_FIELDS]), row[_SUMMARY_FIELDS:]
    if key is None:  # only the title or a tag has the words
        return Found(summary, "", *snippet_of(summary.title, terms))
    return Found(summary, key, *snippet_of(text, terms))


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
