"""Garbage is collected where it was promised to be."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from voiceapp.garbage import collect_if_due, spare_the_start, take_over


class Ring:
    """Something only the collector can remove."""

    def __init__(self, ended: list[str]) -> None:
        self.me = self
        weakref.finalize(self, lambda: ended.append(threading.current_thread().name))


@pytest.fixture
def taken_over() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.collect()
    take_over()
    yield
    gc.unfreeze()
    if was_on:
        gc.enable()


def litter() -> None:
    """Make more garbage than Python waits for."""
    for _ in range(3 * gc.get_threshold()[0]):
        ring: list[object] = []
        ring.append(ring)


def test_no_other_thread_collects(taken_over: None) -> None:
    ended: list[str] = []
    Ring(ended)
    other = threading.Thread(target=litter)
    other.start()
    other.join()
    assert ended == []
    assert collect_if_due() == 0
    assert ended == ["MainThread"]


def test_nothing_is_done_before_there_is_enough_to_do(taken_over: None) -> None:
    ended: list[str] = []
    gc.collect()
    Ring(ended)
    assert collect_if_due() is None
    assert ended == []


def test_what_has_lived_long_is_collected_in_the_end(taken_over: None) -> None:
    ended: list[str] = []
    ring = Ring(ended)
    ring_of_old = weakref.ref(ring)
    gc.collect(0)
    gc.collect(1)  # it is among the oldest now
    del ring
    seen: list[int | None] = []
    while ring_of_old() is not None and len(seen) < 1_000:
        litter()
        seen.append(collect_if_due())
    assert ended == ["MainThread"]
    assert (seen[0], seen[-1]) == (0, 2)
    assert 50 <= len(seen) <= 200  # about eleven times eleven


def test_what_is_there_at_the_start_is_not_looked_at_again(taken_over: None) -> None:
    before = len(gc.get_objects())
    spare_the_start()
    assert gc.get_freeze_count() >= before
    assert len(gc.get_objects()) < before / 100
