"""The file of kept conversations, opened in every state it may be in."""

from __future__ import annotations

import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from tests.store.stored import keep, said
from voiceapp.errors import StoreError
from voiceapp.store.archive import Archive
from voiceapp.store.cipher import no_key
from voiceapp.store.kept import ConversationId
from voiceapp.store.schema import _MIGRATIONS, VERSION, has_index, open_file


def test_a_new_file_is_made_with_its_folder_and_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "conversations.sqlite"
    connection = open_file(path, no_key)
    pragmas = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("user_version", "journal_mode", "synchronous", "secure_delete", "foreign_keys")
    ]
    assert pragmas == [VERSION, "wal", 1, 1, 1]
    connection.close()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    connection = open_file(path, no_key)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match="later version"):
        open_file(path, no_key)


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_text("Dear diary, today nothing happened, and I wrote it into a file of text." * 20)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no file of this program"):
        open_file(path, no_key)
    assert path.read_bytes() == before


def test_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_file(tmp_path / "file" / "c.sqlite", no_key)


def test_an_empty_file_that_a_crash_left_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.touch()
    connection = open_file(path, no_key)
    assert has_index(connection)
    connection.close()


def test_the_index_is_made_later_for_a_file_of_a_system_that_had_none(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Archive(path) as archive:
        keep(archive, said("trains to Kyoto"))
    connection = sqlite3.connect(path)
    for trigger in ("words_of_new", "words_of_changed", "words_of_deleted"):
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("DROP TABLE words")
    connection.commit()
    connection.close()
    with Archive(path) as archive:
        assert len(archive.search("Kyoto")) == 1


def test_a_file_of_the_first_version_is_brought_up_to_date_with_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    connection = sqlite3.connect(path)
    for statement in _MIGRATIONS[0].split(";"):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO conversations (started_at_ms, started_ns, duration_ms) VALUES (1000, 5, 60)"
    )
    connection.execute(
        "INSERT INTO rows (conversation, key, position, kind, state, text, heard_chars, heard_ms, received_ms, "
        "note, details, spoken, at_ms) VALUES (1, 'u', 0, 'user', 'done', 'Hello', 0, 0, 0, '', '', 1, 7)"
    )
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    with Archive(path) as archive:
        opened = archive.open(ConversationId(1))
        assert [(row.text, row.part, row.set_aside, row.at_ms) for row in opened.rows] == [
            ("Hello", 0, False, 7)
        ]
        assert [(part.started_ns, part.duration_ms) for part in opened.parts] == [(5, 60)]
