"""The simulated room: what is captured, handed over and heard, to the frame."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.sounds import counting, samples
from voiceapp.audio.capture import Capture
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.simulated import AIR_BLOCKS_MAX, MICROPHONE, SPEAKER, Air, SimulatedSound
from voiceapp.clock import ManualClock, SystemClock
from voiceapp.dialogue.inputs import Input, MicBlock, MicrophoneLost, SpeakerBlock, SpeakerLost
from voiceapp.errors import LocalProtocolError, SoundError
from voiceapp.protocol.wire import ItemId

ITEM = ItemId("item_1")
MS = 1_000_000


class Room:
    """A simulated room with both doors; time starts at 1 s."""

    def __init__(self, *, latency_ms: int = 25, capture_latency_ms: int = 5) -> None:
        self.clock = ManualClock(1_000 * MS)
        self.inputs: list[Input] = []
        self.told: list[tuple[int, bytes]] = []
        self.sound = SimulatedSound(
            self.clock,
            latency_ms=latency_ms,
            capture_latency_ms=capture_latency_ms,
            listener=lambda at_ns, pcm: self.told.append((at_ns, pcm)),
        )
        self.capture = Capture(self.clock, self.inputs.append)
        self.playout = PlayoutQueue(self.clock, self.inputs.append)

    def open(self) -> Room:
        self.sound.open_microphone(self.capture)
        self.sound.open_speaker(self.playout)
        return self

    def play(self, frames: int, first_frame: int = 0) -> None:
        self.playout.play(ITEM, 0, first_frame, counting(first_frame, frames))
        self.playout.finish(ITEM, 0)

    @property
    def captured(self) -> list[MicBlock]:
        return [happened for happened in self.inputs if isinstance(happened, MicBlock)]

    @property
    def handed(self) -> list[SpeakerBlock]:
        return [happened for happened in self.inputs if isinstance(happened, SpeakerBlock)]


def test_blocks_of_both_directions_come_every_10_ms_with_exact_times() -> None:
    room = Room().open()
    room.sound.advance(ms=30)
    assert [(b.at_ns, b.first_frame, b.captured_at_ns) for b in room.captured] == [
        (1_010 * MS, 0, 995 * MS),
        (1_020 * MS, 240, 1_005 * MS),
        (1_030 * MS, 480, 1_015 * MS),
    ]
    assert [(b.at_ns, b.first_frame, b.dac_at_ns) for b in room.handed] == [
        (1_010 * MS, 0, 1_035 * MS),
        (1_020 * MS, 240, 1_045 * MS),
        (1_030 * MS, 480, 1_055 * MS),
    ]


def test_time_may_pass_in_steps_of_any_size() -> None:
    stepped, at_once = Room().open(), Room().open()
    for ms in (3, 0, 9, 1, 17):
        stepped.sound.advance(ms)
    at_once.sound.run_until(1_030 * MS)
    assert stepped.inputs == at_once.inputs
    assert stepped.clock.now_ns() == at_once.clock.now_ns() == 1_030 * MS


def test_heard_is_what_has_reached_the_ear_and_not_what_was_handed_over() -> None:
    room = Room().open()
    room.play(480)
    room.sound.advance(ms=20)
    assert sum(span.frames for block in room.handed for span in block.spans) == 480
    assert room.sound.heard() == bytes(2 * 480)
    room.sound.advance(ms=20)
    assert room.sound.heard(from_ns=1_035 * MS) == counting(0, 120)
    room.sound.advance(ms=60)
    assert room.sound.heard(1_035 * MS, 1_055 * MS) == counting(0, 480)
    assert not any(room.sound.heard(from_ns=1_055 * MS))


def test_listener_is_told_of_every_block_with_the_moment_it_is_heard() -> None:
    room = Room().open()
    room.play(240)
    room.sound.advance(ms=20)
    assert room.told == [(1_035 * MS, counting(0, 240)), (1_045 * MS, bytes(480))]


def test_voice_is_captured_when_it_is_spoken_to_the_frame() -> None:
    room = Room().open()
    assert room.sound.say(counting(0, 480), at_ns=1_012 * MS) == 1_032 * MS
    room.sound.advance(ms=60)
    sound = samples(b"".join(block.pcm for block in room.captured))
    first = int(np.flatnonzero(sound)[0])
    assert sound[first : first + 480].tobytes() == counting(0, 480)
    assert room.captured[0].captured_at_ns + first * MS // 24 == 1_012 * MS
    assert not sound[first + 480 :].any()


def test_two_voices_are_mixed_and_saturate() -> None:
    room = Room(capture_latency_ms=0).open()
    loud = np.full(240, 30_000, dtype="<i2").tobytes()
    room.sound.say(loud)
    room.sound.say(loud)
    room.sound.advance(ms=10)
    assert set(samples(room.captured[0].pcm)) == {32_767}


def test_microphone_hears_the_loudspeaker_later_and_quieter() -> None:
    room = Room().open()
    room.sound.set_echo(delay_ms=3, gain_db=-20.0)
    room.playout.play(ITEM, 0, 0, np.full(2_400, 10_000, dtype="<i2").tobytes())
    room.playout.finish(ITEM, 0)
    room.sound.advance(ms=100)
    sound = samples(b"".join(block.pcm for block in room.captured))
    first = int(np.flatnonzero(sound)[0])
    # Handed at 1010, heard at 1035, back at the microphone at 1038.
    assert room.captured[0].captured_at_ns + first * MS // 24 == 1_038 * MS
    assert set(sound[first:]) == {1_000}
    room.sound.remove_echo()
    room.sound.advance(ms=10)
    assert not any(room.captured[-1].pcm)


def test_echo_cannot_come_before_the_sound() -> None:
    with pytest.raises(ValueError, match="an echo comes after the sound"):
        Room().sound.set_echo(delay_ms=-1, gain_db=0)


# -- opening, closing, unplugging --------------------------------------------------------------------


def test_frame_counting_begins_with_the_opening() -> None:
    room = Room()
    room.sound.advance(ms=1_003)
    room.open()
    room.sound.advance(ms=10)
    assert [(b.at_ns, b.first_frame) for b in room.captured] == [(2_010 * MS, 0)]
    assert [(b.first_frame, b.dac_at_ns) for b in room.handed] == [(0, 2_035 * MS)]


def test_closed_stream_throws_away_what_was_not_yet_heard() -> None:
    room = Room()
    stream = room.sound.open_speaker(room.playout)
    room.play(960)
    room.sound.advance(ms=30)
    room.sound.advance(ms=9)
    stream.close()
    stream.close()
    room.sound.advance(ms=100)
    assert room.sound.heard(1_035 * MS, 1_039 * MS) == counting(0, 96)
    assert not any(room.sound.heard(from_ns=1_039 * MS))
    assert len(room.handed) == 3


def test_unplugged_loudspeaker_loses_what_was_handed_over_but_not_heard() -> None:
    room = Room().open()
    room.play(2_400)
    room.sound.advance(ms=50)
    room.sound.unplug(SPEAKER)
    lost = room.inputs[-1]
    assert isinstance(lost, SpeakerLost)
    assert lost.sentence.startswith("The loudspeaker “Simulated loudspeaker” has stopped")
    room.sound.advance(ms=50)
    assert room.sound.heard(1_035 * MS, 1_050 * MS) == counting(0, 360)
    assert not any(room.sound.heard(from_ns=1_050 * MS))
    assert len(room.handed) == 5
    assert len(room.captured) == 10
    room.sound.plug(SPEAKER)
    room.sound.open_speaker(room.playout)
    room.sound.advance(ms=10)
    assert room.handed[-1].first_frame == 0
    assert room.handed[-1].spans == ()  # the rest waits: what was lost comes before it


def test_unplugged_microphone_is_told_and_cannot_be_opened_until_it_is_back() -> None:
    room = Room().open()
    room.sound.unplug(MICROPHONE)
    assert isinstance(room.inputs[-1], MicrophoneLost)
    assert [device.name for device in room.sound.devices()] == [SPEAKER]
    with pytest.raises(SoundError, match="There is no microphone"):
        room.sound.open_microphone(room.capture)
    room.sound.plug(MICROPHONE)
    room.sound.open_microphone(room.capture)
    room.sound.advance(ms=10)
    assert len(room.captured) == 1


def test_other_devices_of_the_room_can_be_chosen() -> None:
    sound = SimulatedSound(ManualClock(), microphones=("Left", "Right"), speakers=())
    capture = Capture(ManualClock(), list[Input]().append)
    assert sound.open_microphone(capture, "Right").device_name == "Right"
    with pytest.raises(SoundError, match="“Left” is in use"):
        sound.open_microphone(capture)
    with pytest.raises(SoundError, match="There is no loudspeaker"):
        sound.open_speaker(PlayoutQueue(ManualClock(), list[Input]().append))
    with pytest.raises(ValueError, match="never was a device 'Middle'"):
        sound.plug("Middle")


# -- stalls ------------------------------------------------------------------------------------------


def test_short_stall_is_made_up_for_in_a_burst_and_is_not_heard() -> None:
    room = Room().open()
    room.play(4_800)
    room.sound.advance(ms=10)
    room.sound.stall(ms=25)
    room.sound.advance(ms=20)
    assert (len(room.captured), len(room.handed)) == (1, 1)
    room.sound.advance(ms=10)
    assert (len(room.captured), len(room.handed)) == (4, 4)
    assert {block.at_ns for block in room.handed[1:]} == {1_040 * MS}
    assert [block.captured_at_ns for block in room.captured] == [(995 + 10 * n) * MS for n in range(4)]
    room.sound.advance(ms=200)
    assert room.sound.heard(1_035 * MS, 1_235 * MS) == counting(0, 4_800)
    assert room.sound.dropouts == 0


def test_stall_longer_than_the_buffer_is_heard_as_a_dropout_and_no_frame_is_lost() -> None:
    room = Room().open()
    room.play(4_800)
    room.sound.advance(ms=10)
    room.sound.stall(ms=100, microphone=False)
    room.sound.advance(ms=400)
    # Ticks 1020 to 1080 could only have been heard until 1105; at 1110 the ones from 1090 on still can.
    assert room.sound.dropouts == 7
    assert len(room.captured) == 41
    assert room.sound.heard(1_035 * MS, 1_045 * MS) == counting(0, 240)
    assert not any(room.sound.heard(1_045 * MS, 1_115 * MS))
    assert room.sound.heard(1_115 * MS, 1_305 * MS) == counting(240, 4_560)
    frames = [block.first_frame for block in room.handed]
    assert frames == list(range(0, 240 * len(frames), 240))


def test_microphone_that_is_not_served_loses_what_is_older_than_200_ms_and_says_so() -> None:
    room = Room().open()
    room.sound.stall(ms=300, speaker=False)
    room.sound.advance(ms=320)
    assert room.sound.overflows == 10
    assert [block.overflowed for block in room.captured] == [True] + [False] * 21
    assert room.captured[0].captured_at_ns == (995 + 10 * 10) * MS
    assert len(room.handed) == 32


# -- who moves time ----------------------------------------------------------------------------------


def test_ticks_that_are_due_run_when_somebody_else_moves_the_clock() -> None:
    room = Room().open()
    assert room.sound.due_ns == 1_010 * MS
    room.clock.advance(ms=25)
    room.sound.run_due()
    assert len(room.captured) == 2
    assert room.sound.due_ns == 1_030 * MS


def test_real_clock_is_not_moved_by_hand() -> None:
    with pytest.raises(LocalProtocolError, match="only a ManualClock"):
        SimulatedSound(SystemClock()).advance(ms=10)


async def test_pacing_keeps_the_frame_count_true_to_the_clock() -> None:
    clock = SystemClock()
    blocks: list[SpeakerBlock] = []
    enough = asyncio.Event()

    def post(happened: Input) -> None:
        if isinstance(happened, SpeakerBlock):
            blocks.append(happened)
        if len(blocks) == 8:
            enough.set()

    sound = SimulatedSound(clock)
    sound.open_speaker(PlayoutQueue(clock, post))
    first_ns = sound.due_ns
    pacing = asyncio.create_task(sound.pace())
    await enough.wait()
    assert clock.now_ns() - first_ns >= 70 * MS
    pacing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pacing
    # However late each callback was, its block is heard at its own moment.
    assert [block.dac_at_ns - first_ns for block in blocks[:8]] == [(25 + 10 * n) * MS for n in range(8)]


async def test_pacing_catches_up_and_lets_others_run_meanwhile() -> None:
    clock = ManualClock()
    handed: list[Input] = []
    seen: set[int] = set()
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def look() -> None:
        seen.add(len(handed))
        if len(handed) < 501:
            loop.call_soon(look)
        else:
            done.set()

    sound = SimulatedSound(clock)
    sound.open_speaker(PlayoutQueue(clock, handed.append))
    clock.advance(ms=5_000)
    pacing = asyncio.create_task(sound.pace())
    look()
    await done.wait()
    pacing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pacing
    assert len(handed) == 501
    assert len(seen) > 5


# -- the air -----------------------------------------------------------------------------------------


def test_air_is_silent_where_nothing_was_put() -> None:
    air = Air()
    assert not air.sound(0, 100).any()
    air.put(600, samples(counting(0, 240)).copy())
    air.put(1_080, samples(counting(240, 240)).copy())
    expected = bytes(200) + counting(0, 240) + bytes(480) + counting(240, 240) + bytes(40)
    assert air.sound(500, 840).tobytes() == expected


def test_air_forgets_the_oldest_after_10_minutes() -> None:
    air = Air()
    block = np.ones(240, dtype=np.int16)
    for at in range(AIR_BLOCKS_MAX + 2):
        air.put(at * 240, block)
    assert air.forgotten_blocks == 2
    assert not air.sound(0, 480).any()
    assert air.sound(480, 240).all()
