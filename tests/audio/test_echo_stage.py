"""The stage between the doors: blocks in, blocks out, nothing lost, times true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.sounds import counting
from voiceapp.audio.capture import Capture
from voiceapp.audio.echo import Gate, Levels, Passed, PassThrough, RoomCanceller
from voiceapp.audio.echo_measure import EchoReport
from voiceapp.audio.echo_stage import Cleaned, EchoStage
from voiceapp.audio.far_end import FarEnd
from voiceapp.audio.near_end import NearEndState
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.rooms import babble
from voiceapp.audio.simulated import MICROPHONE, SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input, MicBlock
from voiceapp.protocol.wire import ItemId

MS = 1_000_000


class Delay:
    """A canceller that does nothing but hold 100 frames back."""

    delay_frames = 100
    levels: Levels | None = None

    def __init__(self) -> None:
        self._held = np.zeros(100, dtype=np.int16)
        self.far: list[NDArray[np.int16]] = []

    def process(self, near: NDArray[np.int16], far: NDArray[np.int16]) -> list[Passed]:
        assert len(near) == len(far) == 240
        self.far.append(far)
        joined = np.concatenate((self._held, near))
        self._held = joined[240:]
        return [Passed(joined[:240], None)]

    def reset(self) -> None:
        self._held = np.zeros(100, dtype=np.int16)


class Broken(PassThrough):
    """A canceller with a bug."""

    def process(self, near: NDArray[np.int16], far: NDArray[np.int16]) -> list[Passed]:
        raise ValueError("a bug")

    def reset(self) -> None:
        raise ValueError("another")


def test_the_time_of_a_block_is_the_time_of_the_frames_that_leave() -> None:
    stage = EchoStage(Delay(), FarEnd())
    (first,) = stage.clean(counting(0, 240), 1_000 * MS)
    assert first.captured_at_ns == 1_000 * MS - 100 * 1_000_000_000 // 24_000
    (second,) = stage.clean(counting(240, 240), 1_010 * MS)
    assert second.pcm == counting(140, 240)


def test_blocks_of_any_length_lose_no_frame() -> None:
    stage = EchoStage(PassThrough(), FarEnd())
    out = b""
    at = 0
    for frames in (100, 441, 480, 7, 12, 240, 960, 160):
        for cleaned in stage.clean(counting(at, frames), at * 1_000_000_000 // 24_000):
            assert abs(cleaned.captured_at_ns - len(out) // 2 * 1_000_000_000 // 24_000) <= 1
            assert cleaned.near is None
            out += cleaned.pcm
        at += frames
    assert at == 2_400
    assert out == counting(0, 2_400)
    assert stage.statistics().blocks == 10


def test_a_bug_costs_the_cancellation_and_not_the_sound() -> None:
    stage = EchoStage(Broken(), FarEnd())
    stage.microphone_opened()
    assert stage.clean(counting(0, 240), 5 * MS) == [Cleaned(counting(0, 240), 5 * MS, near=None)]
    assert stage.statistics().faults == 2


class Noticing(PassThrough):
    """A canceller that decides about each three blocks at once: one of echo, two of a person."""

    def __init__(self) -> None:
        self._blocks: list[NDArray[np.int16]] = []

    def process(self, near: NDArray[np.int16], far: NDArray[np.int16]) -> list[Passed]:
        self._blocks.append(near)
        self.levels = Levels(1.0, 1.0, 1.0, 1.0, out=1.0, state=NearEndState.CLOSED)
        if len(self._blocks) < 3:
            return []
        blocks, self._blocks = self._blocks, []
        return [Passed(block, near=index > 0) for index, block in enumerate(blocks)]


class BrokenLater(Noticing):
    """The same with a bug that shows in its fifth block."""

    count = 0

    def process(self, near: NDArray[np.int16], far: NDArray[np.int16]) -> list[Passed]:
        self.count += 1
        if self.count == 5:
            raise ValueError("a bug")
        return super().process(near, far)

    def reset(self) -> None:
        self._blocks.clear()


def test_blocks_that_waited_come_once_in_order_with_the_times_they_were_captured_at() -> None:
    stage = EchoStage(Noticing(), FarEnd())
    pieces = [stage.clean(counting(at * 240, 240), (1_000 + at * 10) * MS) for at in range(3)]
    assert pieces == [
        [],
        [],
        [
            Cleaned(counting(0, 240), 1_000 * MS, near=False),
            Cleaned(counting(240, 240), 1_010 * MS, near=True),
            Cleaned(counting(480, 240), 1_020 * MS, near=True),
        ],
    ]


def test_a_bug_costs_no_block_that_waits_and_none_comes_twice() -> None:
    stage = EchoStage(BrokenLater(), FarEnd())
    pieces = [
        piece for at in range(9) for piece in stage.clean(counting(at * 240, 240), (1_000 + at * 10) * MS)
    ]
    assert b"".join(piece.pcm for piece in pieces) == counting(0, 8 * 240)  # one more waits
    assert [piece.captured_at_ns for piece in pieces] == [(1_000 + at * 10) * MS for at in range(8)]
    assert [piece.near for piece in pieces] == [False, True, True, None, None, False, True, True]
    assert stage.statistics().faults == 1


def test_an_overdriven_block_that_waits_is_told_with_the_next_that_leaves() -> None:
    heard: list[Input] = []
    door = Capture(ManualClock(), heard.append, echo=EchoStage(Noticing(), FarEnd()))
    door.block(b"\xff\x7f" * 240, 0)
    for at in range(1, 6):
        door.block(counting(at * 240, 240), at * 10 * MS)
    clipped = [block.clipped for block in heard if isinstance(block, MicBlock)]
    assert clipped == [True, False, False, False, False, False]


def test_what_waits_for_a_verdict_is_not_said_by_the_next_microphone() -> None:
    stage = EchoStage(BrokenLater(), FarEnd())
    assert stage.clean(counting(0, 480), 1_000 * MS) == []
    stage.microphone_opened()
    (*_, last) = stage.clean(counting(5_000, 720), 9_000 * MS)
    assert last.pcm == counting(5_480, 240)


def test_the_canceller_gets_what_is_heard_while_the_block_is_captured() -> None:
    canceller = Delay()
    stage = EchoStage(canceller, FarEnd())
    for block in range(10):
        stage.put(np.full(240, block + 1, dtype=np.int16), (1_000 + block * 10) * MS)
    stage.clean(bytes(480), 1_000 * MS)
    assert set(canceller.far[0].tolist()) == {3}  # 20 ms ahead


class Room:
    """Both doors, a simulated room and an echo stage."""

    def __init__(self, stage: EchoStage) -> None:
        self.clock = ManualClock(1_000 * MS)
        self.inputs: list[Input] = []
        self.stage = stage
        self.sound = SimulatedSound(self.clock)
        self.capture = Capture(self.clock, self.inputs.append, echo=stage)
        self.playout = PlayoutQueue(self.clock, self.inputs.append, echo=stage)
        self.sound.open_microphone(self.capture)
        self.sound.open_speaker(self.playout)

    def heard(self, from_ms: int) -> list[MicBlock]:
        blocks = [happened for happened in self.inputs if isinstance(happened, MicBlock)]
        return [block for block in blocks if block.captured_at_ns >= from_ms * MS]

    def answer(self, ms: int) -> None:
        self.playout.play(ItemId("item_1"), 0, 0, babble(ms).tobytes())
        self.playout.finish(ItemId("item_1"), 0)


def test_an_answer_in_a_simulated_room_does_not_come_back() -> None:
    reports: list[EchoReport] = []
    room = Room(EchoStage(RoomCanceller(Gate()), FarEnd(), report=reports.append))
    room.sound.set_echo(delay_ms=40, gain_db=-12.0)
    room.sound.advance(ms=500)
    room.answer(5_000)
    room.sound.advance(ms=5_000)
    assert max(block.rms for block in room.heard(1_500)) < 30
    assert len(reports) == 11
    assert room.stage.latest is reports[-1]
    assert reports[-1].erle_db is not None
    assert reports[-1].erle_db > 30


def test_without_the_stage_it_does() -> None:
    room = Room(EchoStage(PassThrough(), FarEnd()))
    room.sound.set_echo(delay_ms=40, gain_db=-12.0)
    room.answer(2_000)
    room.sound.advance(ms=2_000)
    assert max(block.rms for block in room.heard(1_500)) > 500


def test_frames_go_on_without_a_gap_through_the_door() -> None:
    room = Room(EchoStage(Delay(), FarEnd()))
    room.sound.say(counting(0, 2_400), at_ns=1_100 * MS)
    room.sound.advance(ms=300)
    blocks = room.heard(0)
    assert [block.first_frame for block in blocks] == [240 * index for index in range(len(blocks))]
    sound = np.frombuffer(b"".join(block.pcm for block in blocks), dtype="<i2")
    first = int(np.flatnonzero(sound)[0])
    assert sound[first : first + 2_400].tobytes() == counting(0, 2_400)
    assert abs(blocks[0].captured_at_ns + first * 1_000_000_000 // 24_000 - 1_100 * MS) <= 1


def test_a_microphone_that_comes_back_is_another_room() -> None:
    canceller = Delay()
    room = Room(EchoStage(canceller, FarEnd()))
    room.sound.say(counting(0, 24_000))
    room.sound.advance(ms=100)
    room.sound.unplug(MICROPHONE)
    room.sound.plug(MICROPHONE)
    room.sound.open_microphone(room.capture)
    room.sound.advance(ms=10)
    block = room.heard(0)[-1]
    assert block.first_frame == 0
    assert not any(block.pcm[:200])


def test_the_verdicts_reach_the_conversation_and_frames_are_counted_once() -> None:
    room = Room(EchoStage(Noticing(), FarEnd()))
    room.sound.advance(ms=60)
    blocks = room.heard(0)
    assert [(block.first_frame, block.near) for block in blocks] == [
        (0, False),
        (240, True),
        (480, True),
        (720, False),
        (960, True),
        (1_200, True),
    ]
    assert [block.captured_at_ns - blocks[0].captured_at_ns for block in blocks] == [
        10 * MS * index for index in range(6)
    ]
