"""The session a client gets, and what an update may change in it.

An update is a patch, taken as a whole or not at all: absent fields stay, present ones replace. `audio` is
merged down to its leaves (format, transcription, noise reduction, turn detection, voice, speed), each of
which is replaced as a unit and completed with the defaults the service would fill in.

What has no meaning here is accepted, told back and has no effect: voice and speed (there is one voice),
temperature, truncation, reasoning, tracing, prompt. GA has no temperature; its codec leaves it out.
"""

from __future__ import annotations

from typing import Any

from voiceapp.offline.changed import changed
from voiceapp.offline.checks import (
    check_format,
    check_max_tokens,
    check_modalities,
    check_range,
    check_tool_choice,
    check_tools,
    check_voice,
    refuse_unknown_fields,
)
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.refusal import invalid, unknown_parameter
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
    turn_detection_of,
)
from voiceapp.protocol.wire import UNSET, UnsetType, known

INSTRUCTIONS = (
    "You are a helpful voice assistant embedded in the program. You work without a network. "
    "Answer in short spoken sentences."
)
SILENCE_MS_BY_EAGERNESS = {"low": 1200, "medium": 800, "auto": 800, "high": 500}
"""Semantic detection waits for the end of a thought; here it is a longer silence. Ours, not the service's."""

_NOT_WRITABLE = ("id", "object", "expires_at")


def default_session(
    options: ServerOptions, *, session_id: str, model: str, voice: str, expires_at: int
) -> Session:
    """Return the session every connection begins with; `expires_at` is in Unix seconds."""
    return Session(
        type="realtime",
        id=session_id,
        object="realtime.session",
        model=model,
        expires_at=expires_at,
        output_modalities=("audio",),
        instructions=INSTRUCTIONS,
        audio=SessionAudio(
            input=AudioInput(
                format=PCM_24K,
                transcription=None,
                noise_reduction=None,
                turn_detection=completed_detection(TurnDetection(), options),
            ),
            output=AudioOutput(format=PCM_24K, voice=voice, speed=1.0),
        ),
        tools=(),
        tool_choice="auto",
        temperature=0.8,
        max_output_tokens="inf",
        truncation="auto",
        tracing=None,
        include=None,
        prompt=None,
    )


def completed_detection(wanted: TurnDetection, options: ServerOptions) -> TurnDetection:
    """Return `wanted` with every field told that its kind of detection has."""
    interrupt = known(wanted.interrupt_response, True) if options.knows_interrupt else UNSET
    create = known(wanted.create_response, True)
    if wanted.type == "semantic_vad":
        return TurnDetection(
            type="semantic_vad",
            eagerness=known(wanted.eagerness, "auto"),
            create_response=create,
            interrupt_response=interrupt,
        )
    return TurnDetection(
        type="server_vad",
        threshold=known(wanted.threshold, 0.5),
        prefix_padding_ms=known(wanted.prefix_padding_ms, 300),
        silence_duration_ms=known(wanted.silence_duration_ms, 200),
        create_response=create,
        interrupt_response=interrupt,
        idle_timeout_ms=known(wanted.idle_timeout_ms, None),
    )


def patched(session: Session, patch: Session, *, options: ServerOptions, voice_locked: bool) -> Session:
    """Return `session` with `patch` applied; raises Refused and changes nothing when one field is bad."""
    refuse_unknown_fields(patch, "session")
    for name in _NOT_WRITABLE:
        if not isinstance(getattr(patch, name), UnsetType):
            raise unknown_parameter(f"session.{name}")
    if known(patch.type, "realtime") != "realtime":
        raise invalid("session.type", f"This server holds conversations only, not '{patch.type}' sessions.")
    if known(patch.model, session.model) != session.model:
        raise invalid("session.model", "The model of a session cannot be changed.")
    _check_leaves(patch)
    changes: dict[str, Any] = {}
    for name in (
        "output_modalities",
        "instructions",
        "tool_choice",
        "temperature",
        "max_output_tokens",
        "truncation",
        "reasoning",
        "parallel_tool_calls",
        "include",
        "tracing",
        "prompt",
    ):
        value = getattr(patch, name)
        if not isinstance(value, UnsetType):
            changes[name] = value
    if not isinstance(patch.tools, UnsetType):
        changes["tools"] = patch.tools or ()
    check_tool_choice(
        changes.get("tool_choice", session.tool_choice), changes.get("tools", session.tools), "session"
    )
    if isinstance(patch.audio, SessionAudio):
        assert isinstance(session.audio, SessionAudio)
        changes["audio"] = _merged_audio(session.audio, patch.audio, options, voice_locked)
    return changed(session, **changes)


