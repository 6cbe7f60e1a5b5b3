"""Answers: their pace, their limits, and every way in which they end early."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.offline.scripted import Desk, names, tone
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import silence
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ResponseCreate, ResponseParams
from voiceapp.protocol.session_config import AudioInput, Session, SessionAudio, TurnDetection
from voiceapp.protocol.wire import ResponseId, known

CLOSING = [
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "conversation.item.done",
    "response.done",
    "rate_limits.updated",
]
LONG = "a very long story about trains to Kyoto and the people who take them"


def asked(options: ServerOptions | None = None, text: str = LONG, **params: Any) -> Desk:
    """Return a desk at which an answer to a typed turn has just been asked for."""
    desk = Desk(options or ServerOptions())
    desk.write(text)
    desk.say(ResponseCreate(response=ResponseParams(**params)))
    return desk


def with_detection(**fields: Any) -> said.SessionUpdate:
    detection = TurnDetection(**fields)
    return said.SessionUpdate(session=Session(audio=SessionAudio(input=AudioInput(turn_detection=detection))))


def sounds(desk: Desk) -> list[tuple[int, int]]:
    """Return (time, milliseconds) of every audio delta."""
    return [
        (time, len(event.delta) // 48)
        for event, time in zip(desk.events, desk.times_ms, strict=True)
        if isinstance(event, told.OutputAudioDelta)
    ]


# -- pace --------------------------------------------------------------------------------------------


def test_sound_leaves_in_equal_pieces_faster_than_it_is_heard() -> None:
    desk = asked(ServerOptions(speed=4.0, delta_ms=200), text="six words are enough for this")
    desk.pass_ms(5_000)
    # "You told me six words are enough for this." is 42 characters of 60 ms: 2520 ms.
    assert sounds(desk) == [(50 * n, 200) for n in range(12)] + [(600, 120)]


def test_at_infinite_speed_everything_comes_at_once() -> None:
    desk = asked(ServerOptions(speed=math.inf))
    assert names(desk.events)[-7:] == CLOSING
    assert desk.now_ms == 0


def test_the_transcript_is_complete_when_half_of_the_sound_is_out() -> None:
    desk = asked()
    desk.pass_ms(5_000)
    kinds = [type(event) for event in desk.events]
    last_word = len(kinds) - 1 - kinds[::-1].index(told.OutputTranscriptDelta)
    before = kinds[:last_word].count(told.OutputAudioDelta)
    assert before <= kinds.count(told.OutputAudioDelta) // 2
    spoken = "".join(event.delta for event in desk.of(told.OutputTranscriptDelta))
    assert spoken == f"You told me {LONG}."
    assert desk.last(told.OutputTranscriptDone).transcript == spoken


def test_the_sound_of_all_deltas_is_what_the_voice_has_spoken() -> None:
    desk = asked(text="hello")
    desk.pass_ms(5_000)
    pcm = b"".join(event.delta for event in desk.of(told.OutputAudioDelta))
    assert pcm == desk.voice.speak("You told me hello.")


def test_telephone_sound_can_be_asked_for() -> None:
    desk = asked(text="hello", audio={"output": {"format": {"type": "audio/pcma"}}})
    desk.pass_ms(5_000)
    # 18 characters of 60 ms at 8 bytes a millisecond.
    assert sum(len(event.delta) for event in desk.of(told.OutputAudioDelta)) == 18 * 60 * 8


def test_a_written_answer_has_no_sound() -> None:
    desk = asked(text="hello", output_modalities=("text",))
    desk.pass_ms(5_000)
    assert names(desk.events)[3:] == [
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
        "rate_limits.updated",
    ]
    assert desk.last(told.OutputTextDone).text == "You told me hello."


# -- what the response object says -------------------------------------------------------------------


def test_a_finished_response_tells_what_it_cost() -> None:
    desk = asked(text="hello")
    desk.pass_ms(5_000)
    response = desk.last(told.ResponseDone).response
    usage = response.usage
    assert usage is not None
    assert response.status == "completed"
    # 18 characters make 5 tokens, 1080 ms make 22.
    assert usage.output_tokens == 27
    assert known(usage.total_tokens, 0) == known(usage.input_tokens, 0) + 27


def test_a_second_response_has_the_context_of_the_first_in_cache() -> None:
    desk = asked(text="word " * 200)
    desk.pass_ms(120_000)
    desk.write("and now", "item_2")
    desk.say(ResponseCreate())
    desk.pass_ms(60_000)
    first, second = (event.response.usage for event in desk.of(told.ResponseDone))
    assert first is not None
    assert second is not None
    details = known(second.input_token_details, None)
    assert details is not None
    assert known(details.cached_tokens, 0) == known(first.input_tokens, 0) // 64 * 64 > 0


def test_metadata_comes_back() -> None:
    desk = asked(metadata={"turn": "7"})
    desk.pass_ms(9_000)
    assert desk.last(told.ResponseCreated).response.metadata == {"turn": "7"}
    assert desk.last(told.ResponseDone).response.metadata == {"turn": "7"}


def test_an_answer_without_a_question_is_a_greeting() -> None:
    desk = Desk()
    desk.say(ResponseCreate())
    desk.pass_ms(9_000)
    assert known(desk.last(told.OutputTranscriptDone).transcript, "").startswith("Hello.")


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"conversation": "other"}, "invalid_value", "response.conversation"),
        ({"output_modalities": ("audio", "text")}, "invalid_value", "response.output_modalities"),
        ({"max_output_tokens": 0}, "integer_below_min_value", "response.max_output_tokens"),
        ({"tool_choice": {"type": "function", "name": "x"}}, "invalid_value", "response.tool_choice"),
        ({"metadata": {str(n): "" for n in range(17)}}, "invalid_value", "response.metadata"),
        ({"metadata": {"k" * 65: ""}}, "string_above_max_length", "response.metadata"),
        ({"metadata": {"k": "v" * 513}}, "string_above_max_length", "response.metadata.k"),
        ({"audio": {"output": {"voice": "nobody"}}}, "invalid_value", "response.audio.output.voice"),
        ({"audio": {"input": {}}}, "unknown_parameter", "response.audio.input"),
        ({"audio": {"output": {"pitch": 1}}}, "unknown_parameter", "response.audio.output.pitch"),
        ({"extra": {"commit": True}}, "unknown_parameter", "response.commit"),
    ],
)
def test_a_response_that_cannot_be_made_is_refused_with_an_error_only(
    params: dict[str, Any], code: str, param: str
) -> None:
    desk = asked(**params)
    assert (desk.last(told.ErrorEvent).error.code, desk.last(told.ErrorEvent).error.param) == (code, param)
    assert desk.of(told.ResponseCreated) == []


def test_another_voice_for_one_answer_is_refused_after_the_first_sound() -> None:
    desk = asked(text="hello")
    desk.pass_ms(5_000)
    desk.say(ResponseCreate(response=ResponseParams(audio={"output": {"voice": "ash"}})))
    assert desk.last(told.ErrorEvent).error.code == "cannot_update_voice"


# -- one at a time -----------------------------------------------------------------------------------


def test_a_second_response_is_refused_and_told_which_one_runs() -> None:
    desk = asked()
    running = desk.last(told.ResponseCreated).response.id
    (refused,) = desk.say(ResponseCreate(event_id="mine"))
    assert isinstance(refused, told.ErrorEvent)
    assert refused.error.code == "conversation_already_has_active_response"
    assert running in refused.error.message
    assert refused.error.event_id == "mine"
    desk.pass_ms(9_000)
    assert len(desk.of(told.ResponseDone)) == 1


def test_a_turn_during_an_answer_that_may_not_be_interrupted_gets_an_error_and_no_answer() -> None:
    desk = Desk(ServerOptions(speed=0.5))
    desk.say(with_detection(interrupt_response=False))
    desk.write(LONG)
    desk.say(ResponseCreate())
    desk.hear(silence(24_000))
    desk.speak()
    assert desk.last(told.ErrorEvent).error.code == "conversation_already_has_active_response"
    assert desk.last(told.ErrorEvent).error.event_id is None
    assert len(desk.of(told.ResponseCreated)) == 1
    desk.pass_ms(60_000)
    assert desk.last(told.ResponseDone).response.status == "completed"


# -- cancel ------------------------------------------------------------------------------------------


def test_a_cancelled_answer_is_closed_as_incomplete() -> None:
    desk = asked()
    desk.pass_ms(60)
    came = desk.say(said.ResponseCancel())
    assert names(came) == CLOSING
    response = desk.last(told.ResponseDone).response
    assert response.status == "cancelled"
    assert response.status_details is not None
    assert response.status_details.reason == "client_cancelled"
    assert [item.status for item in response.output] == ["incomplete"]
    assert response.usage is not None
    assert desk.pass_ms(9_000) == []


def test_the_transcript_of_a_cancelled_answer_is_what_was_sent() -> None:
    desk = asked()
    desk.pass_ms(60)
    desk.say(said.ResponseCancel())
    sent = "".join(event.delta for event in desk.of(told.OutputTranscriptDelta))
    assert desk.last(told.OutputTranscriptDone).transcript == sent
    assert sent != f"You told me {LONG}."


def test_deltas_can_come_late_and_then_count_as_generated() -> None:
    desk = asked(ServerOptions(late_deltas=3))
    before = len(sounds(desk))
    came = desk.say(said.ResponseCancel())
    assert names(came) == ["response.output_audio.delta", *CLOSING]
    assert len(sounds(desk)) == before + 3
    item_id = desk.last(told.OutputItemDone).item.id
    entry = desk.brain.conversation.find(str(item_id))
    assert entry is not None
    assert entry.frames[0] == 24 * sum(ms for _, ms in sounds(desk))


def test_an_answer_cancelled_before_its_first_word_has_no_items() -> None:
    desk = Desk(is_slow=True)
    desk.say(said.InputAudioAppend(audio=tone(200)), said.InputAudioCommit(), ResponseCreate())
    came = desk.say(said.ResponseCancel())
    assert names(came) == ["response.done", "rate_limits.updated"]
    assert desk.last(told.ResponseDone).response.output == ()
    assert desk.finish_jobs() == []


def test_a_voice_that_comes_after_the_cancel_is_thrown_away() -> None:
    desk = Desk(is_slow=True)
    desk.write("hello")
    desk.say(ResponseCreate(), said.ResponseCancel())
    assert desk.finish_jobs() == []
    assert desk.pass_ms(9_000) == []


def test_a_cancel_can_name_its_response() -> None:
    desk = asked()
    running = desk.last(told.ResponseCreated).response.id
    refused = desk.say(said.ResponseCancel(response_id=ResponseId("resp_other")))
    assert names(refused) == ["error"]
    assert names(desk.say(said.ResponseCancel(response_id=running))) == CLOSING


def test_there_is_nothing_to_cancel_without_an_answer() -> None:
    desk = Desk()
    desk.say(said.ResponseCancel(event_id="mine"))
    assert desk.last(told.ErrorEvent).error.code == "response_cancel_not_active"
    desk.write("hello")
    desk.say(ResponseCreate())
    desk.pass_ms(9_000)
    desk.say(said.ResponseCancel())
    assert len(desk.of(told.ErrorEvent)) == 2


# -- barge-in ----------------------------------------------------------------------------------------


def test_speech_cancels_the_answer_after_it_was_reported() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.write(LONG)
    desk.say(ResponseCreate())
    desk.hear(silence(24_000 // 2))
    desk.events.clear()
    desk.hear(tone(300))
    order = [name for name in names(desk.events) if "delta" not in name]
    assert order == ["input_audio_buffer.speech_started", *CLOSING]
    details = desk.last(told.ResponseDone).response.status_details
    assert details is not None
    assert details.reason == "turn_detected"


def test_speech_cancels_even_where_it_creates_no_answer() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.say(with_detection(create_response=False))
    desk.write(LONG)
    desk.say(ResponseCreate())
    desk.hear(tone(300))
    assert desk.last(told.ResponseDone).response.status == "cancelled"


def test_speech_cancels_nothing_where_it_may_not() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.say(with_detection(create_response=False, interrupt_response=False))
    desk.write(LONG)
    desk.say(ResponseCreate())
    desk.hear(tone(300))
    assert len(desk.of(told.SpeechStarted)) == 1
    assert desk.of(told.ResponseDone) == []


def test_a_server_that_knows_no_interruption_always_cancels() -> None:
    desk = Desk(ServerOptions(speed=1.0, knows_interrupt=False))
    desk.write(LONG)
    desk.say(ResponseCreate())
    desk.hear(tone(300))
    assert desk.last(told.ResponseDone).response.status == "cancelled"


def test_the_interrupting_turn_is_answered() -> None:
    desk = Desk(ServerOptions(speed=1.0))
    desk.write(LONG)
    desk.say(ResponseCreate())
    desk.speak()
    desk.pass_ms(9_000)
    assert [event.response.status for event in desk.of(told.ResponseDone)] == ["cancelled", "completed"]
    assert desk.last(told.OutputTranscriptDone).transcript == "You told me hello."
