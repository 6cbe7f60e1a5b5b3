"""The embedded assistant's voice: text in, sound out, with whatever can speak on this machine.

In this order: flite and espeak-ng (separate programs, at arm's length), macOS's `say`, Windows' speech
interface, and where none is there, recorded words (`clips.py`). Text reaches a program through a file or its
input, never through a shell. Every voice is brought to the wire's format and to one loudness.

Used from a worker thread; one call at a time.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceapp.errors import OfflineError
from voiceapp.offline.clips import Clips
from voiceapp.offline.rates import resampled
from voiceapp.pcm import RATE_HZ

SPEAK_LIMIT_S = 20.0
"""flite needs 10 ms for a second of speech; a program that takes this long hangs."""
CHARACTERS_MAX = 6_000
"""About seven minutes of speech."""
LOUDNESS_DBFS = -20.0
"""Effective value of the whole; leaves 17 dB for peaks, as broadcast speech does."""
PEAK_MAX = 0.89
SENTENCE_PAUSE_MS = 220
EDGE_DBFS = -46.0
"""Quieter than this at the beginning and end is trimmed."""

PLAIN_MARKS = (("“", ""), ("”", ""), ('"', ""), ("’", "'"), ("—", ", "), ("–", ", "), ("…", "."))
"""Typographic marks a plain voice would spell or stumble over."""

Which = Callable[[str], str | None]

_SAY = """Add-Type -AssemblyName System.Speech
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
$voice.SetOutputToWaveFile($args[1])
$voice.Speak([IO.File]::ReadAllText($args[0]))
$voice.Dispose()
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that writes speech into a WAV file."""

    name: str
    command: Callable[[str, Path, Path], list[str]]
    """(program, text file, WAV file) -> command line."""


PROGRAMS = (
    Program("flite", lambda program, text, wav: [program, "-voice", "slt", "-f", str(text), "-o", str(wav)]),
    Program("espeak-ng", lambda program, text, wav: [program, "-s", "160", "-f", str(text), "-w", str(wav)]),
    Program(
        "say",
        lambda program, text, wav: [
            *(program, "-f", str(text), "-o", str(wav)),
            *("--file-format=WAVE", "--data-format=LEI16@22050"),
        ],
    ),
    Program(
        "powershell",
        lambda program, text, wav: [
            *(program, "-NoProfile", "-NonInteractive", "-Command", f"& {{{_SAY}}}"),
            *(str(text), str(wav)),
        ],
    ),
)


class Voice:
    """Speaks with the first program found; chosen once."""

    def __init__(self, which: Which = shutil.which, clips: Clips | None = None) -> None:
        """`which` finds programs; without any, recorded words are used."""
        self._clips = clips or Clips()
        self._program: Program | None = None
        self._path = ""
        for program in PROGRAMS:
            if program.name == "say" and sys.platform != "darwin":
                continue  # another program of that name
            path = which(program.name)
            if path is not None:
                self._program, self._path = program, path
                break

    @property
    def description(self) -> str:
        """Return what speaks, for people."""
        if self._program is None:
            return "recorded words (install flite for a better voice)"
        return {"say": "the voice of macOS", "powershell": "the voice of Windows"}.get(
            self._program.name, self._program.name
        )

    def speak(self, text: str) -> bytes:
        """Return `text` as 24 000 Hz mono int16. Raises OfflineError when the program fails."""
        pieces = [piece for piece in sentences(speakable(text[:CHARACTERS_MAX])) if piece]
        pause = np.zeros(RATE_HZ * SENTENCE_PAUSE_MS // 1000, dtype=np.float32)
        spoken: list[NDArray[np.float32]] = []
        for piece in pieces:
            sound = self._piece(piece)
            if len(sound):
                spoken += [sound, pause] if spoken or len(pieces) > 1 else [sound]
        if not spoken:
            return b""
        return _levelled(np.concatenate(spoken))

    def _piece(self, text: str) -> NDArray[np.float32]:
        if self._program is None:
            return self._clips.speak(text)
        with tempfile.TemporaryDirectory(prefix="voiceapp-voice-") as folder:
            text_file, wav_file = Path(folder) / "text.txt", Path(folder) / "speech.wav"
            text_file.write_text(text, encoding="utf-8")
            try:
                subprocess.run(
                    self._program.command(self._path, text_file, wav_file),
                    check=True,
                    capture_output=True,
                    stdin=subprocess.DEVNULL,
                    timeout=SPEAK_LIMIT_S,
                )
                return _trimmed(_read(wav_file.read_bytes()))
            except (OSError, subprocess.SubprocessError, wave.Error, EOFError, ValueError) as error:
                raise OfflineError(
                    f"The voice ({self.description}) could not speak.", details=str(error)
                ) from error


def speakable(text: str) -> str:
    """Return text a plain voice reads well: no symbols it would spell or skip."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(\d{1,2}):00\b", r"\1 o'clock", text)
    text = re.sub(r"(\d{1,2}):0(\d)\b", r"\1 oh \2", text)
    text = re.sub(r"(\d{1,2}):(\d{2})\b", r"\1 \2", text)
    text = re.sub(r"(?<!\w)[-−](?=\d)", "minus ", text)
    for symbol, words in (
        ("°C", " degrees Celsius"),
        ("°F", " degrees Fahrenheit"),
        ("°", " degrees"),
        ("%", " percent"),
        ("×", " times "),
        ("÷", " divided by "),
        ("&", " and "),
    ):
        text = text.replace(symbol, words)
    for mark, plain in PLAIN_MARKS:
        text = text.replace(mark, plain)
    return " ".join(text.encode("ascii", "ignore").decode().split())


def sentences(text: str) -> list[str]:
    """Split text where a speaker would breathe."""
    return [piece.strip() for piece in re.split(r"(?<=[.!?])\s+", text) if re.search(r"\w", piece)]


def _read(data: bytes) -> NDArray[np.float32]:
    """Return a program's WAV file as floats at the wire rate."""
    with wave.open(io.BytesIO(data)) as file:
        if file.getsampwidth() != 2:
            raise ValueError(f"{8 * file.getsampwidth()}-bit sound")
        channels, rate_hz = file.getnchannels(), file.getframerate()
        frames = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    mono = frames.reshape(-1, channels).mean(axis=1).astype(np.int16)
    return resampled(mono, rate_hz, RATE_HZ).astype(np.float32) / np.float32(32768)


def _trimmed(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut silence at both ends, leaving 20 ms."""
    loud = np.flatnonzero(np.abs(sound) > 10 ** (EDGE_DBFS / 20))
    if not len(loud):
        return sound[:0]
    margin = RATE_HZ // 50
    return sound[max(0, loud[0] - margin) : loud[-1] + margin]


def _levelled(sound: NDArray[np.float32]) -> bytes:
    """Bring speech to the common loudness without clipping, as int16."""
    voiced = sound[np.abs(sound) > 10 ** (EDGE_DBFS / 20)]
    rms = float(np.sqrt(np.mean(np.square(voiced)))) if len(voiced) else 0.0
    if rms > 0:
        gain = 10 ** (LOUDNESS_DBFS / 20) / rms
        gain = min(gain, PEAK_MAX / float(np.abs(sound).max()))
        sound = sound * np.float32(gain)
    return bytes(np.rint(sound * 32767).astype("<i2").tobytes())
