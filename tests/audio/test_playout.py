"""What a loudspeaker gets, and what is said about it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sounds import Loudspeaker, counting, samples
from voiceapp.audio.playout import QUEUE_FRAMES_MAX, PlayoutQueue
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input, Span, SpeakerBlock, SpeakerLost, SpeakerOpened
from voiceapp.errors import LocalProtocolError
from voiceapp.protocol.wire import ItemId

ONE = ItemId("item_1")
TWO = ItemId("item_2")


@pytest.fixture
def speaker() -> Loudspeaker:
    return Loudspeaker()


def underruns(speaker: Loudspeaker) -> tuple[int, int]:
    """Return how often it ran dry, and for how many frames."""
    counted = speaker.queue.statistics()
    return counted.underruns, counted.underrun_frames


# -- blocks and spans --------------------------------------------------------------------------------


def test_block_without_sound_is_silence_without_a_span(speaker: Loudspeaker) -> None:
    block = speaker.take()
    assert block == SpeakerBlock(at_ns=10_000_000, first_frame=0, frames=240, dac_at_ns=35_000_000)
    assert not speaker.heard.any()


def test_whole_buffer_is_overwritten_even_by_silence(speaker: Loudspeaker) -> None:
    speaker.take()
    assert len(speaker.heard) == 240
    assert not speaker.heard.any()


def test_sound_is_handed_over_unchanged_and_named_frame_by_frame(speaker: Loudspeaker) -> None:
    speaker.take()
    speaker.queue_counting(ONE, 0, 480)
    speaker.queue.finish(ONE, 0)
    first, second, third = speaker.take(), speaker.take(), speaker.take()
    assert first.spans == (Span(ONE, 0, item_frame=0, frames=240, device_frame=240),)
    assert second.spans == (Span(ONE, 0, item_frame=240, frames=240, device_frame=480),)
    assert third.spans == ()
    assert speaker.heard[240:720].tobytes() == counting(0, 480)


def test_chunks_of_any_size_become_one_span_per_block(speaker: Loudspeaker) -> None:
    for first_frame in range(0, 480, 7):
        speaker.queue_counting(ONE, first_frame, min(7, 480 - first_frame))
    speaker.queue.finish(ONE, 0)
    assert speaker.take().spans == (Span(ONE, 0, 0, 240, 0),)
    assert speaker.take().spans == (Span(ONE, 0, 240, 240, 240),)
    assert speaker.heard.tobytes() == counting(0, 480)


def test_block_over_the_end_of_one_item_and_the_start_of_the_next_has_two_spans(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 100)
    speaker.queue.finish(ONE, 0)
    speaker.queue_counting(TWO, 0, 1_000)
    block = speaker.take()
    assert block.spans == (Span(ONE, 0, 0, 100, 0), Span(TWO, 0, 0, 140, 100))
    assert speaker.heard.tobytes() == counting(0, 100) + counting(0, 140)


def test_parts_of_one_item_are_told_apart(speaker: Loudspeaker) -> None:
    speaker.queue.play(ONE, 0, 0, counting(0, 120))
    speaker.queue.play(ONE, 1, 0, counting(0, 120))
    speaker.queue.finish(ONE, 1)
    assert speaker.take().spans == (Span(ONE, 0, 0, 120, 0), Span(ONE, 1, 0, 120, 120))


def test_item_may_begin_in_its_middle(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 7_200, 240)
    speaker.queue.finish(ONE, 0)
    assert speaker.take().spans == (Span(ONE, 0, item_frame=7_200, frames=240, device_frame=0),)


def test_level_of_a_block_is_measured(speaker: Loudspeaker) -> None:
    speaker.queue.play(ONE, 0, 0, np.full(240, 5_000, dtype="<i2").tobytes())
    speaker.queue.finish(ONE, 0)
    assert speaker.take().rms == 5_000
    assert speaker.take().rms == 0


def test_estimated_times_are_passed_on(speaker: Loudspeaker) -> None:
    speaker.queue.fill(bytearray(480), 240, 77, estimated=True)
    assert speaker.inputs[-1] == SpeakerBlock(0, 0, 240, dac_at_ns=77, estimated=True)


# -- starting ----------------------------------------------------------------------------------------


def test_finished_part_starts_at_once_however_short(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 24)
    speaker.queue.finish(ONE, 0)
    assert speaker.take().spans == (Span(ONE, 0, 0, 24, 0),)


def test_unfinished_part_starts_with_40_ms(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 959)
    assert speaker.take().spans == ()
    speaker.queue_counting(ONE, 959, 1)
    assert speaker.take().spans == (Span(ONE, 0, 0, 240, 240),)
    assert underruns(speaker) == (0, 0)


def test_unfinished_part_with_less_starts_after_60_ms(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 480)
    assert [len(block.spans) for block in speaker.take_ms(80)] == [0, 0, 0, 0, 0, 0, 1, 1]
    assert speaker.heard[1_440 : 1_440 + 360].tobytes() == counting(0, 360)


def test_silence_before_a_part_begins_is_no_underrun(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 480)
    assert [block.underrun_frames for block in speaker.take_ms(60)] == [0] * 6


def test_start_of_a_fresh_item_is_not_faded(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 2_400)
    speaker.take()
    assert speaker.heard[:240].tobytes() == counting(0, 240)


# -- running dry -------------------------------------------------------------------------------------


def test_finished_part_is_played_to_its_last_sample_without_a_fade(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 1_000)
    speaker.queue.finish(ONE, 0)
    speaker.take_ms(60)
    assert speaker.heard[:1_000].tobytes() == counting(0, 1_000)
    assert not speaker.heard[1_000:].any()
    assert underruns(speaker) == (0, 0)


def test_unfinished_part_fades_into_its_gap_and_out_of_it_and_loses_nothing(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    blocks = speaker.take_ms(50)
    speaker.queue_counting(ONE, 960, 1_920)
    speaker.queue.finish(ONE, 0)
    blocks += speaker.take_ms(90)
    spans = [span for block in blocks for span in block.spans]
    assert sum(span.frames for span in spans) == 2_880
    assert [span.item_frame for span in spans] == list(range(0, 2_880, 240))
    # Down over the last 3 ms before the gap, up over the first 3 ms behind it.
    heard = speaker.heard.astype(int)
    assert heard[:888].tolist() == samples(counting(0, 888)).tolist()
    assert heard[959] < 5
    assert heard[1_200] < 5
    assert heard[1_272:3_120].tolist() == samples(counting(1_032, 1_848)).tolist()
    assert np.abs(np.diff(heard[:3_100])).max() < 60


def test_underrun_is_the_silence_while_an_unfinished_part_is_dry(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 1_000)
    assert [block.underrun_frames for block in speaker.take_ms(60)] == [0, 0, 0, 0, 200, 240]
    assert underruns(speaker) == (1, 440)


def test_part_that_turns_out_to_be_finished_is_no_longer_an_underrun(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    assert [block.underrun_frames for block in speaker.take_ms(50)] == [0, 0, 0, 0, 240]
    speaker.queue.finish(ONE, 0)
    assert speaker.take().underrun_frames == 0


def test_end_of_a_part_that_is_finished_in_time_is_no_underrun(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.take_ms(30)
    speaker.queue.finish(ONE, 0)
    assert [block.underrun_frames for block in speaker.take_ms(30)] == [0, 0, 0]
    assert speaker.heard[:960].tobytes() == counting(0, 960)


def test_after_running_dry_the_reserve_is_80_ms(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.take_ms(50)
    assert speaker.queue.statistics().prebuffer_frames == 1_920
    speaker.queue_counting(ONE, 960, 1_919)
    assert speaker.take().spans == ()
    speaker.queue_counting(ONE, 2_879, 1)
    assert speaker.take().spans == (Span(ONE, 0, 960, 240, 1_440),)


def test_sound_that_comes_during_the_fade_before_a_gap_turns_it_round(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 980)
    speaker.take_ms(40)  # 52 of the last 72 frames have faded
    speaker.queue_counting(ONE, 980, 4_800)
    speaker.take_ms(20)
    heard = speaker.heard.astype(int)
    assert underruns(speaker) == (0, 0)
    assert np.abs(np.diff(heard[:1_400])).max() < 60
    assert heard[1_100:1_400].tolist() == samples(counting(1_100, 300)).tolist()


def test_next_item_does_not_wait_for_the_end_of_one_that_was_never_finished(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.queue_counting(TWO, 0, 960)
    speaker.queue.finish(TWO, 0)
    spans = [span for block in speaker.take_ms(80) for span in block.spans]
    assert [(span.item_id, span.frames) for span in spans] == [(ONE, 240)] * 4 + [(TWO, 240)] * 4
    assert speaker.heard.tobytes() == counting(0, 960) + counting(0, 960)


# -- the device --------------------------------------------------------------------------------------


def test_opening_says_so_and_counts_frames_from_0(speaker: Loudspeaker) -> None:
    speaker.take_ms(20)
    speaker.queue.opened("Desk speaker")
    assert speaker.inputs[-1] == SpeakerOpened(20_000_000, "Desk speaker")
    assert speaker.take().first_frame == 0


def test_after_a_loss_the_rest_waits_for_an_order_because_what_was_lost_comes_before_it(
    speaker: Loudspeaker,
) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.queue.finish(ONE, 0)
    speaker.take()
    speaker.queue.lost("It was unplugged.")
    assert speaker.inputs[-1] == SpeakerLost(10_000_000, "It was unplugged.")
    speaker.queue.opened("Another speaker")
    assert speaker.queue.statistics().queued_frames == 720
    block = speaker.take()
    assert (block.spans, block.underrun_frames) == ((), 0)
    speaker.queue.cut(1)
    speaker.queue_counting(ONE, 120, 840)
    speaker.queue.finish(ONE, 0)
    block = speaker.take()
    assert block.spans == (Span(ONE, 0, item_frame=120, frames=240, device_frame=240),)


def test_a_new_device_plays_what_no_other_has_begun(speaker: Loudspeaker) -> None:
    speaker.queue.lost("It was unplugged.")
    speaker.queue_counting(ONE, 0, 960)
    speaker.queue.finish(ONE, 0)
    speaker.queue.opened("Another speaker")
    assert speaker.take().spans == (Span(ONE, 0, item_frame=0, frames=240, device_frame=0),)


def test_orders_given_without_a_device_are_obeyed_by_the_next(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 4_800)
    speaker.take()
    speaker.queue.lost("It was unplugged.")
    speaker.queue.cut(1)
    assert speaker.queue.statistics().queued_frames == 0
    speaker.queue.opened("Another speaker")
    assert speaker.take().order == 1
    assert not speaker.heard[240:].any()


def test_late_blocks_are_counted(speaker: Loudspeaker) -> None:
    speaker.take()
    speaker.clock.advance(ms=15)
    speaker.take()
    assert speaker.queue.statistics().late_fills == 1


# -- faults and limits -------------------------------------------------------------------------------


class _DeafLoop:
    """Stands for a loop that has ended: refuses everything."""

    def __call__(self, happened: Input) -> None:
        raise RuntimeError(f"nobody listens to {type(happened).__name__}")


def test_what_nobody_could_be_told_of_is_not_heard() -> None:
    queue = PlayoutQueue(ManualClock(), _DeafLoop())
    queue.opened("Desk speaker")
    queue.play(ONE, 0, 0, counting(0, 240))
    queue.finish(ONE, 0)
    out = bytearray(b"\xff" * 480)
    queue.fill(out, 240, 0)
    queue.lost("It was unplugged.")
    assert out == bytes(480)
    assert queue.statistics().faults == 3


def test_buffer_that_is_too_small_is_silenced_and_counted(speaker: Loudspeaker) -> None:
    out = bytearray(b"\xff" * 100)
    speaker.queue.fill(out, 240, 0)
    assert out == bytes(100)
    assert speaker.queue.statistics().faults == 1
    assert speaker.take().first_frame == 240


@pytest.mark.parametrize(
    ("first_frame", "pcm", "complaint"),
    [(960, b"\0", "not whole frames"), (961, b"\0\0", "960 is next"), (959, b"\0\0", "960 is next")],
)
def test_sound_that_does_not_fit_is_our_bug(first_frame: int, pcm: bytes, complaint: str) -> None:
    speaker = Loudspeaker()
    speaker.queue_counting(ONE, 0, 960)
    with pytest.raises(LocalProtocolError, match=complaint):
        speaker.queue.play(ONE, 0, first_frame, pcm)


def test_sound_after_the_end_of_its_part_is_our_bug(speaker: Loudspeaker) -> None:
    speaker.queue_counting(ONE, 0, 960)
    speaker.queue.finish(ONE, 0)
    with pytest.raises(LocalProtocolError, match="after its end"):
        speaker.queue_counting(ONE, 960, 1)


def test_empty_sound_is_nothing(speaker: Loudspeaker) -> None:
    speaker.queue.play(ONE, 0, 0, b"")
    assert speaker.queue.statistics().queued_frames == 0
    assert speaker.take().spans == ()


def test_more_than_20_minutes_is_our_bug_and_a_cut_makes_room(speaker: Loudspeaker) -> None:
    minute = bytes(2 * 24_000 * 60)
    for at in range(20):
        speaker.queue.play(ONE, 0, at * 24_000 * 60, minute)
    assert speaker.queue.statistics().queued_frames == QUEUE_FRAMES_MAX == 28_800_000
    with pytest.raises(LocalProtocolError, match="28800000 frames wait"):
        speaker.queue.play(ONE, 0, QUEUE_FRAMES_MAX, b"\0\0")
    speaker.queue.cut(1)
    speaker.queue.play(ONE, 0, 0, minute)
