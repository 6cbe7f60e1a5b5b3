"""The tape as a folder: `tape.jsonl` with every step, and both voices as sound beside it.

First line: the header (version, dialect, options; never a key). Every further line: one step, an input with
its time and the commands it produced. `microphone.wav` and `assistant.wav` hold what the steps refer to, at
24 000 Hz mono int16, so that one can *listen* to a bug.

A writer that is stopped by force leaves a readable tape: a torn last line is left out, and a WAV header
that was never completed is read to the end of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import msgspec

from voiceapp import __version__
from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.inputs import Input
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.errors import TapeError
from voiceapp.pcm import FRAME_BYTES, RATE_HZ
from voiceapp.recording.steps import read_input, write_command, write_input

FORMAT = "voiceapp-tape"
VERSION = 1
VOICES = ("microphone", "assistant")
_WAV_HEADER_BYTES = 44


class TapeHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of a tape."""

    format: str = FORMAT
    version: int = VERSION
    program: str = __version__
    dialect: str = ""
    about: str = ""
    """A sentence: what this tape shows."""
    options: DialogueOptions = DialogueOptions()


class TapeWriter:
    """Writes a tape into a new folder, on the loop; a step costs a few buffered writes."""

    def __init__(self, folder: Path, header: TapeHeader) -> None:
        """Create the folder and its files. Raises TapeError when that is not possible."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._voices = {voice: _WavFile(folder / f"{voice}.wav") for voice in VOICES}
            self._lines = (folder / "tape.jsonl").open("wb")
        except OSError as error:
            raise TapeError(f"The recording cannot be written to {folder}.", details=str(error)) from error
        self._encode = msgspec.json.Encoder().encode
        self._lines.write(self._encode(header) + b"\n")

    def __enter__(self) -> TapeWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, happened: Input, commands: list[Command]) -> None:
        """Append one step. Raises TapeError when the disk takes no more; the tape up to here is readable."""
        try:
            step = write_input(happened, self)
            if commands:
                step["out"] = [write_command(command) for command in commands]
            self._lines.write(self._encode(step) + b"\n")
        except OSError as error:
            raise TapeError("The recording stopped: the disk takes no more.", details=str(error)) from error

    def keep(self, voice: str, pcm: bytes) -> dict[str, Any]:
        """Append sound of one voice and return where it lies."""
        return {"at": self._voices[voice].append(pcm), "bytes": len(pcm)}

    def fetch(self, voice: str, place: dict[str, Any]) -> bytes:
        """Refuse: a writer does not read."""
        raise TapeError("A tape being written cannot be read.")

    def close(self) -> None:
        """Complete the files; idempotent."""
        if not self._lines.closed:
            for close in (self._lines.close, *(wav.close for wav in self._voices.values())):
                with suppress(OSError):  # a full disk: what is there is readable without the rest
                    close()


class TapeReader:
    """Reads a tape; steps are read as they are asked for."""

    def __init__(self, folder: Path) -> None:
        """Open the tape in `folder`. Raises TapeError with a sentence."""
        self._folder = folder
        try:
            with (folder / "tape.jsonl").open("rb") as lines:
                first = lines.readline()
        except OSError as error:
            raise TapeError(f"There is no tape in {folder}.", details=str(error)) from error
        try:
            self.header = msgspec.json.decode(first, type=TapeHeader)
        except msgspec.DecodeError as error:
            raise TapeError(f"{folder} does not hold a tape of this program.", details=str(error)) from error
        if self.header.format != FORMAT:
            raise TapeError(f"{folder} does not hold a tape of this program.")
        if self.header.version > VERSION:
            raise TapeError(
                f"The tape was made by a newer version (format {self.header.version}; "
                f"this one reads up to {VERSION})."
            )
        self._sound = {voice: _read_wav(folder / f"{voice}.wav") for voice in VOICES}

    def steps(self) -> Iterator[tuple[Input, list[dict[str, Any]]]]:
        """Yield each input with the commands it produced then, as plain data.

        A last line that was cut off is left out; any other damage raises TapeError.
        """
        decode = msgspec.json.Decoder(dict[str, Any]).decode
        with (self._folder / "tape.jsonl").open("rb") as lines:
            lines.readline()
            for number, line in enumerate(lines, start=2):
                if not line.endswith(b"\n"):
                    return
                try:
                    fields = decode(line)
                except msgspec.DecodeError as error:
                    raise TapeError(f"Line {number} of the tape is damaged.", details=str(error)) from error
                commands = fields.pop("out", [])
                yield read_input(fields, self), commands

    def keep(self, voice: str, pcm: bytes) -> dict[str, Any]:
        """Refuse: a reader does not write."""
        raise TapeError("A tape being read cannot be written.")

    def fetch(self, voice: str, place: dict[str, Any]) -> bytes:
        """Return the sound a step refers to."""
        start, size = int(place["at"]), int(place["bytes"])
        pcm = self._sound[voice][start : start + size]
        if start < 0 or len(pcm) != size:
            raise TapeError(f"The sound of the {voice} is missing from the tape.")
        return pcm


class _WavFile:
    """A WAV file written front to back, with its sizes filled in at the end."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self._bytes = 0
        self._file.write(_wav_header(0))

    def append(self, pcm: bytes) -> int:
        """Write sound and return the offset of its first byte."""
        at = self._bytes
        self._file.write(pcm)
        self._bytes += len(pcm)
        return at

    def close(self) -> None:
        self._file.seek(0)
        self._file.write(_wav_header(self._bytes))
        self._file.close()


def _wav_header(data_bytes: int) -> bytes:
    fmt = struct.pack("<HHIIHH", 1, 1, RATE_HZ, RATE_HZ * FRAME_BYTES, FRAME_BYTES, 8 * FRAME_BYTES)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + data_bytes)
        + b"WAVEfmt "
        + struct.pack("<I", len(fmt))
        + fmt
        + b"data"
        + struct.pack("<I", data_bytes)
    )


def _read_wav(path: Path) -> bytes:
    """Return everything behind the header we write ourselves; nothing when the file is missing."""
    try:
        return path.read_bytes()[_WAV_HEADER_BYTES:]
    except OSError:
        return b""
