"""The life of a session: its beginning, its updates, its errors, its end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.offline.scripted import Desk, names
from voiceapp.offline.effects import Close
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.rules import ClientMistake
from voiceapp.protocol.session_config import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
    turn_detection_of,
)
from voiceapp.protocol.wire import UNSET, ItemId


def update(**fields: Any) -> said.SessionUpdate:
    return said.SessionUpdate(event_id="mine", session=Session(type="realtime", **fields))


def listening(**fields: Any) -> said.SessionUpdate:
    return update(audio=SessionAudio(input=AudioInput(**fields)))


def speaking(**fields: Any) -> said.SessionUpdate:
    return update(audio=SessionAudio(output=AudioOutput(**fields)))


def error_of(events: list[Any]) -> tuple[str | None, str | None]:
    assert names(events) == ["error"]
    return events[0].error.code, events[0].error.param


# -- the beginning -----------------------------------------------------------------------------------


def test_the_first_event_is_the_session_with_its_full_defaults() -> None:
    desk = Desk()
    assert names(desk.events) == ["session.created"]
    session = desk.last(told.SessionCreated).session
    assert session.type == "realtime"
    assert session.model == "model-1"
    assert session.output_modalities == ("audio",)
    assert session.max_output_tokens == "inf"
    assert session.tools == ()
    assert session.tool_choice == "auto"
    assert turn_detection_of(session) == TurnDetection(
        type="server_vad",
        threshold=0.5,
        prefix_padding_ms=300,
        silence_duration_ms=200,
        create_response=True,
        interrupt_response=True,
        idle_timeout_ms=None,
    )


def test_the_session_says_when_it_will_expire() -> None:
    desk = Desk(ServerOptions(session_length_s=900))
    # 2026-11-20 14:00 UTC and a quarter of an hour.
    assert desk.last(told.SessionCreated).session.expires_at == 1_795_183_200 + 900


def test_the_conversation_is_announced_where_wanted() -> None:
    assert names(Desk(ServerOptions(announce_conversation=True)).events) == [
        "session.created",
        "conversation.created",
    ]


def test_every_event_has_an_id_of_its_own() -> None:
    desk = Desk()
    desk.write("hello")
    desk.say(said.ResponseCreate())
    desk.pass_ms(5_000)
    ids = [event.event_id for event in desk.events]
    assert len(ids) > 20
    assert len(set(ids)) == len(ids)


# -- updates -----------------------------------------------------------------------------------------


def test_an_update_is_a_patch_and_is_answered_with_the_whole_session() -> None:
    desk = Desk()
    desk.say(update(instructions="Be brief."))
    desk.say(update(tools=({"type": "function", "name": "clock"},)))
    session = desk.last(told.SessionUpdated).session
    assert session.instructions == "Be brief."
    assert session.tools == ({"type": "function", "name": "clock"},)
    assert turn_detection_of(session) is not None


def test_the_answer_to_an_update_does_not_name_the_clients_event() -> None:
    desk = Desk()
    (answer,) = desk.say(update(instructions="x"))
    assert isinstance(answer, told.SessionUpdated)
    assert answer.event_id != "mine"


def test_turn_detection_is_replaced_as_a_unit_and_completed() -> None:
    desk = Desk()
    desk.say(listening(turn_detection=TurnDetection(threshold=0.9, silence_duration_ms=700)))
    desk.say(listening(turn_detection=TurnDetection(prefix_padding_ms=100)))
    detection = turn_detection_of(desk.last(told.SessionUpdated).session)
    assert detection is not None
    assert (detection.threshold, detection.silence_duration_ms) == (0.5, 200)
    assert detection.prefix_padding_ms == 100


def test_one_half_of_the_audio_leaves_the_other_alone() -> None:
    desk = Desk()
    desk.say(speaking(voice="cedar"))
    desk.say(listening(turn_detection=None, transcription=Transcription(model="whisper-1")))
    session = desk.last(told.SessionUpdated).session
    assert turn_detection_of(session) is None
    assert isinstance(session.audio, SessionAudio)
    assert isinstance(session.audio.output, AudioOutput)
    assert session.audio.output.voice == "cedar"


def test_one_bad_field_rejects_the_whole_update() -> None:
    desk = Desk()
    refused = desk.say(update(instructions="never", temperature=2.0))
    assert error_of(refused) == ("decimal_above_max_value", "session.temperature")
    desk.say(update(tool_choice="none"))
    assert desk.last(told.SessionUpdated).session.instructions != "never"


@pytest.mark.parametrize(
    ("event", "code", "param"),
    [
        (update(extra={"volume": 3}), "unknown_parameter", "session.volume"),
        (update(id="sess_mine"), "unknown_parameter", "session.id"),
        (update(model="another"), "invalid_value", "session.model"),
        (update(output_modalities=("text", "audio")), "invalid_value", "session.output_modalities"),
        (update(max_output_tokens=0), "integer_below_min_value", "session.max_output_tokens"),
        (update(max_output_tokens=4097), "integer_above_max_value", "session.max_output_tokens"),
        (update(max_output_tokens="many"), "invalid_value", "session.max_output_tokens"),
        (update(tools=({"type": "mcp"},)), "invalid_value", "session.tools[0].type"),
        (update(tools=({"type": "function"},)), "missing_required_parameter", "session.tools[0].name"),
        (
            update(tools=({"type": "function", "name": "a", "parameters": {"type": "string"}},)),
            "invalid_function_parameters",
            "session.tools[0].parameters",
        ),
        (
            update(tool_choice={"type": "function", "name": "missing"}),
            "invalid_value",
            "session.tool_choice",
        ),
        (speaking(voice="nobody"), "invalid_value", "session.audio.output.voice"),
        (speaking(speed=2.0), "decimal_above_max_value", "session.audio.output.speed"),
        (speaking(format=AudioFormat(type="audio/mp3")), "invalid_value", "session.audio.output.format"),
        (
            listening(format=AudioFormat(type="audio/pcm", rate=16_000)),
            "invalid_value",
            "session.audio.input.format.rate",
        ),
        (
            listening(turn_detection=TurnDetection(threshold=1.5)),
            "decimal_above_max_value",
            "session.audio.input.turn_detection.threshold",
        ),
        (
            listening(turn_detection=TurnDetection(idle_timeout_ms=100)),
            "integer_below_min_value",
            "session.audio.input.turn_detection.idle_timeout_ms",
        ),
        (
            listening(turn_detection=TurnDetection(type="guess")),
            "invalid_value",
            "session.audio.input.turn_detection.type",
        ),
        (
            listening(turn_detection=TurnDetection(type="semantic_vad", threshold=0.5)),
            "unknown_parameter",
            "session.audio.input.turn_detection.threshold",
        ),
    ],
)
def test_what_the_service_refuses_in_an_update_is_refused(
    event: said.SessionUpdate, code: str, param: str
) -> None:
    desk = Desk()
    assert error_of(desk.say(event)) == (code, param)


def test_semantic_detection_is_accepted_and_echoed() -> None:
    desk = Desk()
    desk.say(listening(turn_detection=TurnDetection(type="semantic_vad", eagerness="high")))
    detection = turn_detection_of(desk.last(told.SessionUpdated).session)
    assert detection == TurnDetection(
        type="semantic_vad", eagerness="high", create_response=True, interrupt_response=True
    )


def test_a_server_that_does_not_know_interruption_refuses_the_field() -> None:
    desk = Desk(ServerOptions(knows_interrupt=False))
    refused = desk.say(listening(turn_detection=TurnDetection(interrupt_response=False)))
    assert error_of(refused) == (
        "unknown_parameter",
        "session.audio.input.turn_detection.interrupt_response",
    )
    detection = turn_detection_of(desk.last(told.SessionCreated).session)
    assert detection is not None
    assert detection.interrupt_response is UNSET


def test_the_voice_is_locked_once_the_assistant_has_spoken() -> None:
    desk = Desk()
    desk.say(speaking(voice="cedar"))
    desk.write("hello")
    desk.say(said.ResponseCreate())
    desk.pass_ms(5_000)
    assert error_of(desk.say(speaking(voice="ash"))) == (
        "cannot_update_voice",
        "session.audio.output.voice",
    )
    assert names(desk.say(speaking(voice="cedar"))) == ["session.updated"]


def test_a_written_answer_does_not_lock_the_voice() -> None:
    desk = Desk()
    desk.say(update(output_modalities=("text",)))
    desk.write("hello")
    desk.say(said.ResponseCreate())
    desk.pass_ms(5_000)
    assert names(desk.say(speaking(voice="ash"))) == ["session.updated"]


# -- errors ------------------------------------------------------------------------------------------


def test_an_error_names_the_clients_event() -> None:
    desk = Desk()
    (refused,) = desk.say(said.ItemDelete(event_id="mine", item_id=ItemId("nothing")))
    assert isinstance(refused, told.ErrorEvent)
    assert refused.error.event_id == "mine"
    assert refused.event_id != "mine"


def test_an_error_names_nothing_where_the_server_omits_it() -> None:
    desk = Desk(ServerOptions(omit_error_event_id=True))
    (refused,) = desk.say(said.ItemDelete(event_id="mine", item_id=ItemId("nothing")))
    assert isinstance(refused, told.ErrorEvent)
    assert refused.error.event_id is None


def test_a_mistake_of_the_codec_becomes_an_error_event() -> None:
    desk = Desk()
    (refused,) = desk.say(ClientMistake("invalid_json", "Not JSON.", None, "mine"))
    assert isinstance(refused, told.ErrorEvent)
    assert (refused.error.code, refused.error.event_id) == ("invalid_json", "mine")


def test_what_has_no_meaning_over_a_websocket_is_refused() -> None:
    desk = Desk()
    assert error_of(desk.say(said.OutputAudioClear())) == ("invalid_value", "type")


def test_a_server_that_does_not_know_truncation_says_so() -> None:
    desk = Desk(ServerOptions(knows_truncate=False))
    refused = desk.say(said.ItemTruncate(item_id=ItemId("x"), content_index=0, audio_end_ms=1))
    assert error_of(refused) == ("invalid_value", "type")


# -- the end -----------------------------------------------------------------------------------------


def test_a_session_ends_with_an_error_and_close_1001() -> None:
    desk = Desk(ServerOptions(session_length_s=60))
    desk.pass_ms(59_999)
    assert desk.closed is None
    ended = desk.pass_ms(1)
    assert error_of(ended) == ("session_expired", None)
    assert desk.closed == Close(1001, "Your session hit the maximum duration of 1 minutes.")


def test_nothing_is_answered_after_the_end() -> None:
    desk = Desk(ServerOptions(session_length_s=60), is_slow=True)
    desk.write("hello")
    desk.say(said.ResponseCreate())
    desk.pass_ms(60_000)
    assert desk.write("again", "item_2") == []
    assert desk.finish_jobs() == []
    assert desk.pass_ms(60_000) == []
    assert desk.brain.next_due_ns() is None
