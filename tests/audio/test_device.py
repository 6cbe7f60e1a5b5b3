"""One contract for every sound system: the simulated one, PortAudio on a fake library, and PortAudio itself.

PortAudio itself takes part where this machine has a microphone and a loudspeaker; the test's name says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from tests.fake_sounddevice import FakeDevice, FakeSoundDevice
from tests.sounds import counting
from voiceapp.audio.capture import Capture
from voiceapp.audio.device import SoundSystem, Stream
from voiceapp.audio.device_stream import DeviceFormat
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.clock import Clock, ManualClock, SystemClock
from voiceapp.dialogue.inputs import Input, MicBlock, MicrophoneOpened, SpeakerBlock, SpeakerOpened
from voiceapp.errors import SoundError
from voiceapp.protocol.wire import ItemId

ITEM = ItemId("item_1")
MS = 1_000_000


class Setup:
    """A sound system with two doors, and a way to let blocks come."""

    def __init__(
        self, clock: Clock, system: SoundSystem, let_pass: Callable[[Callable[[], bool]], None]
    ) -> None:
        self.clock = clock
        self.system = system
        self.let_pass = let_pass
        """Lets time go by, about 10 ms between two looks at whether it is enough."""
        self.inputs: list[Input] = []
        self.capture = Capture(clock, self.inputs.append)
        self.playout = PlayoutQueue(clock, self.inputs.append)
        self.streams: list[Stream] = []

    def open_both(self) -> None:
        self.streams.append(self.system.open_speaker(self.playout))
        self.streams.append(self.system.open_microphone(self.capture))

    def let_blocks_come(self, count: int) -> None:
        """Return when each open direction has brought `count` more blocks."""
        heard, handed = len(self.captured), len(self.handed)
        self.let_pass(lambda: len(self.captured) >= heard + count and len(self.handed) >= handed + count)

    @property
    def captured(self) -> list[MicBlock]:
        return [happened for happened in list(self.inputs) if isinstance(happened, MicBlock)]

    @property
    def handed(self) -> list[SpeakerBlock]:
        return [happened for happened in list(self.inputs) if isinstance(happened, SpeakerBlock)]


def simulated() -> Setup:
    clock = ManualClock()
    sound = SimulatedSound(clock)

    def let_pass(enough: Callable[[], bool]) -> None:
        while not enough():
            sound.advance(ms=10)

    return Setup(clock, sound, let_pass)


def on_a_fake_library(rate_hz: int, channels: int) -> Setup:
    clock = ManualClock()
    format_of = {"rates_hz": (rate_hz,), "channels": (channels,), "own_rate_hz": rate_hz}
    library = FakeSoundDevice(
        clock,
        [
            FakeDevice("Desk microphone", inputs=2, **format_of),  # type: ignore[arg-type]
            FakeDevice("Desk speaker", outputs=2, **format_of),  # type: ignore[arg-type]
        ],
    )

    def let_pass(enough: Callable[[], bool]) -> None:
        block_frames = DeviceFormat(rate_hz, channels).block_frames
        while not enough():
            now_ns = clock.now_ns()
            for stream in library.streams:
                if stream.running and stream.device.outputs:
                    stream.turn()
                elif stream.running:
                    # Both callbacks of a block belong to one moment of the clock.
                    stream.library.clock = ManualClock(now_ns)
                    asked_frames = stream.options["blocksize"]
                    for first in range(0, block_frames, asked_frames):
                        stream.turn(bytes(asked_frames * channels * 2), offset_s=first / rate_hz - 0.015)
                    stream.library.clock = clock

    return Setup(clock, PortAudioSystem(clock, load=lambda: library), let_pass)


def real() -> Setup:
    clock = SystemClock()
    pause = threading.Event()

    def let_pass(enough: Callable[[], bool]) -> None:
        for _ in range(500):
            if enough():
                return
            pause.wait(0.01)
        pytest.fail("no blocks came for 5 s")

    return Setup(clock, PortAudioSystem(clock), let_pass)


def real_forced() -> Setup:
    made = real()
    made.system = PortAudioSystem(made.clock, device_format=DeviceFormat(44_100, 2))
    return made


def has_real_devices() -> bool:
    try:
        devices = PortAudioSystem(SystemClock()).devices()
    except SoundError:
        return False
    return any(device.inputs for device in devices) and any(device.outputs for device in devices)


SYSTEMS: dict[str, Callable[[], Setup]] = {
    "simulated": simulated,
    "portaudio-on-a-fake-card": lambda: on_a_fake_library(24_000, 1),
    "portaudio-on-a-fake-card-of-48-kHz-stereo": lambda: on_a_fake_library(48_000, 2),
    "portaudio-on-a-fake-card-of-44.1-kHz": lambda: on_a_fake_library(44_100, 1),
}
if has_real_devices():
    SYSTEMS |= {
        "portaudio-on-this-machine": real,
        "portaudio-on-this-machine-at-44.1-kHz-stereo": real_forced,
    }


@pytest.fixture(params=list(SYSTEMS))
def setup(request: pytest.FixtureRequest) -> Iterator[Setup]:
    made = SYSTEMS[request.param]()
    yield made
    for stream in made.streams:
        stream.close()


def test_there_is_a_default_device_each_way(setup: Setup) -> None:
    devices = setup.system.devices()
    assert [device.inputs > 0 for device in devices if device.default_input] == [True]
    assert [device.outputs > 0 for device in devices if device.default_output] == [True]
    assert all(device.name and device.host_api for device in devices)


def test_opening_is_told_once_and_before_the_first_block(setup: Setup) -> None:
    setup.open_both()
    setup.let_blocks_come(3)
    opened = [happened for happened in setup.inputs if isinstance(happened, SpeakerOpened | MicrophoneOpened)]
    assert sorted(type(happened).__name__ for happened in opened) == ["MicrophoneOpened", "SpeakerOpened"]
    kinds = [type(happened) for happened in setup.inputs]
    assert kinds.index(MicrophoneOpened) < kinds.index(MicBlock)
    assert kinds.index(SpeakerOpened) < kinds.index(SpeakerBlock)
    assert {happened.device for happened in opened} == {stream.device_name for stream in setup.streams}


def test_frames_are_counted_without_gaps_at_the_rate_of_the_wire(setup: Setup) -> None:
    setup.open_both()
    setup.let_blocks_come(10)
    assert [b.first_frame for b in setup.captured] == [240 * n for n in range(len(setup.captured))]
    assert [b.first_frame for b in setup.handed] == [240 * n for n in range(len(setup.handed))]
    assert {len(block.pcm) for block in setup.captured} == {480}
    assert {block.frames for block in setup.handed} == {240}


def test_blocks_were_captured_before_and_will_be_heard_after_they_are_told_of(setup: Setup) -> None:
    setup.open_both()
    setup.let_blocks_come(10)
    assert all(block.captured_at_ns < block.at_ns for block in setup.captured)
    assert all(block.dac_at_ns > block.at_ns for block in setup.handed)


def test_times_of_blocks_follow_each_other_evenly(setup: Setup) -> None:
    setup.open_both()
    setup.let_blocks_come(30)
    # The first blocks fill the driver's empty buffer; what is settled is even to 3 ms on a busy machine.
    moments = [block.dac_at_ns for block in setup.handed][10:]
    steps = [later - earlier for earlier, later in pairwise(moments)]
    assert sum(abs(step - 10 * MS) < 3 * MS for step in steps) >= len(steps) - 2


def test_queued_sound_is_handed_over_whole_and_in_order(setup: Setup) -> None:
    setup.open_both()
    setup.playout.play(ITEM, 0, 0, counting(0, 1_000))
    setup.playout.finish(ITEM, 0)
    setup.let_blocks_come(8)
    spans = [span for block in setup.handed for span in block.spans]
    assert [span.item_frame for span in spans] == [0, 240, 480, 720, 960]
    assert sum(span.frames for span in spans) == 1_000


def test_closed_stream_says_nothing_more_and_may_be_closed_again(setup: Setup) -> None:
    setup.open_both()
    setup.let_blocks_come(3)
    speaker, microphone = setup.streams
    speaker.close()
    handed = len(setup.handed)
    setup.playout.play(ITEM, 0, 0, counting(0, 1_000))
    heard = len(setup.captured)
    setup.let_pass(lambda: len(setup.captured) >= heard + 5)
    assert len(setup.handed) == handed
    microphone.close()
    told = len(setup.inputs)
    speaker.close()
    microphone.close()
    turns = iter(range(5))
    setup.let_pass(lambda: next(turns, None) is None)
    assert len(setup.inputs) == told


def test_stream_that_is_opened_again_counts_from_0(setup: Setup) -> None:
    setup.open_both()
    setup.let_blocks_come(3)
    for stream in setup.streams:
        stream.close()
    before = len(setup.inputs)
    setup.open_both()
    setup.let_blocks_come(2)
    again = setup.inputs[before:]
    assert [h.first_frame for h in again if isinstance(h, SpeakerBlock)][:2] == [0, 240]
    assert [h.first_frame for h in again if isinstance(h, MicBlock)][:2] == [0, 240]


def test_device_nobody_has_is_refused_by_name(setup: Setup) -> None:
    with pytest.raises(SoundError, match="The microphone “Nobody's” is not there now"):
        setup.system.open_microphone(setup.capture, "Nobody's")
    with pytest.raises(SoundError, match="The loudspeaker “Nobody's” is not there now"):
        setup.system.open_speaker(setup.playout, "Nobody's")
    assert setup.inputs == []


def test_looking_for_devices_anew_changes_nothing_where_nothing_changed(setup: Setup) -> None:
    before = setup.system.devices()
    setup.system.refresh()
    assert setup.system.devices() == before
