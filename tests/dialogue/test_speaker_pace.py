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
    taken(pace, 1, 14)
    for number in range(BLOCKS_MAX - 1):
        taken(pace, number + 2, 24 + 10 * number)
    assert pace.error_ms == 5
    taken(pace, BLOCKS_MAX + 1, 24 + 10 * (BLOCKS_MAX - 1))
    assert pace.error_ms == 1


def test_silence_and_another_device_begin_anew() -> None:
    pace = SpeakerPace()
    taken(pace, 0, 100)
    taken(pace, 1, 150, sound=False)
    taken(pace, 2, 300)
    taken(pace, 0, 900)
    assert pace.error_ms is None


def test_an_estimate_under_sound_is_remembered_and_bounds_the_error_by_what_was_measured() -> None:
    pace = SpeakerPace()
    taken(pace, 0, 100, sound=False, guess=True)
    assert not pace.estimated  # drivers stamp the silence they begin with wrongly
    taken(pace, 1, 110, guess=True)
    taken(pace, 2, 120)
    assert pace.error_ms == 41
    for number in range(BLOCKS_MAX):
        taken(pace, number + 3, 130 + 10 * number)
    assert pace.error_ms == 1
    assert pace.estimated
