"""What a door gets of a device's blocks, and a device of a door's."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fake_sounddevice import Flags, TimeInfo
from tests.sounds import counting, samples, tone, tone_error_db
from voiceapp.audio.capture import Capture
from voiceapp.audio.device_stream import DeviceFormat, MicrophoneStream, SpeakerStream
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import (
    Input,
    MicBlock,
    MicrophoneLost,
    MicrophoneOpened,
    SpeakerBlock,
    SpeakerLost,
    SpeakerOpened,
)
from voiceapp.protocol.wire import ItemId

ITEM = ItemId("item_1")


class Microphone:
    """A microphone stream, driven by hand."""

    def __init__(self, device_format: DeviceFormat) -> None:
        self.clock = ManualClock(1_000_000_000)
        self.inputs: list[Input] = []
        self.format = device_format
        self.stream = MicrophoneStream(
            self.clock, Capture(self.clock, self.inputs.append), "Desk microphone", device_format
        )
        self.stream.opened(0.02)

    def hear(self, pcm: bytes, *, offset_s: float = -0.015, overflow: bool = False) -> None:
        """Deliver `pcm` of the device's format in blocks."""
        size = self.format.block_frames * self.format.channels * 2
        for at in range(0, len(pcm), size):
            block = pcm[at : at + size]
            frames = len(block) // self.format.channels // 2
            self.stream.on_block(block, frames, TimeInfo(5_000.0 + offset_s), Flags(input_overflow=overflow))
            self.clock.advance(ns=self.format.block_ns)

    @property
    def blocks(self) -> list[MicBlock]:
        return [happened for happened in self.inputs if isinstance(happened, MicBlock)]


