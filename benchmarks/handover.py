"""How long a block takes from the moment the device has it to the loop, alone and beside a busy window.

Counted from the moment the device's thread was due, not from its first line of Python: with the window
computing, that thread waits for the interpreter first, and the loop's thread waits a second time.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator

from benchmarks.measure import Row, spread
from voiceapp.clock import SystemClock
from voiceapp.dialogue.inputs import Input, MicBlock
from voiceapp.loop_thread import SWITCH_INTERVAL_S, LoopThread

POSTS = 300
PERIOD_S = 0.01
BUSY_S = 0.150
"""How long the window thread computes without a pause, as in the measurement that chose the design."""
PATIENCE_S = 10.0


def rows() -> Iterator[Row]:
    """Post as a microphone does, 100 times a second; the last row shows what the short interval is for."""
    yield spread("device to loop, window quiet", "ms", _waits_ms(busy=False))
    yield spread(
        "device to loop, window busy",
        "ms",
        _waits_ms(busy=True),
        note=f"150 ms of Python in a row; interval {SWITCH_INTERVAL_S * 1000:g} ms",
    )
    yield spread(
        "the same with Python's own interval",
        "ms",
        _waits_ms(busy=True, switch_interval_s=0.005),
        note="for comparison; not how we run",
    )


def _waits_ms(*, busy: bool, switch_interval_s: float | None = None) -> list[float]:
    clock = SystemClock()
    waits_ms: list[float] = []
    all_taken = threading.Event()
    crashes: list[BaseException] = []
    over = threading.Event()
    loop_thread = LoopThread(on_crash=crashes.append)

    def take(happened: Input) -> None:
        waits_ms.append((clock.now_ns() - happened.at_ns) / 1e6)
        if len(waits_ms) == POSTS:
            all_taken.set()

    async def main() -> None:
        loop_thread.set_sink(take)
        await asyncio.Event().wait()

    loop_thread.start(main)
    if switch_interval_s is not None:
        sys.setswitchinterval(switch_interval_s)
    threads = [threading.Thread(target=_post, args=(loop_thread, clock))]
    if busy:
        threads.append(threading.Thread(target=_compute, args=(over,)))
    for thread in threads:
        thread.start()
    finished = all_taken.wait(POSTS * PERIOD_S + PATIENCE_S)
    over.set()
    for thread in threads:
        thread.join()
    unfinished = loop_thread.stop()
    if crashes or unfinished or not finished:
        raise RuntimeError(f"took {len(waits_ms)} of {POSTS} inputs; {crashes} {unfinished}")
    return waits_ms


def _post(loop_thread: LoopThread, clock: SystemClock) -> None:
    """Be a device's thread."""
    due_ns = clock.now_ns()
    for number in range(POSTS):
        due_ns += int(PERIOD_S * 1e9)
        time.sleep(max(0.0, (due_ns - clock.now_ns()) / 1e9))
        loop_thread.post(MicBlock(due_ns, number * 240, 0, b""))


def _compute(over: threading.Event) -> None:
    """Be a window that lays out a long transcript: 150 ms of Python, then 50 ms of rest."""
    while not over.is_set():
        end_s = time.perf_counter() + BUSY_S
        total = 0
        while time.perf_counter() < end_s:
            total += sum(range(50))
        time.sleep(0.05)
