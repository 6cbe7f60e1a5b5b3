"""Both voices over time, from hand-made steps."""

from __future__ import annotations

from tests.playbook import committed, from_server, mic, sound, speech_starts, speech_stops
from voiceapp.dialogue import inputs as i
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.server_events import InputAudioCleared
from voiceapp.protocol.wire import ItemId
from voiceapp.recording.report.findings import Course, Stretch
from voiceapp.recording.report.voice_tracks import VoiceTracks


def tracks(*inputs: i.Input, began_ms: int = 0) -> VoiceTracks:
    found = VoiceTracks(began_ms * NS_PER_MS)
    for happened in inputs:
        found.take(happened)
    return found


def block(
    *spans: tuple[int, int, int], first_frame: int = 0, dac_at_ms: int = 0, rms: int = 0, item: str = "item_1"
) -> i.SpeakerBlock:
    """Return a block of 20 ms; a span is (item frame, frames, device frame)."""
    made = tuple(i.Span(ItemId(item), 0, *span) for span in spans)
    return i.SpeakerBlock(dac_at_ms * NS_PER_MS, first_frame, 480, dac_at_ms * NS_PER_MS, made, rms=rms)


def test_the_loudest_block_of_every_ten_milliseconds_is_kept() -> None:
    found = tracks(mic(ms=10, at_ms=15, rms=5), mic(ms=10, at_ms=18, rms=9), mic(ms=10, at_ms=45, rms=7))
    assert found.voices().microphone == (9, 0, 0, 7)
    assert tracks(block(dac_at_ms=120, rms=3), began_ms=100).voices().loudspeaker == (0, 0, 3)


def test_moments_before_the_beginning_and_days_later_are_not_drawn() -> None:
    found = tracks(mic(ms=10, at_ms=5, rms=9), mic(at_ms=10**9, rms=9))
    assert found.voices().microphone == ()


def test_sound_arrives_as_a_growing_curve() -> None:
    found = tracks(sound(ms=100, at_ms=50), sound(ms=20, at_ms=70), sound("item_2", ms=10, at_ms=80))
    assert found.voices().courses == (
        Course("item_1", ((50.0, 100.0), (70.0, 120.0))),
        Course("item_2", ((80.0, 10.0),)),
    )
    assert (found.generated_ms("item_1"), found.generated_ms("item_3"), found.all_generated_ms()) == (
        120,
        0,
        130,
    )


def test_the_parts_of_one_item_are_generated_together() -> None:
    assert tracks(sound(ms=100), sound(ms=20, part=1)).generated_ms("item_1") == 120


def test_blocks_without_a_gap_are_one_stretch() -> None:
    found = tracks(
        block((0, 240, 240), dac_at_ms=100),
        block((240, 480, 480), first_frame=480, dac_at_ms=120),
    )
    assert found.voices().courses[0].heard == (Stretch(110.0, 0.0, 30.0),)


def test_a_pause_parts_two_stretches() -> None:
    found = tracks(
        block((0, 480, 0), dac_at_ms=100),
        block(first_frame=480, dac_at_ms=120),
        block((480, 480, 960), first_frame=960, dac_at_ms=140),
    )
    assert found.voices().courses[0].heard == (Stretch(100.0, 0.0, 20.0), Stretch(140.0, 20.0, 20.0))


def test_what_a_lost_loudspeaker_had_not_played_was_not_heard() -> None:
    found = tracks(
        block((0, 480, 0), dac_at_ms=100),
        i.SpeakerLost(105 * NS_PER_MS, "It is gone."),
        block((120, 480, 480), first_frame=480, dac_at_ms=500),  # where the old one would have gone on
    )
    assert found.voices().courses[0].heard == (Stretch(100.0, 0.0, 5.0), Stretch(500.0, 5.0, 20.0))


def test_speech_lasts_from_its_start_to_the_first_of_its_ends() -> None:
    found = tracks(
        speech_starts(at_ms=10),
        speech_stops(at_ms=40),
        committed(at_ms=45),
        speech_starts(at_ms=60),
        committed(at_ms=80),
        speech_starts(at_ms=100),
        i.LinkDropped(130 * NS_PER_MS, "gone", 1006),
    )
    assert found.voices().speech == ((10, 40), (60, 80), (100, 130))


def test_a_cleared_buffer_does_not_end_what_is_said_with_the_key_held() -> None:
    found = tracks(
        i.TalkPressed(10 * NS_PER_MS),
        from_server(InputAudioCleared(), at_ms=20),
        i.TalkReleased(90 * NS_PER_MS),
    )
    assert found.voices().speech == ((10, 90),)
