"""Conversations drawn by seeds, held in processes of their own while the other tests run.

To hold the ordinary number of them is a minute or two of computing. Whoever judges them comes last
(`conftest.py`), so that nobody waits for it.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread

from voiceapp.seeded import Outcome, converse

SEEDS = int(os.environ.get("VOICEAPP_SEEDS", "500"))
SEEDS_PER_TASK = 25


class Crew:
    """Holds conversations beside the tests; made for a session, started when somebody wants them."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._tasks: list[Future[list[Outcome]]] = []

    def start(self, seeds: int = SEEDS) -> None:
        """Begin with the conversations of the seeds 0 to `seeds`, without the last."""
        # The tests take one processor; the last resort is to share it.
        workers = max(1, (os.cpu_count() or 1) - 1)
        self._pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin)
        self._tasks = [
            self._pool.submit(hold, first, min(first + SEEDS_PER_TASK, seeds))
            for first in range(0, seeds, SEEDS_PER_TASK)
        ]

    def held(self, seed: int) -> Outcome:
        """Return what came of a conversation, as soon as it has been held."""
        return self._tasks[seed // SEEDS_PER_TASK].result()[seed % SEEDS_PER_TASK]

    def close(self) -> None:
        """Hold no more."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def hold(first: int, end: int) -> list[Outcome]:
    """Hold the conversations of some seeds; in a process of the crew."""
    return [converse(seed) for seed in range(first, end)]


def _begin() -> None:
    """Stay at the back of the queue for the processor, and do not outlive tests that were killed."""
    if hasattr(os, "nice"):
        os.nice(10)
    Thread(target=_end_with_the_tests, daemon=True).start()


def _end_with_the_tests() -> None:
    tests = parent_process()
    assert tests is not None
    tests.join()
    os._exit(1)
