"""Hearing and speaking off the loop: slow work in worker threads, bounded and one at a time.

A recogniser and a voice are not made for two threads at once, so each has a lock; what waits for it is
counted, and beyond the limit a job is refused at once instead of coming late for everybody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

log = logging.getLogger(__name__)

JOBS_MAX = 32
"""Jobs of one kind that run or wait, over all connections; a person has one or two."""
SOUND_BYTES_MAX = 60 * 48_000
"""A minute: of longer sound the last minute is recognised."""

T = TypeVar("T")


class OffLoop(Protocol):
    """Runs a function where it does not stop the loop, such as `asyncio.to_thread`."""

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        """Return what `work` returns, or raise what it raises."""
        ...


class Hearing(Protocol):
    """What recognises words."""

    def recognise(self, pcm: bytes) -> str | None:
        """Return the words in 24 000 Hz mono int16, None when there are none; may take seconds."""
        ...


class Speaking(Protocol):
    """What speaks text."""

    def speak(self, text: str) -> bytes:
        """Return `text` as 24 000 Hz mono int16; may take a while."""
        ...


class JobFailed(Exception):
    """A job could not be done; the reason is in the log."""


@dataclass(slots=True)
class JobStatistics:
    """What the jobs came to."""

    done: int = 0
    failed: int = 0
    refused: int = 0
    """For the limit."""


class Jobs:
    """Runs recognitions and syntheses for all connections of one server. Belongs to its loop.

    `off_loop` is how slow work leaves the loop; the server knows, because it may name threads.
    """

    def __init__(
        self, ears: Hearing, voice: Speaking, off_loop: OffLoop, *, jobs_max: int = JOBS_MAX
    ) -> None:
        self._off_loop = off_loop
        self._ears = ears
        self._voice = voice
        self._jobs_max = jobs_max
        self._hearing = asyncio.Lock()
        self._speaking = asyncio.Lock()
        self._tasks: dict[asyncio.Lock, set[asyncio.Task[object]]] = {
            self._hearing: set(),
            self._speaking: set(),
        }
        self._warming: asyncio.Task[None] | None = None
        self.statistics = JobStatistics()

    def warm_up(self, load: Callable[[], None]) -> None:
        """Let `load`, which never raises, be over before the first utterance; returns at once."""

        async def loaded() -> None:
            async with self._hearing:
                await self._off_loop(load)

        self._warming = asyncio.ensure_future(loaded())

    async def recognise(self, pcm: bytes) -> str | None:
        """Return the words in `pcm`; raises JobFailed."""
        return await self._run(self._hearing, lambda: self._ears.recognise(pcm[-SOUND_BYTES_MAX:]))

    async def speak(self, text: str) -> bytes:
        """Return `text` as sound; raises JobFailed."""
        return await self._run(self._speaking, lambda: self._voice.speak(text))

    async def finish(self, limit_s: float) -> bool:
        """Wait for what runs in threads, which nothing can stop; returns whether all of it ended in time."""
        if self._warming is not None:
            self._warming.cancel()  # nobody needs it any more, and nobody waits for it
        tasks = [task for kind in self._tasks.values() for task in kind]
        if not tasks:
            return True
        _, pending = await asyncio.wait(tasks, timeout=limit_s)
        for task in pending:
            task.cancel()
        return not pending

    async def _run(self, lock: asyncio.Lock, work: Callable[[], T]) -> T:
        running = self._tasks[lock]
        if len(running) >= self._jobs_max:
            self.statistics.refused += 1
            raise JobFailed("too many jobs")
        # A task of its own: who asked may go away, the thread goes on and must keep the lock.
        task = asyncio.ensure_future(self._locked(lock, work))
        running.add(task)
        task.add_done_callback(running.discard)
        return await asyncio.shield(task)

    async def _locked(self, lock: asyncio.Lock, work: Callable[[], T]) -> T:
        async with lock:
            try:
                result = await self._off_loop(work)
            except Exception as error:
                # Whatever a recogniser or voice raises ends this job and nothing else.
                self.statistics.failed += 1
                log.warning("! a speech job failed: %s", type(error).__name__, exc_info=error)
                raise JobFailed(str(error)) from error
        self.statistics.done += 1
        return result
