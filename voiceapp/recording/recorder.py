"""A door: the voice loop hands over steps, a thread of its own writes them.

Why a thread: a disk may stand still for seconds (a laptop's disk that wakes up, a network folder, a full
cache being written out), and the loop must not wait for it. Why this is safe: steps are immutable; they
cross in one `deque`, whose `append` and `popleft` are atomic; every counter has one writer. The loop wakes
nobody: the thread looks ten times a second, so a step costs the loop one append, and a program stopped by
force loses at most the last tenth of a second and what was being written.

The queue is bounded. When the disk is so slow that it is full, steps are left out until half of it has been
written; then the tape gets one line that says how many are missing, and the conversation is told.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.inputs import FromServer, Input, MicBlock, SpeechRecovered
from voiceapp.errors import TapeError
from voiceapp.protocol.server_events import OutputAudioDelta
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.writer import Gap, TapeWriter

log = logging.getLogger("voiceapp.state")

FLUSH_INTERVAL_S = 0.1
"""How much a program stopped by force loses; a tenth of what would still be bearable."""
QUEUE_STEPS_MAX = 12_000
"""A minute of conversation."""
QUEUE_BYTES_MAX = 1 << 25
"""32 MB, sound counted; a service may send an answer of minutes at once."""
STEP_BYTES = 600
"""A step without its sound, in memory, roughly."""
CLOSE_LIMIT_S = 1.5
"""The window gives everything together 3 s."""
BATCH = 200
"""Steps written before the other threads are given a moment."""

Step = tuple[Input, list[Command]]


class Writing(Protocol):
    """What the thread writes to."""

    steps: int
    bytes: int

    def write(self, happened: Input, commands: list[Command]) -> int:
        """Append a step."""
        ...

    def gap(self, gap: Gap) -> None:
        """Say that steps are missing."""
        ...

    def flush(self) -> None:
        """Hand everything over to the system."""
        ...

    def close(self) -> None:
        """Complete the files."""
        ...


@dataclass(frozen=True, slots=True)
class RecorderStatistics:
    """What has gone through the door."""

    written_steps: int
    written_bytes: int
    queued_steps: int
    queued_steps_high: int
    lost_steps: int
    """Left out, because the disk was slower than the conversation."""
    gaps: int


class StepRecorder:
    """Has the steps of a conversation written by a thread of its own; made and called on the loop."""

    def __init__(self, make: Callable[[], Writing], what_stops: str, *, before: Iterable[Step] = ()) -> None:
        """Touch nothing yet.

        `make` begins to write, `before` are the steps to begin with, and `what_stops` says to the person what
        a fault of ours would cost.
        """
        self._make = make
        self._what_stops = what_stops
        self._before = before
        self._writer: Writing | None = None
        self._queue: deque[tuple[Step | Gap, int]] = deque()
        self._failure: TapeError | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._gap: Gap | None = None
        """The loop's: what is being left out."""
        self._put = self._put_bytes = self._put_high = 0
        self._lost = self._gaps = 0
        self._taken = self._taken_bytes = 0

    # -- the loop ----------------------------------------------------------------------------------

    def open(self) -> None:
        """Create the files here and now, so that a folder that cannot be written is told. Raises TapeError.

        Not for a running conversation: without it, `start` has the thread do it, and `write` tells.
        """
        self._writer = self._make()

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def write(self, happened: Input, commands: list[Command]) -> int:
        """Hand over a step; return how many had to be left out before it, normally 0. Never waits.

        Raises TapeError when the disk takes no more; the tape up to then is readable.
        """
        if self._failure is not None:
            raise self._failure
        waiting, waiting_bytes = self._put - self._taken, self._put_bytes - self._taken_bytes
        left_out = 0
        if self._gap is not None:
            if waiting > QUEUE_STEPS_MAX // 2 or waiting_bytes > QUEUE_BYTES_MAX // 2:
                self._leave_out(happened)
                return 0
            left_out = self._gap.steps
            self._end_gap()
        elif waiting >= QUEUE_STEPS_MAX or waiting_bytes >= QUEUE_BYTES_MAX:
            self._leave_out(happened)
            return 0
        size = step_bytes(happened)
        self._put += 1
        self._put_bytes += size
        self._put_high = max(self._put_high, waiting + 1)
        self._queue.append(((happened, commands), size))
        return left_out

    def finish(self) -> None:
        """Let the thread write what waits, complete the files and end; does not wait. Idempotent."""
        if self._gap is not None:
            self._end_gap()
        self._ending.set()

    def join(self, limit_s: float = CLOSE_LIMIT_S) -> bool:
        """Wait for the end of the thread, at most `limit_s`; say whether it came. Not for the loop."""
        if self._thread.ident is not None:
            self._thread.join(limit_s)
        return not self._thread.is_alive()

    @property
    def failure(self) -> TapeError | None:
        """Return why the thread gave up; None while all is well."""
        return self._failure

    def statistics(self) -> RecorderStatistics:
        """Count what was written and what was not."""
        writer = self._writer
        return RecorderStatistics(
            written_steps=writer.steps if writer is not None else 0,
            written_bytes=writer.bytes if writer is not None else 0,
            queued_steps=self._put - self._taken,
            queued_steps_high=self._put_high,
            lost_steps=self._lost,
            gaps=self._gaps,
        )

    def _leave_out(self, happened: Input) -> None:
        self._lost += 1
        gap = self._gap or Gap(happened.at_ns, happened.at_ns, 0)
        self._gap = Gap(gap.from_ns, happened.at_ns, gap.steps + 1)

    def _end_gap(self) -> None:
        assert self._gap is not None
        self._put += 1
        self._gaps += 1
        self._queue.append((self._gap, 0))
        self._gap = None

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            if self._writer is None:
                self._writer = self._make()
            try:
                self._write_all(self._writer)
            finally:
                self._writer.close()
        except TapeError as error:
            self._failure = error
        except Exception as error:
            # Whatever it is, it costs the tape and not the conversation.
            log.exception("! the recorder failed")
            self._failure = TapeError(f"{self._what_stops}: a fault in this program.", details=repr(error))

    def _write_all(self, writer: Writing) -> None:
        for number, (happened, commands) in enumerate(self._before, start=1):
            writer.write(happened, commands)
            if number % BATCH == 0:
                self._ending.wait(FLUSH_INTERVAL_S / 10)
        self._before = ()
        writer.flush()
        is_over = False
        while not is_over:
            is_over = self._ending.wait(FLUSH_INTERVAL_S)  # asked before the last look into the queue
            while self._queue:
                entry, size = self._queue.popleft()
                if isinstance(entry, Gap):
                    writer.gap(entry)
                else:
                    writer.write(*entry)
                self._taken += 1
                self._taken_bytes += size
            writer.flush()


class TapeRecorder(StepRecorder):
    """Records a conversation on a tape."""

    def __init__(
        self,
        folder: Path,
        header: TapeHeader,
        *,
        before: Iterable[Step] = (),
        writer: Callable[[Path, TapeHeader], Writing] = TapeWriter,
    ) -> None:
        """Touch nothing yet; `before` are the steps with which the tape is to begin."""
        super().__init__(partial(writer, folder, header), "The recording stopped", before=before)


def step_bytes(happened: Input) -> int:
    """Return roughly how much memory a step takes."""
    match happened:
        case MicBlock() | SpeechRecovered():
            return STEP_BYTES + len(happened.pcm)
        case FromServer(event=OutputAudioDelta() as delta):
            return STEP_BYTES + len(delta.delta)
        case FromServer():
            return 4 * STEP_BYTES
        case _:
            return STEP_BYTES
