"""A replay on a manual clock and a simulated loudspeaker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.scenarios import TAPES
from tests.sounds import samples
from voiceapp.audio.desk import here
from voiceapp.audio.simulated import SPEAKER, SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.replaying import Replaying

BARGE_IN = TAPES / "barge-in-after-generation-ga"
FIRST = "item_000000000000000000009"


class Bench:
    """A replay whose loop turns when the test says so."""

    def __init__(self, folder: Path = BARGE_IN, *, speakers: tuple[str, ...] = (SPEAKER,)) -> None:
        self.clock = ManualClock(7_000_000_000)
        self.room = SimulatedSound(self.clock, speakers=speakers)
        self.replaying = Replaying(folder, self.room, self.clock, run=here)

    async def opened(self) -> Bench:
        await self.replaying.open()
        return self

    async def pass_time(self, ms: int) -> None:
        """Let time pass, with a tick every 30 ms; what `run()` awaits is awaited."""
        running = asyncio.create_task(self.replaying.run())
        await asyncio.sleep(0)  # `run` opens what has to be opened, ticks once and goes to sleep
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for _ in range(ms // 30):
            self.room.advance(30)
            self.replaying.tick()

    @property
    def position_ms(self) -> int:
        return self.replaying.scene.position_ms

    def open_devices(self) -> list[str]:
        """Return which devices are in use."""
        devices = {"microphone": self.room._microphone, "loudspeaker": self.room._speaker}
        return [role for role, stream in devices.items() if stream is not None]


@pytest.fixture
async def bench() -> Bench:
    return await Bench().opened()


async def test_before_it_is_read_a_recording_says_so() -> None:
    assert Bench().replaying.scene.reading


async def test_a_recording_opens_at_its_beginning_and_stands_still(bench: Bench) -> None:
    await bench.pass_time(300)
    scene = bench.replaying.scene
    assert (scene.position_ms, scene.duration_ms, scene.playing, scene.speed) == (0, 3_120, False, 1.0)
    assert [mark.at_ms for mark in scene.marks] == [0, 920, 1_570]
    assert (len(scene.wires), scene.wires_passed, scene.problem, scene.silent) == (395, 0, None, "")


async def test_a_scene_that_did_not_change_is_the_same_object(bench: Bench) -> None:
    before = bench.replaying.scene
    await bench.pass_time(300)
    assert bench.replaying.scene is before


async def test_playing_moves_with_the_loudspeaker_to_the_end_and_stops(bench: Bench) -> None:
    bench.replaying.play()
    await bench.pass_time(900)
    assert bench.replaying.scene.playing
    assert bench.position_ms == 865  # a block until the device takes sound, 25 ms until it is heard
    assert bench.replaying.scene.snapshot.rows[1].heard_ms == 715
    await bench.pass_time(3_000)
    assert (bench.position_ms, bench.replaying.scene.playing) == (3_120, False)
    assert np.abs(samples(bench.room.heard()).astype(int)).max() > 5_000


async def test_pausing_is_silence_and_stays(bench: Bench) -> None:
    bench.replaying.play()
    await bench.pass_time(900)
    bench.replaying.pause()
    await bench.pass_time(600)
    assert bench.position_ms == 865
    assert not samples(bench.room.heard(7_000_000_000 + 1_000_000_000)).any()
    bench.replaying.toggle()
    await bench.pass_time(300)
    assert bench.position_ms == 865 + 265


async def test_playing_from_the_end_is_playing_from_the_beginning(bench: Bench) -> None:
    bench.replaying.seek(3_120)
    bench.replaying.play()
    await bench.pass_time(300)
    assert bench.position_ms == 265


async def test_one_can_go_anywhere_but_not_beyond(bench: Bench) -> None:
    for wanted, reached in ((1_000, 1_000), (99_999, 3_120), (-5, 0)):
        bench.replaying.seek(wanted)
        bench.replaying.tick()
        assert bench.position_ms == reached


async def test_one_can_go_to_a_moment_of_the_tape_before_it_is_read() -> None:
    bench = Bench()
    with_clock = await Bench().opened()
    assert with_clock.replaying._player is not None
    start_ns = with_clock.replaying._player.start_ns
    bench.replaying.go_to(start_ns + 1_500_000_000)
    await bench.opened()
    assert (bench.position_ms, bench.replaying.scene.playing) == (1_500, False)
    bench.replaying.go_to(start_ns + 500_000_000)
    bench.replaying.tick()
    assert bench.position_ms == 500


async def test_going_somewhere_while_it_plays_goes_on_from_there(bench: Bench) -> None:
    bench.replaying.play()
    await bench.pass_time(300)
    bench.replaying.seek(2_000)
    await bench.pass_time(300)
    assert bench.replaying.scene.playing
    assert 2_260 <= bench.position_ms <= 2_275


async def test_turns_are_stepped_through_both_ways(bench: Bench) -> None:
    positions = []
    for direction in (+1, +1, -1, -1):
        bench.replaying.turn(direction)
        bench.replaying.tick()
        positions.append(bench.position_ms)
    assert positions == [920, 920, 0, 0]
    bench.replaying.seek(2_500)
    bench.replaying.turn(-1)
    bench.replaying.tick()
    assert bench.position_ms == 920


async def test_a_row_plays_from_where_it_began_to_be_heard(bench: Bench) -> None:
    bench.replaying.play_row(FIRST)
    await bench.pass_time(300)
    assert bench.position_ms == 145 + 265
    bench.replaying.play_row("nobody")
    bench.replaying.tick()
    assert bench.replaying.scene.playing


async def test_twice_as_fast_is_twice_as_far(bench: Bench) -> None:
    bench.replaying.choose_speed(2.0)
    bench.replaying.play()
    await bench.pass_time(900)
    assert bench.position_ms == 2 * 865
    assert np.abs(samples(bench.room.heard()).astype(int)).max() > 1_000


async def test_four_times_as_fast_goes_by_the_clock_and_is_silent(bench: Bench) -> None:
    bench.replaying.choose_speed(4.0)
    bench.replaying.play()
    await bench.pass_time(600)
    assert bench.position_ms == 2_400
    assert bench.replaying.scene.silent == "There is no sound at 4 times the speed."
    assert not samples(bench.room.heard()).any()


async def test_the_speed_changes_in_the_middle_without_a_jump(bench: Bench) -> None:
    bench.replaying.play()
    await bench.pass_time(900)
    bench.replaying.choose_speed(0.5)
    await bench.pass_time(600)
    assert 865 + 275 <= bench.position_ms <= 865 + 300


async def test_without_a_loudspeaker_it_plays_by_the_clock_and_says_why_it_is_silent() -> None:
    bench = await Bench(speakers=()).opened()
    bench.replaying.play()
    await bench.pass_time(900)
    assert bench.position_ms == 900
    assert "loudspeaker" in bench.replaying.scene.silent


async def test_a_loudspeaker_that_goes_away_does_not_stop_the_replay(bench: Bench) -> None:
    bench.replaying.play()
    await bench.pass_time(600)
    bench.room.unplug(SPEAKER)
    await bench.pass_time(600)
    assert bench.replaying.scene.playing
    assert 1_100 <= bench.position_ms <= 1_200
    assert SPEAKER in bench.replaying.scene.silent
    bench.replaying.pause()
    bench.room.plug(SPEAKER)
    bench.replaying.play()
    await bench.pass_time(300)
    assert bench.replaying.scene.silent == ""


async def test_no_device_is_opened_before_somebody_listens(bench: Bench) -> None:
    await bench.pass_time(300)
    assert bench.open_devices() == []
    bench.replaying.play()
    await bench.pass_time(30)
    assert bench.open_devices() == ["loudspeaker"]
    await bench.replaying.close()
    assert bench.open_devices() == []


async def test_who_pauses_while_the_loudspeaker_is_being_opened_hears_nothing() -> None:
    bench = Bench()

    async def hesitating(call: Callable[..., Any], *arguments: Any) -> Any:
        bench.replaying.pause()
        return call(*arguments)

    bench.replaying = Replaying(BARGE_IN, bench.room, bench.clock, run=hesitating)
    await bench.opened()
    bench.replaying.play()
    await bench.pass_time(300)
    assert (bench.position_ms, bench.replaying.scene.playing) == (0, False)


async def test_what_is_no_tape_is_said_and_every_wish_is_harmless(tmp_path: Path) -> None:
    bench = await Bench(tmp_path).opened()
    replaying = bench.replaying
    assert replaying.scene.problem is not None
    assert replaying.scene.problem.text.startswith("There is no tape in ")
    replaying.play()
    replaying.seek(5)
    replaying.turn(1)
    replaying.play_row("x")
    replaying.choose_speed(2.0)
    replaying.pause()
    await bench.pass_time(60)
    await replaying.close()
    assert replaying.scene.duration_ms == 0


class Watched(Replaying):
    """A replay that can be waited for."""

    ticked: asyncio.Event

    def tick(self) -> None:
        super().tick()
        self.ticked.set()


async def test_the_loop_ticks_by_itself() -> None:
    clock = ManualClock(7_000_000_000)
    replaying = Watched(BARGE_IN, SimulatedSound(clock, speakers=()), clock, run=here)
    replaying.ticked = asyncio.Event()
    await replaying.open()
    replaying.play()
    running = asyncio.create_task(replaying.run())
    positions = []
    async with asyncio.timeout(10):
        for _ in range(3):
            replaying.ticked.clear()
            await replaying.ticked.wait()
            positions.append(replaying.scene.position_ms)
            clock.advance(ms=500)
    assert positions == [0, 500, 1_000]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
