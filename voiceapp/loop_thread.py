"""The door into the voice loop: one thread that runs asyncio, and one way in for all the others.

Why a thread of its own: with the window's thread busy in Python for 150 ms once a second, a block of the
microphone reached a loop *on* that thread after 126-138 ms (p99), a loop in its own thread after 10-13 ms,
and after 0.9-3.2 ms with `sys.setswitchinterval(0.001)`. With the default of 5 ms, two threads that both want
the interpreter hand it over that slowly (a convoy of up to 246 ms was measured).

Why a fifth of a millisecond: a step of the loop takes the interpreter several times (each system call lets
go of it), and the echo canceller sixteen times a block (so does numpy, for more than 500 numbers). With a
window that computes for five seconds, each time takes as long as this interval. With 0.5 ms the canceller
needed 8 of the 10 ms of a block, and sound was on the wire 0.39 s late (p95); with 0.2 ms it needs 4, and
sound is 38 ms late (`python -m benchmarks rig`, two cores).

Why one deque and one wake-up: `post` is called from the device threads a hundred times a second each way and
must not wait. `deque.append` is atomic; the loop is woken once per batch, not once per input. Order is kept,
per thread and by arrival.

The queue is bounded. Past `INPUTS_MAX` blocks of the microphone are dropped and counted (the loop has then
stood still for minutes, and old sound is of no use); past twice that everything but `Stopped`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from voiceapp import log
from voiceapp.dialogue.inputs import Input, MicBlock, Stopped
from voiceapp.errors import LocalProtocolError

SWITCH_INTERVAL_S = 0.000_2
"""How long a thread may keep the interpreter while another waits for it; the numbers above say why."""
INPUTS_MAX = 20_000
"""100 s of sound in both directions."""
BATCH = 256
"""Inputs taken per turn of the loop; sockets get their turn in between."""
STOP_LIMIT_S = 3.0

Sink = Callable[[Input], None]


@dataclass(frozen=True, slots=True)
class LoopThreadStatistics:
    """What has gone through the door."""

    taken: int
    """Handed to the sink."""
    waiting: int
    waiting_high: int
    """The most that ever waited, looked at when the loop takes a batch."""
    dropped_mic_blocks: int
    dropped_others: int
    posted_after_end: int


class LoopThread:
    """Owns the asyncio thread. Made, started and stopped by one thread; `post` is for all."""

    def __init__(self, *, on_crash: Callable[[BaseException], None], name: str = "voice loop") -> None:
        """`on_crash` is called on the loop's thread with whatever `main` or a callback let escape."""
        self._on_crash = on_crash
        self._name = name
        self._inputs: deque[Input] = deque()
        self._sink: Sink | None = None
        self._is_woken = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main: asyncio.Task[None] | None = None
        self._spawned: set[asyncio.Task[None]] = set()
        self._thread: threading.Thread | None = None
        self._started = threading.Event()
        self._is_stopping = False
        self._taken = 0
        self._waiting_high = 0
        self._dropped_mic_blocks = 0
        self._dropped_others = 0
        self._posted_after_end = 0

    # -- the owner ---------------------------------------------------------------------------------

    def start(self, main: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Start the thread and, on its loop, `main()`; the loop lives until `main` returns.

        Returns as soon as the loop runs (milliseconds). A loop thread is started once.
        """
        if self._thread is not None:
            raise LocalProtocolError("A loop thread is started once.")
        # A daemon: when stopping fails, the process must still be able to end; stop() says by name who hangs.
        self._thread = threading.Thread(target=self._run, args=(main,), name=self._name, daemon=True)
        self._thread.start()
        self._started.wait()

    def stop(self, limit_s: float = STOP_LIMIT_S) -> tuple[str, ...]:
        """Cancel `main`, wait, and return the names of what has not ended within `limit_s`; empty is good.

        Never called on the loop's own thread. Idempotent; before `start` there is nothing to stop.
        """
        thread = self._thread
        if thread is None:
            return ()
        if thread is threading.current_thread():
            raise LocalProtocolError("The voice loop cannot wait for itself to stop.")
        self._is_stopping = True
        loop, main = self._loop, self._main
        if loop is not None and main is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: main has ended by itself
                loop.call_soon_threadsafe(main.cancel)
        thread.join(limit_s)
        if not thread.is_alive():
            return ()
        unfinished = self._unfinished()
        log.state.warning("! the voice loop did not stop within %.1f s: %s", limit_s, ", ".join(unfinished))
        return unfinished

    def wait_ended(self, limit_s: float) -> bool:
        """Wait until the thread has ended by itself; returns whether it has."""
        if self._thread is not None:
            self._thread.join(limit_s)
        return not self.is_running

    @property
    def is_running(self) -> bool:
        """Whether the thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    def statistics(self) -> LoopThreadStatistics:
        """Return what has gone through the door; any thread."""
        return LoopThreadStatistics(
            taken=self._taken,
            waiting=len(self._inputs),
            waiting_high=self._waiting_high,
            dropped_mic_blocks=self._dropped_mic_blocks,
            dropped_others=self._dropped_others,
            posted_after_end=self._posted_after_end,
        )

    # -- every thread ------------------------------------------------------------------------------

    def post(self, item: Input) -> None:
        """Hand an input to the sink on the loop; any thread, never blocks, never raises.

        Costs an append, and a wake-up (a byte through a pipe) for the first of a batch. What is posted before
        the loop runs or has a sink waits for it; what is posted after the end is counted.
        """
        inputs = self._inputs
        if len(inputs) >= INPUTS_MAX and self._is_dropped(item):
            return
        inputs.append(item)
        # The append comes before the look at the flag, and take() lowers the flag before it empties the
        # deque: so an input that sees a raised flag will be taken. Two threads that both see a lowered one
        # wake the loop twice, which is harmless.
        if not self._is_woken:
            self._wake()

    def spawn(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        """Run `work()` as a task on the loop; any thread, never blocks. After the end nothing happens.

        For what a person does now and then (choosing a device), not for a stream of events.
        """
        loop = self._loop
        if loop is None:
            return

        def begin() -> None:
            task = loop.create_task(work(), name=name)
            self._spawned.add(task)
            task.add_done_callback(self._spawned_ended)

        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(begin)

    def _spawned_ended(self, task: asyncio.Task[None]) -> None:
        self._spawned.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crashed(error)

    def _is_dropped(self, item: Input) -> bool:
        if isinstance(item, MicBlock):
            self._dropped_mic_blocks += 1
            return True
        if len(self._inputs) >= 2 * INPUTS_MAX and not isinstance(item, Stopped):
            self._dropped_others += 1
            return True
        return False

    def _wake(self) -> None:
        loop = self._loop
        if loop is None:
            return  # _enter() looks at the deque
        self._is_woken = True
        try:
            loop.call_soon_threadsafe(self._take)
        except RuntimeError:  # closed
            self._is_woken = False
            self._drop_waiting()

    def _drop_waiting(self) -> None:
        """Count and forget what nobody will take any more."""
        self._posted_after_end += len(self._inputs)
        self._inputs.clear()

    # -- the loop's thread -------------------------------------------------------------------------

    def set_sink(self, sink: Sink | None) -> None:
        """Say who takes the inputs, on the loop; None lets them wait. Called on the loop's thread."""
        self._sink = sink
        if sink is not None and self._inputs:
            self._wake()

    def _take(self) -> None:
        self._is_woken = False
        sink, inputs = self._sink, self._inputs
        waiting = len(inputs)
        self._waiting_high = max(self._waiting_high, waiting)
        if sink is None:
            return
        batch = min(waiting, BATCH)
        try:
            for _ in range(batch):
                self._taken += 1
                sink(inputs.popleft())
        finally:
            # Also after a sink that raised: its input is gone, the others must not wait for the next post.
            if inputs and self._sink is not None and not self._is_woken:
                self._wake()

    def _run(self, main: Callable[[], Coroutine[Any, Any, None]]) -> None:
        switch_interval_s = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        try:
            with asyncio.Runner() as runner:
                runner.run(self._enter(main))
        except asyncio.CancelledError as cancelled:
            if not self._is_stopping:
                self._crashed(cancelled)
        except BaseException as error:  # noqa: BLE001  (the last frame of a thread: nobody else would hear of it)
            self._crashed(error)
        finally:
            self._is_woken = False
            self._drop_waiting()
            self._started.set()
            sys.setswitchinterval(switch_interval_s)

    async def _enter(self, main: Callable[[], Coroutine[Any, Any, None]]) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._on_loop_exception)
        self._main = asyncio.current_task()
        self._loop = loop
        self._started.set()
        if self._inputs:
            self._wake()
        await main()

    def _on_loop_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Hear of what no task was waiting for: a callback or a forgotten task that raised."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self._crashed(error)
        else:
            log.state.warning("! asyncio: %s", context.get("message", "no message"))

    def _crashed(self, error: BaseException) -> None:
        log.state.error("! the voice loop crashed", exc_info=error)
        self._on_crash(error)

    def _unfinished(self) -> tuple[str, ...]:
        """Return what keeps the loop: its tasks, or else main itself, or else what asyncio waits for."""
        loop, main = self._loop, self._main
        tasks: set[asyncio.Task[Any]] = set()
        if loop is not None and not loop.is_closed():
            tasks = {
                task for task in asyncio.all_tasks(loop) if not task.done() and not _waits_for_threads(task)
            }
        others = sorted(f"{task.get_name()} ({_work_of(task)})" for task in tasks if task is not main)
        if others:
            return tuple(others)
        # With no task left, asyncio waits for worker threads, such as a sign-in's command line tool.
        return (f"{self._name}: {'main' if main in tasks else 'a worker thread'}",)


def _work_of(task: asyncio.Task[Any]) -> str:
    return str(getattr(task.get_coro(), "__qualname__", "?"))


def _waits_for_threads(task: asyncio.Task[Any]) -> bool:
    return _work_of(task).endswith("shutdown_default_executor")
