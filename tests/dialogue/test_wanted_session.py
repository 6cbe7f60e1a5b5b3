"""What a session is asked for, and what a change of wishes asks for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.openai_types import judged
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.wanted_session import (
    SessionChange,
    session_change,
    turn_detection_update,
    wanted_session,
)
from voiceapp.protocol.client_events import SessionUpdate
from voiceapp.protocol.codec import ClientCodec
from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.session_config import (
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
    turn_detection_of,
)
from voiceapp.protocol.wire import UNSET

EVERYTHING = DialogueOptions(
    instructions="Be brief.",
    voice="sage",
    speed=1.25,
    transcription_model="gpt-4o-mini-transcribe",
    language="de",
    turn_detection="semantic_vad",
    eagerness="low",
    noise_reduction="far_field",
    modality="text",
    temperature=0.7,
    max_output_tokens=1_000,
    tool_choice="none",
    truncation="ratio",
    retention_ratio=0.6,
)


def listening(options: DialogueOptions, *, hands_free: bool = True) -> AudioInput:
    audio = wanted_session(options, hands_free=hands_free).audio
    assert isinstance(audio, SessionAudio)
    assert isinstance(audio.input, AudioInput)
    return audio.input


def change(before: DialogueOptions, after: DialogueOptions) -> SessionChange:
    return session_change(*(wanted_session(one, hands_free=True) for one in (before, after)))


def on_the_wire(options: DialogueOptions, dialect: Dialect) -> dict[str, object]:
    event = SessionUpdate(session=wanted_session(options, hands_free=True, dialect=dialect))
    frame = ClientCodec(dialect).encode(event)
    model, unknown = judged(frame, dialect, from_client=True)
    assert model is not None
    assert unknown == []
    session: dict[str, object] = json.loads(frame)["session"]
    return session


def test_server_finds_turns_and_answers_but_does_not_interrupt() -> None:
    assert listening(DialogueOptions()).turn_detection == TurnDetection(
        type="server_vad",
        threshold=0.5,
        prefix_padding_ms=300,
        silence_duration_ms=500,
        create_response=True,
        interrupt_response=False,
    )


def test_push_to_talk_switches_detection_off_and_says_so() -> None:
    assert listening(DialogueOptions(), hands_free=False).turn_detection is None


def test_what_is_left_empty_is_left_to_the_server() -> None:
    session = wanted_session(DialogueOptions(), hands_free=True)
    assert (session.instructions, session.temperature, session.truncation) == (UNSET, UNSET, UNSET)
    assert session.max_output_tokens is UNSET
    assert session.audio
    assert session.audio.input
    assert session.audio.input.noise_reduction is UNSET
    assert session.audio.output
    assert (session.audio.output.voice, session.audio.output.speed) == (UNSET, UNSET)


def test_captions_can_be_switched_off() -> None:
    assert listening(DialogueOptions(transcription_model="")).transcription is None
    transcription = listening(DialogueOptions(language="en")).transcription
    assert transcription
    assert (transcription.model, transcription.language) == ("whisper-1", "en")


def test_every_wish_reaches_ga_but_the_temperature() -> None:
    assert on_the_wire(EVERYTHING, GA) == {
        "type": "realtime",
        "output_modalities": ["text"],
        "instructions": "Be brief.",
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24000},
                "transcription": {"model": "gpt-4o-mini-transcribe", "language": "de"},
                "noise_reduction": {"type": "far_field"},
                "turn_detection": {
                    "type": "semantic_vad",
                    "create_response": True,
                    "interrupt_response": False,
                    "eagerness": "low",
                },
            },
            "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "sage", "speed": 1.25},
        },
        "tools": [],
        "tool_choice": "none",
        "max_output_tokens": 1000,
        "truncation": {"type": "retention_ratio", "retention_ratio": 0.6},
    }


def test_every_wish_reaches_preview_but_the_truncation() -> None:
    assert on_the_wire(EVERYTHING, PREVIEW) == {
        "modalities": ["text"],
        "instructions": "Be brief.",
        "voice": "sage",
        "speed": 1.25,
        "input_audio_format": "pcm16",
        "output_audio_format": "pcm16",
        "input_audio_transcription": {"model": "gpt-4o-mini-transcribe", "language": "de"},
        "input_audio_noise_reduction": {"type": "far_field"},
        "turn_detection": {
            "type": "semantic_vad",
            "create_response": True,
            "interrupt_response": False,
            "eagerness": "low",
        },
        "tools": [],
        "tool_choice": "none",
        "temperature": 0.7,
        "max_response_output_tokens": 1000,
    }


def test_the_first_preview_is_asked_for_no_more_than_it_knows() -> None:
    session = on_the_wire(EVERYTHING, PREVIEW_2024_10)
    assert session["turn_detection"] == {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": 300,
        "silence_duration_ms": 500,
    }
    assert "speed" not in session
    assert "input_audio_noise_reduction" not in session


def test_switch_changes_nothing_but_the_turn_detection() -> None:
    update = turn_detection_update(DialogueOptions(), hands_free=True)
    assert turn_detection_of(update) is not None
    assert (update.instructions, update.tools, update.type) == (UNSET, UNSET, "realtime")


def test_a_change_carries_only_what_has_changed() -> None:
    before = DialogueOptions(voice="sage")
    after = replace(before, instructions="Be brief.", language="de")
    assert change(before, after) == SessionChange(
        Session(
            type="realtime",
            instructions="Be brief.",
            audio=SessionAudio(
                input=AudioInput(transcription=Transcription(model="whisper-1", language="de"))
            ),
        )
    )


def test_what_the_session_does_not_know_changes_nothing_in_it() -> None:
    assert change(DialogueOptions(), DialogueOptions(confirm_ms=0, tail_ms=100)) == SessionChange(None)


def test_a_wish_that_is_taken_back_is_answered_with_the_services_default() -> None:
    before = DialogueOptions(
        speed=1.5, noise_reduction="near_field", temperature=1.0, max_output_tokens=9, truncation="disabled"
    )
    assert change(before, DialogueOptions()) == SessionChange(
        Session(
            type="realtime",
            temperature=0.8,
            max_output_tokens="inf",
            truncation="auto",
            audio=SessionAudio(input=AudioInput(noise_reduction=None), output=AudioOutput(speed=1.0)),
        )
    )
    there = change(DialogueOptions(), before).update
    assert there
    assert there.audio
    assert there.audio.input == AudioInput(noise_reduction=NoiseReduction(type="near_field"))


@pytest.mark.parametrize("before", [DialogueOptions(instructions="Be brief."), DialogueOptions(voice="sage")])
def test_the_servers_own_persona_and_voice_come_back_only_with_another_session(
    before: DialogueOptions,
) -> None:
    assert change(before, DialogueOptions()).needs_new_session
    assert not change(DialogueOptions(), before).needs_new_session
