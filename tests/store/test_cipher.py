"""The encrypted file, with the extra and without."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.stored import answered, bytes_of, keep, said
from voiceapp.errors import StoreError
from voiceapp.store.archive import Archive
from voiceapp.store.cipher import connect, convert, is_encrypted, new_key, no_key

KEY = "0123456789abcdef" * 4


def filled(path: Path) -> Path:
    with Archive(path) as archive:
        keep(archive, said("Trains to Kyoto"), answered("At ten past three."))
    return path


def test_a_file_says_itself_whether_it_is_encrypted(tmp_path: Path) -> None:
    plain = filled(tmp_path / "plain.sqlite")
    (tmp_path / "empty").touch()
    (tmp_path / "noise").write_bytes(bytes(range(100)))
    found = [
        is_encrypted(path) for path in (plain, tmp_path / "none", tmp_path / "empty", tmp_path / "noise")
    ]
    assert found == [False, False, False, True]


def test_a_key_is_256_bits_and_never_the_same() -> None:
    assert {len(new_key()) for _ in range(9)} == {64}
    assert len({new_key() for _ in range(9)}) == 9


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    path = filled(tmp_path / "c.sqlite")
    with pytest.raises(StoreError, match="needs the extra `encryption`"):
        convert(path, old_key="", new_key=KEY)
    with Archive(path) as archive:
        assert len(archive.list()) == 1


def test_an_encrypted_file_without_a_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(bytes(range(256)) * 16)
    with pytest.raises(StoreError, match="its key is not in the keyring"):
        Archive(tmp_path / "c.sqlite", no_key)


def test_an_encrypted_file_is_used_as_any_other_and_has_no_word_in_the_open(tmp_path: Path) -> None:
    path = filled(tmp_path / "c.sqlite")
    convert(path, old_key="", new_key=KEY)
    assert is_encrypted(path)
    with Archive(path, lambda: KEY) as archive:
        keep(archive, said("And a bus to Osaka"))
        assert [one.title for one in archive.list()] == ["And a bus to Osaka", "Trains to Kyoto"]
        assert [one.summary.id for one in archive.search("kyoto")] == [1]
        assert b"Osaka" not in bytes_of(tmp_path)
        archive.delete([archive.list()[0].id])
    assert b"Kyoto" not in bytes_of(tmp_path)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM rows")
    convert(path, old_key=KEY, new_key="")
    with Archive(path) as archive:
        assert [one.title for one in archive.list()] == ["Trains to Kyoto"]
        assert len(archive.search("kyoto")) == 1
    assert [found.name for found in tmp_path.iterdir()] == ["c.sqlite"]


def test_a_wrong_key_opens_nothing_and_breaks_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = filled(tmp_path / "c.sqlite")
    convert(path, old_key="", new_key=KEY)
    with pytest.raises(StoreError, match="encrypted with another key"):
        Archive(path, lambda: "f" * 64)
    with pytest.raises(StoreError, match="stays as it is"):
        convert(path, old_key="f" * 64, new_key="")
    with pytest.raises(StoreError, match="none of this program"):
        connect(path, "' OR 1", limit_s=1.0)
    with Archive(path, lambda: KEY) as archive:
        assert len(archive.list()) == 1
    assert capfd.readouterr().err == ""


OPENING = """
import sys
from pathlib import Path
from voiceapp.store.archive import Archive

with Archive(Path(sys.argv[1])) as archive:
    print(len(archive.list()), flush=True)
    sys.stdin.read()
"""


def test_a_file_that_somebody_has_open_is_not_converted(tmp_path: Path) -> None:
    path = filled(tmp_path / "c.sqlite")
    with subprocess.Popen(
        [sys.executable, "-c", OPENING, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"1"
        with pytest.raises(StoreError, match="Close every window"):
            convert(path, old_key="", new_key=KEY)
        other.stdin.close()
    assert not is_encrypted(path)
    with Archive(path) as archive:
        assert len(archive.list()) == 1
