"""Where both voices lie on the line of time, and how they are mixed."""

from __future__ import annotations

import numpy as np

from tests.sounds import counting, samples
from voiceapp.audio.run import FADE_FRAMES
from voiceapp.audio.voices import Voice, Voices, at_speed, faded


def mixed(voice: Voice, position: int, frames: int) -> list[int]:
    mix = np.zeros(frames, dtype=np.int32)
    voice.mix_into(mix, position)
    return [int(one) for one in mix]


def test_a_voice_sounds_where_it_was_put_and_is_silent_elsewhere() -> None:
    voice = Voice()
    voice.add(100, counting(0, 3))
    voice.add(110, counting(50, 2))
    assert mixed(voice, 98, 6) == [0, 0, 1_000, 1_001, 1_002, 0]
    assert mixed(voice, 101, 11) == [1_001, 1_002, 0, 0, 0, 0, 0, 0, 0, 1_050, 1_051]
    assert mixed(voice, 0, 5) == [0, 0, 0, 0, 0]
    assert mixed(voice, 200, 2) == [0, 0]


def test_a_clock_that_is_followed_makes_no_gap_and_no_echo() -> None:
    voice = Voice()
    voice.add(0, counting(0, 4))
    voice.add(5, counting(10, 3))  # one frame late
    voice.add(7, counting(20, 3))  # one frame early
    assert mixed(voice, 0, 11) == [1_000, 1_001, 1_002, 1_003, 1_003, 1_010, 1_011, 1_012, 1_021, 1_022, 0]


def test_half_a_frame_does_not_count() -> None:
    voice = Voice()
    voice.add(0, counting(0, 2) + b"x")
    voice.add(2, counting(2, 1))
    assert mixed(voice, 0, 4) == [1_000, 1_001, 1_002, 0]


def test_both_voices_add_and_a_sum_that_is_too_loud_is_limited() -> None:
    voices = Voices()
    voices.person.add(0, np.array([100, 30_000, -30_000], dtype="<i2").tobytes())
    voices.assistant.add(1, np.array([30_000, -30_000], dtype="<i2").tobytes())
    assert voices.sound(0, 4).tolist() == [100, 32_767, -32_768, 0]


def test_on_two_channels_the_person_is_left_and_the_assistant_right() -> None:
    voices = Voices()
    voices.person.add(1, counting(0, 2))
    voices.assistant.add(2, counting(50, 60_000))
    blocks = list(voices.stereo(0, 50_000))
    assert [len(block) for block in blocks] == [192_000, 8_000]
    both = samples(b"".join(blocks)).reshape(-1, 2)
    assert both[:4].tolist() == [[0, 0], [1_000, 0], [1_001, 1_050], [0, 1_051]]
    assert both[2:, 1].astype("<i2").tobytes() == counting(50, 49_998)


def test_only_the_ends_inside_an_answer_are_faded() -> None:
    pcm = np.full(400, 10_000, dtype="<i2").tobytes()
    assert faded(pcm, begins_inside=False, ends_inside=False) == pcm
    cut = samples(faded(pcm, begins_inside=False, ends_inside=True))
    assert (cut[:-FADE_FRAMES] == 10_000).all()
    assert cut[-FADE_FRAMES] > 9_900
    assert cut[-1] < 100
    resumed = samples(faded(pcm, begins_inside=True, ends_inside=False))
    assert resumed.tolist() == cut.tolist()[::-1]


def test_twice_as_fast_is_half_as_many_frames() -> None:
    assert at_speed(np.array([10, 20, 30, 50], dtype=np.int16), 2).tolist() == [15, 40]


def test_half_as_fast_is_drawn_out_in_straight_lines() -> None:
    assert at_speed(np.array([0, 100, 50], dtype=np.int16), 6).tolist() == [0, 50, 100, 75, 50, 50]


def test_as_fast_as_it_was_is_the_sound_itself() -> None:
    sound = np.array([1, -2, 3], dtype=np.int16)
    assert at_speed(sound, 3).tolist() == [1, -2, 3]
