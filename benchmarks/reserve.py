"""What the reserve against a stalling network costs and saves, in virtual time.

The loudspeaker's queue and a simulated device, fed as a network would: what was heard is compared with what
was sent, so that silence that was put in, and anything lost or heard twice, is known to the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import numpy as np

from benchmarks.known_sound import find, is_beginning, noise
from benchmarks.measure import Row, spread
from benchmarks.script import Pace, at_once, crawling, flowing, stalling
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.playout_statistics import PlayoutStatistics
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS, frames_of_ms, frames_of_ns
from voiceapp.protocol.wire import ItemId

SEEDS = 25
ANSWERS = 4
"""Of one conversation: the reserve learns from one to the next."""
ANSWER_MS = 6_000
LATENCY_MS = 25


def rows() -> Iterator[Row]:
    """Play answers that come in every way."""
    yield from _rows("flowing 8x, 200 ms deltas", lambda draw: flowing(ANSWER_MS, 200, 8.0))
    yield from _rows("as fast as spoken, 20 ms deltas", lambda draw: _jittered(draw, 20, 15))
    yield from _rows("as fast as spoken, 100 ms deltas", lambda draw: _jittered(draw, 100, 60))
    yield from _rows("stalls of 0.1-0.6 s", lambda draw: stalling(ANSWER_MS, draw))
    yield from _rows("slower than speech", lambda draw: crawling(ANSWER_MS, draw))
    yield from _rows("one delta of 6 s", lambda draw: at_once(ANSWER_MS))


def _jittered(draw: Random, delta_ms: int, jitter_ms: int) -> Pace:
    """Return an answer at the pace of speech whose deltas come up to `jitter_ms` late; order stays."""
    at_ms, pieces = 0, []
    for number in range(ANSWER_MS // delta_ms):
        at_ms = max(at_ms, number * delta_ms + draw.randrange(jitter_ms + 1))
        pieces.append((at_ms, delta_ms))
    return Pace("jittered", tuple(pieces))


def _rows(name: str, pace: Callable[[Random], Pace]) -> Iterator[Row]:
    starts, silences, gaps, broken, underruns, reserves = [], [], [], 0, 0, []
    for seed in range(SEEDS):
        draw = Random(seed)
        paces = [pace(draw) for _ in range(ANSWERS)]
        played, statistics = _played(seed, paces)
        starts += [start_ms for start_ms, _, _, _ in played]
        silences += [silence_ms for _, silence_ms, _, _ in played]
        gaps += [gaps for _, _, gaps, _ in played]
        broken += sum(not whole for _, _, _, whole in played)
        underruns += statistics.underruns
        reserves.append(statistics.prebuffer_frames / FRAMES_PER_MS)
    yield spread(
        f"first delta to first sample, {name}", "ms", starts, note=f"{LATENCY_MS} ms of it the device's"
    )
    yield spread(
        f"  silence put in, {name}",
        "ms",
        silences,
        note=f"{underruns} underruns in {len(starts)} answers of {ANSWER_MS // 1000} s; "
        f"reserve at the end {max(reserves):.0f} ms at most; {broken} not played whole",
    )


def _played(seed: int, paces: list[Pace]) -> tuple[list[tuple[float, float, int, bool]], PlayoutStatistics]:
    """Play answers one after the other; return start, silence, gaps and wholeness of each."""
    clock = ManualClock(start_ns=NS_PER_MS)
    sound = SimulatedSound(clock, latency_ms=LATENCY_MS)
    queue = PlayoutQueue(clock, _forget)
    sound.open_speaker(queue)
    sound.run_until(Random(seed).randrange(20 * NS_PER_MS, 40 * NS_PER_MS))
    found = []
    for number, pace in enumerate(paces):
        answer = noise(1_000 * seed + number, pace.sound_ms)
        begun_ns, item = clock.now_ns(), ItemId(f"item_{number}")
        frame = 0
        for at_ms, sound_ms in pace.pieces:
            sound.run_until(begun_ns + at_ms * NS_PER_MS)
            frames = frames_of_ms(sound_ms)
            queue.play(item, 0, frame, answer[frame : frame + frames].tobytes())
            frame += frames
        queue.finish(item, 0)
        while queue.statistics().queued_frames:
            sound.advance(10)
        sound.advance(200)
        first = frames_of_ns(begun_ns - NS_PER_MS)
        heard = sound.air.sound(first, frames_of_ns(clock.now_ns() - NS_PER_MS) - first)
        where = find(heard, answer)
        if where is None:
            raise RuntimeError(f"nothing was heard of answer {number} of seed {seed}")
        silence = where.end - where.first - frame
        whole = is_beginning(heard, answer) and int(np.count_nonzero(heard)) == len(answer)
        found.append((where.first / FRAMES_PER_MS, silence / FRAMES_PER_MS, len(where.stretches) - 1, whole))
    return found, queue.statistics()


def _forget(happened: Input) -> None:
    """Nobody listens to the account here."""
