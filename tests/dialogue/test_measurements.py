"""How long things took."""

from __future__ import annotations

from voiceapp.dialogue.inputs import Span, SpeakerBlock
from voiceapp.dialogue.measurements import Measurements
from voiceapp.dialogue.snapshot import Waterfall
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.wire import ItemId

U1, A1 = ItemId("user_1"), ItemId("item_1")


def block(
    item: ItemId | None, *, at_ms: int, dac_at_ms: int, underrun: int = 0, estimated: bool = False
) -> SpeakerBlock:
    spans = (Span(item, 0, 0, 120, 120),) if item else ()
    return SpeakerBlock(at_ms * NS_PER_MS, 0, 240, dac_at_ms * NS_PER_MS, spans, 0, underrun, estimated)


def test_waterfall_runs_from_the_end_of_speech_to_the_first_sample_heard() -> None:
    measured = Measurements()
    measured.speech_ended(U1, 1_000 * NS_PER_MS)
    measured.committed(U1, 1_505 * NS_PER_MS)
    measured.delta(A1, "resp_1", 240, 1_700 * NS_PER_MS)
    measured.delta(A1, "resp_1", 240, 1_800 * NS_PER_MS)
    measured.block(block(ItemId("older"), at_ms=1_705, dac_at_ms=1_735))
    measured.block(block(A1, at_ms=1_710, dac_at_ms=1_740))
    measured.block(block(A1, at_ms=1_720, dac_at_ms=1_750))
    assert measured.waterfalls() == (Waterfall("user_1", 505, 700, 710, 745, "resp_1"),)
    assert measured.answers.last_ms == 745


def test_turn_without_an_answer_is_kept_as_far_as_it_went() -> None:
    measured = Measurements()
    measured.speech_ended(U1, 0)
    measured.committed(U1, 5 * NS_PER_MS)
    measured.speech_ended(ItemId("user_2"), 9_000 * NS_PER_MS)
    measured.dropped()
    assert measured.waterfalls() == (Waterfall("user_1", 5),)
    assert measured.answers.last_ms is None


def test_talk_key_turn_takes_the_name_its_commit_got() -> None:
    measured = Measurements()
    measured.speech_ended(ItemId("talk-1"), 0)
    measured.committed(U1, 5 * NS_PER_MS)
    measured.speech_ended(U1, 10 * NS_PER_MS)
    assert measured.waterfalls()[0].item_id == "user_1"


def test_fifty_turns_are_kept() -> None:
    measured = Measurements()
    for number in range(60):
        measured.speech_ended(ItemId(f"user_{number}"), 0)
        measured.committed(ItemId(f"user_{number}"), 0)
    assert len(measured.waterfalls()) == 50


def test_gap_of_many_blocks_is_one_underrun() -> None:
    measured = Measurements()
    for underrun in (240, 240, 0, 100, 0):
        measured.block(block(None, at_ms=0, dac_at_ms=0, underrun=underrun))
    assert measured.underruns == 2


def test_answer_heard_before_the_end_of_speech_took_no_time() -> None:
    measured = Measurements()
    measured.speech_ended(U1, 100 * NS_PER_MS)
    measured.delta(A1, "resp_1", 240, 100 * NS_PER_MS)
    measured.block(block(A1, at_ms=100, dac_at_ms=90))
    assert measured.answers.last_ms == 0


def test_the_sound_that_arrives_and_the_clock_it_is_played_by_are_followed() -> None:
    measured = Measurements()
    measured.delta(A1, "resp_1", 240, 0)
    measured.delta(A1, "resp_1", 240, 25 * NS_PER_MS)
    measured.block(block(A1, at_ms=0, dac_at_ms=0, estimated=True))
    assert measured.arrivals.jitter_ms == 15
    assert measured.pace.estimated


def test_blocks_clipped_in_a_row_count_once_and_lost_frames_every_time() -> None:
    measured = Measurements()
    for clipped in (True, True, False, True):
        measured.microphone(overflowed=clipped, clipped=clipped)
    assert (measured.clipped, measured.overflows) == (2, 3)
