"""How fast a tape is read and replayed, against the time the conversation took, and what recording costs.

The conversation is one of the simulation: blocks of 10 ms in both directions, an answer of six seconds in
every twelve. A replay decodes every line, fetches the sound, feeds a fresh dialogue and compares every
command.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, cost, spread
from voiceapp.dialogue.inputs import MicBlock
from voiceapp.pcm import BLOCK_FRAMES, FRAME_BYTES, NS_PER_S
from voiceapp.recording.recorder import TapeRecorder
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter
from voiceapp.seeded_person import tone
from voiceapp.simulation import Simulation

MINUTES = 2
TURN_MS = 12_000
ANSWER_MS = 6_000
ROUNDS = 9


@dataclass(frozen=True)
class _Words:
    """An answer of the assistant."""

    text: str = "Trains to the coast leave at ten past every hour, and the journey takes about forty minutes."
    timer_s: int | None = None
    timer_text: str = ""


class _Assistant:
    """Always says the same."""

    def reply(self, heard: str | None, *, wall: object, typed: bool) -> _Words:
        """Answer."""
        return _Words()


def rows() -> Iterator[Row]:
    """Record a conversation once, then read and replay it some times."""
    with TemporaryDirectory() as folder:
        tape_folder = Path(folder) / "tape"
        _record(tape_folder)
        tape = TapeReader(tape_folder)
        lasted_s, steps = _length(tape)
        note = f"times real time; {steps} steps of {lasted_s:.0f} s"
        yield spread("reading a tape", "x", _speeds(lambda: _read(tape), lasted_s), note=note)
        yield spread("replaying a tape", "x", _speeds(lambda: _replay(tape), lasted_s), note=note)
        yield _recording(Path(folder) / "cost")


def _record(folder: Path) -> None:
    with TapeWriter(folder, TapeHeader()) as tape:
        talk = Simulation(
            _Assistant, lambda pcm: "a question", lambda text: tone(6_000, 330, 6_000), tape=tape
        )
        talk.start()
        talk.run(1_000)
        for _ in range(MINUTES * 60_000 // TURN_MS):
            talk.sound.say(tone(1_500, 220, 8_000))
            talk.run(TURN_MS)


def _length(tape: TapeReader) -> tuple[float, int]:
    times = [happened.at_ns for happened, _ in tape.steps()]
    return (times[-1] - times[0]) / NS_PER_S, len(times)


def _read(tape: TapeReader) -> None:
    for _ in tape.steps():
        pass


def _replay(tape: TapeReader) -> None:
    found = replay(tape)
    if found.difference is not None:
        raise RuntimeError(str(found.difference))


def _speeds(work: Callable[[], None], lasted_s: float) -> list[float]:
    """Return how many times faster than the conversation each round was, in time of the processor."""
    speeds = []
    for _ in range(ROUNDS):
        gc.collect()
        begun_s = time.process_time()
        work()
        speeds.append(lasted_s / (time.process_time() - begun_s))
    return speeds


def _recording(folder: Path) -> Row:
    """Measure what a block of the microphone costs the voice loop while it is recorded."""
    recorder = TapeRecorder(folder, TapeHeader())
    recorder.start()
    numbers = count()
    pcm = bytes(BLOCK_FRAMES * FRAME_BYTES)

    def write() -> None:
        recorder.write(MicBlock(next(numbers), 0, 0, pcm), [])

    row = cost("a step handed over to the recorder", write, note="the thread writes at the same time")
    recorder.finish()
    recorder.join(10)
    return row
