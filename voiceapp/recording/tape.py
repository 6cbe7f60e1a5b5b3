"""The tape as a folder: `tape.jsonl` with every step, and both voices as sound beside it.

First line: the header. Every further line: one step, an input with its time and the commands it produced; a
gap, if a slow disk made one; at last a line that says the tape ends here. `microphone.wav` and
`assistant.wav` hold what the steps refer to, at 24 000 Hz mono int16, so that one can *listen* to a bug. The
format is described in `docs/tape.md`, for readers in any language.

This is the front of the package: what others need of a tape is imported from here.
"""

from __future__ import annotations

from voiceapp.recording.header import FORMAT, VERSION, TapeHeader
from voiceapp.recording.reader import Damage, TapeReader
from voiceapp.recording.writer import TapeWriter

__all__ = ["FORMAT", "VERSION", "Damage", "TapeHeader", "TapeReader", "TapeWriter"]
