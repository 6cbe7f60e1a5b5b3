"""The files in which one running program keeps what it has not delivered.

Each program has a folder of its own with a random name, and beside it a lock that it holds while it runs. A
turn is one file, `NUMBER-UNIXMS.pcm` (24 000 Hz mono int16) or `.txt` (UTF-8), only ever appended to: cut
anywhere it can still be read. Whoever finds a folder whose lock is free may take what is in it.

    undelivered/3f9c0a….lock
    undelivered/3f9c0a…/1-1767000000000.pcm
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from voiceapp.pcm import NS_PER_MS
from voiceapp.recording.file_lock import FileLock

ONLY_ME = 0o700


class KeptFile:
    """A turn in a file of its own."""

    def __init__(self, path: Path, file: BinaryIO | None = None) -> None:
        """Without `file` it is only there to be erased."""
        self._path = path
        self._file = file

    @property
    def is_kept(self) -> bool:
        """Say whether it is being written and was not erased."""
        return self._file is not None

    def append(self, pcm: bytes) -> None:
        """Add sound; it reaches the system with the next `flush`."""
        assert self._file is not None
        self._file.write(pcm)

    def flush(self) -> None:
        """Hand over to the system what was added: it survives the end of this program."""
        if self._file is not None:
            self._file.flush()

    def erase(self) -> None:
        """Remove the file. Idempotent."""
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Write nothing more; what was not flushed may be lost."""
        if self._file is not None:
            with suppress(OSError):  # a full disk refuses once more
                self._file.close()
            self._file = None


class JournalFolder:
    """The folder of this program; everything raises OSError."""

    def __init__(self, root: Path, wall_offset_ns: int) -> None:
        """Create it; `wall_offset_ns` leads from the voice clock to Unix time."""
        root.mkdir(mode=ONLY_ME, parents=True, exist_ok=True)
        self._root = root
        self._path = root / secrets.token_hex(8)
        # The lock comes first: a folder without one would look as if its program had ended.
        self._lock = FileLock(lock_of(self._path))
        self._path.mkdir(mode=ONLY_ME)
        self._wall_offset_ns = wall_offset_ns
        self._files: list[KeptFile] = []
        self._count = 0

    def speech(self, at_ns: int) -> KeptFile:
        """Begin to keep speech."""
        return self._new(at_ns, "pcm")

    def text(self, at_ns: int, text: str) -> KeptFile:
        """Keep a typed message."""
        kept = self._new(at_ns, "txt")
        kept.append(text.encode())
        return kept

    def recovered(self, name: str) -> KeptFile:
        """Return a file another program has left, to be erased when it is delivered."""
        return KeptFile(self._root / name)

    def flush(self) -> None:
        """Hand over to the system what was kept."""
        self._files = [file for file in self._files if file.is_kept]
        for file in self._files:
            file.flush()

    def remove(self) -> None:
        """Leave nothing: the program ends in good order, or can keep nothing any more."""
        for file in self._files:
            file.erase()
        self._path.rmdir()
        self._lock.release(remove=True)

    def _new(self, at_ns: int, suffix: str) -> KeptFile:
        self._count += 1
        path = self._path / f"{self._count}-{(at_ns + self._wall_offset_ns) // NS_PER_MS}.{suffix}"
        kept = KeptFile(path, path.open("wb"))
        self._files.append(kept)
        return kept


def lock_of(folder: Path) -> Path:
    """Return the lock beside a program's folder."""
    return folder.with_suffix(".lock")
