"""Headphones are pulled out in the middle of an answer: the answer is not taken for a person."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceapp.audio.echo import Passed, room_canceller
from voiceapp.audio.moved_echo import RecentSound
from voiceapp.audio.new_echo import NewEcho
from voiceapp.audio.rooms import Room, at_dbfs, babble
from voiceapp.pcm import BLOCK_FRAMES, RATE_HZ

Samples = NDArray[np.int16]

FAR = babble(8_000)
HEADPHONES = Room(echo_db=-120.0)
LOUD = 1e4
"""Mean square, -50 dBFS: what a server would take for speech."""


def looks(mic: Samples, far: Samples, new_echo: NewEcho | None = None) -> list[int]:
    """Return the milliseconds at which a microphone was seen to hold an echo; ends with the first."""
    recent, watch = RecentSound(), new_echo or NewEcho()
    for at in range(0, len(mic), BLOCK_FRAMES):
        end = at + BLOCK_FRAMES
        recent.add(mic[at:end], far[at:end], mic[at:end].astype(np.float32))
        if watch.look(recent):
            return [end * 1000 // RATE_HZ]
    return []


def as_persons(mic: Samples, far: Samples) -> list[int]:
    """Return the milliseconds of the loud blocks that leave a canceller as if a person spoke."""
    canceller = room_canceller()
    left: list[Passed] = []
    for at in range(0, len(mic), BLOCK_FRAMES):
        left += canceller.process(mic[at : at + BLOCK_FRAMES], far[at : at + BLOCK_FRAMES])
    return [
        number * 10
        for number, block in enumerate(left)
        if block.near and np.mean(np.square(block.samples, dtype=np.float64)) > LOUD
    ]


@pytest.mark.parametrize("rt60_ms", [0, 250, 800])
@pytest.mark.parametrize("delay_ms", [5, 60, 300])
def test_a_copy_that_comes_always_as_late_is_an_echo(rt60_ms: int, delay_ms: int) -> None:
    mic = Room(rt60_ms=rt60_ms, delay_ms=delay_ms).microphone(FAR)
    (first,) = looks(mic, FAR)
    assert delay_ms < first <= delay_ms + 300


@pytest.mark.parametrize("seed", [3, 4, 5, 6])
def test_a_person_is_none(seed: int) -> None:
    assert looks(babble(8_000, seed=seed, level_dbfs=-26.0), FAR) == []


def test_an_echo_that_was_found_once_makes_nobody_suspect_later() -> None:
    watch = NewEcho()
    assert looks(Room(rt60_ms=0).microphone(FAR), FAR, watch) != []
    assert looks(babble(8_000, seed=3, level_dbfs=-26.0), FAR, watch) == []


@pytest.mark.parametrize(("rt60_ms", "echo_db"), [(0, -12.0), (250, -12.0), (250, -6.0), (500, -20.0)])
def test_an_echo_that_begins_after_seconds_without_is_no_person_for_long(
    rt60_ms: int, echo_db: float
) -> None:
    pulled_out_ms = 4_000
    before = pulled_out_ms * RATE_HZ // 1000
    room = Room(rt60_ms=rt60_ms, echo_db=echo_db)
    mic = np.concatenate((HEADPHONES.microphone(FAR)[:before], room.microphone(FAR)[before:]))
    found = as_persons(mic, FAR)
    assert [ms for ms in found if ms < pulled_out_ms] == []
    # An interruption is believed after 250 ms; what is shorter lets the answer go on.
    assert max(found, default=pulled_out_ms) < pulled_out_ms + 200


def test_a_person_with_headphones_is_heard_from_the_first_syllable_on() -> None:
    person = at_dbfs(babble(8_000, seed=9), -26.0)
    person[: 2 * RATE_HZ] = 0
    mic = HEADPHONES.microphone(FAR, person)
    said = [
        at * 1000 // RATE_HZ
        for at in range(0, len(mic), BLOCK_FRAMES)
        if np.mean(np.square(mic[at : at + BLOCK_FRAMES], dtype=np.float64)) > LOUD
    ]
    assert len(as_persons(mic, FAR)) >= 0.98 * len(said)
