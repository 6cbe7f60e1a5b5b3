from __future__ import annotations

from typing import Any

import pytest

from tests.offline.scripted import Desk, counted_ids, names, tone
from tests.openai_types import judged
from voiceapp.offline.effects import Close, Effect, Emit, Recognise
from voiceapp.offline.faults import FaultStage
from voiceapp.offline.options import Faults, Mishap, ServerOptions
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ResponseCreate
from voiceapp.protocol.codec import ClientCodec, ServerCodec
from voiceapp.protocol.dialect import GA, PREVIEW, Dialect
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.session_config import (
    AudioInput,
    Session,
    SessionAudio,
    Transcription,
    turn_detection_of,
)
from voiceapp.protocol.wire import UNSET

LONG = "a very long story about trains to Kyoto and the people who take them"


def desk(speed: float = 8.0, **faults: Any) -> Desk:
    return Desk(ServerOptions(speed=speed, faults=Faults(**faults)))


def interrupted(**faults: Any) -> Desk:
    """Return a desk at which an answer has been cancelled by speech."""
    found = desk(speed=1.0, **faults)
    found.write(LONG)
    found.say(ResponseCreate())
    found.hear(tone(300))
    return found


def test_without_faults_everything_passes_in_its_order() -> None:
    stage = FaultStage(Faults(), counted_ids())
    effects: list[Effect] = [Emit(told.InputAudioCleared()), Recognise("job", b""), Close(1001)]
    assert stage.pass_on(effects, 0) == [
        Emit(told.InputAudioCleared(event_id="event_001")),
        Recognise("job", b""),
        Close(1001),
    ]


def test_a_connection_can_drop_in_the_middle() -> None:
    found = desk(drop_after_events=3)
    found.write("hello")
    assert len(found.events) == 3
    assert [found.closed] == [None]
    found.say(said.InputAudioClear())
    assert found.closed == Close(1006)
    assert found.say(said.InputAudioClear()) == []


def test_events_can_be_late_and_keep_their_order() -> None:
    found = desk(delay_ms=250)
    assert found.events == []
    assert names(found.pass_ms(250)) == ["session.created"]
    found.write("hello")
    assert found.pass_ms(249) == []
    assert names(found.pass_ms(1)) == ["conversation.item.added", "conversation.item.done"]


def test_even_the_end_can_be_late() -> None:
    found = Desk(ServerOptions(session_length_s=1, faults=Faults(delay_ms=500)))
    found.pass_ms(1_499)
    assert [found.closed] == [None]
    assert names(found.pass_ms(1)) == ["error"]
    assert found.closed is not None


def test_items_can_be_announced_in_the_old_way_as_well() -> None:
    found = desk(duplicate_items=True)
    found.write("hello", "mine")
    assert names(found.events)[1:] == [
        "conversation.item.added",
        "conversation.item.created",
        "conversation.item.done",
    ]
    assert found.last(told.ItemCreated).item.id == "mine"


def test_strangers_can_come_between() -> None:
    found = desk(unknown_every=2)
    found.write("hello")
    assert names(found.events) == [
        "session.created",
        "conversation.item.added",
        "conversation.item.weather",
        "conversation.item.done",
    ]
    for dialect in (GA, PREVIEW):
        (frame,) = ServerCodec(dialect).encode(found.events[2])
        assert isinstance(ClientCodec(dialect).decode(frame), told.Unrecognised)


def test_an_interruption_can_report_a_truncation_nobody_asked_for() -> None:
    found = interrupted(unsolicited_truncated=True)
    assert names(found.events)[-2:] == ["conversation.item.truncated", "rate_limits.updated"]
    assert found.last(told.ItemTruncated).item_id == found.last(told.OutputItemDone).item.id


def test_an_interruption_can_end_a_response_that_never_began() -> None:
    found = interrupted(done_without_created=True)
    created = {event.response.id for event in found.of(told.ResponseCreated)}
    strays = [event.response for event in found.of(told.ResponseDone) if event.response.id not in created]
    assert [response.status for response in strays] == ["cancelled"]


def test_sound_can_come_after_the_end() -> None:
    found = interrupted(deltas_after_done=2)
    assert names(found.events)[-3:] == ["response.done", "response.output_audio.delta", "rate_limits.updated"]
    late = found.of(told.OutputAudioDelta)[-2:]
    assert {event.response_id for event in late} == {found.last(told.ResponseDone).response.id}


