"""The tiny framework: rows of a table, and honest ways to get them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

BATCHES = 9
BATCH_NS = 20_000_000
"""A batch lasts 20 ms: long against the clock's resolution, short against another program's turn."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    unit: str
    middle: float
    """The median, in `unit`."""
    p95: float | None = None
    p99: float | None = None
    worst: float | None = None
    count: int = 1
    """How many single observations stand behind it."""
    ratio: float | None = None
    """Of `middle` to the baseline loop of 100 rounds; only for costs of pure computing."""
    note: str = ""


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest of `values` that at least `percent` of them do not exceed; not for empty ones."""
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def cost(name: str, work: Callable[[], object], *, note: str = "") -> Row:
    """Measure one call of `work` in microseconds, without garbage collection and the loop round it."""
    per_call_ns, calls = _per_call_ns(work)
    return Row(name, "us", per_call_ns / 1000, count=calls, ratio=per_call_ns / baseline_ns(), note=note)


def spread(name: str, unit: str, values: Sequence[float], *, note: str = "") -> Row:
    """Sum up observations that are each worth looking at."""
    middle, p95, p99 = (percentile(values, percent) for percent in (50, 95, 99))
    return Row(name, unit, middle, p95, p99, max(values), len(values), note=note)


@cache
def baseline_ns() -> float:
    """Return what 100 rounds of the plainest loop cost here; a fast machine of 2025 needs about 1500 ns."""

    def rounds() -> None:
        total = 0
        for number in range(100):
            total += number

    return _per_call_ns(rounds)[0]


def _nothing() -> None:
    """Stand for the call itself."""


def _batch_ns(work: Callable[[], object], calls: int) -> int:
    turns = range(calls)
    begun_ns = time.perf_counter_ns()
    for _ in turns:
        work()
    return time.perf_counter_ns() - begun_ns


def _per_call_ns(work: Callable[[], object]) -> tuple[float, int]:
    calls = 1
    while (took_ns := _batch_ns(work, calls)) < BATCH_NS // 4:
        calls *= 4
    calls = max(1, calls * BATCH_NS // max(1, took_ns))
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        # Alternating, so that a slow moment of the machine meets both.
        pairs = [(_batch_ns(work, calls), _batch_ns(_nothing, calls)) for _ in range(BATCHES)]
    finally:
        if was_enabled:
            gc.enable()
        gc.collect()
    net_ns = median(work_ns for work_ns, _ in pairs) - median(idle_ns for _, idle_ns in pairs)
    return max(0.0, net_ns / calls), calls * BATCHES
