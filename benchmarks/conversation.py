"""What a minute of conversation costs in computing and memory, without the window and without waiting.

Dialogue, codecs, doors and the embedded assistant's mind are the real ones; sound and wire are simulated, and
time jumps, so the numbers hold both sides of the wire and the simulated room: an upper limit of our own part.
"""

from __future__ import annotations

import gc
import math
import resource
import sys
import time
import tracemalloc
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from benchmarks.measure import Row, spread
from voiceapp.pcm import RATE_HZ
from voiceapp.simulation import Simulation

TURN_MS = 12_000
"""A person asks for 1.5 s, the assistant answers for 6 s, both think."""
QUESTION_MS = 1_500
ANSWER_MS = 6_000
MINUTES = 5
MINUTES_TRACED = 2
"""Tracing every allocation makes everything many times slower."""
PARTS = {
    "the conversation": "dialogue/*",
    "the codec": "protocol/*",
    "the assistant": "offline/*",
}
"""What is told apart, and its files. Sound is not: the simulated room keeps ten minutes of it for tests."""
MINUTE_MS = 60_000


@dataclass(frozen=True)
class _Words:
    """An answer of the assistant."""

    text: str = "Trains to the coast leave at ten past every hour, and the journey takes about forty minutes."
    timer_s: int | None = None
    timer_text: str = ""


class _Assistant:
    """Always says the same; its wit is not what is measured."""

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> _Words:
        """Answer."""
        return _Words()


def rows() -> Iterator[Row]:
    """Talk for some minutes, twice: once for time, once for memory."""
    talk = _Talk()
    talk.minute()
    costs_ms = [talk.minute() for _ in range(MINUTES)]
    answers = talk.answers()
    yield spread(
        "CPU of a minute of conversation",
        "ms",
        costs_ms,
        note=f"{median(costs_ms) / 600:.2f} % of a core; {answers} answers in {MINUTES + 1} minutes",
    )
    kept_kib = _kept_kib()
    for part in PARTS:
        yield Row(f"memory kept of a minute, {part}", "KiB", kept_kib[part], count=MINUTES_TRACED)
    yield Row("highest resident size", "MiB", _resident_kib() / 1024, note="with tracing and both sides")


def _kept_kib() -> dict[str, float]:
    """Return what a minute leaves behind for good, by the part of the program that allocated it."""
    talk = _Talk()
    talk.minute()
    tracemalloc.start()
    try:
        before = _traced()
        for _ in range(MINUTES_TRACED):
            talk.minute()
        talk.forget_record()
        after = _traced()
    finally:
        tracemalloc.stop()
    return {
        part: sum(
            difference.size_diff
            for difference in after.filter_traces([_inside(folder)]).compare_to(
                before.filter_traces([_inside(folder)]), "filename"
            )
        )
        / 1024
        / MINUTES_TRACED
        for part, folder in PARTS.items()
    }


def _traced() -> tracemalloc.Snapshot:
    gc.collect()
    return tracemalloc.take_snapshot()


def _inside(folder: str) -> tracemalloc.Filter:
    return tracemalloc.Filter(inclusive=True, filename_pattern=f"*/voiceapp/{folder}")


def _resident_kib() -> float:
    """Return the highest resident size so far; macOS counts bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform == "darwin" else float(peak)


class _Talk:
    """A conversation that goes on."""

    def __init__(self) -> None:
        """Connect and let the greeting pass."""
        self.simulation = Simulation(
            _Assistant, lambda pcm: "when does the train leave", lambda text: _tone(ANSWER_MS)
        )
        self.simulation.start()
        self.simulation.run(1_000)
        self._question = _tone(QUESTION_MS)

    def minute(self) -> float:
        """Talk for a minute and return what it cost in ms of CPU."""
        begun_s = time.process_time()
        for _ in range(MINUTE_MS // TURN_MS):
            self.simulation.sound.say(self._question)
            self.simulation.run(TURN_MS)
        return (time.process_time() - begun_s) * 1000

    def answers(self) -> int:
        """Return how many answers were given; none means that nothing was measured."""
        snapshot = self.simulation.dialogue.snapshot()
        given = sum(1 for row in snapshot.rows if row.kind.value == "assistant" and row.heard_ms)
        if not given:
            raise RuntimeError(f"nobody answered: {snapshot.rows} {self.simulation.record.errors}")
        return given

    def forget_record(self) -> None:
        """Drop what the simulation notes for tests, which is not part of a conversation."""
        record = self.simulation.record
        for notes in (record.sent, record.received, record.commands, record.blocks):
            notes.clear()


def _tone(ms: int) -> bytes:
    """Return `ms` of a voice-like buzz: 160 Hz with harmonics, in syllables of a quarter of a second."""
    samples = array("h")
    for frame in range(RATE_HZ * ms // 1000):
        at_s = frame / RATE_HZ
        envelope = 0.35 + 0.65 * abs(math.sin(math.pi * 4 * at_s))
        buzz = sum(math.sin(2 * math.pi * 160 * harmonic * at_s) / harmonic for harmonic in (1, 2, 3, 5))
        samples.append(int(6_000 * envelope * buzz))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
