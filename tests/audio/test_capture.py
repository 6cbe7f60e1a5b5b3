"""What crosses from the microphone's thread to the loop."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from voiceapp.audio.capture import Capture
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input, MicBlock, MicrophoneLost, MicrophoneOpened
from voiceapp.pcm import silence

LOUD = np.full(240, 1_234, dtype="<i2").tobytes()


class _Loop:
    """A loop that runs what it was asked to when told to."""

    def __init__(self) -> None:
        self.asked: list[Callable[[], None]] = []

    def call_soon(self, callback: Callable[[], None]) -> None:
        self.asked.append(callback)

    def run(self) -> None:
        asked, self.asked = self.asked, []
        for callback in asked:
            callback()


def test_blocks_are_posted_at_once_with_index_level_and_times() -> None:
    clock, posted = ManualClock(5), list[Input]()
    capture = Capture(clock, posted.append)
    capture.opened("Desk microphone")
    capture.block(LOUD, captured_at_ns=3)
    clock.advance(ms=10)
    capture.block(silence(240), captured_at_ns=10_000_003, overflowed=True)
    capture.lost("It was unplugged.")
    assert posted == [
        MicrophoneOpened(5, "Desk microphone"),
        MicBlock(5, first_frame=0, captured_at_ns=3, pcm=LOUD, rms=1_234),
        MicBlock(10_000_005, 240, 10_000_003, silence(240), rms=0, overflowed=True),
        MicrophoneLost(10_000_005, "It was unplugged."),
    ]
    assert capture.statistics().overflows == 1


def test_opening_another_microphone_counts_frames_from_0() -> None:
    posted = list[Input]()
    capture = Capture(ManualClock(), posted.append)
    capture.opened("One")
    capture.block(silence(240), 0)
    capture.opened("Two")
    capture.block(silence(240), 0)
    assert [b.first_frame for b in posted if isinstance(b, MicBlock)] == [0, 0]


def test_batch_wakes_the_loop_once_and_arrives_in_order_stamped_on_arrival() -> None:
    clock, loop, posted = ManualClock(), _Loop(), list[Input]()
    capture = Capture(clock, posted.append, loop.call_soon)
    capture.opened("Desk microphone")
    for at in range(3):
        capture.block(silence(240), at)
    capture.lost("It was unplugged.")
    assert len(loop.asked) == 1
    assert posted == []
    assert capture.statistics().waiting_blocks == 5
    clock.advance(ms=7)
    loop.run()
    assert posted == [
        MicrophoneOpened(7_000_000, "Desk microphone"),
        MicBlock(7_000_000, 0, 0, silence(240)),
        MicBlock(7_000_000, 240, 1, silence(240)),
        MicBlock(7_000_000, 480, 2, silence(240)),
        MicrophoneLost(7_000_000, "It was unplugged."),
    ]
    capture.block(silence(240), 3)
    assert len(loop.asked) == 1


def test_block_that_comes_while_the_loop_posts_is_not_stranded() -> None:
    loop, posted = _Loop(), list[Input]()

    def post(happened: Input) -> None:
        posted.append(happened)
        if len(posted) == 1:
            capture.block(silence(240), 1)

    capture = Capture(ManualClock(), post, loop.call_soon)
    capture.block(silence(240), 0)
    loop.run()
    loop.run()
    assert len(posted) == 2


def test_when_the_loop_is_away_too_long_the_newest_are_dropped_counted_and_marked() -> None:
    loop, posted = _Loop(), list[Input]()
    capture = Capture(ManualClock(), posted.append, loop.call_soon)
    for at in range(3_005):
        capture.block(silence(240), at)
    assert capture.statistics().dropped_blocks == 5
    assert capture.statistics().blocks == 3_005
    loop.run()
    capture.block(silence(240), 3_005)
    capture.block(silence(240), 3_006)
    loop.run()
    blocks = [b for b in posted if isinstance(b, MicBlock)]
    assert len(blocks) == 3_002
    assert [(b.first_frame, b.overflowed) for b in blocks[2_999:]] == [
        (2_999 * 240, False),
        (3_005 * 240, True),
        (3_006 * 240, False),
    ]


def test_loss_is_told_even_when_the_deque_is_full() -> None:
    loop, posted = _Loop(), list[Input]()
    capture = Capture(ManualClock(), posted.append, loop.call_soon)
    for at in range(3_001):
        capture.block(silence(240), at)
    capture.lost("It was unplugged.")
    loop.run()
    assert posted[-1] == MicrophoneLost(0, "It was unplugged.")


def test_loop_that_refuses_is_counted_and_asked_again() -> None:
    refusals = [RuntimeError("the loop is closed")]
    loop, posted = _Loop(), list[Input]()

    def call_soon(callback: Callable[[], None]) -> None:
        if refusals:
            raise refusals.pop()
        loop.call_soon(callback)

    capture = Capture(ManualClock(), posted.append, call_soon)
    capture.block(silence(240), 0)
    assert capture.statistics().faults == 1
    capture.block(silence(240), 1)
    loop.run()
    assert len(posted) == 2


def test_an_overdriven_block_says_so() -> None:
    heard: list[Input] = []
    door = Capture(ManualClock(), heard.append)
    door.block(b"\xff\x7f" * 240, 0)
    door.block(b"\x00\x80" * 240, 0)
    door.block(b"\xfe\x7f" * 240, 0)
    assert [block.clipped for block in heard if isinstance(block, MicBlock)] == [True, True, False]
