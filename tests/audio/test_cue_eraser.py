"""A cue in the microphone, taken out in rooms made of numbers, with and without somebody who speaks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceapp.assets_path import asset
from voiceapp.audio.cue_eraser import CueEraser
from voiceapp.audio.cue_tones import sound_of
from voiceapp.audio.level import samples_of
from voiceapp.audio.rooms import Room
from voiceapp.audio.wav import read_wav
from voiceapp.dialogue.commands import Cue
from voiceapp.pcm import ns_of_frames

NS = 1_000_000
FRAMES = 24_000
AT = 4_800
"""The cue leaves the loudspeaker 200 ms after the beginning."""

Sound = NDArray[np.int16]


def played(cue: Cue) -> Sound:
    far = np.zeros(FRAMES, dtype=np.int16)
    sound = sound_of(cue)
    far[AT : AT + len(sound)] = sound
    return far


def speech() -> Sound:
    out = np.zeros(FRAMES, dtype=np.int16)
    words = samples_of(read_wav(asset("speech/question_sum.wav")))
    out[AT:] = words[: FRAMES - AT]
    return out


def erased(heard: Sound, cue: Cue, block: int = 240) -> Sound:
    """Pass a microphone through, the cue having been announced for its time."""
    eraser = CueEraser()
    eraser.sounds(cue, ns_of_frames(AT), ns_of_frames(AT + len(sound_of(cue))))
    pieces = [
        eraser.erase(heard[at : at + block].tobytes(), ns_of_frames(at)) for at in range(0, FRAMES, block)
    ]
    assert eraser.faults == 0
    return samples_of(b"".join(pieces))


def likeness_db(heard: Sound, cue: Cue) -> float:
    """Return how loud the cue is in `heard`, at its best place, against the cue as it was played."""
    sound = sound_of(cue).astype(np.float64)
    size = 1 << 16
    found = np.fft.irfft(
        np.fft.rfft(heard.astype(np.float64), size) * np.conj(np.fft.rfft(sound, size)), size
    )
    return float(20 * np.log10(np.max(np.abs(found)) / np.dot(sound, sound)))


ROOMS = [
    Room(),
    Room(echo_db=0.0, rt60_ms=400),
    Room(echo_db=-6.0, delay_ms=250, seed=4),
]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("cue", list(Cue))
def test_any_cue_is_25_db_quieter_in_any_room(room: Room, cue: Cue) -> None:
    echo = np.rint(room.echo(played(cue))).astype(np.int16)
    before, after = likeness_db(echo, cue), likeness_db(erased(echo, cue), cue)
    assert before - after > 25.0


@pytest.mark.parametrize("room", ROOMS)
def test_it_is_as_quiet_when_somebody_speaks_over_it(room: Room) -> None:
    voice = speech()
    echo = np.rint(room.echo(played(Cue.TALK))).astype(np.int16)
    both, alone = erased(echo + voice, Cue.TALK), erased(voice, Cue.TALK)
    left = (both.astype(np.int32) - alone).astype(np.int16)  # what of the cue is in it besides the voice
    assert likeness_db(echo, Cue.TALK) - likeness_db(left, Cue.TALK) > 25.0


def test_speech_keeps_more_than_95_percent_of_its_energy() -> None:
    voice = speech()
    heard = erased(voice, Cue.TALK)
    lost = np.sum((heard - voice).astype(np.float64) ** 2) / np.sum(voice.astype(np.float64) ** 2)
    assert lost < 0.05


@pytest.mark.parametrize("block", [80, 240, 441, 1_024])
def test_blocks_of_any_length_give_as_many_frames_as_they_had(block: int) -> None:
    echo = np.rint(Room().echo(played(Cue.TALK))).astype(np.int16)
    heard = erased(echo, Cue.TALK, block)
    assert len(heard) == FRAMES
    assert likeness_db(echo, Cue.TALK) - likeness_db(heard, Cue.TALK) > 15.0


def test_the_microphone_is_untouched_before_a_cue_and_half_a_second_after_it() -> None:
    eraser = CueEraser()
    loud = np.full(240, 900, dtype=np.int16).tobytes()
    eraser.sounds(Cue.TALK, 1_000 * NS, 1_120 * NS)
    touched = [at for at in range(0, 2_000, 10) if eraser.erase(loud, at * NS) != loud]
    assert (touched[0], touched[-1]) == (950, 1_620)


def test_a_cue_that_goes_on_in_the_next_block_is_one_cue() -> None:
    eraser = CueEraser()
    loud = np.full(240, 900, dtype=np.int16).tobytes()
    for at in range(1_000, 1_120, 10):
        eraser.sounds(Cue.TALK, at * NS, (at + 10) * NS)
    assert eraser.erase(loud, 960 * NS) != loud  # a block that was held back meanwhile


def test_a_block_that_is_no_sound_goes_through_and_is_counted() -> None:
    eraser = CueEraser()
    eraser.sounds(Cue.TALK, 0, 100 * NS)
    assert eraser.erase(b"", 50 * NS) == b""
    assert eraser.faults == 1
