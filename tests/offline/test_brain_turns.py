"""The user's turns: sound, speech, commits, captions, and the answers that follow by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.offline.scripted import Desk, ScriptedEars, names, tone
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import silence
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.session_config import (
    AudioFormat,
    AudioInput,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import ItemId, known

SPOKEN_ANSWER = [
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
    "response.output_audio.delta",
]
CLOSING = [
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "conversation.item.done",
    "response.done",
    "rate_limits.updated",
]


def configured(options: ServerOptions | None = None, /, **fields: Any) -> Desk:
    desk = Desk(options or ServerOptions(), ears=ScriptedEars(((60_000, "hello there"),)))
    desk.say(said.SessionUpdate(session=Session(audio=SessionAudio(input=AudioInput(**fields)))))
    desk.hear(silence(24_000))
    desk.events.clear()
    desk.times_ms.clear()
    return desk


def commit_of(ms: int) -> list[said.ClientEvent]:
    return [said.InputAudioAppend(audio=tone(ms)), said.InputAudioCommit()]


# -- voice detection ---------------------------------------------------------------------------------


def test_a_spoken_turn_comes_in_exactly_the_order_of_the_protocol() -> None:
    desk = configured(turn_detection=TurnDetection(silence_duration_ms=500))
    desk.speak(600, pause_ms=600)
    desk.pass_ms(3_000)
    assert names(desk.events)[:11] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        *SPOKEN_ANSWER,
    ]
    assert names(desk.events)[-7:] == CLOSING


def test_positions_count_appended_sound_and_the_start_includes_the_padding() -> None:
    desk = configured(turn_detection=TurnDetection(prefix_padding_ms=300, silence_duration_ms=500))
    desk.speak(600, pause_ms=600)
    # One second of silence came before: 1000 - 300, and 1000 + 600 + 500.
    assert desk.last(told.SpeechStarted).audio_start_ms == 700
    assert desk.last(told.SpeechStopped).audio_end_ms == 2_100


def test_the_item_is_announced_with_the_beginning_of_speech() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.speak()
    item_id = desk.last(told.SpeechStarted).item_id
    assert desk.last(told.SpeechStopped).item_id == item_id
    assert desk.last(told.InputAudioCommitted).item_id == item_id
    user = next(event for event in desk.of(told.ItemDone) if event.item.role == "user")
    assert user.item.id == item_id
    assert user.item.status == "completed"


def test_the_committed_sound_holds_the_padding_and_the_silence() -> None:
    desk = configured(turn_detection=TurnDetection(prefix_padding_ms=200, silence_duration_ms=400))
    desk.speak(600, pause_ms=600)
    entry = desk.brain.conversation.find(desk.last(told.SpeechStarted).item_id)
    assert entry is not None
    assert entry.frames == {0: 28_800}  # 200 + 600 + 400 ms


def test_the_first_turn_follows_nothing_and_the_second_follows_the_answer() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.speak()
    desk.pass_ms(3_000)
    assert desk.last(told.InputAudioCommitted).previous_item_id is None
    answer_id = desk.last(told.OutputItemDone).item.id
    desk.speak()
    assert desk.last(told.InputAudioCommitted).previous_item_id == answer_id


def test_without_create_response_nobody_answers_by_itself() -> None:
    desk = configured(turn_detection=TurnDetection(create_response=False))
    desk.speak()
    desk.pass_ms(3_000)
    assert desk.of(told.ResponseCreated) == []
    desk.say(said.ResponseCreate())
    desk.pass_ms(3_000)
    assert desk.last(told.ResponseDone).response.status == "completed"


def test_semantic_detection_waits_longer_for_the_patient() -> None:
    for eagerness, stopped_at_ms in (("low", 2_800), ("medium", 2_400), ("high", 2_100)):
        desk = configured(turn_detection=TurnDetection(type="semantic_vad", eagerness=eagerness))
        desk.speak(600, pause_ms=1_500)
        assert desk.last(told.SpeechStopped).audio_end_ms == stopped_at_ms


def test_speech_is_not_noticed_while_detection_is_off() -> None:
    desk = configured(turn_detection=None)
    assert desk.speak() == []


def test_switching_detection_off_while_somebody_speaks_ends_no_turn() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.hear(tone(400))
    desk.say(said.SessionUpdate(session=Session(audio=SessionAudio(input=AudioInput(turn_detection=None)))))
    desk.hear(silence(24_000))
    assert desk.of(told.SpeechStopped) == []
    assert names(desk.say(said.InputAudioCommit()))[:1] == ["input_audio_buffer.committed"]


def test_speech_that_is_not_understood_is_answered_so() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.ears = ScriptedEars(((60_000, None),))
    desk.speak()
    desk.pass_ms(3_000)
    assert desk.last(told.OutputTranscriptDone).transcript == "I did not understand."


# -- by hand -----------------------------------------------------------------------------------------


def test_push_to_talk_is_committed_and_answered_when_asked() -> None:
    desk = configured(turn_detection=None)
    desk.say(said.InputAudioClear())
    came = desk.say(*commit_of(500))
    assert names(came) == [
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
    ]
    desk.say(said.ResponseCreate())
    desk.pass_ms(3_000)
    assert desk.last(told.OutputTranscriptDone).transcript == "You told me hello there."


def test_less_than_100_ms_cannot_be_committed_and_is_not_lost() -> None:
    desk = configured(turn_detection=None)
    desk.say(said.InputAudioClear())
    refused = desk.say(said.InputAudioAppend(audio=tone(99)), said.InputAudioCommit(event_id="mine"))
    assert names(refused) == ["error"]
    error = desk.last(told.ErrorEvent).error
    assert error.code == "input_audio_buffer_commit_empty"
    assert "99.00ms" in error.message
    assert names(desk.say(*commit_of(1)))[0] == "input_audio_buffer.committed"


def test_a_clear_is_always_answered_and_does_not_turn_positions_back() -> None:
    desk = configured(turn_detection=TurnDetection(prefix_padding_ms=0))
    assert names(desk.say(said.InputAudioClear(), said.InputAudioClear())) == ["input_audio_buffer.cleared"]
    assert len(desk.of(told.InputAudioCleared)) == 2
    desk.hear(silence(24_000))
    desk.speak()
    assert desk.last(told.SpeechStarted).audio_start_ms == 2_000


def test_a_clear_during_speech_drops_the_turn() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.hear(tone(400))
    desk.say(said.InputAudioClear())
    desk.hear(silence(24_000))
    assert desk.of(told.SpeechStopped) == []
    assert desk.of(told.InputAudioCommitted) == []


def test_a_commit_during_speech_takes_the_announced_item() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.hear(tone(400))
    desk.say(said.InputAudioCommit())
    assert desk.last(told.InputAudioCommitted).item_id == desk.last(told.SpeechStarted).item_id
    desk.hear(silence(24_000))
    assert desk.of(told.SpeechStopped) == []


@pytest.mark.parametrize("audio", [b"\0", bytes(15 * 1024 * 1024 + 2)])
def test_sound_that_is_none_is_refused(audio: bytes) -> None:
    desk = configured(turn_detection=None)
    desk.say(said.InputAudioAppend(audio=audio))
    assert (desk.last(told.ErrorEvent).error.code, desk.last(told.ErrorEvent).error.param) == (
        "invalid_value",
        "audio",
    )


def test_telephone_sound_is_understood() -> None:
    desk = configured(turn_detection=None, format=AudioFormat(type="audio/pcmu"))
    desk.say(said.InputAudioClear())
    desk.say(said.InputAudioAppend(audio=bytes(range(256)) * 4), said.InputAudioCommit())
    entry = desk.brain.conversation.entries()[-1]
    assert entry.frames == {0: 3_072}  # 128 ms of 8 000 Hz at 24 000 Hz


# -- captions ----------------------------------------------------------------------------------------


def test_captions_come_only_where_they_are_wanted() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.speak()
    assert desk.of(told.TranscriptionCompleted) == []


def test_whisper_writes_a_caption_in_one_piece() -> None:
    desk = configured(turn_detection=None, transcription=Transcription(model="whisper-1"))
    desk.say(*commit_of(500))
    assert [known(event.delta, "") for event in desk.of(told.TranscriptionDelta)] == ["hello there"]
    assert desk.last(told.TranscriptionCompleted).transcript == "hello there"


def test_newer_models_write_a_caption_word_by_word() -> None:
    desk = configured(turn_detection=None, transcription=Transcription(model="gpt-4o-mini-transcribe"))
    desk.say(*commit_of(500))
    assert [known(event.delta, "") for event in desk.of(told.TranscriptionDelta)] == ["hello", " there"]


def test_nothing_understood_is_an_empty_caption_not_a_failed_one() -> None:
    desk = configured(turn_detection=None, transcription=Transcription(model="whisper-1"))
    desk.ears = ScriptedEars(((60_000, None),))
    desk.say(*commit_of(500))
    assert desk.last(told.TranscriptionCompleted).transcript == ""
    assert desk.of(told.TranscriptionFailed) == []


def test_a_recogniser_that_breaks_fails_the_caption_and_not_the_turn() -> None:
    desk = configured(turn_detection=None, transcription=Transcription(model="whisper-1"))
    desk.is_slow = True
    desk.say(*commit_of(500), said.ResponseCreate())
    desk.fail_jobs()
    assert desk.last(told.TranscriptionFailed).error.type == "server_error"
    desk.finish_jobs()
    desk.pass_ms(3_000)
    assert desk.last(told.OutputTranscriptDone).transcript == "I did not understand."


def test_captions_can_be_late() -> None:
    desk = configured(
        ServerOptions(transcription_delay_ms=700),
        turn_detection=None,
        transcription=Transcription(model="whisper-1"),
    )
    desk.say(*commit_of(500))
    desk.pass_ms(699)
    assert desk.of(told.TranscriptionCompleted) == []
    assert names(desk.pass_ms(1))[-1] == "conversation.item.input_audio_transcription.completed"


def test_captions_can_come_after_the_answer() -> None:
    desk = configured(
        ServerOptions(transcription_after_response=True),
        turn_detection=TurnDetection(),
        transcription=Transcription(model="whisper-1"),
    )
    desk.speak()
    desk.pass_ms(3_000)
    order = names(desk.events)
    assert order.index("response.done") < order.index("conversation.item.input_audio_transcription.completed")


def test_a_caption_of_a_deleted_item_still_comes() -> None:
    desk = configured(turn_detection=None, transcription=Transcription(model="whisper-1"))
    desk.is_slow = True
    desk.say(*commit_of(500))
    item_id = desk.last(told.InputAudioCommitted).item_id
    desk.say(said.ItemDelete(item_id=item_id))
    desk.finish_jobs()
    assert desk.last(told.TranscriptionCompleted).item_id == item_id


# -- the idle timeout --------------------------------------------------------------------------------


def test_long_silence_after_an_answer_makes_the_assistant_ask() -> None:
    desk = configured(turn_detection=TurnDetection(idle_timeout_ms=5_000))
    desk.speak()
    done_at_ms = next(
        time
        for event, time in zip(desk.events, desk.times_ms, strict=True)
        if isinstance(event, told.ResponseDone)
    )
    desk.events.clear()
    desk.times_ms.clear()
    desk.hear(silence(24_000 * 8))
    assert names(desk.events)[:5] == [
        "input_audio_buffer.timeout_triggered",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "response.created",
    ]
    # "You told me hello there." is 24 characters of 60 ms.
    assert desk.times_ms[0] == done_at_ms + 1_440 + 5_000
    triggered = desk.last(told.InputAudioTimeoutTriggered)
    assert triggered.audio_end_ms - triggered.audio_start_ms == 5_000
    assert triggered.item_id == desk.last(told.InputAudioCommitted).item_id
    assert desk.last(told.OutputTranscriptDone).transcript == "Are you still there?"


def test_speech_stops_the_idle_timeout() -> None:
    desk = configured(turn_detection=TurnDetection(idle_timeout_ms=5_000))
    desk.speak()
    desk.hear(tone(9_000))
    assert desk.of(told.InputAudioTimeoutTriggered) == []


def test_a_turn_nobody_answers_stops_the_idle_timeout_of_the_answer_before() -> None:
    desk = configured(turn_detection=TurnDetection(idle_timeout_ms=5_000, create_response=False))
    desk.write("hello")
    desk.say(said.ResponseCreate())
    desk.pass_ms(10)
    # The answer is over by now and nobody has looked yet; the next thing the brain learns is speech.
    desk.hear(tone(300))
    desk.hear(silence(24_000 * 9))
    assert desk.of(told.InputAudioTimeoutTriggered) == []


def test_the_idle_timeout_needs_sound() -> None:
    desk = configured(turn_detection=TurnDetection(idle_timeout_ms=5_000))
    desk.speak()
    desk.say(said.InputAudioClear())
    desk.pass_ms(20_000)
    assert desk.of(told.InputAudioTimeoutTriggered) == []


# -- timers ------------------------------------------------------------------------------------------


def test_a_timer_speaks_up_by_itself() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.ears = ScriptedEars(((60_000, "set a timer"),))
    desk.speak()
    desk.pass_ms(9_000)
    assert desk.last(told.OutputTranscriptDone).transcript == "Timer set."
    desk.pass_ms(3_000)
    assert desk.last(told.OutputTranscriptDone).transcript == "Ten seconds are over."
    assert len(desk.of(told.ResponseCreated)) == 2


def test_a_timer_does_not_speak_into_the_users_words() -> None:
    desk = configured(turn_detection=TurnDetection())
    desk.write("set a timer", "typed")
    desk.say(said.ResponseCreate())
    desk.pass_ms(8_000)
    desk.hear(tone(2_900))
    assert len(desk.of(told.ResponseCreated)) == 1
    desk.ears = ScriptedEars(((60_000, "go on"),))
    desk.hear(silence(24_000))
    desk.pass_ms(8_000)
    spoken = [event.transcript for event in desk.of(told.OutputTranscriptDone)]
    assert spoken == ["Timer set.", "You told me go on.", "Ten seconds are over."]


def test_retrieving_a_spoken_item_returns_its_sound_and_caption() -> None:
    desk = configured(turn_detection=None, transcription=Transcription(model="whisper-1"))
    desk.say(said.InputAudioClear())
    desk.say(*commit_of(500))
    item_id = ItemId(desk.last(told.InputAudioCommitted).item_id)
    desk.say(said.ItemRetrieve(item_id=item_id))
    content = known(desk.last(told.ItemRetrieved).item.content, ())
    assert content[0].audio == tone(500)
    assert content[0].transcript == "hello there"
