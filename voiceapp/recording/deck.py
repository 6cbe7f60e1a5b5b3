"""The tape deck of a conversation: recording may begin and end at any moment, and the tape still replays.

A replay needs a fresh `Dialogue`, so it needs every step since the conversation began. There is no honest
way to describe the state of a conversation in the middle: it is spread over twenty nouns, each of which would
have to be saved, and read back by a later version. So until the first recording begins, the deck keeps the
steps in memory, up to `KEPT_BYTES_MAX`, and a recording that is asked for begins with them: as if it had been
asked for at the beginning. Nothing of it reaches a disk before somebody asks.

Past the limit the steps are forgotten, and a recording begins where it is asked for; so does a second one in
the same conversation. Such a tape says `from_start: false`, and its replay is refused in a sentence.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.inputs import Input
from voiceapp.errors import TapeError
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.recorder import RecorderStatistics, Step, TapeRecorder, step_bytes

KEPT_BYTES_MAX = 1 << 26
"""64 MB, about six minutes with both voices."""


class TapeDeck:
    """Takes every step of one conversation, whether or not it is being recorded; used on the loop."""

    def __init__(self, *, kept_bytes_max: int = KEPT_BYTES_MAX) -> None:
        self._kept: list[Step] | None = []
        self._kept_bytes = 0
        self._kept_bytes_max = kept_bytes_max
        self._recorder: TapeRecorder | None = None
        self._last: TapeRecorder | None = None
        self.folder: Path | None = None
        """Of the recording under way, or of the last one."""

    @property
    def is_recording(self) -> bool:
        """Say whether steps go to a disk."""
        return self._recorder is not None

    @property
    def has_all(self) -> bool:
        """Say whether a recording that is asked for now begins with the conversation."""
        return self._kept is not None

    @property
    def kept(self) -> tuple[Step, ...]:
        """Return the steps in memory, from the beginning; none once a recording has begun."""
        return tuple(self._kept or ())

    def statistics(self) -> RecorderStatistics | None:
        """Count what this recording, or else the last one, has written and lost; None before the first."""
        return self._last.statistics() if self._last is not None else None

    def start(self, folder: Path, header: TapeHeader, *, open_here: bool = False) -> None:
        """Begin a recording in `folder`, a folder for nothing else.

        With `open_here` the files are made before this returns, and TapeError is raised when that is not
        possible; without, nothing is waited for, and the next `write` tells.
        """
        if self._recorder is not None:
            raise TapeError("This conversation is being recorded already.")
        recorder = TapeRecorder(
            folder, replace(header, from_start=self._kept is not None), before=self._kept or ()
        )
        if open_here:
            recorder.open()
        recorder.start()
        self._recorder = self._last = recorder
        self.folder = folder
        self._kept = None

    def write(self, happened: Input, commands: list[Command]) -> int:
        """Take a step; return how many a slow disk had lost before it, normally 0.

        Raises TapeError when a recording has ended by itself; from then on nothing is recorded.
        """
        if self._recorder is not None:
            try:
                return self._recorder.write(happened, commands)
            except TapeError:
                self.stop()
                raise
        if self._kept is not None:
            self._kept_bytes += step_bytes(happened)
            self._kept.append((happened, commands))
            if self._kept_bytes > self._kept_bytes_max:
                self._kept = None
        return 0

    def stop(self) -> TapeRecorder | None:
        """End the recording and return who is still writing the rest of it; None if there was none."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.finish()
        return recorder
