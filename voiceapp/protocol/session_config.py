"""The session: what was asked for and what the server says is in force.

One nested shape, the GA one, for both dialects; `dialect.py` flattens it for preview. Every field may be
absent (`UNSET`: unchanged in an update, not told in an answer) or `None` (switched off).
Source: the protocol's objects page, sections 1-10.
"""

from __future__ import annotations

from typing import Any

from voiceapp.protocol.wire import UNSET, UnsetType, Wire


class AudioFormat(Wire, frozen=True, kw_only=True):
    """`audio/pcm` at 24 000 Hz, `audio/pcmu` or `audio/pcma`."""

    type: str = "audio/pcm"
    rate: int | UnsetType = UNSET


PCM_24K = AudioFormat(type="audio/pcm", rate=24_000)


class TurnDetection(Wire, frozen=True, kw_only=True):
    """How the server finds the ends of turns; `None` in its place means push-to-talk."""

    type: str = "server_vad"
    """`server_vad` or `semantic_vad`."""
    threshold: float | UnsetType | None = UNSET
    """0.0-1.0, server VAD; higher needs louder speech. Default 0.5."""
    prefix_padding_ms: int | UnsetType | None = UNSET
    """Sound kept before the detected start. Default 300."""
    silence_duration_ms: int | UnsetType | None = UNSET
    """Silence that ends a turn. Sources disagree on the default (200 or 500): always sent."""
    create_response: bool | UnsetType | None = UNSET
    interrupt_response: bool | UnsetType | None = UNSET
    idle_timeout_ms: int | UnsetType | None = UNSET
    """5 000-30 000, GA only."""
    eagerness: str | UnsetType | None = UNSET
    """`low`, `medium`, `high` or `auto`, semantic VAD."""


class Transcription(Wire, frozen=True, kw_only=True):
    """The speech model that writes the captions of the user's speech; it may disagree with the model."""

    model: str | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    prompt: str | UnsetType | None = UNSET


class NoiseReduction(Wire, frozen=True, kw_only=True):
    """`near_field` (headset) or `far_field` (room); not an echo canceller."""

    type: str


class AudioInput(Wire, frozen=True, kw_only=True):
    """The half of the session that listens."""

    format: AudioFormat | UnsetType | None = UNSET
    transcription: Transcription | UnsetType | None = UNSET
    noise_reduction: NoiseReduction | UnsetType | None = UNSET
    turn_detection: TurnDetection | UnsetType | None = UNSET


class AudioOutput(Wire, frozen=True, kw_only=True):
    """The half of the session that speaks."""

    format: AudioFormat | UnsetType | None = UNSET
    voice: str | dict[str, Any] | UnsetType | None = UNSET
    """Locked once the assistant has spoken."""
    speed: float | UnsetType | None = UNSET
    """0.25-1.5."""


class SessionAudio(Wire, frozen=True, kw_only=True):
    """Both halves."""

    input: AudioInput | UnsetType | None = UNSET
    output: AudioOutput | UnsetType | None = UNSET


class Session(Wire, frozen=True, kw_only=True):
    """A session, wanted (`session.update`) or in force (`session.created`, `session.updated`)."""

    type: str | UnsetType = UNSET
    """`realtime` or `transcription`; required by GA, unknown to preview."""
    id: str | UnsetType = UNSET
    object: str | UnsetType = UNSET
    model: str | UnsetType | None = UNSET
    expires_at: int | UnsetType | None = UNSET
    """Unix seconds; 0 or absent means not known."""
    output_modalities: tuple[str, ...] | UnsetType = UNSET
    """`("audio",)` or `("text",)`."""
    instructions: str | UnsetType | None = UNSET
    audio: SessionAudio | UnsetType | None = UNSET
    tools: tuple[dict[str, Any], ...] | UnsetType | None = UNSET
    tool_choice: str | dict[str, Any] | UnsetType | None = UNSET
    temperature: float | UnsetType | None = UNSET
    """0.6-1.2, preview only: GA rejects the whole update."""
    max_output_tokens: int | str | UnsetType | None = UNSET
    """1-4096 or `inf`."""
    truncation: str | dict[str, Any] | UnsetType | None = UNSET
    reasoning: dict[str, Any] | UnsetType | None = UNSET
    parallel_tool_calls: bool | UnsetType | None = UNSET
    include: tuple[str, ...] | UnsetType | None = UNSET
    tracing: str | dict[str, Any] | UnsetType | None = UNSET
    prompt: dict[str, Any] | UnsetType | None = UNSET


def turn_detection_of(session: Session) -> TurnDetection | None:
    """Return the turn detection in force; None when it is off or not told."""
    audio = session.audio
    if isinstance(audio, SessionAudio) and isinstance(audio.input, AudioInput):
        detection = audio.input.turn_detection
        if isinstance(detection, TurnDetection):
            return detection
    return None
