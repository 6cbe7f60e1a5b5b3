"""What holds for a playout queue whatever is done to it, and with two threads at work."""

from __future__ import annotations

import sys
import threading

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from numpy.typing import NDArray

from tests.sounds import Loudspeaker, counting, samples
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.run import FADE_FRAMES
from voiceapp.clock import SystemClock
from voiceapp.dialogue.inputs import Input, SpeakerBlock
from voiceapp.protocol.wire import ItemId

ITEMS = [ItemId("item_1"), ItemId("item_2"), ItemId("item_3")]


class PlayoutMachine(RuleBasedStateMachine):
    """Queues, orders and takes in any order, beside a model that knows only lists of frames.

    Every generation uses item ids of its own, so a frame's origin is known from the span alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.speaker = Loudspeaker()
        self.order = 0
        self.generation = 0
        self.paused = False
        self.waiting: list[tuple[ItemId, int]] = []
        """Frames of this generation that were queued and not handed over, in order."""
        self.old: list[tuple[ItemId, int]] = []
        """The same of the generation before a cut that has not been obeyed yet."""
        self.unobeyed_cut = 0
        self.ends: dict[ItemId, int] = {}
        self.finished: set[ItemId] = set()
        self.last: ItemId | None = None
        self.expected_frame = 0
        self.steady_frames = 0
        """Frames without a gap since the last order, with enough behind them that no fade was due."""

    def _named(self, item: ItemId) -> ItemId:
        return ItemId(f"{item}.{self.generation}")

    @rule(item=st.sampled_from(ITEMS), frames=st.integers(1, 700))
    def play(self, item: ItemId, frames: int) -> None:
        named = self._named(item)
        if named in self.finished:
            return
        first = self.ends.get(named, 0)
        self.speaker.queue.play(named, 0, first, counting(first, frames))
        self.ends[named] = first + frames
        self.waiting += [(named, frame) for frame in range(first, first + frames)]
        self.last = named

    @rule(item=st.sampled_from(ITEMS))
    def finish(self, item: ItemId) -> None:
        named = self._named(item)
        self.speaker.queue.finish(named, 0)
        if named in self.ends:
            self.finished.add(named)

    @rule()
    def cut(self) -> None:
        self.order += 1
        self.speaker.queue.cut(self.order)
        if not self.unobeyed_cut:
            self.old = self.waiting
        self.unobeyed_cut = self.order
        self.waiting = []
        self.generation += 1
        self.paused = False
        self.steady_frames = 0

    @rule()
    def pause(self) -> None:
        self.order += 1
        self.speaker.queue.pause(self.order)
        self.paused = True
        self.steady_frames = 0

    @rule()
    def resume(self) -> None:
        self.order += 1
        self.speaker.queue.resume(self.order)
        self.paused = False
        self.steady_frames = 0

    @rule(frames=st.sampled_from([1, 48, 71, 72, 73, 240, 480, 1_000]))
    def take(self, frames: int) -> None:
        block = self.speaker.take(frames)
        assert block.first_frame == self.expected_frame
        assert block.frames == frames
        self.expected_frame += frames
        heard = self.speaker.heard[-frames:]
        claimed = np.zeros(frames, dtype=bool)
        next_device_frame = block.first_frame
        old_frames = 0
        for span in block.spans:
            # Spans are in the order of the sound and do not overlap.
            assert span.device_frame >= next_device_frame
            next_device_frame = span.device_frame + span.frames
            at = span.device_frame - block.first_frame
            claimed[at : at + span.frames] = True
            source = samples(counting(span.item_frame, span.frames))
            # Frames are as they were, or quieter by a fade.
            assert np.all((heard[at : at + span.frames] >= 0) & (heard[at : at + span.frames] <= source))
            frames_claimed = [(span.item_id, span.item_frame + n) for n in range(span.frames)]
            if span.item_id.endswith(f".{self.generation}"):
                # Nothing is left out, repeated or taken out of turn.
                assert frames_claimed == self.waiting[: span.frames]
                del self.waiting[: span.frames]
            else:
                assert self.unobeyed_cut, "sound of an old generation after the cut was obeyed"
                assert frames_claimed == self.old[: span.frames]
                del self.old[: span.frames]
                old_frames += span.frames
        assert next_device_frame <= block.first_frame + frames
        assert not heard[~claimed].any(), "what is not claimed is silence"
        assert old_frames <= FADE_FRAMES
        assert block.order <= self.order
        if self.unobeyed_cut and block.order >= self.unobeyed_cut:
            self.unobeyed_cut = 0
        self._check_fades(block, heard, claimed=bool(claimed.all()))
        if block.order == self.order and self.paused:
            assert not self.speaker.take(1).spans
            self.expected_frame += 1

    def _check_fades(self, block: SpeakerBlock, heard: NDArray[np.int16], *, claimed: bool) -> None:
        """Outside fades nothing is altered: 3 ms after a start, and while more than 6 ms wait behind."""
        if not claimed or len(self.waiting) < 2 * FADE_FRAMES:
            self.steady_frames = 0
            return
        if self.steady_frames >= FADE_FRAMES:
            assert heard.tobytes() == b"".join(counting(s.item_frame, s.frames) for s in block.spans)
        self.steady_frames += block.frames

    @invariant()
    def everything_is_accounted_for(self) -> None:
        counted = self.speaker.queue.statistics()
        assert counted.faults == 0
        assert counted.queued_frames == len(self.waiting)

    def teardown(self) -> None:
        """Let what is left play out: nothing gets stuck."""
        self.resume()
        for item in ITEMS:
            self.finish(item)
        for _ in range(2_000):
            if not self.waiting:
                break
            self.take(480)
        assert self.waiting == []


PlayoutMachine.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestPlayoutMachine = PlayoutMachine.TestCase


def test_two_threads_lose_and_repeat_nothing() -> None:
    """A device thread that takes as fast as it can, against a loop that queues, pauses and resumes."""
    blocks: list[SpeakerBlock] = []
    heard: list[bytes] = []
    done = threading.Event()

    def post(happened: Input) -> None:
        assert isinstance(happened, SpeakerBlock)
        blocks.append(happened)

    queue = PlayoutQueue(SystemClock(), post)

    def device() -> None:
        out = bytearray(480)
        while not (done.is_set() and queue.statistics().queued_frames == 0):
            queue.fill(out, 240, 0)
            heard.append(bytes(out))

    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    thread = threading.Thread(target=device)
    thread.start()
    try:
        for turn in range(300):
            queue.play(ITEMS[0], 0, turn * 1_000, counting(turn * 1_000, 1_000))
            if turn % 10 == 3:
                queue.pause(turn)
            if turn % 10 == 6:
                queue.resume(turn)
        queue.finish(ITEMS[0], 0)
    finally:
        queue.resume(1_000)
        done.set()
        thread.join(timeout=20)
        sys.setswitchinterval(interval_s)
    assert not thread.is_alive()
    assert queue.statistics().faults == 0
    frame = 0
    for block, out in zip(blocks, heard, strict=True):
        for span in block.spans:
            assert span.item_frame == frame
            frame += span.frames
            at = span.device_frame - block.first_frame
            sound = samples(out)[at : at + span.frames]
            assert np.all(sound <= samples(counting(span.item_frame, span.frames)))
    assert frame == 300_000


def test_two_threads_hear_nothing_old_after_a_cut_was_obeyed() -> None:
    blocks: list[SpeakerBlock] = []
    done = threading.Event()

    def post(happened: Input) -> None:
        assert isinstance(happened, SpeakerBlock)
        blocks.append(happened)

    queue = PlayoutQueue(SystemClock(), post)

    def device() -> None:
        out = bytearray(480)
        while not done.is_set():
            queue.fill(out, 240, 0)

    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    thread = threading.Thread(target=device)
    thread.start()
    try:
        for order in range(1, 400):
            queue.play(ItemId(str(order)), 0, 0, counting(0, 4_800))
            queue.cut(order)
    finally:
        done.set()
        thread.join(timeout=20)
        sys.setswitchinterval(interval_s)
    assert not thread.is_alive()
    assert queue.statistics().faults == 0
    for block in blocks:
        # Item n is dropped by order n: whatever was obeyed before this block began is silent in it.
        before = blocks[block.first_frame // 240 - 1].order if block.first_frame else 0
        assert all(int(span.item_id) > before for span in block.spans)
