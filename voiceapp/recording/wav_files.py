"""The two voices beside a tape: WAV files that grow while somebody may be stopped by force.

Written front to back, with the sizes filled in at the end. Read by position and to the end of the file,
whatever the header says about the size: it was never completed, or it has no room for more than 4 GB. Only
what is asked for is read.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

from voiceapp.pcm import FRAME_BYTES, RATE_HZ

SIZE_MAX = 0xFFFF_FFFF
"""What a WAV header says of anything longer."""
CHUNKS_MAX = 64
_FMT = struct.pack("<HHIIHH", 1, 1, RATE_HZ, RATE_HZ * FRAME_BYTES, FRAME_BYTES, 8 * FRAME_BYTES)


class WavWriter:
    """A WAV file being written."""

    def __init__(self, path: Path) -> None:
        """Create the file. Raises OSError, as does everything here."""
        self._file: BinaryIO = path.open("wb")
        self._bytes = 0
        self._file.write(wav_header(0))

    def append(self, pcm: bytes) -> int:
        """Write sound and return the offset of its first byte behind the header."""
        at = self._bytes
        self._file.write(pcm)
        self._bytes += len(pcm)
        return at

    def flush(self) -> None:
        """Hand over to the system what was written."""
        self._file.flush()

    def close(self) -> None:
        """Complete the header and see the file onto the disk."""
        try:
            self._file.seek(0)
            self._file.write(wav_header(self._bytes))
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()


class WavReader:
    """A WAV file read by position; `with` closes it. Made without looking at the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._is_open = False
        self._starts = 0
        self._at = -1
        """Where the next byte would come from; asked for in order, nothing has to be sought."""

    def read(self, at: int, size: int) -> bytes:
        """Return `size` bytes of sound from `at`, or as many as there are; nothing where there is no file."""
        if not self._is_open:
            self._open()
        if self._file is None or at < 0:
            return b""
        try:
            if at != self._at:
                self._file.seek(self._starts + at)
            found = self._file.read(size)
        except (OSError, OverflowError, ValueError):  # a place no file has
            self._at = -1
            return b""
        self._at = at + len(found)
        return found

    def close(self) -> None:
        """Close the file. Idempotent."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        self._is_open = True
        try:
            file = self._path.open("rb")
        except OSError:
            return
        try:
            self._starts = _sound_starts(file)
        except OSError:
            self._starts = 0
        if self._starts:
            self._file, self._at = file, 0
        else:
            file.close()


def _sound_starts(file: BinaryIO) -> int:
    """Return where the sound starts and go there; 0 when this is no WAV file of ours."""
    riff = file.read(12)
    if riff[:4] != b"RIFF" or riff[8:] != b"WAVE":
        return 0
    for _ in range(CHUNKS_MAX):
        chunk = file.read(8)
        if len(chunk) < 8:
            return 0
        if chunk[:4] == b"data":
            return file.tell()
        (size,) = struct.unpack("<I", chunk[4:])
        if chunk[:4] == b"fmt " and file.read(len(_FMT)) != _FMT:
            return 0
        file.seek(size + size % 2 - (len(_FMT) if chunk[:4] == b"fmt " else 0), os.SEEK_CUR)
    return 0


def wav_header(data_bytes: int) -> bytes:
    """Return the 44 bytes before the sound."""
    return (
        b"RIFF"
        + struct.pack("<I", min(36 + data_bytes, SIZE_MAX))
        + b"WAVEfmt "
        + struct.pack("<I", len(_FMT))
        + _FMT
        + b"data"
        + struct.pack("<I", min(data_bytes, SIZE_MAX))
    )
