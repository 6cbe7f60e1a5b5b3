"""What is found on a tape is what reached the ear, frame by frame."""

from __future__ import annotations

from tests.sounds import Loudspeaker, counting, samples
from voiceapp.dialogue.inputs import (
    FromServer,
    MicBlock,
    MicrophoneOpened,
    Span,
    SpeakerBlock,
    SpeakerOpened,
)
from voiceapp.protocol.server_events import OutputAudioDelta
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.tape_voices import TapeVoices

ONE = ItemId("item_1")
AT_FIRST_NS = 35_000_000
"""When the first block of `Loudspeaker` is heard: frame 840 of the voice clock."""


def delta(pcm: bytes) -> FromServer:
    event = OutputAudioDelta(
        response_id=ResponseId("resp_1"), item_id=ONE, output_index=0, content_index=0, delta=pcm
    )
    return FromServer(0, event)


def found(speaker: Loudspeaker, received: bytes) -> list[int]:
    """Return what a tape with these blocks says the assistant sounded like, from the first block on."""
    voices = TapeVoices()
    voices.take(delta(received))
    for happened in speaker.inputs:
        voices.take(happened)
    sound: list[int] = voices.voices().sound(840, len(speaker.heard)).tolist()
    return sound


def test_an_answer_that_was_heard_to_its_end_is_found_as_it_came() -> None:
    speaker = Loudspeaker()
    speaker.take_ms(50)
    speaker.queue_counting(ONE, 0, 5_000)
    speaker.queue.finish(ONE, 0)
    speaker.take_ms(300)
    assert found(speaker, counting(0, 5_000)) == speaker.heard.tolist()
    assert speaker.heard.max() == 5_999


def test_an_answer_that_was_cut_ends_with_the_fade_that_was_heard() -> None:
    speaker = Loudspeaker()
    speaker.queue_counting(ONE, 0, 24_000)
    speaker.take_ms(100)
    speaker.queue.cut(1)
    speaker.take_ms(100)
    assert found(speaker, counting(0, 24_000)) == speaker.heard.tolist()
    assert not speaker.heard[2_520:].any()


def test_a_pause_is_silence_between_two_fades() -> None:
    speaker = Loudspeaker()
    speaker.queue_counting(ONE, 0, 9_600)
    speaker.queue.finish(ONE, 0)
    speaker.take_ms(100)
    speaker.queue.pause(1)
    speaker.take_ms(100)
    speaker.queue.resume(2)
    speaker.take_ms(400)
    assert found(speaker, counting(0, 9_600)) == speaker.heard.tolist()


def test_the_microphone_lies_where_its_blocks_were_captured() -> None:
    voices = TapeVoices()
    voices.take(MicrophoneOpened(0, "a microphone"))
    for number in range(3):
        at_ns = 10_000_000 * (1 + number)
        voices.take(MicBlock(at_ns + 15_000_000, 240 * number, at_ns, counting(240 * number, 240)))
    line = voices.voices()
    assert line.sound(240, 720).tolist() == samples(counting(0, 720)).tolist()
    assert not line.sound(0, 240).any()


def test_another_loudspeaker_begins_where_its_own_stamp_says() -> None:
    voices = TapeVoices()
    voices.take(delta(counting(0, 480)))
    voices.take(SpeakerOpened(0, "one"))
    voices.take(SpeakerBlock(0, 0, 240, 10_000_000, (Span(ONE, 0, 0, 240, 0),)))
    voices.take(SpeakerOpened(0, "two"))
    voices.take(SpeakerBlock(0, 0, 240, 25_000_000, (Span(ONE, 0, 240, 240, 0),)))
    line = voices.voices()
    assert not line.sound(480, 120).any()
    assert line.sound(600 + 239, 2).tolist() == [1_479, 0]


def test_another_microphone_begins_where_its_own_stamp_says() -> None:
    voices = TapeVoices()
    voices.take(MicrophoneOpened(0, "one"))
    voices.take(MicBlock(0, 0, 10_000_000, counting(0, 240)))
    voices.take(MicrophoneOpened(0, "two"))
    voices.take(MicBlock(0, 0, 25_000_000, counting(0, 240)))
    line = voices.voices()
    assert line.sound(480, 120).tolist() == [0] * 120
    assert line.sound(600, 2).tolist() == [1_000, 1_001]
