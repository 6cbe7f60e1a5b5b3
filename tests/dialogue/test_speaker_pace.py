"""How exact *heard* is: blocks of 10 ms and the moments their driver names."""

from __future__ import annotations

from voiceapp.dialogue.inputs import Span, SpeakerBlock
from voiceapp.dialogue.speaker_pace import BLOCKS_MAX, SpeakerPace
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.wire import ItemId


def taken(
    pace: SpeakerPace, number: int, dac_at_ms: float, *, sound: bool = True, guess: bool = False
) -> None:
    """Let the device take block `number`."""
    first_frame = 240 * number
    spans = (Span(ItemId("item_1"), 0, 0, 240, first_frame),) if sound else ()
    dac_at_ns = round(dac_at_ms * NS_PER_MS)
    pace.block(SpeakerBlock(0, first_frame, 240, dac_at_ns, spans, estimated=guess))


def evenly(pace: SpeakerPace, first: int, blocks: int, *, from_ms: float, off_ms: float) -> None:
    """Let the device take blocks of which every second one is `off_ms` late."""
    for number in range(blocks):
        taken(pace, first + number, from_ms + 10 * number + off_ms * (number % 2))


def test_one_block_tells_nothing_about_the_pace() -> None:
    pace = SpeakerPace()
    assert pace.error_ms is None
    taken(pace, 0, 100)
    assert pace.error_ms is None


def test_an_even_clock_leaves_the_millisecond_of_the_wire() -> None:
    pace = SpeakerPace()
    for number in range(10):
        taken(pace, number, 100 + 10 * number)
    assert pace.error_ms == 1


def test_the_largest_departure_counts_either_way() -> None:
    pace = SpeakerPace()
    for number, at_ms in enumerate((100, 110.2, 117.1, 127.1)):
        taken(pace, number, at_ms)
    assert pace.error_ms == 5  # 3.1 ms early, rounded up, and one


def test_a_departure_is_forgotten_after_ten_seconds_of_sound() -> None:
    pace = SpeakerPace()
    taken(pace, 0, 0)
    at_ms = 0
    for number in range(1, 12):
        at_ms += 14
        taken(pace, number, at_ms)  # eleven times 4 ms late
    for number in range(12, BLOCKS_MAX + 1):
        taken(pace, number, at_ms + 10 * (number - 11))
    assert pace.error_ms == 5
    taken(pace, BLOCKS_MAX + 1, at_ms + 10 * (BLOCKS_MAX - 10))
    assert pace.error_ms == 1


def test_one_departure_in_a_hundred_blocks_is_passed_over_and_two_are_not() -> None:
    pace = SpeakerPace()
    taken(pace, 0, 0)
    taken(pace, 1, 24)  # 14 ms late
    assert pace.error_ms == 15
    for number in range(2, 101):
        taken(pace, number, 24 + 10 * (number - 1))
    assert pace.error_ms == 1
    taken(pace, 101, 1_027)  # 3 ms late
    assert pace.error_ms == 4


def test_a_gap_of_the_loudspeaker_on_a_virtual_card_does_not_widen_the_bound_for_ten_seconds() -> None:
    pace = SpeakerPace()
    evenly(pace, 0, 500, from_ms=0, off_ms=0.3)
    # As measured: a callback 44 ms late, stamped with nothing, two more at once, then all is even again.
    taken(pace, 500, 5_033.9, guess=True)
    for number, at_ms in ((501, 5_024.5), (502, 5_033.9), (503, 5_048.3), (504, 5_059.8)):
        taken(pace, number, at_ms)
    assert pace.error_ms == 2  # the largest six of 504 are 40, 4.4, 1.5 and 0.6 ms; five are passed over
    evenly(pace, 505, 500, from_ms=5_069.8, off_ms=0.3)
    assert pace.error_ms == 2
    assert not pace.estimated


def test_a_clock_whose_stamps_jump_about_has_a_wide_bound_for_as_long_as_it_does() -> None:
    pace = SpeakerPace()
    evenly(pace, 0, 1_000, from_ms=0, off_ms=7.0)
    assert pace.error_ms == 8
    evenly(pace, 1_000, 989, from_ms=10_000, off_ms=0.0)
    assert pace.error_ms == 8
    evenly(pace, 1_989, 20, from_ms=19_890, off_ms=0.0)
    assert pace.error_ms == 1


def test_silence_and_another_device_begin_anew() -> None:
    pace = SpeakerPace()
    taken(pace, 0, 100)
    taken(pace, 1, 150, sound=False)
    taken(pace, 2, 300)
    taken(pace, 0, 900)
    assert pace.error_ms is None


def test_estimates_under_sound_bound_the_error_by_what_was_measured() -> None:
    pace = SpeakerPace()
    taken(pace, 0, 100, sound=False, guess=True)
    assert not pace.estimated  # drivers stamp the silence they begin with wrongly
    taken(pace, 1, 110, guess=True)
    taken(pace, 2, 120)
    assert pace.error_ms == 41
    assert pace.estimated


def test_a_clock_that_is_never_believed_stays_estimated_and_a_single_stamp_does_not_last() -> None:
    pace = SpeakerPace()
    for number in range(2 * BLOCKS_MAX):
        is_guess = number % 50 == 0
        taken(pace, number, 10 * number + 13 * is_guess, guess=is_guess)
    assert pace.error_ms == 41  # two in a hundred
    assert pace.estimated
    evenly(pace, 2 * BLOCKS_MAX, 500, from_ms=20_000, off_ms=0.0)
    assert pace.error_ms == 1  # ten of the last thousand
    assert not pace.estimated


def test_estimates_at_the_even_pace_are_as_far_off_as_the_stamp_after_them_says() -> None:
    pace = SpeakerPace()
    for number in range(100):
        taken(pace, number, 10 * number, guess=number % 4 == 2)  # where the pace puts them, and it is right
    assert pace.error_ms == 1
    assert not pace.estimated
    taken(pace, 100, 1_000)
    taken(pace, 101, 1_010, guess=True)
    taken(pace, 102, 1_020, guess=True)
    assert pace.error_ms == 1
    taken(pace, 103, 1_037)  # there was a gap of 7 ms: three blocks of 103
    assert pace.error_ms == 8


def test_estimates_at_the_even_pace_that_nothing_confirms_count_as_the_worst() -> None:
    pace = SpeakerPace()
    taken(pace, 0, 0)
    taken(pace, 1, 10, guess=True)
    taken(pace, 2, 20, sound=False)
    assert pace.error_ms == 41
