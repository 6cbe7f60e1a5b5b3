"""The session in force in words people read: what the server says, never what was wished for."""

from __future__ import annotations

from voiceapp.dialogue.snapshot import SessionFacts
from voiceapp.protocol.dialect import Dialect
from voiceapp.protocol.session_config import (
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import known

NOT_TOLD = ""


def facts_of(session: Session, dialect: Dialect) -> SessionFacts:
    """Return what is known of a session; what the server did not tell is empty."""
    audio = session.audio if isinstance(session.audio, SessionAudio) else SessionAudio()
    listening = audio.input if isinstance(audio.input, AudioInput) else AudioInput()
    speaking = audio.output if isinstance(audio.output, AudioOutput) else AudioOutput()
    modalities = known(session.output_modalities, ())
    return SessionFacts(
        dialect=dialect.name,
        model=known(session.model, NOT_TOLD),
        voice=_voice(speaking),
        speed=known(speaking.speed, None),
        answers="" if not modalities else "spoken" if "audio" in modalities else "written",
        turn_detection=_turn_detection(listening),
        transcription=_transcription(listening),
        noise_reduction=_noise_reduction(listening),
        instructions=known(session.instructions, NOT_TOLD),
        temperature=known(session.temperature, None),
        max_output_tokens=_limit(session),
        tool_choice=str(known(session.tool_choice, NOT_TOLD)),
        truncation=_truncation(session),
        expires_at_s=known(session.expires_at, None) or None,
    )


def _voice(speaking: AudioOutput) -> str:
    match speaking.voice:
        case str() as name:
            return name
        case {"id": str() as name}:
            return name
    return NOT_TOLD


def _turn_detection(listening: AudioInput) -> str:
    match listening.turn_detection:
        case TurnDetection(type="semantic_vad", eagerness=eagerness):
            return f"by meaning, eagerness {known(eagerness, 'auto')}"
        case TurnDetection() as found:
            silence_ms = known(found.silence_duration_ms, None)
            return "by silence" if silence_ms is None else f"by silence of {silence_ms} ms"
        case None:
            return "off: the talk key"
    return NOT_TOLD


def _transcription(listening: AudioInput) -> str:
    match listening.transcription:
        case Transcription(model=model, language=language):
            spoken = known(language, "")
            return f"{known(model, 'on')}, {spoken}" if spoken else known(model, "on")
        case None:
            return "off"
    return NOT_TOLD


def _noise_reduction(listening: AudioInput) -> str:
    match listening.noise_reduction:
        case NoiseReduction(type="near_field"):
            return "for a headset"
        case NoiseReduction(type="far_field"):
            return "for a room"
        case NoiseReduction(type=other):
            return other
        case None:
            return "off"
    return NOT_TOLD


def _limit(session: Session) -> str:
    limit = known(session.max_output_tokens, None)
    if limit is None:
        return NOT_TOLD
    return "no limit" if limit == "inf" else str(limit)


def _truncation(session: Session) -> str:
    match known(session.truncation, None):
        case None:
            return NOT_TOLD
        case "auto":
            return "the oldest is forgotten"
        case "disabled":
            return "an answer fails"
        case {"retention_ratio": float() | int() as ratio}:
            return f"{round(ratio * 100)} % is kept"
        case other:
            return str(other)
