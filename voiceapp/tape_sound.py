"""The sound of a stretch of a tape as a stereo file: the person left, right what was heard."""

from __future__ import annotations

from pathlib import Path

from voiceapp.audio.compressed import FORMATS, write_compressed
from voiceapp.audio.wav import write_stereo
from voiceapp.errors import TapeError
from voiceapp.pcm import frames_of_ms, frames_of_ns
from voiceapp.recording.tape import TapeReader
from voiceapp.tape_voices import TapeVoices


def write_sound(tape: Path, path: Path, *, from_ns: int, duration_ms: int) -> None:
    """Write what sounded from `from_ns` (voice clock) on; the ending of `path` says in which format.

    Raises TapeError without a readable tape with sound in it, and WavError when the file cannot be written.
    """
    reader = TapeReader(tape, tolerant=True)
    if reader.header.private:
        raise TapeError(f"The recording in {tape} is private: it has no sound.")
    taken = TapeVoices()
    for happened, _ in reader.steps():
        taken.take(happened)
    blocks = taken.voices().stereo(frames_of_ns(from_ns), frames_of_ms(duration_ms))
    if path.suffix[1:] in FORMATS:
        write_compressed(path, blocks)
    else:
        write_stereo(path, blocks)
