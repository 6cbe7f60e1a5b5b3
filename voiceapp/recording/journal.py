"""The journal of a conversation: what was spoken and typed, on the disk until it is delivered.

Should this program be stopped by force, in the middle of a sentence, the next one finds what was not
delivered and offers it (`recovery.py`). The journal sees the steps of the conversation before their commands
are performed, and takes them to a thread like a recording's; there `undelivered.py` decides what to keep, and
every tenth of a second the system gets it. Nothing is forced onto the disk: a machine that loses its power
may lose the last seconds, a program that is stopped loses a tenth of one.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.inputs import Input
from voiceapp.errors import TapeError
from voiceapp.log import state_folder
from voiceapp.recording.journal_folder import JournalFolder
from voiceapp.recording.recorder import StepRecorder
from voiceapp.recording.undelivered import Undelivered
from voiceapp.recording.writer import Gap

WHAT_STOPS = "Should the program crash, what was not delivered will be lost"
"""Said with the reason when nothing can be kept any more."""


def undelivered_folder() -> Path:
    """Return the folder with the folders of all programs; it need not exist."""
    return state_folder() / "undelivered"


class Journal:
    """Keeps what a running conversation has not delivered; made and called on the loop."""

    def __init__(self, root: Path, wall_offset_ns: int) -> None:
        """Touch nothing yet; `wall_offset_ns` leads from the voice clock to Unix time."""
        self._recorder = StepRecorder(partial(JournalWriter, root, wall_offset_ns), WHAT_STOPS)

    def start(self) -> None:
        """Begin to keep."""
        self._recorder.start()

    def write(self, happened: Input, commands: list[Command]) -> None:
        """Take one step; never waits. Raises TapeError when nothing can be kept any more."""
        self._recorder.write(happened, commands)

    def finish(self) -> None:
        """End in good order, with nothing left on the disk; does not wait. Idempotent."""
        self._recorder.finish()

    def join(self) -> bool:
        """Wait for that, within a limit; say whether it came. Not for the loop."""
        return self._recorder.join()


class JournalWriter:
    """What the thread writes to."""

    def __init__(self, root: Path, wall_offset_ns: int) -> None:
        """Create a folder for this program. Raises TapeError when that is not possible."""
        self._root = root
        self.steps = self.bytes = 0
        try:
            self._folder = JournalFolder(root, wall_offset_ns)
        except OSError as error:
            raise self._refused(error) from error
        self._undelivered = Undelivered(self._folder)

    def write(self, happened: Input, commands: list[Command]) -> int:
        """Take one step and return 0. Raises TapeError when the disk takes no more."""
        try:
            self._undelivered.take(happened, commands)
        except OSError as error:
            raise self._refused(error) from error
        self.steps += 1
        return 0

    def gap(self, gap: Gap) -> None:
        """Go on without the steps a slow disk has cost: a turn may be kept for too long, none is invented."""

    def flush(self) -> None:
        """Hand over to the system what was kept. Raises TapeError."""
        try:
            self._folder.flush()
        except OSError as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Leave nothing behind; what cannot be removed now is offered by the next program."""
        with suppress(OSError):
            self._folder.remove()

    def _refused(self, error: OSError) -> TapeError:
        return TapeError(
            f"{WHAT_STOPS}: {self._root} cannot be written ({error.strerror or 'unknown reason'}).",
            details=str(error),
        )
