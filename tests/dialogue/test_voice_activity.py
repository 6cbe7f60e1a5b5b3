"""Our own ears."""

from __future__ import annotations

from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.pcm import NS_PER_MS


def heard(*blocks: tuple[int, int]) -> VoiceActivity:
    """Return ears that heard blocks of (milliseconds, loudness), one after the other."""
    voice, at_ms = VoiceActivity(), 0
    for ms, rms in blocks:
        voice.hear(at_ms * NS_PER_MS, ms * NS_PER_MS, rms)
        at_ms += ms
    return voice


def test_without_sound_there_is_nothing_to_judge_by() -> None:
    voice = VoiceActivity()
    assert not voice.listening
    assert not voice.speaking()


def test_voice_is_what_is_12_db_above_the_noise() -> None:
    assert not heard((20, 400)).speaking()
    assert heard((20, 401)).speaking()


def test_gaps_inside_words_are_bridged() -> None:
    assert heard((20, 4_000), (80, 10)).speaking()
    assert not heard((20, 4_000), (81, 10)).speaking()


def test_the_end_of_the_voice_is_remembered() -> None:
    assert heard((20, 10), (60, 4_000), (300, 10)).last_voiced_end_ns == 80 * NS_PER_MS


def test_voiced_time_is_counted_from_a_moment_on() -> None:
    voice = heard((100, 4_000), (100, 10), (50, 4_000))
    assert voice.voiced_since_ns(0) == 150 * NS_PER_MS
    assert voice.voiced_since_ns(1) == 50 * NS_PER_MS


def test_only_four_seconds_are_remembered() -> None:
    voice = heard((100, 4_000), (4_100, 10), (10, 10))
    assert voice.voiced_since_ns(0) == 0


def test_steady_noise_stops_being_a_voice() -> None:
    assert not heard(*[(10, 1_000)] * 300).speaking()


def test_floor_follows_quiet_but_not_below_the_noise_of_a_microphone() -> None:
    voice = heard(*[(10, 0)] * 500)
    voice.hear(10_000 * NS_PER_MS, 10 * NS_PER_MS, 120)
    assert not voice.speaking()
    voice.hear(10_010 * NS_PER_MS, 10 * NS_PER_MS, 121)
    assert voice.speaking()


def test_echo_is_neither_a_voice_nor_the_noise_of_the_room() -> None:
    voice = VoiceActivity()
    for at_ms in range(0, 2_000, 10):
        voice.hear(at_ms * NS_PER_MS, 10 * NS_PER_MS, 8_000, echo=True)
    assert voice.listening
    assert not voice.speaking()
    voice.hear(2_000 * NS_PER_MS, 10 * NS_PER_MS, 401)  # the floor is still the first one, 100
    assert voice.voiced_since_ns(0) == 10 * NS_PER_MS


def test_closed_microphone_is_no_voice() -> None:
    voice = heard((20, 4_000))
    voice.reset()
    assert not voice.listening
    assert not voice.speaking()
    assert voice.voiced_since_ns(0) == 0
