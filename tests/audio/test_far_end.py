"""The samples that are leaving the loudspeaker, found by the moment they are heard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.sounds import counting, samples
from voiceapp.audio.far_end import LEAD_FRAMES, FarEnd

MS = 1_000_000


def put(far: FarEnd, first_frame: int, frames: int, dac_at_ms: float) -> None:
    far.put(samples(counting(first_frame, frames)), round(dac_at_ms * MS))


def counted(first_frame: int, frames: int) -> NDArray[np.int16]:
    return samples(counting(first_frame, frames))


def test_far_sound_is_what_is_heard_at_that_moment_plus_the_lead() -> None:
    far = FarEnd()
    for block in range(20):
        put(far, block * 240, 240, 1_000 + block * 10)
    assert LEAD_FRAMES == 480  # 20 ms
    assert far.heard(1_000 * MS, 240).tolist() == counted(480, 240).tolist()
    assert far.heard(1_010 * MS, 240).tolist() == counted(720, 240).tolist()


def test_blocks_of_another_length_and_phase_meet_on_the_same_line() -> None:
    far = FarEnd()
    for block in range(10):
        put(far, block * 441, 441, 1_000 + block * 18.375)
    assert far.heard(1_003 * MS, 480).tolist() == counted(480 + 72, 480).tolist()


def test_before_the_first_block_and_after_the_last_there_is_silence() -> None:
    far = FarEnd()
    assert not far.heard(1_000 * MS, 240).any()
    for block in range(5):
        put(far, block * 240, 240, 2_000 + block * 10)
    far.microphone_opened()
    assert not far.heard(1_900 * MS, 240).any()
    far.microphone_opened()
    assert not far.heard(2_500 * MS, 240).any()
    assert far.statistics().missing_frames == 0


def test_a_gap_is_silent_and_what_follows_is_in_its_place() -> None:
    far = FarEnd()
    for block in range(5):
        put(far, block * 240, 240, 1_000 + block * 10)
    for block in range(5, 12):
        put(far, block * 240, 240, 1_100 + block * 10)  # 100 ms late; believed from the third block on
    far.microphone_opened()
    assert far.heard(1_150 * MS, 240).tolist() == counted(7 * 240, 240).tolist()
    far.microphone_opened()
    assert not far.heard(1_080 * MS, 240).any()


def test_a_reopened_loudspeaker_begins_where_its_own_stamps_say() -> None:
    far = FarEnd()
    put(far, 0, 240, 1_000)
    far.opened()
    for block in range(4):
        put(far, 240 + block * 240, 240, 3_007 + block * 10)
    far.microphone_opened()
    assert far.heard(2_987 * MS, 240).tolist() == counted(240, 240).tolist()


def test_a_loudspeaker_with_little_latency_gets_a_smaller_lead_without_losing_sound_later() -> None:
    far = FarEnd()
    for block in range(3):
        put(far, block * 240, 240, 1_000 + block * 10)
    far.heard(1_005 * MS, 240)  # wants up to 1 035 ms, there is sound until 1 030 ms
    assert far.statistics().lead_frames == LEAD_FRAMES - 120
    for block in range(3, 60):
        put(far, block * 240, 240, 1_000 + block * 10)
        far.heard((1_005 + (block - 2) * 10) * MS, 240)
    assert far.statistics().lead_frames == LEAD_FRAMES - 120
    assert far.statistics().missing_frames == 120


def test_a_late_callback_in_a_running_conversation_does_not_move_the_echo() -> None:
    far = FarEnd()
    for block in range(100):
        put(far, block * 240, 240, 1_000 + block * 10)
        far.heard((970 + block * 10) * MS, 240)
    far.heard(1_970 * MS, 240)
    far.heard(1_980 * MS, 240)
    assert far.statistics().lead_frames == LEAD_FRAMES
    assert far.statistics().missing_frames > 0


def test_the_ring_goes_round_and_what_is_older_than_four_seconds_is_forgotten() -> None:
    far = FarEnd()
    for block in range(1_000):
        put(far, block * 240, 240, 1_000 + block * 10)
    assert not far.heard(2_000 * MS, 240).any()
    far.microphone_opened()
    assert far.heard(10_900 * MS, 240).tolist() == counted(990 * 240 + 480, 240).tolist()


def test_what_is_put_is_copied() -> None:
    far = FarEnd()
    block = np.full(240, 7, dtype=np.int16)
    for at_ms in range(1_000, 1_050, 10):
        far.put(block, at_ms * MS)
    block[:] = 0
    assert set(far.heard(1_000 * MS, 240).tolist()) == {7}
