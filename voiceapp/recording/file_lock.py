"""A lock that lives exactly as long as the program that holds it, however that program ends.

The system releases it with the process, so unlike a process number it can neither be left behind nor be
mistaken for that of a later program.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held from the moment it is made."""

    def __init__(self, path: Path) -> None:
        """Take the lock, whose file is made if there is none; never waits.

        Raises OSError when another program holds it, or when there can be no lock here.
        """
        self._path = path
        self._file: BinaryIO = path.open("ab")
        try:
            _take(self._file)
        except OSError:
            self._file.close()
            raise

    def release(self, *, remove: bool = False) -> None:
        """Let go; `remove`: what it protected is gone, so the file goes too. Raises OSError. Idempotent."""
        if self._file.closed:
            return
        try:
            if remove and sys.platform != "win32":  # an open file cannot be removed there
                self._path.unlink(missing_ok=True)
        finally:
            self._file.close()
        if remove and sys.platform == "win32":
            self._path.unlink(missing_ok=True)
