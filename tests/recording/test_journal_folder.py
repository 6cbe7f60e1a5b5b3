"""The files of one program."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from voiceapp.pcm import NS_PER_MS
from voiceapp.recording.file_lock import FileLock
from voiceapp.recording.journal_folder import JournalFolder, lock_of


def files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.glob("*/*")}


def test_a_turn_is_a_file_named_by_its_moment_and_erased_at_once(tmp_path: Path) -> None:
    folder = JournalFolder(tmp_path, wall_offset_ns=1_000_000 * NS_PER_MS)
    speech = folder.speech(5 * NS_PER_MS)
    speech.append(b"\1\2")
    text = folder.text(7 * NS_PER_MS, "grüß dich")
    folder.flush()
    assert files(tmp_path) == {"1-1000005.pcm": b"\1\2", "2-1000007.txt": "grüß dich".encode()}
    speech.append(b"\3\4")
    folder.flush()
    assert files(tmp_path)["1-1000005.pcm"] == b"\1\2\3\4"
    speech.erase()
    speech.erase()
    assert list(files(tmp_path)) == ["2-1000007.txt"]
    text.erase()
    folder.flush()
    assert files(tmp_path) == {}
    folder.remove()


def test_an_end_in_good_order_leaves_nothing(tmp_path: Path) -> None:
    folder = JournalFolder(tmp_path, 0)
    folder.speech(0).append(b"\1\2")
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_locked_from_its_first_moment_and_nobody_elses_to_look_into(tmp_path: Path) -> None:
    folder = JournalFolder(tmp_path / "undelivered", 0)
    (path,) = [path for path in (tmp_path / "undelivered").iterdir() if path.is_dir()]
    with pytest.raises(OSError):  # noqa: PT011  (which one depends on the system)
        FileLock(lock_of(path))
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "undelivered").stat().st_mode) == 0o700
    folder.remove()


def test_what_another_program_has_left_is_only_there_to_be_erased(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    left = tmp_path / "other" / "1-5.pcm"
    left.write_bytes(b"\1\2")
    folder = JournalFolder(tmp_path, 0)
    folder.recovered("other/1-5.pcm").erase()
    assert not left.exists()
    folder.remove()
