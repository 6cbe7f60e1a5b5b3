"""How exactly an answer stops, in virtual time: when its last sample is heard, and what the service is told.

The loudspeaker is simulated, so what reaches the ear is known to the sample. The wire and the computing take
no time: what remains is the device's own 25 ms, the wait for its next block and the fade.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from benchmarks.known_sound import LEVEL, Samples, find, is_beginning, noise
from benchmarks.measure import Row, spread
from benchmarks.room import Room
from benchmarks.script import USER_SPEAKS_MS, Pace, at_once, crawling, flowing, stalling
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS, RATE_HZ, frames_of_ms
from voiceapp.protocol.client_events import ItemDelete, ItemTruncate

SEEDS = 120
LATENCY_MS = 25
"""From the callback to the ear, as on the desktops measured."""
ANSWER_MS = 3_000
LATE_MS = 60
"""Sound that begins again later than this after `speech_started` is late; what begins before lies in the
device's buffer, behind a gap in an answer that came too slowly."""
ALL_MS = 100
"""A complete answer of which less is unheard may be left as it is."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What one interruption came to."""

    stop_ms: float | None
    """From `speech_started` received to the last sample heard; None when nothing was audible then."""
    error_ms: float | None
    """`audio_end_ms` minus the last millisecond heard; None where nothing had to be told."""
    wrong: str
    """What the service was told amiss, if it was."""
    late_frames: int
    """Frames that were heard again after the silence."""


def rows() -> Iterator[Row]:
    """Interrupt answers that come in every way, at any moment."""
    for confirm_ms in (250, 0):
        for name, pace in PACES.items():
            yield from _rows(confirm_ms, name, pace)


def _flowing(draw: Random) -> Pace:
    return flowing(ANSWER_MS, draw.choice((20, 50, 100, 200, 250, 500)), draw.choice((1.05, 2.0, 8.0, 50.0)))


PACES: dict[str, Callable[[Random], Pace]] = {
    "flowing": _flowing,
    "one delta of 3 s": lambda draw: at_once(ANSWER_MS),
    "stalling": lambda draw: stalling(ANSWER_MS, draw),
    "slower than speech": lambda draw: crawling(ANSWER_MS, draw),
}


def _rows(confirm_ms: int, name: str, pace: Callable[[Random], Pace]) -> Iterator[Row]:
    found = [interrupted(seed, confirm_ms, pace(Random(seed))) for seed in range(SEEDS)]
    wrong = sorted({one.wrong for one in found if one.wrong})
    late_frames = sum(one.late_frames for one in found)
    told = f"{sum(bool(one.wrong) for one in found)} told wrongly, {late_frames} late frames {wrong or ''}"
    stops = [one.stop_ms for one in found if one.stop_ms is not None]
    yield spread(f"stop, {name}, confirm {confirm_ms}", "ms", stops, note=f"device {LATENCY_MS} ms; {told}")
    errors = [abs(one.error_ms) for one in found if one.error_ms is not None]
    yield spread(f"heard-offset error, {name}, confirm {confirm_ms}", "ms", errors)


def interrupted(seed: int, confirm_ms: int, pace: Pace) -> Stopped:
    """Let one answer be interrupted at a moment the seed chooses, a third of them in its first 200 ms."""
    draw = Random(seed)
    room = Room(confirm_ms=confirm_ms, latency_ms=LATENCY_MS)
    room.run_until(draw.randrange(50 * NS_PER_MS, 70 * NS_PER_MS))
    answer = noise(seed, pace.sound_ms)
    begun_ns = room.clock.now_ns()
    item_id = room.answer(answer, pace)
    longest_ms = 200 if draw.random() < 1 / 3 else ANSWER_MS + 200
    stop_ns = begun_ns + draw.randrange(1, longest_ms * NS_PER_MS)
    room.run_until(stop_ns)
    began, ended = room.script.speech()
    room.sound.say(voice(USER_SPEAKS_MS).tobytes())
    room.tell(began)
    room.run_until(stop_ns + USER_SPEAKS_MS * NS_PER_MS)
    for event in ended:
        room.tell(event)
    room.run_until(stop_ns + 1_500 * NS_PER_MS)
    heard = room.sound.air.sound(0, room.position(room.clock.now_ns()))
    truncated = [event.audio_end_ms for event in room.sent if isinstance(event, ItemTruncate)]
    deleted = any(isinstance(event, ItemDelete) and event.item_id == item_id for event in room.sent)
    return _judged(heard, answer, room.position(stop_ns), truncated, deleted=deleted)


def _judged(heard: Samples, answer: Samples, stop: int, truncated: list[int], *, deleted: bool) -> Stopped:
    """Compare what was heard with what the service was told."""
    found = find(heard, answer)
    if found is None:
        return Stopped(None, None, "" if deleted and not truncated else "unheard, not deleted", 0)
    after = [(start, end) for start, end in found.stretches if end > stop]
    late = [(start, end) for start, end in after if start > stop + frames_of_ms(LATE_MS)]
    late_frames = sum(end - start for start, end in late)
    ends = [end for start, end in after if (start, end) not in late]
    stop_ms = (ends[-1] - stop) / FRAMES_PER_MS if ends else None
    unheard = len(answer) - found.reached
    if not is_beginning(heard, answer):
        return Stopped(stop_ms, None, "heard out of order", late_frames)
    if truncated:
        error_ms = truncated[-1] - found.reached / FRAMES_PER_MS
        return Stopped(stop_ms, error_ms, "told twice" if len(truncated) > 1 else "", late_frames)
    wrong = "deleted although heard" if deleted else ""
    if unheard >= frames_of_ms(ALL_MS):
        wrong = wrong or "not told"
    return Stopped(stop_ms, None, wrong, late_frames)


def voice(ms: int) -> Samples:
    """Return what a voice is to a detector of loudness: a tone of 200 Hz."""
    at_s = np.arange(frames_of_ms(ms)) / RATE_HZ
    tone = LEVEL * np.sin(2 * np.pi * 200 * at_s)
    return tone.astype(np.int16)