@pytest.mark.parametrize("optionals", ["null", "absent"])
def test_optional_fields_can_be_missing(optionals: str) -> None:
    found = desk(optionals=optionals)
    missing = None if optionals == "null" else UNSET
    session = found.last(told.SessionCreated).session
    detection = turn_detection_of(session)
    assert detection is not None
    assert detection.interrupt_response is missing
    assert session.expires_at is missing
    found.write("hello")
    found.say(ResponseCreate())
    found.pass_ms(9_000)
    response = found.last(told.ResponseDone).response
    assert response.usage is None
    assert response.audio is missing
    assert response.output[0].object is missing
    assert found.last(told.ItemDone).previous_item_id is missing


@pytest.mark.parametrize("dialect", [GA, PREVIEW])
@pytest.mark.parametrize("optionals", ["null", "absent"])
def test_what_is_missing_is_survived_by_our_own_client(optionals: str, dialect: Dialect) -> None:
    found = desk(optionals=optionals)
    transcription = AudioInput(transcription=Transcription(model="whisper-1"))
    found.say(said.SessionUpdate(session=Session(audio=SessionAudio(input=transcription))))
    found.speak()
    found.pass_ms(9_000)
    for event in found.events:
        for frame in ServerCodec(dialect).encode(event):
            assert not isinstance(ClientCodec(dialect).decode(frame), told.Unrecognised), frame


def test_without_faults_every_frame_is_known_to_the_vendors_types() -> None:
    found = desk()
    found.speak()
    found.pass_ms(9_000)
    for event in found.events[1:]:
        for frame in ServerCodec(GA).encode(event):
            model, unknown = judged(frame, GA, from_client=False)
            assert model is not None
            assert unknown == []


# -- mishaps -----------------------------------------------------------------------------------------

BAD = ErrorInfo(code="server_error", message="bad luck", type="server_error")


def test_a_client_s_event_can_be_refused_by_its_id_and_only_once() -> None:
    found = desk(mishap=Mishap("input_audio_buffer.clear", error=BAD))
    refused = found.say(said.InputAudioClear(event_id="mine"))
    assert names(refused) == ["error"]
    assert isinstance(refused[0], told.ErrorEvent)
    assert (refused[0].error.code, refused[0].error.event_id) == ("server_error", "mine")
    assert names(found.say(said.InputAudioClear())) == ["input_audio_buffer.cleared"]


def test_a_later_event_of_its_kind_can_be_the_one() -> None:
    found = desk(mishap=Mishap("input_audio_buffer.clear", nth=2, error=BAD))
    assert names(found.say(said.InputAudioClear())) == ["input_audio_buffer.cleared"]
    assert names(found.say(said.InputAudioClear())) == ["error"]


def test_an_error_can_follow_an_event_of_the_server_and_end_the_connection() -> None:
    found = desk(mishap=Mishap("session.created", error=BAD, close=4000, reason="server_error.bad"))
    assert names(found.events) == ["session.created", "error"]
    assert found.closed == Close(4000, "server_error.bad")
    assert found.say(said.InputAudioClear()) == []


def test_a_server_can_fall_silent_and_stay() -> None:
    found = desk(mishap=Mishap("input_audio_buffer.cleared", silence=True))
    assert found.say(said.InputAudioClear()) == []
    assert found.say(said.InputAudioClear()) == []
    assert found.closed is None


def test_only_so_many_responses_can_fail() -> None:
    found = desk(fail_responses="", fail_message="nobody knows", fails_first=1)
    found.write("hello")
    (failed,) = [event for event in found.say(ResponseCreate()) if isinstance(event, told.ResponseDone)]
    assert failed.response.status == "failed"
    details = failed.response.status_details
    assert details is not None
    assert details.error
    assert (details.error.code, details.error.message) == (None, "nobody knows")
    assert "response.done" not in names(found.say(ResponseCreate()))


def test_the_content_filter_can_object_before_the_first_word() -> None:
    found = desk(filter_responses=True)
    found.write("hello")
    (stopped,) = [event for event in found.say(ResponseCreate()) if isinstance(event, told.ResponseDone)]
    assert stopped.response.status == "incomplete"
    details = stopped.response.status_details
    assert details is not None
    assert details.reason == "content_filter"
