"""What programs that were stopped by force had not delivered: found, counted, handed over, thrown away.

What is found is held as long as the `Recovery` is: another program that starts meanwhile finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from voiceapp.dialogue.inputs import SpeechRecovered, TextRecovered
from voiceapp.errors import TapeError
from voiceapp.pcm import COMMIT_FRAMES_MIN, FRAME_BYTES, RATE_HZ, frames_of_bytes, frames_of_ms, silence
from voiceapp.recording.file_lock import FileLock
from voiceapp.recording.journal_folder import lock_of
from voiceapp.recording.undelivered import PIECE_FRAMES_MAX
from voiceapp.recording.wav_files import WavWriter

TEXT_BYTES_MAX = 1 << 20
PAUSE_MS = 500
"""Between two turns in a sound file."""
_FILE = re.compile(r"(\d{1,9})-(\d{1,14})\.(pcm|txt)")
_FOLDER = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class LeftTurn:
    """One turn, or a piece of a long one."""

    name: str
    """Folder and file."""
    number: int
    at_ms: int
    """When it began, Unix time."""
    frames: int = 0
    text: str = ""
    """Empty: it is speech."""


class Recovery:
    """Everything that was left; made and used on any one thread. Waits for the disk."""

    def __init__(self, root: Path) -> None:
        """Take what no running program holds; a folder that cannot be read has nothing to offer."""
        self._root = root
        self._held = list(_free(root))
        turns = [turn for folder, _ in self._held for turn in _turns_in(folder)]
        self.turns: tuple[LeftTurn, ...] = tuple(sorted(turns, key=lambda turn: (turn.at_ms, turn.number)))
        """What there is, oldest first."""
        if not self.turns:
            self.release()

    def sentence(self, now: datetime) -> str:
        """Say what there is; times are told in the time zone of `now`. Empty if there is nothing."""
        speech = [turn for turn in self.turns if not turn.text]
        texts = len(self.turns) - len(speech)
        parts = []
        if speech:
            seconds = sum(turn.frames for turn in speech) / RATE_HZ
            parts.append(f"{seconds:.1f} s of speech from {_when(speech[0].at_ms, now)}")
        if texts:
            parts.append("one typed message" if texts == 1 else f"{texts} typed messages")
        match parts:
            case [spoken, typed]:
                return f"{spoken} and {typed} were not delivered."
            case [some] if texts > 1:
                return f"{some} were not delivered."
            case [one]:
                return f"{one} was not delivered."
            case _:
                return ""

    def take_inputs(self, at_ns: int, now: datetime) -> list[SpeechRecovered | TextRecovered]:
        """Return, once, what puts all of it into a conversation, whose journal erases it as it is delivered.

        Raises TapeError when it cannot be read any more.
        """
        inputs: list[SpeechRecovered | TextRecovered] = [
            TextRecovered(at_ns, turn.name, turn.text)
            if turn.text
            else SpeechRecovered(at_ns, turn.name, _when(turn.at_ms, now), self._pcm(turn))
            for turn in self.turns
        ]
        self.turns = ()
        return inputs

    def save(self, path: Path) -> None:
        """Write the speech into a WAV file, with a pause between turns; it stays undelivered.

        Raises TapeError.
        """
        sounds = [self._pcm(turn) for turn in self.turns if not turn.text]
        try:
            wav = WavWriter(path)
            try:
                for number, pcm in enumerate(sounds):
                    wav.append(silence(frames_of_ms(PAUSE_MS)) if number else b"")
                    wav.append(pcm)
            finally:
                wav.close()
        except OSError as error:
            reason = error.strerror or "unknown reason"
            raise TapeError(f"{path} cannot be written: {reason}.", details=str(error)) from error

    def discard(self) -> None:
        """Throw all of it away, and let go. Raises TapeError when the disk refuses."""
        try:
            for turn in self.turns:
                (self._root / turn.name).unlink(missing_ok=True)
        except OSError as error:
            raise TapeError(
                f"What was not delivered cannot be removed from {self._root}.", details=str(error)
            ) from error
        self.turns = ()
        self.release()

    def release(self) -> None:
        """Let go of it: what is still there is found by the next program. Idempotent."""
        for folder, lock in self._held:
            is_empty = False
            with suppress(OSError):  # not empty: some of it was not delivered
                folder.rmdir()
                is_empty = True
            with suppress(OSError):
                lock.release(remove=is_empty)
        self._held.clear()

    def _pcm(self, turn: LeftTurn) -> bytes:
        try:
            with (self._root / turn.name).open("rb") as file:
                return file.read(turn.frames * FRAME_BYTES)
        except OSError as error:
            raise TapeError("What was not delivered cannot be read any more.", details=str(error)) from error


def _free(root: Path) -> Iterator[tuple[Path, FileLock]]:
    """Take the folders whose programs have ended."""
    try:
        folders = sorted(path for path in root.iterdir() if _FOLDER.fullmatch(path.name))
    except OSError:
        return
    for folder in folders:
        try:
            lock = FileLock(lock_of(folder))
        except OSError:
            continue  # its program runs, or another one was faster
        if folder.is_dir():
            yield folder, lock
        else:  # removed in the meantime
            lock.release(remove=True)


def _turns_in(folder: Path) -> Iterator[LeftTurn]:
    """Find the turns in a folder, and remove those that hold nothing one could send."""
    for path in _files_in(folder):
        name = _FILE.fullmatch(path.name)
        if name is None:
            continue
        place, number, at_ms = f"{folder.name}/{path.name}", int(name[1]), int(name[2])
        try:
            if name[3] == "txt":
                with path.open("rb") as file:
                    text = file.read(TEXT_BYTES_MAX).decode(errors="ignore").strip()
                turn = LeftTurn(place, number, at_ms, text=text)
            else:
                frames = min(frames_of_bytes(path.stat().st_size), 2 * PIECE_FRAMES_MAX)
                turn = LeftTurn(place, number, at_ms, frames=frames)
            if turn.text or turn.frames >= COMMIT_FRAMES_MIN:
                yield turn
            else:
                path.unlink()
        except OSError:
            continue


def _files_in(folder: Path) -> Sequence[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return ()


def _when(at_ms: int, now: datetime) -> str:
    """Return a moment as a person reads it: the time, and the day unless it is today."""
    when = datetime.fromtimestamp(at_ms / 1000, now.tzinfo)
    return f"{when:%H:%M}" if when.date() == now.date() else f"{when:%Y-%m-%d %H:%M}"
