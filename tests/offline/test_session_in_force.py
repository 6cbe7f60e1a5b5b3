from __future__ import annotations

import pytest

from voiceapp.offline.changed import changed
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.refusal import Refused
from voiceapp.offline.session_in_force import (
    captions_of,
    completed_detection,
    default_session,
    idle_timeout_ms_of,
    input_of,
    output_of,
    patched,
    sound_of,
)
from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioFormat,
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import UNSET

OPTIONS = ServerOptions()
DEFAULT = default_session(OPTIONS, session_id="sess_1", model="m", voice="alloy", expires_at=1_795_183_200)


def patch(session: Session, *patches: Session) -> Session:
    for one in patches:
        session = patched(session, one, options=OPTIONS, voice_locked=False)
    return session


def heard(**fields: object) -> Session:
    return Session(audio=SessionAudio(input=AudioInput(**fields)))  # type: ignore[arg-type]


def test_the_default_session_tells_everything() -> None:
    assert (DEFAULT.id, DEFAULT.expires_at, DEFAULT.object) == ("sess_1", 1_795_183_200, "realtime.session")
    assert sound_of(DEFAULT) == PCM_24K
    assert output_of(DEFAULT).voice == "alloy"
    assert captions_of(DEFAULT) is None
    assert idle_timeout_ms_of(DEFAULT) is None


def test_an_empty_update_changes_nothing() -> None:
    assert patch(DEFAULT, Session(), Session(type="realtime"), Session(audio=SessionAudio())) == DEFAULT


def test_leaves_of_the_audio_are_replaced_one_by_one() -> None:
    session = patch(
        DEFAULT,
        heard(transcription=Transcription(model="whisper-1", language="en")),
        heard(noise_reduction=NoiseReduction(type="far_field")),
        heard(turn_detection=None),
        heard(transcription=Transcription(model="gpt-4o-transcribe")),
    )
    assert captions_of(session) == Transcription(model="gpt-4o-transcribe")
    assert input_of(session).noise_reduction == NoiseReduction(type="far_field")
    assert input_of(session).turn_detection is None


def test_what_can_be_switched_off_is_switched_off_by_null() -> None:
    session = patch(
        DEFAULT,
        heard(
            transcription=Transcription(model="whisper-1"), noise_reduction=NoiseReduction(type="near_field")
        ),
        heard(transcription=None, noise_reduction=None),
    )
    assert captions_of(session) is None
    assert input_of(session).noise_reduction is None


@pytest.mark.parametrize("name", ["instructions", "tool_choice", "audio", "max_output_tokens", "truncation"])
def test_what_cannot_be_switched_off_refuses_null(name: str) -> None:
    with pytest.raises(Refused) as caught:
        patch(DEFAULT, changed(Session(), **{name: None}))
    assert (caught.value.code, caught.value.param) == ("invalid_value", f"session.{name}")


def test_tools_can_be_cleared_together_with_their_choice_only() -> None:
    tool = {"type": "function", "name": "clock"}
    forced = patch(DEFAULT, Session(tools=(tool,), tool_choice={"type": "function", "name": "clock"}))
    with pytest.raises(Refused) as caught:
        patch(forced, Session(tools=()))
    assert caught.value.param == "session.tool_choice"
    assert patch(forced, Session(tools=(), tool_choice="auto")).tools == ()


def test_an_unknown_noise_reduction_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        patch(DEFAULT, heard(noise_reduction=NoiseReduction(type="magic")))
    assert caught.value.param == "session.audio.input.noise_reduction.type"


def test_a_session_of_another_kind_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        patch(DEFAULT, Session(type="transcription"))
    assert caught.value.param == "session.type"


def test_a_detection_of_the_other_kind_has_other_fields() -> None:
    for wrong in (
        TurnDetection(type="server_vad", eagerness="low"),
        TurnDetection(type="semantic_vad", silence_duration_ms=500),
        TurnDetection(type="semantic_vad", idle_timeout_ms=6_000),
    ):
        with pytest.raises(Refused):
            patch(DEFAULT, heard(turn_detection=wrong))
    with pytest.raises(Refused) as caught:
        patch(DEFAULT, heard(turn_detection=TurnDetection(type="semantic_vad", eagerness="eager")))
    assert caught.value.param == "session.audio.input.turn_detection.eagerness"


def test_a_null_field_of_a_detection_is_its_default() -> None:
    detection = completed_detection(TurnDetection(threshold=None, create_response=None), OPTIONS)
    assert (detection.threshold, detection.create_response, detection.eagerness) == (0.5, True, UNSET)


def test_speed_and_format_are_kept_as_told() -> None:
    output = AudioOutput(speed=1.25, format=AudioFormat(type="audio/pcmu"))
    session = patch(DEFAULT, Session(audio=SessionAudio(output=output)))
    assert output_of(session) == AudioOutput(speed=1.25, format=AudioFormat(type="audio/pcmu"), voice="alloy")
