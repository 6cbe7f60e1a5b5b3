"""A lock that ends with its program."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from voiceapp.recording.file_lock import FileLock

HOLDER = """
import sys, time
from pathlib import Path
from voiceapp.recording.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_nobody_else_gets_a_lock_that_is_held_and_anybody_one_that_was_released(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    lock = FileLock(path)
    with pytest.raises(OSError):  # noqa: PT011  (which one depends on the system)
        FileLock(path)
    lock.release()
    lock.release()
    FileLock(path).release(remove=True)
    assert not path.exists()


def test_a_program_that_is_killed_leaves_its_lock_free(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    words = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(OSError):  # noqa: PT011
            FileLock(path)
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
    FileLock(path).release()
