"""Reads a tape, step by step: never more of it in memory than the step that is asked for.

A tape can be damaged: cut in the middle, edited by hand, without its sound, made by a newer version. Reading
is strict by default, for whoever proves something: the first damage is a TapeError. A reader made with
`tolerant=True`, for whoever shows something, goes on with what can be read and keeps a list of `damages`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from voiceapp.dialogue.inputs import Input
from voiceapp.errors import TapeError
from voiceapp.pcm import NS_PER_S
from voiceapp.recording.header import FORMAT, VERSION, VOICES, TapeHeader
from voiceapp.recording.steps import SOUND_BYTES_MAX, Place, read_step
from voiceapp.recording.wav_files import WavReader
from voiceapp.recording.writer import Gap

LINE_BYTES_MAX = 1 << 24
"""No step has more text: the largest event a service may send is smaller."""
DAMAGES_MAX = 100
"""Said one by one; of more, only the number."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something a tape lacks or nobody can read."""

    line: int
    """Number of the line in `tape.jsonl`, from 1."""
    sentence: str
    details: str = ""

    def __str__(self) -> str:
        return f"Line {self.line} of the tape is damaged. {self.sentence}"


class _End(msgspec.Struct, frozen=True):
    steps: int


class _NoStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line that says something about the tape itself."""

    gap: Gap | None = None
    end: _End | None = None


class TapeReader:
    """A tape; every call of `steps()` reads it from the beginning."""

    def __init__(self, folder: Path, *, tolerant: bool = False) -> None:
        """Open the tape in `folder`. Raises TapeError with a sentence."""
        self._folder = folder
        self._tolerant = tolerant
        self._sound: dict[str, WavReader] = {}
        self._missing: dict[str, int] = {}
        """Bytes of sound that were not there, by voice."""
        self._line = 1
        self.damages: list[Damage] = []
        """What the last reading of a tolerant reader met; at most `DAMAGES_MAX`."""
        self.damage_count = 0
        """How many there were."""
        self.gaps: deque[Gap] = deque(maxlen=DAMAGES_MAX)
        """Steps a slow disk cost, met before the step that was read last; for whoever takes them out."""
        try:
            with (folder / "tape.jsonl").open("rb") as lines:
                first = lines.readline(LINE_BYTES_MAX)
        except OSError as error:
            raise TapeError(f"There is no tape in {folder}.", details=str(error)) from error
        self.header = self._read_header(first)
        self._of_header, self.damages = self.damages, list(self.damages)

    def steps(self) -> Iterator[tuple[Input, list[dict[str, Any]]]]:
        """Yield each input with the commands it produced then, as plain data; one reading at a time.

        A last line that was cut off is left out. Any other damage raises TapeError, or is noted.
        """
        self.damages, self.damage_count, self._missing = list(self._of_header), len(self._of_header), {}
        self.gaps.clear()
        with ExitStack() as files:
            try:
                lines = files.enter_context((self._folder / "tape.jsonl").open("rb"))
            except OSError as error:
                raise TapeError(f"There is no tape in {self._folder}.", details=str(error)) from error
            self._sound = {
                voice: files.enter_context(closing(WavReader(self._folder / f"{voice}.wav")))
                for voice in VOICES
            }
            yield from self._steps(lines)

    def fetch(self, voice: str, place: Place) -> bytes:
        """Return the sound a step refers to; if tolerant, with silence for what is not there."""
        if not 0 <= place.bytes <= SOUND_BYTES_MAX:
            raise TapeError(f"It speaks of {place.bytes} bytes of sound.")
        if self.header.private:
            return bytes(place.bytes)
        pcm = self._sound[voice].read(place.at, place.bytes)
        missing = place.bytes - len(pcm)
        if missing == 0:
            return pcm
        if not self._tolerant:
            raise TapeError(f"The sound of the {voice} is missing from the tape.")
        if voice not in self._missing:
            self._damaged(f"The sound of the {voice} is missing from here; it is shown as silence.")
        self._missing[voice] = self._missing.get(voice, 0) + missing
        return pcm + bytes(missing)

    def keep(self, voice: str, pcm: bytes) -> dict[str, int]:
        """Refuse: a reader does not write."""
        raise TapeError("A tape being read cannot be written.")

    # -- inside ----------------------------------------------------------------------------------

    def _steps(self, lines: BinaryIO) -> Iterator[tuple[Input, list[dict[str, Any]]]]:
        private = self.header.private
        self._line = 1
        _skip_line(lines, lines.readline(LINE_BYTES_MAX))
        while text := lines.readline(LINE_BYTES_MAX):
            self._line += 1
            if not text.endswith(b"\n"):
                if len(text) < LINE_BYTES_MAX:
                    break
                _skip_line(lines, text)
                self._damaged("It is longer than any step can be.")
                continue
            try:
                step = read_step(text, self, private=private)
            except TapeError as error:
                said = _said_of_the_tape(text)
                if said is not None and said.end is not None:
                    return
                if said is not None and said.gap is not None:
                    self.gaps.append(said.gap)
                    self._damaged(_gap_sentence(said.gap))
                else:
                    self._damaged(error.sentence, error.details)
                continue
            yield step
        if self._tolerant:
            self._damaged("The tape ends here without its last line: it was cut off, or is being written.")

    def _damaged(self, sentence: str, details: str = "") -> None:
        """Note a damage of the line being read, or raise it."""
        damage = Damage(self._line, sentence, details)
        if not self._tolerant:
            raise TapeError(str(damage), details=details)
        self.damage_count += 1
        if len(self.damages) < DAMAGES_MAX:
            self.damages.append(damage)

    def _read_header(self, first: bytes) -> TapeHeader:
        strange = TapeError(f"{self._folder} does not hold a tape of this program.")
        try:
            header = msgspec.json.decode(first, type=TapeHeader)
        except (ValueError, RecursionError) as error:
            if not self._tolerant or FORMAT.encode() not in first:
                strange.details = str(error)
                raise strange from error
            header = _what_can_be_read(first)
            self._damaged("The header cannot be read; the usual options are assumed.", str(error))
        if header.format != FORMAT:
            raise strange
        if header.version > VERSION:
            newer = (
                f"The tape was made by a newer version (format {header.version}; "
                f"this one reads up to {VERSION})."
            )
            if not self._tolerant:
                raise TapeError(newer)
            self._damaged(f"{newer} What this version knows is shown.")
        return header


def _said_of_the_tape(text: bytes) -> _NoStep | None:
    """Return what a line that is no step says of the tape itself; None: nothing, it is damaged."""
    try:
        return msgspec.json.decode(text, type=_NoStep)
    except (ValueError, RecursionError):
        return None


def _gap_sentence(gap: Gap) -> str:
    lasted_s = (gap.until_ns - gap.from_ns) / NS_PER_S
    return f"{gap.steps} steps of {lasted_s:.1f} s are missing: the disk was slower than the conversation."


def _skip_line(lines: BinaryIO, begun: bytes) -> None:
    """Go to the end of a line of which `begun` has been read."""
    while begun and not begun.endswith(b"\n"):
        begun = lines.readline(LINE_BYTES_MAX)


class _Essence(msgspec.Struct, frozen=True):
    """What must be known of a header to read what follows."""

    version: int = VERSION
    private: bool = False


def _what_can_be_read(first: bytes) -> TapeHeader:
    try:
        found = msgspec.json.decode(first, type=_Essence)
    except (ValueError, RecursionError):
        found = _Essence()
    return TapeHeader(version=found.version, private=found.private, from_start=False)
