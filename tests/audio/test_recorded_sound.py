"""A finished conversation through the simulated loudspeaker: every frame, and where one is in it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sounds import counting, samples
from voiceapp.audio.capture import Capture
from voiceapp.audio.desk import here
from voiceapp.audio.recorded_sound import RecordedSound
from voiceapp.audio.run import FADE_FRAMES
from voiceapp.audio.simulated import SPEAKER, SimulatedSound
from voiceapp.audio.voices import Voices
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input
from voiceapp.errors import SoundError

FIRST = 240_000
"""Where the conversation begins: 10 s on the voice clock."""


class Bench:
    """A conversation of two seconds and a loudspeaker of 25 ms latency."""

    def __init__(self, *, latency_ms: int = 25) -> None:
        self.clock = ManualClock(3_000_000_000)
        self.room = SimulatedSound(self.clock, latency_ms=latency_ms)
        voices = Voices()
        voices.assistant.add(FIRST, counting(0, 48_000))
        self.sound = RecordedSound(voices, self.room, self.clock, run=here)

    def pass_time(self, ms: int) -> None:
        """Let time pass, feeding as a loop does."""
        for _ in range(ms // 10):
            self.sound.feed()
            self.room.advance(10)

    def heard(self) -> list[int]:
        """Return what reached the ear, without the silence around it."""
        return [int(one) for one in np.trim_zeros(samples(self.room.heard()))]


@pytest.fixture
async def bench() -> Bench:
    made = Bench()
    await made.sound.open()
    return made


def expected(first: int, frames: int) -> list[int]:
    return [int(one) for one in samples(counting(first, frames))]


async def test_every_frame_is_heard_once_and_nothing_else(bench: Bench) -> None:
    bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    bench.pass_time(2_100)
    assert bench.heard() == expected(0, 48_000)


async def test_playing_begins_anywhere(bench: Bench) -> None:
    bench.sound.start(FIRST + 24_000, FIRST + 28_800, 1.0)
    bench.pass_time(300)
    assert bench.heard() == expected(24_000, 4_800)


async def test_the_position_is_what_is_in_the_ear(bench: Bench) -> None:
    bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    assert bench.sound.position() == FIRST
    bench.pass_time(500)
    # The first block is taken after 10 ms and heard 25 ms later: 465 ms have been heard.
    assert bench.sound.position() == FIRST + 11_160
    bench.pass_time(2_000)
    assert bench.sound.position() == FIRST + 48_000


async def test_stopping_fades_and_keeps_silent(bench: Bench) -> None:
    bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    bench.pass_time(100)
    bench.sound.stop()
    bench.pass_time(500)
    heard = bench.heard()
    assert len(heard) == 2_400 + FADE_FRAMES
    assert heard[:2_400] == expected(0, 2_400)
    assert heard[-1] < 100


async def test_starting_elsewhere_replaces_what_plays(bench: Bench) -> None:
    bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    bench.pass_time(100)
    bench.sound.start(FIRST + 40_000, FIRST + 48_000, 1.0)
    assert bench.sound.position() == FIRST + 40_000
    bench.pass_time(600)
    assert bench.heard()[-8_000:] == expected(40_000, 8_000)
    assert bench.sound.position() == FIRST + 48_000


async def test_what_begins_within_a_block_is_not_in_the_ear_before_it_begins() -> None:
    bench = Bench(latency_ms=0)
    await bench.sound.open()
    bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    bench.pass_time(100)
    bench.sound.start(FIRST + 40_000, FIRST + 48_000, 1.0)
    bench.room.advance(10)  # this block begins with the fade of what played before
    bench.clock.advance(ms=5)
    assert bench.sound.position() == FIRST + 40_000 + 120 - FADE_FRAMES


@pytest.mark.parametrize(("speed", "frames"), [(0.5, 96_000), (2.0, 24_000)])
async def test_another_speed_takes_another_time(bench: Bench, speed: float, frames: int) -> None:
    bench.sound.start(FIRST, FIRST + 48_000, speed)
    bench.pass_time(4_200)
    assert len(bench.heard()) == frames
    assert bench.sound.position() == FIRST + 48_000


async def test_a_loudspeaker_that_goes_is_told(bench: Bench) -> None:
    bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    bench.pass_time(100)
    bench.room.unplug(SPEAKER)
    assert SPEAKER in bench.sound.lost
    with pytest.raises(SoundError):
        bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    bench.room.plug(SPEAKER)
    await bench.sound.open()
    assert bench.sound.is_open
    bench.sound.start(FIRST + 47_760, FIRST + 48_000, 1.0)
    bench.pass_time(100)
    assert bench.heard()[-240:] == expected(47_760, 240)


async def test_no_microphone_is_opened(bench: Bench) -> None:
    told: list[Input] = []
    bench.room.open_microphone(Capture(bench.clock, told.append))  # a second time it would be in use


async def test_closing_releases_the_loudspeaker(bench: Bench) -> None:
    await bench.sound.close()
    await bench.sound.close()
    with pytest.raises(SoundError, match="There is no loudspeaker"):
        bench.sound.start(FIRST, FIRST + 48_000, 1.0)
    await bench.sound.open()
    assert bench.sound.is_open
