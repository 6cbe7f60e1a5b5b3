"""Events that cross, come twice or come damaged, and what keeps its order all the same."""

from __future__ import annotations

from random import Random

import pytest

from voiceapp.downlink import DAMAGE, Downlink, Lane, Trouble, lane_of
from voiceapp.errors import RemoteProtocolError
from voiceapp.protocol import server_events as s
from voiceapp.protocol.codec import ClientCodec
from voiceapp.protocol.dialect import GA
from voiceapp.protocol.objects import Item, Response
from voiceapp.protocol.wire import ItemId, ResponseId

MS = 1_000_000
ONE, R1 = ItemId("item_1"), ResponseId("resp_1")
DELTA = s.OutputAudioDelta(response_id=R1, item_id=ONE, delta=b"\0\0")
DONE = s.ResponseDone(response=Response(id=R1))
PLACED = s.ItemAdded(item=Item(type="message", id=ONE))
TRUNCATED = s.ItemTruncated(item_id=ONE, content_index=0, audio_end_ms=700)
STARTED = s.SpeechStarted(audio_start_ms=0, item_id=ONE)


@pytest.mark.parametrize(
    ("event", "lane"),
    [
        (STARTED, Lane.SESSION),
        (DELTA, Lane.ANSWERS),
        (DONE, Lane.ANSWERS),
        (PLACED, Lane.ITEMS),
        (TRUNCATED, Lane.AMENDMENTS),
        (s.RateLimitsUpdated(rate_limits=()), Lane.ALLOWANCE),
    ],
)
def test_every_part_of_a_service_has_a_lane(event: s.ServerEvent, lane: Lane) -> None:
    assert lane_of(event) is lane


def test_a_kind_way_only_takes_its_time() -> None:
    way = Downlink(15)
    assert way.arrivals(DELTA, "delta", 0) == [(15 * MS, "delta")]
    assert way.arrivals(TRUNCATED, "truncated", 1 * MS) == [(16 * MS, "truncated")]
    assert (way.crossed, way.told_twice, way.damaged) == (0, 0, 0)


def test_lanes_overtake_each_other_and_keep_their_own_order() -> None:
    way = Downlink(10, Trouble(crossing_ms=200), Random(1))
    deltas, placed = [], []
    for number in range(50):
        deltas += way.arrivals(DELTA, f"delta {number}", number * MS)
        placed += way.arrivals(PLACED, f"placed {number}", number * MS)
    assert deltas == sorted(deltas, key=lambda arrival: arrival[0])
    assert placed == sorted(placed, key=lambda arrival: arrival[0])
    assert [at_ns for at_ns, _ in deltas] != [at_ns for at_ns, _ in placed]
    assert way.crossed > 10


def test_the_persons_turns_are_never_late() -> None:
    way = Downlink(10, Trouble(crossing_ms=200), Random(1))
    assert [way.arrivals(STARTED, "", at_ms * MS)[0][0] // MS for at_ms in (0, 5, 9)] == [10, 15, 19]


def test_the_answer_to_a_truncation_may_take_longer_than_the_rest() -> None:
    way = Downlink(10, Trouble(amendments_ms=3_000))
    assert way.arrivals(TRUNCATED, "truncated", 0) == [(3_010 * MS, "truncated")]
    assert way.arrivals(DONE, "done", 0) == [(10 * MS, "done")]


def test_a_second_copy_comes_right_behind_the_first() -> None:
    way = Downlink(10, Trouble(told_twice=1.0))
    assert way.arrivals(DELTA, "delta", 0) == [(10 * MS, "delta")] * 2
    assert way.told_twice == 1


def test_what_cannot_be_read_comes_in_addition_to_what_can() -> None:
    way = Downlink(10, Trouble(damaged=1.0))
    (_, damaged), (_, whole) = way.arrivals(DELTA, "delta", 0)
    assert damaged in DAMAGE
    assert whole == "delta"
    assert way.damaged == 1


def test_damage_is_no_event_or_not_the_one_it_says_it_is() -> None:
    codec = ClientCodec(GA)
    for frame in DAMAGE[:3]:
        with pytest.raises(RemoteProtocolError):
            codec.decode(frame)
    assert isinstance(codec.decode(DAMAGE[3]), s.Unrecognised)


def test_nothing_of_an_old_connection_holds_a_new_one_up() -> None:
    way = Downlink(10, Trouble(amendments_ms=3_000))
    way.arrivals(TRUNCATED, "truncated", 0)
    way.opened()
    way.trouble = Trouble()
    assert way.arrivals(TRUNCATED, "truncated", 20 * MS) == [(30 * MS, "truncated")]
