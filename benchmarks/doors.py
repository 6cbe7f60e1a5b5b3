"""What a block costs on a device's thread, where nothing may be late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from benchmarks.measure import Row, cost
from voiceapp.audio.capture import Capture
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import SystemClock
from voiceapp.dialogue.inputs import Input
from voiceapp.pcm import BLOCK_FRAMES, FRAME_BYTES, frames_of_ms
from voiceapp.protocol.wire import ItemId

BLOCK_BYTES = BLOCK_FRAMES * FRAME_BYTES
DELTA_FRAMES = frames_of_ms(200)


def rows() -> Iterator[Row]:
    """Measure both callbacks with nothing to do and with sound; a block lasts 10 000 us."""
    clock = SystemClock()
    out = bytearray(BLOCK_BYTES)

    silent = PlayoutQueue(clock, _forget)
    silent.opened("nothing to play")
    yield cost("loudspeaker block, silence", lambda: silent.fill(out, BLOCK_FRAMES, 0), note="of 10 000 us")

    yield cost("loudspeaker block, an answer", _playing(clock, out), note="with its share of queueing")

    straight = Capture(clock, _forget)
    straight.opened("a microphone")
    pcm = bytes(range(240)) * (BLOCK_BYTES // 240)
    yield cost("microphone block, posted at once", lambda: straight.block(pcm, 0), note="with its loudness")

    drains: list[Callable[[], None]] = []
    batched = Capture(clock, _forget, drains.append)
    batched.opened("a microphone")
    drains.pop()()

    def block() -> None:
        batched.block(pcm, 0)
        if drains:
            drains.pop()()

    yield cost("microphone block, handed over and drained", block, note="both threads' parts")


def _playing(clock: SystemClock, out: bytearray) -> Callable[[], None]:
    """Return a callback that always has sound: an answer that never ends, refilled as it is played."""
    queue = PlayoutQueue(clock, _forget)
    queue.opened("an answer")
    item, pcm = ItemId("item_1"), bytes(range(200)) * (DELTA_FRAMES * FRAME_BYTES // 200)
    positions = count(0, DELTA_FRAMES)
    blocks_per_delta = DELTA_FRAMES // BLOCK_FRAMES
    for _ in range(3):
        queue.play(item, 0, next(positions), pcm)
    blocks = count(1)

    def fill() -> None:
        if next(blocks) % blocks_per_delta == 0:
            queue.play(item, 0, next(positions), pcm)
        queue.fill(out, BLOCK_FRAMES, 0)

    for _ in range(20):
        fill()
    assert queue.statistics().played_frames, "the answer is not being played"
    return fill


def _forget(happened: Input) -> None:
    """Take what a door posts, and let it go."""
