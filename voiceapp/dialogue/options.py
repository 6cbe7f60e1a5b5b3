"""What a conversation is set up with; fixed for the life of a `Dialogue`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voiceapp.pcm import RATE_HZ
from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioInput,
    AudioOutput,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import UNSET


@dataclass(frozen=True, slots=True)
class DialogueOptions:
    """The wishes of the person; what the dialect does not know is left out when it is sent."""

    instructions: str = ""
    """Empty keeps the server's own persona."""
    voice: str = ""
    """Empty keeps the server's default."""
    transcription_model: str = "whisper-1"
    """Empty switches captions off."""
    language: str = ""
    """ISO-639-1; empty lets the service find out."""
    hands_free: bool = True
    """True: server VAD finds the turns. False: push-to-talk."""
    vad_threshold: float = 0.5
    vad_prefix_ms: int = 300
    vad_silence_ms: int = 500
    confirm_ms: int = 250
    """How long speech must last to be an interruption; 0 interrupts at once and for good."""
    pre_roll_ms: int = 300
    """Sound from before the talk key that is sent with it."""
    tail_ms: int = 300
    """Sound after the release that still belongs to the turn."""
    tools: tuple[dict[str, Any], ...] = ()
    playout_frames_max: int = 15 * 60 * RATE_HZ
    """An answer with more unheard sound than this is cancelled: 15 min, 43 MB."""


def wanted_session(options: DialogueOptions, *, hands_free: bool) -> Session:
    """Return the whole `session.update` for a new connection.

    `create_response` true and `interrupt_response` false: the server answers by itself, but the decision
    to interrupt is ours (flows 8). Where the dialect does not know the second field, the codec leaves it out.
    """
    return Session(
        type="realtime",
        output_modalities=("audio",),
        instructions=options.instructions or UNSET,
        audio=SessionAudio(
            input=AudioInput(
                format=PCM_24K,
                transcription=_transcription(options),
                turn_detection=wanted_turn_detection(options, hands_free=hands_free),
            ),
            output=AudioOutput(format=PCM_24K, voice=options.voice or UNSET),
        ),
        tools=options.tools,
        tool_choice="auto",
    )


def turn_detection_update(options: DialogueOptions, *, hands_free: bool) -> Session:
    """Return the `session.update` that only switches between hands-free and push-to-talk."""
    detection = wanted_turn_detection(options, hands_free=hands_free)
    return Session(type="realtime", audio=SessionAudio(input=AudioInput(turn_detection=detection)))


def wanted_turn_detection(options: DialogueOptions, *, hands_free: bool) -> TurnDetection | None:
    """Return the wanted turn detection; None for push-to-talk."""
    if not hands_free:
        return None
    return TurnDetection(
        type="server_vad",
        threshold=options.vad_threshold,
        prefix_padding_ms=options.vad_prefix_ms,
        silence_duration_ms=options.vad_silence_ms,
        create_response=True,
        interrupt_response=False,
    )


def _transcription(options: DialogueOptions) -> Transcription | None:
    if not options.transcription_model:
        return None
    return Transcription(model=options.transcription_model, language=options.language or UNSET)
