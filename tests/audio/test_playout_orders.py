"""What a cut, a pause and a resume do to what a loudspeaker gets."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from tests.sounds import Loudspeaker, counting, samples
from voiceapp.dialogue.inputs import Span
from voiceapp.errors import LocalProtocolError
from voiceapp.protocol.wire import ItemId

ONE = ItemId("item_1")
TWO = ItemId("item_2")


@pytest.fixture
def speaker() -> Loudspeaker:
    return Loudspeaker()


# -- cutting -----------------------------------------------------------------------------------------


def test_cut_fades_3_ms_and_drops_the_rest(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 24_000)
    speaker.take()
    speaker.queue.cut(1)
    block, after = speaker.take(), speaker.take()
    assert block.spans == (Span(ONE, 0, item_frame=240, frames=72, device_frame=240),)
    assert (block.order, after.order, after.spans) == (1, 1, ())
    loudness = speaker.heard[240:312] / samples(counting(240, 72))
    assert loudness[0] > 0.99
    assert np.diff(loudness).max() < 0.002
    assert loudness[-1] < 0.01
    assert not speaker.heard[312:].any()
    assert speaker.queue.statistics().queued_frames == 0
    assert speaker.queue.statistics().cut_frames == 23_688


def test_order_is_reported_with_the_block_in_which_it_is_obeyed(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 24_000)
    speaker.take()
    speaker.queue.cut(7)
    # Blocks shorter than the fade: the order is not obeyed before it is over.
    assert [speaker.take(frames=30).order for _ in range(3)] == [0, 0, 7]
    assert speaker.queue.statistics().played_frames == 240 + 72


def test_order_is_obeyed_in_the_block_whose_last_frame_ends_the_fade(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 24_000)
    speaker.take()
    speaker.queue.cut(7)
    assert speaker.take(frames=72).order == 7


def test_cut_in_silence_is_obeyed_at_once(speaker: Loudspeaker) -> None:
    speaker.queue.cut(3)
    assert speaker.take().order == 3


def test_sound_queued_after_a_cut_plays_in_the_very_block_of_the_fade(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 24_000)
    speaker.take()
    speaker.queue.cut(1)
    speaker.queue_counting(TWO, 0, 24_000)
    block = speaker.take()
    assert block.spans == (Span(ONE, 0, 240, 72, 240), Span(TWO, 0, 0, 168, 312))
    assert speaker.heard[312:480].tobytes() == counting(0, 168)


def test_fade_does_not_let_the_next_item_be_heard(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 250)
    speaker.queue.finish(ONE, 0)
    speaker.queue_counting(TWO, 0, 24_000)
    speaker.take()
    speaker.queue.cut(1)
    assert speaker.take().spans == (Span(ONE, 0, 240, 10, 240),)


def test_same_item_may_be_queued_again_after_a_cut(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.queue.cut(1)
    speaker.queue_counting(ONE, 5_000, 960)
    assert speaker.take().spans == (Span(ONE, 0, 5_000, 240, 0),)


def test_finish_of_a_part_that_was_cut_is_ignored(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.queue.cut(1)
    speaker.queue.finish(ONE, 0)
    assert speaker.take().spans == ()


# -- pausing -----------------------------------------------------------------------------------------


def test_resume_goes_on_with_exactly_the_next_frame(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 4_800)
    speaker.queue.finish(ONE, 0)
    speaker.take()
    speaker.queue.pause(1)
    paused = speaker.take_ms(30)
    speaker.queue.resume(2)
    resumed = speaker.take_ms(20)
    assert [block.order for block in paused + resumed] == [1, 1, 1, 2, 2]
    assert [block.spans for block in paused] == [(Span(ONE, 0, 240, 72, 240),), (), ()]
    assert resumed[0].spans == (Span(ONE, 0, item_frame=312, frames=240, device_frame=960),)
    assert [block.underrun_frames for block in paused] == [0, 0, 0]
    loudness = speaker.heard[960:1_032] / samples(counting(312, 72))
    assert loudness[0] < 0.01
    assert np.diff(loudness).min() > -0.002
    assert loudness[-1] > 0.99
    assert speaker.heard[1_032:1_440].tobytes() == counting(384, 408)


def test_sound_queued_during_a_pause_waits_behind_what_is_kept(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.take()
    speaker.queue.pause(1)
    speaker.take()
    speaker.queue_counting(ONE, 960, 960)
    speaker.queue.finish(ONE, 0)
    assert speaker.take().spans == ()
    assert speaker.queue.statistics().queued_frames == 1_608
    speaker.queue.resume(2)
    speaker.take_ms(70)
    assert speaker.queue.statistics().played_frames == 1_920


def test_resume_during_the_fade_of_a_pause_turns_it_round(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 4_800)
    speaker.take()
    speaker.queue.pause(1)
    assert speaker.take(frames=60).order == 0
    speaker.queue.resume(2)
    assert speaker.take().order == 2
    heard = speaker.heard.astype(int)
    assert np.abs(np.diff(heard[:540])).max() < 30
    assert heard[360:540].tolist() == samples(counting(360, 180)).tolist()


def test_pause_and_resume_between_two_blocks_is_not_heard(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 4_800)
    speaker.take()
    speaker.queue.pause(1)
    speaker.queue.resume(2)
    assert speaker.take().order == 2
    assert speaker.heard.tobytes() == counting(0, 480)


def test_cut_drops_the_rest_of_a_pause_and_what_comes_then_plays(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 4_800)
    speaker.take()
    speaker.queue.pause(1)
    speaker.take()
    speaker.queue.cut(2)
    speaker.queue_counting(TWO, 0, 960)
    block = speaker.take()
    assert (block.order, block.spans) == (2, (Span(TWO, 0, 0, 240, 480),))


def test_cut_during_the_fade_of_a_pause_ends_with_that_fade(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 4_800)
    speaker.take()
    speaker.queue.pause(1)
    speaker.take(frames=60)
    speaker.queue.cut(2)
    block = speaker.take()
    assert block.spans == (Span(ONE, 0, 300, 12, 300),)
    assert block.order == 2


def test_pause_before_anything_plays_keeps_it_all(speaker: Loudspeaker) -> None:
    speaker.queue.pause(1)
    speaker.queue_counting(ONE, 0, 960)
    speaker.queue.finish(ONE, 0)
    assert [block.spans for block in speaker.take_ms(20)] == [(), ()]
    speaker.queue.resume(2)
    assert speaker.take().spans == (Span(ONE, 0, 0, 240, 480),)


@pytest.mark.parametrize("order", [5, 4])
def test_order_that_does_not_increase_is_our_bug_and_changes_nothing(order: int) -> None:
    speaker = Loudspeaker()
    speaker.queue.pause(5)
    speaker.queue_counting(ONE, 0, 960)
    with pytest.raises(LocalProtocolError, match="not after order 5"):
        speaker.queue.cut(order)
    assert speaker.queue.statistics().queued_frames == 960


def test_resume_with_little_left_of_an_unfinished_part_rises_only_as_far_as_it_can_fall(
    speaker: Loudspeaker,
) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.take(frames=786)
    speaker.queue.pause(1)
    speaker.take(frames=72)  # 102 frames are left
    speaker.queue.resume(2)
    speaker.take()
    loudness = speaker.heard[858:960].astype(float) / samples(counting(858, 102))
    assert 0.7 < loudness.max() < 0.9
    assert np.abs(np.diff(loudness)).max() < 0.025
    assert loudness[-1] < 0.01


def test_patience_with_a_short_part_begins_anew_after_a_cut(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 240)
    speaker.take_ms(50)
    speaker.queue.cut(1)
    speaker.queue_counting(TWO, 0, 240)
    assert [len(block.spans) for block in speaker.take_ms(70)] == [0, 0, 0, 0, 0, 0, 1]


def test_sound_that_was_cut_is_let_go_when_there_is_new_sound(speaker: Loudspeaker) -> None:
    pcm = counting(0, 960)
    speaker.queue.play(ONE, 0, 0, pcm)
    held = sys.getrefcount(pcm)
    speaker.queue.cut(1)
    speaker.take()
    assert sys.getrefcount(pcm) == held  # not on the device's thread
    speaker.queue_counting(TWO, 0, 240)
    assert sys.getrefcount(pcm) == held - 1
