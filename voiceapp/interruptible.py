"""`asyncio.run`, with a Ctrl+C that has one place to arrive.

`asyncio.run` hands Ctrl+C to its task only once the task exists; in the moments before and after, Python
raises KeyboardInterrupt between any two lines of asyncio itself, and what was being built is left half made
("coroutine was never awaited"). Here the signal is a note that the running task is told of, whenever it came.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run the coroutine `main` makes on a new loop; return what it returns. On the main thread only.

    Ctrl+C cancels it, so that what it opened is closed, and then raises KeyboardInterrupt; a second one ends
    the process at once, as the system would.
    """
    interrupt = _Interrupt()
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        return asyncio.run(interrupt.watch(main))
    except asyncio.CancelledError:
        if interrupt.came:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)


class _Interrupt:
    """The handler of one run: remembers that Ctrl+C came, and cancels the task when there is one."""

    def __init__(self) -> None:
        self.came = False
        self._cancel: Callable[[], object] | None = None

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self.came = True
        signal.signal(number, signal.SIG_DFL)
        if self._cancel is not None:
            self._cancel()

    async def watch(self, main: Callable[[], Coroutine[Any, Any, T]]) -> T:
        task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        assert task is not None
        # Python runs the handler on this thread, perhaps while the loop sleeps: this wakes it.
        self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
        try:
            if self.came:
                raise asyncio.CancelledError
            return await main()
        finally:
            self._cancel = None
