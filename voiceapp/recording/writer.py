"""Writes a tape into a folder, step by step, wherever it is called.

Sound is handed to the system before the lines that refer to it, so that a program stopped by force leaves
lines whose sound is there; what it had not handed over is lost. A conversation writes through `recorder.py`,
which does this in a thread; virtual time writes directly.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.inputs import Input
from voiceapp.errors import TapeError
from voiceapp.recording.header import VOICES, TapeHeader, private
from voiceapp.recording.plain import plain
from voiceapp.recording.privacy import veiled
from voiceapp.recording.steps import Place, write_command, write_input
from voiceapp.recording.wav_files import WavWriter

LINES_BYTES_MAX = 1 << 16
"""Lines wait for their sound until there are this many bytes of them."""


class Gap(msgspec.Struct, frozen=True):
    """Steps that are missing, because the disk was slower than the conversation."""

    from_ns: int
    """`at_ns` of the first missing step."""
    until_ns: int
    """`at_ns` of the last one."""
    steps: int


class TapeWriter:
    """A tape being written; used from one thread."""

    def __init__(self, folder: Path, header: TapeHeader) -> None:
        """Create the folder and its files. Raises TapeError when that is not possible, or a tape is there."""
        header = private(header) if header.private else header
        self._spell = veiled if header.private else plain
        self._voices: dict[str, WavWriter] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lines = (folder / "tape.jsonl").open("xb")
            if not header.private:
                self._voices = {voice: WavWriter(folder / f"{voice}.wav") for voice in VOICES}
        except FileExistsError as error:
            raise TapeError(f"There is a recording in {folder} already; it is left as it is.") from error
        except OSError as error:
            raise TapeError(f"The recording cannot be written to {folder}.", details=str(error)) from error
        self._encode = msgspec.json.Encoder().encode
        self._waiting = bytearray(self._encode(header) + b"\n")
        self.steps = 0
        """Written so far."""
        self.bytes = len(self._waiting)
        """Of lines and sound, written so far."""

    def __enter__(self) -> TapeWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, happened: Input, commands: list[Command]) -> int:
        """Append one step and return 0: nothing was left out before it.

        Raises TapeError when the disk takes no more; the tape up to here is readable.
        """
        step = write_input(happened, self, self._spell)
        if commands:
            step["out"] = [write_command(command, self._spell) for command in commands]
        self._append(step)
        self.steps += 1
        return 0

    def gap(self, gap: Gap) -> None:
        """Say that steps are missing here."""
        self._append({"gap": gap})

    def keep(self, voice: str, pcm: bytes) -> dict[str, int]:
        """Append sound of one voice and return where it lies; a private tape keeps its length only."""
        if not self._voices:
            return {"bytes": len(pcm)}
        try:
            at = self._voices[voice].append(pcm)
        except OSError as error:
            raise _full(error) from error
        self.bytes += len(pcm)
        return {"at": at, "bytes": len(pcm)}

    def fetch(self, voice: str, place: Place) -> bytes:
        """Refuse: a writer does not read."""
        raise TapeError("A tape being written cannot be read.")

    def flush(self) -> None:
        """Hand over to the system what was written: it survives the end of this program. Raises TapeError."""
        try:
            for wav in self._voices.values():
                wav.flush()
            waiting, self._waiting = self._waiting, bytearray()
            self._lines.write(waiting)
            self._lines.flush()
        except OSError as error:
            raise _full(error) from error

    def close(self) -> None:
        """Say that the tape ends here, complete the files and see them onto the disk; idempotent."""
        if self._lines.closed:
            return
        # A full disk: what is there is readable without the rest.
        with suppress(TapeError):
            self._append({"end": {"steps": self.steps}})
            self.flush()
        with suppress(OSError):
            os.fsync(self._lines.fileno())
        for close in (self._lines.close, *(wav.close for wav in self._voices.values())):
            with suppress(OSError):
                close()

    def _append(self, line: dict[str, Any]) -> None:
        before = len(self._waiting)
        self._waiting += self._encode(line) + b"\n"
        self.bytes += len(self._waiting) - before
        if len(self._waiting) > LINES_BYTES_MAX:
            self.flush()


def _full(error: OSError) -> TapeError:
    return TapeError("The recording stopped: the disk takes no more.", details=str(error))