class Speaker:
    """A loudspeaker stream, driven by hand."""

    def __init__(self, device_format: DeviceFormat) -> None:
        self.clock = ManualClock(1_000_000_000)
        self.inputs: list[Input] = []
        self.format = device_format
        self.queue = PlayoutQueue(self.clock, self.inputs.append)
        self.stream = SpeakerStream(self.clock, self.queue, "Desk speaker", device_format)
        self.stream.opened(0.02)

    def take(self, *, offset_s: float = 0.03, frames: int | None = None, underflow: bool = False) -> bytes:
        count = self.format.block_frames if frames is None else frames
        out = bytearray(b"\xff" * (count * self.format.channels * 2))
        stamps = TimeInfo(outputBufferDacTime=5_000.0 + offset_s)
        self.stream.on_block(memoryview(out), count, stamps, Flags(output_underflow=underflow))
        self.clock.advance(ns=count * 1_000_000_000 // self.format.rate_hz)
        return bytes(out)

    @property
    def blocks(self) -> list[SpeakerBlock]:
        return [happened for happened in self.inputs if isinstance(happened, SpeakerBlock)]


@pytest.mark.parametrize(
    ("rate_hz", "frames", "ms"),
    [
        (24_000, 240, 10),
        (48_000, 480, 10),
        (44_100, 441, 10),
        (16_000, 160, 10),
        (22_050, 441, 20),
        (11_025, 441, 40),
    ],
)
def test_block_is_the_shortest_that_is_whole_on_both_sides(rate_hz: int, frames: int, ms: int) -> None:
    device_format = DeviceFormat(rate_hz, 1)
    assert device_format.block_frames == frames
    assert device_format.block_ns == ms * 1_000_000


@pytest.mark.parametrize(("rate_hz", "frames"), [(24_000, 120), (48_000, 240), (16_000, 80), (44_100, 441)])
def test_microphone_asks_for_half_a_block_where_that_is_whole(rate_hz: int, frames: int) -> None:
    assert Microphone(DeviceFormat(rate_hz, 1)).stream.asked_frames == frames
    assert Speaker(DeviceFormat(rate_hz, 1)).stream.asked_frames == rate_hz // 100


@pytest.mark.parametrize("rate_hz", [16_000, 24_000, 48_000])
def test_half_blocks_arrive_as_whole_ones_dated_by_the_first_half(rate_hz: int) -> None:
    microphone = Microphone(DeviceFormat(rate_hz, 1))
    half = microphone.stream.asked_frames
    sound = tone(200, rate_hz=rate_hz)
    for at in range(0, len(sound), 2 * half):
        microphone.stream.on_block(sound[at : at + 2 * half], half, TimeInfo(4_999.985), Flags())
        microphone.clock.advance(ms=5)
    assert [block.first_frame for block in microphone.blocks] == list(range(0, 4_800, 240))
    delay_ns = 0 if rate_hz == 24_000 else 1_000_000
    assert microphone.blocks[1].captured_at_ns == pytest.approx(995_000_000 - delay_ns, abs=4_000)
    assert tone_error_db(samples(b"".join(block.pcm for block in microphone.blocks))[240:], hz=1_000) < -70


def test_sound_lost_before_the_second_half_marks_the_block() -> None:
    microphone = Microphone(DeviceFormat(24_000, 1))
    for lost in (False, True, False, False):
        microphone.stream.on_block(bytes(240), 120, TimeInfo(4_999.985), Flags(input_overflow=lost))
        microphone.clock.advance(ms=5)
    assert [block.overflowed for block in microphone.blocks] == [True, False]


def test_format_reads_like_a_sentence() -> None:
    assert str(DeviceFormat(44_100, 1)) == "44100 Hz, mono"
    assert str(DeviceFormat(48_000, 2)) == "48000 Hz, 2 channels"


# -- the microphone ----------------------------------------------------------------------------------


def test_plain_blocks_reach_the_door_as_they_are() -> None:
    microphone = Microphone(DeviceFormat(24_000, 1))
    microphone.hear(counting(0, 480), overflow=True)
    assert microphone.inputs[0] == MicrophoneOpened(1_000_000_000, "Desk microphone")
    assert b"".join(block.pcm for block in microphone.blocks) == counting(0, 480)
    assert [block.captured_at_ns for block in microphone.blocks] == [985_000_000, 995_000_000]
    assert [block.overflowed for block in microphone.blocks] == [True, True]
    assert microphone.stream.statistics().xruns == 2


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_other_rates_arrive_as_whole_blocks_dated_back_by_the_delay(rate_hz: int) -> None:
    microphone = Microphone(DeviceFormat(rate_hz, 1))
    microphone.hear(tone(200, rate_hz=rate_hz))
    assert [block.first_frame for block in microphone.blocks] == list(range(0, 4_800, 240))
    sound = samples(b"".join(block.pcm for block in microphone.blocks))
    assert tone_error_db(sound[240:], hz=1_000) < -70
    # Block n says it was captured 1 ms before the device's own block, because its sound was.
    assert microphone.blocks[5].captured_at_ns == pytest.approx(
        985_000_000 + 50_000_000 - 1_000_000, abs=4_000
    )


def test_click_is_dated_to_the_very_frame() -> None:
    microphone = Microphone(DeviceFormat(48_000, 1))
    click = np.zeros(4_800, dtype="<i2")
    click[1_000] = 30_000  # 20.83 ms after the first frame was captured
    microphone.hear(click.tobytes())
    heard = samples(b"".join(block.pcm for block in microphone.blocks))
    peak = int(np.abs(heard).argmax())
    block = microphone.blocks[peak // 240]
    heard_at_ns = block.captured_at_ns + (peak % 240) * 1_000_000_000 // 24_000
    assert heard_at_ns - 985_000_000 == pytest.approx(1_000 * 1_000_000_000 / 48_000, abs=1_000)


def test_two_channels_are_mixed_and_of_more_the_first_counts() -> None:
    stereo = Microphone(DeviceFormat(24_000, 2))
    stereo.hear(np.tile(np.array([1_000, 3_000], dtype="<i2"), 240).tobytes())
    assert set(samples(stereo.blocks[0].pcm)) == {2_000}
    many = Microphone(DeviceFormat(24_000, 4))
    many.hear(np.tile(np.array([700, 1, 2, 3], dtype="<i2"), 240).tobytes())
    assert set(samples(many.blocks[0].pcm)) == {700}


def test_fault_on_the_way_is_counted_and_the_stream_lives() -> None:
    microphone = Microphone(DeviceFormat(24_000, 2))
    microphone.stream.on_block(bytes(962), 240, TimeInfo(4_999.99), Flags())
    assert microphone.stream.statistics().faults == 1
    microphone.hear(bytes(960))
    assert len(microphone.blocks) == 1


# -- the loudspeaker ---------------------------------------------------------------------------------


def test_plain_blocks_reach_the_device_as_they_are() -> None:
    speaker = Speaker(DeviceFormat(24_000, 1))
    speaker.queue.play(ITEM, 0, 0, counting(0, 480))
    speaker.queue.finish(ITEM, 0)
    assert speaker.take() + speaker.take(underflow=True) == counting(0, 480)
    assert speaker.inputs[0] == SpeakerOpened(1_000_000_000, "Desk speaker")
    assert [block.dac_at_ns for block in speaker.blocks] == [1_030_000_000, 1_040_000_000]
    assert [block.estimated for block in speaker.blocks] == [False, False]
    assert speaker.stream.statistics().xruns == 1


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_other_rates_and_stereo_get_clean_sound_heard_later_by_the_delay(rate_hz: int) -> None:
    speaker = Speaker(DeviceFormat(rate_hz, 2))
    speaker.queue.play(ITEM, 0, 0, tone(200))
    speaker.queue.finish(ITEM, 0)
    out = samples(b"".join(speaker.take() for _ in range(20))).reshape(-1, 2)
    assert np.array_equal(out[:, 0], out[:, 1])
    assert tone_error_db(out[rate_hz // 100 :, 0], hz=1_000, rate_hz=rate_hz) < -70
    assert [block.first_frame for block in speaker.blocks] == list(range(0, 4_800, 240))
    assert speaker.blocks[3].dac_at_ns == 1_030_000_000 + 30_000_000 + 1_000_000


def test_channels_past_the_second_are_silent() -> None:
    speaker = Speaker(DeviceFormat(24_000, 6))
    speaker.queue.play(ITEM, 0, 0, counting(0, 240))
    speaker.queue.finish(ITEM, 0)
    out = samples(speaker.take()).reshape(-1, 6)
    assert out[:, 0].tobytes() == out[:, 1].tobytes() == counting(0, 240)
    assert not out[:, 2:].any()


def test_block_of_an_unexpected_size_is_filled_and_the_account_stays_exact() -> None:
    speaker = Speaker(DeviceFormat(48_000, 1))
    speaker.queue.play(ITEM, 0, 0, tone(100))
    speaker.queue.finish(ITEM, 0)
    out = samples(b"".join(speaker.take(frames=frames) for frames in (480, 100, 900, 1, 479, 2_400)))
    assert tone_error_db(out[480:], hz=1_000, rate_hz=48_000) < -70
    assert sum(span.frames for block in speaker.blocks for span in block.spans) == 2_400
    # A block that begins with frames left over is heard that much later.
    leftover_ns = speaker.blocks[2].dac_at_ns - 1_000_000 - (1_000_000_000 + 12_083_333) - 30_000_000
    assert leftover_ns == pytest.approx(380 * 1_000_000_000 / 48_000, abs=2)


def test_implausible_stamp_is_passed_on_as_an_estimate() -> None:
    speaker = Speaker(DeviceFormat(24_000, 1))
    speaker.take(offset_s=0.0)
    assert (speaker.blocks[0].dac_at_ns, speaker.blocks[0].estimated) == (1_020_000_000, True)
    assert speaker.stream.statistics().estimates == 1


def test_fault_on_the_way_to_the_device_is_silence() -> None:
    speaker = Speaker(DeviceFormat(24_000, 2))
    out = bytearray(b"\xff" * 10)
    speaker.stream.on_block(memoryview(out), 240, TimeInfo(outputBufferDacTime=5_000.03), Flags())
    assert out == bytes(10)
    assert speaker.stream.statistics().faults == 1


# -- the end -----------------------------------------------------------------------------------------


def test_stream_that_ends_by_itself_tells_its_door_once() -> None:
    speaker, microphone = Speaker(DeviceFormat(24_000, 1)), Microphone(DeviceFormat(24_000, 1))
    for _ in range(2):
        speaker.stream.on_finished()
        microphone.stream.on_finished()
    assert [type(happened) for happened in speaker.inputs] == [SpeakerLost]
    assert [type(happened) for happened in microphone.inputs] == [MicrophoneLost]


def test_stream_that_was_closed_tells_nothing_more_and_plays_silence() -> None:
    speaker, microphone = Speaker(DeviceFormat(24_000, 1)), Microphone(DeviceFormat(24_000, 1))
    released: list[str] = []
    for name, stream in (("speaker", speaker.stream), ("microphone", microphone.stream)):
        stream.release = lambda name=name: released.append(name)
        stream.close()
        stream.close()
        stream.on_finished()
    microphone.hear(counting(0, 240))
    assert speaker.take() == bytes(480)
    assert speaker.inputs == microphone.inputs == []
    assert released == ["speaker", "microphone"]
