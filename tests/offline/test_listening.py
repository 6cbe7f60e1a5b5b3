from __future__ import annotations

import pytest

from tests.offline.scripted import tone
from voiceapp.offline.listening import Listening, SpeechBegan, SpeechEnded
from voiceapp.offline.refusal import Refused
from voiceapp.pcm import frames_of_ms, silence
from voiceapp.protocol.session_config import PCM_24K, AudioFormat, TurnDetection


def quiet(ms: int) -> bytes:
    return silence(frames_of_ms(ms))


def detection(**fields: int | float | str) -> TurnDetection:
    known = {"prefix_padding_ms": 300, "silence_duration_ms": 200, **fields}
    return TurnDetection(**known)  # type: ignore[arg-type]


def test_speech_begins_before_it_was_noticed_and_ends_after_its_silence() -> None:
    listening = Listening(detection())
    told = listening.append(quiet(1_000) + tone(400) + quiet(400), PCM_24K)
    assert isinstance(told[0], SpeechBegan)
    assert isinstance(told[1], SpeechEnded)
    assert told[0].start_ms == 700
    assert told[1].end_ms == 1_600
    assert len(told[1].pcm) == 900 * 48
    assert listening.buffer.start_frame == frames_of_ms(1_600)


def test_padding_never_reaches_into_what_was_taken_before() -> None:
    listening = Listening(detection(silence_duration_ms=50))
    sound = quiet(1_000) + tone(200) + quiet(60) + tone(200) + quiet(100)
    told = listening.append(sound, PCM_24K)
    positions = [one.start_ms if isinstance(one, SpeechBegan) else one.end_ms for one in told]
    assert positions == [700, 1_250, 1_250, 1_510]


def test_two_turns_can_end_in_one_append() -> None:
    listening = Listening(detection())
    told = listening.append((quiet(500) + tone(300) + quiet(300)) * 2, PCM_24K)
    assert [type(one) for one in told] == [SpeechBegan, SpeechEnded] * 2


def test_while_nobody_speaks_only_half_a_minute_is_kept() -> None:
    listening = Listening(detection())
    listening.append(quiet(40_000), PCM_24K)
    assert listening.buffer.frames == frames_of_ms(30_000)
    assert listening.position_ms == 40_000


def test_without_detection_everything_is_kept() -> None:
    listening = Listening(None)
    assert listening.append(quiet(40_000) + tone(1_000), PCM_24K) == []
    assert listening.buffer.frames == frames_of_ms(41_000)
    assert not listening.is_speech


def test_a_commit_needs_100_ms() -> None:
    listening = Listening(None)
    listening.append(tone(99), PCM_24K)
    with pytest.raises(Refused, match=r"99\.00ms"):
        listening.commit()
    listening.append(tone(1), PCM_24K)
    assert len(listening.commit()) == 4_800
    with pytest.raises(Refused, match=r"0\.00ms"):
        listening.commit()


def test_the_same_detection_again_changes_nothing() -> None:
    listening = Listening(detection())
    listening.append(quiet(500) + tone(200), PCM_24K)
    listening.configure(detection())
    assert listening.is_speech
    listening.configure(detection(silence_duration_ms=400))
    assert not listening.is_speech


def test_semantic_detection_takes_its_silence_from_the_eagerness() -> None:
    listening = Listening(TurnDetection(type="semantic_vad", eagerness="auto"))
    told = listening.append(quiet(500) + tone(300) + quiet(900), PCM_24K)
    assert isinstance(told[1], SpeechEnded)
    assert told[1].end_ms == 1_600


def test_half_a_sample_is_refused_and_nothing_is_taken() -> None:
    listening = Listening(None)
    with pytest.raises(Refused):
        listening.append(b"\0\0\0", PCM_24K)
    assert listening.buffer.frames == 0


def test_positions_of_telephone_sound_are_milliseconds_too() -> None:
    listening = Listening(None)
    listening.append(bytes(800), AudioFormat(type="audio/pcma"))
    assert listening.position_ms == 100
