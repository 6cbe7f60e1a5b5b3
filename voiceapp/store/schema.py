"""The file of kept conversations: its tables, its versions, and how it is opened.

One SQLite file in write-ahead mode: a program that is killed loses at most the transaction under way, and
the command line may read while the window writes. `secure_delete` overwrites whatever is deleted.

A conversation that was continued has a row in `parts` for each time that happened, from number 1 on; its
beginning is part 0 and described by the conversation itself. Rows are in order by part and position.

The index for searching cuts texts into three-character pieces (`trigram`), so it finds parts of words and
languages without spaces alike. Where SQLite does not know it (before 3.34, or built without FTS5), searching
reads all texts: slower, with the same results.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from voiceapp.errors import StoreError
from voiceapp.store.cipher import KeyOf, connect, is_encrypted

VERSION = 2
BUSY_LIMIT_S = 5.0
"""How long another process may hold the file."""

_MIGRATIONS = (
    """
    CREATE TABLE conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        started_at_ms INTEGER NOT NULL,
        started_ns INTEGER NOT NULL,
        duration_ms INTEGER NOT NULL DEFAULT 0,
        title TEXT NOT NULL DEFAULT '',
        own_title INTEGER NOT NULL DEFAULT 0,
        model TEXT NOT NULL DEFAULT '',
        dialect TEXT NOT NULL DEFAULT '',
        endpoint TEXT NOT NULL DEFAULT '',
        instructions TEXT NOT NULL DEFAULT '',
        tools TEXT NOT NULL DEFAULT '[]',
        tags TEXT NOT NULL DEFAULT '',
        tape TEXT NOT NULL DEFAULT '',
        rows INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE rows (
        id INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
        key TEXT NOT NULL,
        position INTEGER NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        text TEXT NOT NULL,
        heard_chars INTEGER NOT NULL,
        heard_ms INTEGER NOT NULL,
        received_ms INTEGER NOT NULL,
        cut_ms INTEGER,
        note TEXT NOT NULL,
        details TEXT NOT NULL,
        spoken INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        heard_from_ms INTEGER,
        heard_until_ms INTEGER,
        UNIQUE (conversation, key)
    );
    CREATE INDEX rows_in_order ON rows (conversation, position);
    CREATE TABLE preferences (
        id INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
        asked_key TEXT NOT NULL,
        preferred TEXT NOT NULL,
        other TEXT NOT NULL
    );
    CREATE INDEX preferences_of ON preferences (conversation);
    """,
    """
    CREATE TABLE parts (
        conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
        number INTEGER NOT NULL,
        started_at_ms INTEGER NOT NULL,
        started_ns INTEGER NOT NULL,
        duration_ms INTEGER NOT NULL DEFAULT 0,
        tape TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (conversation, number)
    );
    ALTER TABLE rows ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE rows ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0;
    DROP INDEX rows_in_order;
    CREATE INDEX rows_in_order ON rows (conversation, part, position)
    """,
)
"""Script N makes version N + 1 of version N; one that was published is never changed."""

_INDEX = (
    "CREATE VIRTUAL TABLE words USING fts5(text, content='rows', content_rowid='id', tokenize='trigram')",
    """
    CREATE TRIGGER words_of_new AFTER INSERT ON rows BEGIN
        INSERT INTO words(rowid, text) VALUES (new.id, new.text);
    END
    """,
    """
    CREATE TRIGGER words_of_changed AFTER UPDATE OF text ON rows WHEN old.text IS NOT new.text BEGIN
        INSERT INTO words(words, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO words(rowid, text) VALUES (new.id, new.text);
    END
    """,
    """
    CREATE TRIGGER words_of_deleted AFTER DELETE ON rows BEGIN
        INSERT INTO words(words, rowid, text) VALUES ('delete', old.id, old.text);
    END
    """,
    "INSERT INTO words(words) VALUES ('rebuild')",
)
"""Made whenever it is missing and SQLite can."""


def open_file(path: Path, key_of: KeyOf) -> sqlite3.Connection:
    """Return a connection for this thread, the file made or brought up to date.

    `key_of` is asked where the file is encrypted. Raises StoreError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
        if is_encrypted(path):
            connection = connect(path, key_of(), limit_s=BUSY_LIMIT_S)
        else:
            connection = sqlite3.connect(path, timeout=BUSY_LIMIT_S, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The kept conversations in {path} cannot be opened.", details=str(error)) from error
    try:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _migrate(connection)
    except connection.DatabaseError as error:
        connection.close()
        raise StoreError(
            f"The kept conversations in {path} cannot be read: it is no file of this program, or damaged, or "
            "encrypted with another key.",
            details=str(error),
        ) from error
    except StoreError:
        connection.close()
        raise
    return connection


def has_index(connection: sqlite3.Connection) -> bool:
    """Say whether texts are indexed."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone() is not None


def _migrate(connection: sqlite3.Connection) -> None:
    version = _version(connection)
    if version > VERSION:
        raise StoreError(
            f"The kept conversations are of a later version of this program (format {version}, this one "
            f"knows {VERSION}). Update the program; nothing was changed."
        )
    wants_index = not has_index(connection) and _knows_trigrams(connection)
    if version == VERSION and not wants_index:
        return
    connection.execute("BEGIN IMMEDIATE")  # another process may have the same idea, so look again
    for number in range(_version(connection), VERSION):
        for statement in _MIGRATIONS[number].split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number + 1}")
    if wants_index and not has_index(connection):
        for statement in _INDEX:
            connection.execute(statement)
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _knows_trigrams(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.trial USING fts5(text, tokenize='trigram')")
    except connection.OperationalError:
        return False
    connection.execute("DROP TABLE temp.trial")
    return True
