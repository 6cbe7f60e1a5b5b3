"""The session in force, in words."""

from __future__ import annotations

import pytest

from voiceapp.dialogue.session_facts import facts_of
from voiceapp.dialogue.snapshot import SessionFacts
from voiceapp.protocol.dialect import GA, PREVIEW
from voiceapp.protocol.session_config import (
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import UNSET


def heard(**listening: object) -> SessionFacts:
    session = Session(audio=SessionAudio(input=AudioInput(**listening)))  # type: ignore[arg-type]
    return facts_of(session, GA)


def test_everything_a_server_tells_is_there() -> None:
    session = Session(
        model="gpt-realtime",
        expires_at=1_795_186_920,
        output_modalities=("audio",),
        instructions="Be brief.",
        audio=SessionAudio(
            input=AudioInput(
                transcription=Transcription(model="whisper-1", language="de"),
                noise_reduction=NoiseReduction(type="near_field"),
                turn_detection=TurnDetection(silence_duration_ms=500),
            ),
            output=AudioOutput(voice="marin", speed=1.25),
        ),
        tool_choice="auto",
        max_output_tokens="inf",
        truncation="auto",
    )
    assert facts_of(session, GA) == SessionFacts(
        dialect="ga",
        model="gpt-realtime",
        voice="marin",
        speed=1.25,
        answers="spoken",
        turn_detection="by silence of 500 ms",
        transcription="whisper-1, de",
        noise_reduction="for a headset",
        instructions="Be brief.",
        temperature=None,
        max_output_tokens="no limit",
        tool_choice="auto",
        truncation="the oldest is forgotten",
        expires_at_s=1_795_186_920,
    )


def test_what_is_not_told_is_empty_and_what_is_off_is_said() -> None:
    assert facts_of(Session(), PREVIEW) == SessionFacts(dialect="preview")
    off = heard(transcription=None, noise_reduction=None, turn_detection=None)
    assert (off.transcription, off.noise_reduction, off.turn_detection) == ("off", "off", "off: the talk key")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (TurnDetection(type="semantic_vad", eagerness="low"), "by meaning, eagerness low"),
        (TurnDetection(type="semantic_vad"), "by meaning, eagerness auto"),
        (TurnDetection(silence_duration_ms=UNSET), "by silence"),
    ],
)
def test_the_way_turns_are_found_is_told_in_words(found: TurnDetection, words: str) -> None:
    assert heard(turn_detection=found).turn_detection == words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("disabled", "an answer fails"),
        ({"type": "retention_ratio", "retention_ratio": 0.8}, "80 % is kept"),
        ({"type": "new"}, "{'type': 'new'}"),
    ],
)
def test_what_happens_when_the_memory_is_full_is_told_in_words(told: object, words: str) -> None:
    assert facts_of(Session(truncation=told), GA).truncation == words  # type: ignore[arg-type]


def test_a_limit_a_custom_voice_an_unknown_expiry_and_written_answers_are_told() -> None:
    session = Session(
        max_output_tokens=200,
        expires_at=0,
        output_modalities=("text",),
        audio=SessionAudio(
            input=AudioInput(noise_reduction=NoiseReduction(type="far_field")),
            output=AudioOutput(voice={"id": "voice_1"}),
        ),
    )
    facts = facts_of(session, GA)
    assert (facts.max_output_tokens, facts.voice, facts.expires_at_s) == ("200", "voice_1", None)
    assert (facts.answers, facts.noise_reduction) == ("written", "for a room")
