"""Five seconds of sound, and what came back of it."""

from __future__ import annotations

import pytest

from voiceapp.audio.desk import here
from voiceapp.audio.echo import Gate, RoomCanceller
from voiceapp.audio.echo_check import check_echo
from voiceapp.audio.echo_measure import Duplex, EchoReport, sentence
from voiceapp.audio.simulated import MICROPHONE, SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.errors import SoundError


async def checked(sound: SimulatedSound, clock: ManualClock) -> EchoReport:
    async def wait(seconds: float) -> None:
        sound.advance(round(seconds * 1_000))

    return await check_echo(sound, clock, run=here, canceller=RoomCanceller(Gate()), wait=wait)


async def test_an_echo_is_measured_and_cancelled() -> None:
    clock = ManualClock(1_000_000_000)
    sound = SimulatedSound(clock)
    sound.set_echo(delay_ms=60, gain_db=-12.0)
    report = await checked(sound, clock)
    assert report.erl_db == pytest.approx(12.0, abs=2.0)
    assert report.erle_db is not None
    assert report.erle_db > 30
    assert report.duplex is Duplex.FULL
    assert sentence(report).startswith("Echo is cancelled well")


async def test_headphones_are_recognised() -> None:
    clock = ManualClock(1_000_000_000)
    report = await checked(SimulatedSound(clock), clock)
    assert report.erl_db is None
    assert sentence(report) == "No echo: headphones or a quiet loudspeaker."


async def test_both_devices_are_free_again_afterwards() -> None:
    clock = ManualClock(1_000_000_000)
    sound = SimulatedSound(clock)
    await checked(sound, clock)
    await checked(sound, clock)


async def test_a_missing_microphone_is_a_sentence_and_leaves_the_loudspeaker_free() -> None:
    clock = ManualClock(1_000_000_000)
    sound = SimulatedSound(clock)
    sound.unplug(MICROPHONE)
    with pytest.raises(SoundError):
        await checked(sound, clock)
    sound.plug(MICROPHONE)
    await checked(sound, clock)