def _check_leaves(patch: Session) -> None:
    if not isinstance(patch.output_modalities, UnsetType):
        check_modalities(patch.output_modalities, "session.output_modalities")
    for name in ("instructions", "tool_choice", "audio", "max_output_tokens", "truncation"):
        if getattr(patch, name) is None:
            raise invalid(f"session.{name}", f"Invalid value for '{name}': null is not allowed.")
    check_max_tokens(patch.max_output_tokens, "session.max_output_tokens")
    check_range(patch.temperature, "session.temperature", 0.6, 1.2)
    check_tools(patch.tools, "session.tools")


def _merged_audio(
    base: SessionAudio, patch: SessionAudio, options: ServerOptions, voice_locked: bool
) -> SessionAudio:
    assert isinstance(base.input, AudioInput)
    assert isinstance(base.output, AudioOutput)
    listening, speaking = base.input, base.output
    if isinstance(patch.input, AudioInput):
        listening = changed(listening, **_input_changes(patch.input, options))
    if isinstance(patch.output, AudioOutput):
        wanted = patch.output
        check_range(wanted.speed, "session.audio.output.speed", 0.25, 1.5)
        check_format(wanted.format, "session.audio.output.format")
        check_voice(wanted.voice, speaking.voice, locked=voice_locked, param="session.audio.output.voice")
        speaking = changed(
            speaking,
            format=known(wanted.format, speaking.format),
            voice=known(wanted.voice, speaking.voice),
            speed=known(wanted.speed, speaking.speed),
        )
    return SessionAudio(input=listening, output=speaking)


def _input_changes(wanted: AudioInput, options: ServerOptions) -> dict[str, Any]:
    path = "session.audio.input"
    changes: dict[str, Any] = {}
    check_format(wanted.format, f"{path}.format")
    if isinstance(wanted.format, AudioFormat):
        changes["format"] = wanted.format
    if not isinstance(wanted.transcription, UnsetType):
        changes["transcription"] = wanted.transcription
    reduction = wanted.noise_reduction
    if not isinstance(reduction, UnsetType):
        if isinstance(reduction, NoiseReduction) and reduction.type not in ("near_field", "far_field"):
            raise invalid(f"{path}.noise_reduction.type", f"Unknown noise reduction '{reduction.type}'.")
        changes["noise_reduction"] = reduction
    detection = wanted.turn_detection
    if isinstance(detection, TurnDetection):
        _check_detection(detection, f"{path}.turn_detection", options)
        changes["turn_detection"] = completed_detection(detection, options)
    elif detection is None:
        changes["turn_detection"] = None
    return changes


def _check_detection(wanted: TurnDetection, path: str, options: ServerOptions) -> None:
    if wanted.type not in ("server_vad", "semantic_vad"):
        raise invalid(
            f"{path}.type",
            f"Invalid value: '{wanted.type}'. Supported values are: 'server_vad' and 'semantic_vad'.",
        )
    if not options.knows_interrupt and not isinstance(wanted.interrupt_response, UnsetType):
        raise unknown_parameter(f"{path}.interrupt_response")
    foreign: tuple[str, ...] = ("eagerness",)
    if wanted.type == "semantic_vad":
        foreign = ("threshold", "prefix_padding_ms", "silence_duration_ms", "idle_timeout_ms")
        if known(wanted.eagerness, "auto") not in SILENCE_MS_BY_EAGERNESS:
            raise invalid(f"{path}.eagerness", f"Unknown eagerness '{wanted.eagerness}'.")
    for name in foreign:
        if known(getattr(wanted, name), None) is not None:
            raise unknown_parameter(f"{path}.{name}")
    check_range(wanted.threshold, f"{path}.threshold", 0.0, 1.0)
    check_range(wanted.prefix_padding_ms, f"{path}.prefix_padding_ms", 0, None)
    check_range(wanted.silence_duration_ms, f"{path}.silence_duration_ms", 0, None)
    check_range(wanted.idle_timeout_ms, f"{path}.idle_timeout_ms", 5_000, 30_000)


# -- what holds in a session -------------------------------------------------------------------------


def input_of(session: Session) -> AudioInput:
    """Return the half that listens; a session in force always has it."""
    assert isinstance(session.audio, SessionAudio)
    assert isinstance(session.audio.input, AudioInput)
    return session.audio.input


def output_of(session: Session) -> AudioOutput:
    """Return the half that speaks; a session in force always has it."""
    assert isinstance(session.audio, SessionAudio)
    assert isinstance(session.audio.output, AudioOutput)
    return session.audio.output


def sound_of(session: Session) -> AudioFormat:
    """Return the format of the client's sound."""
    return known(input_of(session).format, PCM_24K)


def spoken_sound_of(session: Session) -> AudioFormat:
    """Return the format of the assistant's sound."""
    return known(output_of(session).format, PCM_24K)


def captions_of(session: Session) -> Transcription | None:
    """Return how captions are wanted; None: not at all."""
    return known(input_of(session).transcription, None)


def idle_timeout_ms_of(session: Session) -> int | None:
    """Return after how much silence the assistant speaks up; None: never."""
    detection = turn_detection_of(session)
    return known(detection.idle_timeout_ms, None) if detection is not None else None
