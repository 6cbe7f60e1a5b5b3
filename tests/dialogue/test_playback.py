"""The ledger: received >= queued >= handed >= heard."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from voiceapp.dialogue.inputs import Span, SpeakerBlock
from voiceapp.dialogue.playback import PlaybackLedger, Track
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.wire import ItemId, ResponseId

ITEM = ItemId("item_1")


def queued(ledger: PlaybackLedger, frames: int, item: ItemId = ITEM) -> Track:
    track = ledger.receive(item, 0, ResponseId("resp_1"), frames)
    ledger.queue(track, frames)
    return track


def block(
    first_frame: int, *spans: tuple[ItemId, int, int], dac_at_ms: int, silence: int = 0
) -> SpeakerBlock:
    """Return a block of spans (item, item frame, frames) one after the other, after `silence`."""
    made, device_frame = [], first_frame + silence
    for item, item_frame, frames in spans:
        made.append(Span(item, 0, item_frame, frames, device_frame))
        device_frame += frames
    return SpeakerBlock(0, first_frame, device_frame - first_frame, dac_at_ms * NS_PER_MS, tuple(made))


def test_heard_follows_the_device_clock_and_stops_at_what_was_handed() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 12_000)
    ledger.take(block(0, (ITEM, 0, 2_400), dac_at_ms=60))
    heard = []
    for at_ms in (0, 60, 61, 110, 160, 900):
        ledger.advance(at_ms * NS_PER_MS)
        heard.append(track.heard)
    assert heard == [0, 0, 24, 1_200, 2_400, 2_400]
    assert (track.received, track.queued, track.handed, track.heard_ms) == (12_000, 12_000, 2_400, 100)


def test_sound_after_a_pause_of_the_device_is_heard_although_the_clock_ran_on() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 4_800)
    ledger.take(block(0, (ITEM, 0, 2_400), dac_at_ms=0))
    ledger.advance(900 * NS_PER_MS)
    ledger.take(block(2_400, (ITEM, 2_400, 2_400), dac_at_ms=1_000))
    ledger.advance(1_050 * NS_PER_MS)
    assert track.heard == 3_600


def test_silence_never_counts_as_heard() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 480)
    ledger.take(block(0, (ITEM, 0, 240), dac_at_ms=0, silence=240))
    ledger.advance(10 * NS_PER_MS)
    assert track.heard == 0
    ledger.advance(15 * NS_PER_MS)
    assert track.heard == 120


def test_heard_never_moves_backwards_when_the_device_clock_does() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 4_800)
    ledger.take(block(0, (ITEM, 0, 2_400), dac_at_ms=0))
    ledger.advance(50 * NS_PER_MS)
    ledger.take(block(2_400, (ITEM, 2_400, 240), dac_at_ms=300))
    ledger.advance(60 * NS_PER_MS)
    assert track.heard == 1_200


def test_one_block_may_carry_two_items() -> None:
    ledger = PlaybackLedger()
    other = ItemId("item_2")
    first, second = queued(ledger, 100), queued(ledger, 500, other)
    ledger.take(block(0, (ITEM, 0, 100), (other, 0, 140), dac_at_ms=0))
    ledger.advance(5 * NS_PER_MS)
    assert (first.heard, second.heard) == (100, 20)
    assert ledger.unheard() == [second]


def test_cut_drops_what_was_queued_and_keeps_what_was_handed() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 12_000)
    ledger.take(block(0, (ITEM, 0, 2_400), dac_at_ms=0))
    ledger.drop_queue([track])
    assert (track.queued, track.handed, ledger.drained) == (2_400, 2_400, False)
    ledger.advance(100 * NS_PER_MS)
    assert ledger.drained


def test_device_that_plays_on_after_a_cut_was_given_up_is_believed() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 12_000)
    ledger.take(block(0, (ITEM, 0, 2_400), dac_at_ms=0))
    ledger.drop_queue([track])
    ledger.take(block(2_400, (ITEM, 2_400, 120), dac_at_ms=100))
    assert (track.queued, track.handed) == (2_520, 2_520)


def test_lost_device_takes_back_what_it_had_not_played() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 12_000)
    ledger.take(block(0, (ITEM, 0, 2_400), dac_at_ms=0))
    ledger.advance(50 * NS_PER_MS)
    ledger.lose_device()
    assert (track.heard, track.handed) == (1_200, 1_200)


def test_new_device_counts_from_frame_0() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 4_800)
    ledger.take(block(0, (ITEM, 0, 2_400), dac_at_ms=0))
    ledger.advance(100 * NS_PER_MS)
    ledger.open_device()
    assert ledger.sound_ends_at_ns() is None
    ledger.take(block(0, (ITEM, 2_400, 2_400), dac_at_ms=500))
    ledger.advance(600 * NS_PER_MS)
    assert track.heard == 4_800


def test_next_change_is_the_moment_the_last_span_is_over() -> None:
    ledger = PlaybackLedger()
    queued(ledger, 241)
    assert ledger.next_change_ns() is None
    ledger.take(block(0, (ITEM, 0, 241), dac_at_ms=30))
    assert ledger.next_change_ns() == 40_041_667  # 241 frames after 30 ms, rounded up
    ledger.advance(40_041_667)
    assert ledger.next_change_ns() is None


def test_sound_thrown_away_was_generated_but_not_received() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 2_400)
    ledger.discard(ITEM, 0, 480)
    ledger.discard(ItemId("unknown"), 0, 480)
    assert (track.received, track.generated) == (2_400, 2_880)


def test_track_whose_sound_was_thrown_away_in_part_is_not_whole() -> None:
    ledger = PlaybackLedger()
    track = queued(ledger, 2_400)
    seen = [track.whole]
    track.complete = True
    seen.append(track.whole)
    ledger.discard(ITEM, 0, 480)
    assert [*seen, track.whole] == [False, True, False]


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 480), st.integers(-20, 60)), max_size=30))
@settings(max_examples=100)
def test_counts_bound_each_other_whatever_the_schedule(schedule: list[tuple[int, int, int]]) -> None:
    """Each step receives some frames, lets the device take some, and moves the clock by 10 ms."""
    ledger, device_frame, now_ms, before = PlaybackLedger(), 0, 0, 0
    track = ledger.receive(ITEM, 0, ResponseId("resp_1"), 0)
    for received, wanted, latency_ms in schedule:
        ledger.receive(ITEM, 0, ResponseId("resp_1"), received)
        ledger.queue(track, received)
        taken = min(wanted, track.queued - track.handed)
        spans = (Span(ITEM, 0, track.handed, taken, device_frame),) if taken else ()
        ledger.take(SpeakerBlock(0, device_frame, 480, (now_ms + latency_ms) * NS_PER_MS, spans))
        device_frame += 480
        now_ms += 10
        ledger.advance(now_ms * NS_PER_MS)
        assert before <= track.heard <= track.handed <= track.queued <= track.received
        before = track.heard
    due_ns = ledger.next_change_ns()
    if due_ns is not None:
        ledger.advance(due_ns)
        assert track.heard == track.handed
        assert ledger.next_change_ns() is None


def test_a_response_is_known_by_all_its_tracks_and_by_no_other() -> None:
    ledger = PlaybackLedger()
    first = ledger.receive(ITEM, 0, ResponseId("resp_1"), 240)
    ledger.receive(ItemId("item_2"), 0, ResponseId("resp_2"), 240)
    second = ledger.receive(ItemId("item_3"), 1, ResponseId("resp_1"), 240)
    assert ledger.tracks_of(ResponseId("resp_1")) == [first, second]
    assert ledger.tracks_of(ResponseId("resp_3")) == []
