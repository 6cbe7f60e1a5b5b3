"""From the person's wishes to `session.update`: all of them for a new session, or only what has changed.

An update is taken as a whole or not at all (objects 1.3). So nothing is said that was not wished for, a
change carries nothing that has not changed, and what the dialect does not know is left out, here where a
value has no spelling, in the codec where a field has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voiceapp.dialogue.options import SPEED, TEMPERATURE, DialogueOptions
from voiceapp.protocol.dialect import GA, Dialect
from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import UNSET, UnsetType, Wire

_UNLIMITED = "inf"


@dataclass(frozen=True, slots=True)
class SessionChange:
    """What has to be said to bring a running session from one set of wishes to another."""

    update: Session | None
    """None: nothing the session knows has changed."""
    needs_new_session: bool = False
    """Something cannot be changed in a running session: a default of the server's has to come back."""


def wanted_session(
    options: DialogueOptions, *, hands_free: bool, may_interrupt: bool = False, dialect: Dialect = GA
) -> Session:
    """Return the whole `session.update` for a new connection.

    `create_response` true and `interrupt_response` false: the server answers by itself, but the decision
    to interrupt is ours (flows 8). Where the dialect does not know the second field, the codec leaves it out;
    `may_interrupt` leaves it out for a server that has refused it.
    """
    reduction = options.noise_reduction
    return Session(
        type="realtime",
        output_modalities=(options.modality,),
        instructions=options.instructions or UNSET,
        audio=SessionAudio(
            input=AudioInput(
                format=PCM_24K,
                transcription=_transcription(options),
                noise_reduction=UNSET if reduction == "off" else NoiseReduction(type=reduction),
                turn_detection=wanted_turn_detection(
                    options, hands_free=hands_free, may_interrupt=may_interrupt, dialect=dialect
                ),
            ),
            output=AudioOutput(
                format=PCM_24K,
                voice=options.voice or UNSET,
                speed=UNSET if options.speed == SPEED else options.speed,
            ),
        ),
        tools=options.tools,
        tool_choice=options.tool_choice,
        temperature=UNSET if options.temperature == TEMPERATURE else options.temperature,
        max_output_tokens=options.max_output_tokens or UNSET,
        truncation=_truncation(options),
    )


def turn_detection_update(
    options: DialogueOptions, *, hands_free: bool, may_interrupt: bool = False, dialect: Dialect = GA
) -> Session:
    """Return the `session.update` that only switches between hands-free and push-to-talk."""
    detection = wanted_turn_detection(
        options, hands_free=hands_free, may_interrupt=may_interrupt, dialect=dialect
    )
    return Session(type="realtime", audio=SessionAudio(input=AudioInput(turn_detection=detection)))


def wanted_turn_detection(
    options: DialogueOptions, *, hands_free: bool, may_interrupt: bool, dialect: Dialect = GA
) -> TurnDetection | None:
    """Return the wanted turn detection; None for push-to-talk.

    A dialect without semantic VAD is asked for what it has.
    """
    if not hands_free:
        return None
    interrupt = UNSET if may_interrupt else False
    if options.turn_detection == "semantic_vad" and dialect.knows_semantic_vad:
        return TurnDetection(
            type="semantic_vad",
            eagerness=options.eagerness,
            create_response=True,
            interrupt_response=interrupt,
        )
    return TurnDetection(
        type="server_vad",
        threshold=options.vad_threshold,
        prefix_padding_ms=options.vad_prefix_ms,
        silence_duration_ms=options.vad_silence_ms,
        create_response=True,
        interrupt_response=interrupt,
    )


def session_change(before: Session, after: Session) -> SessionChange:
    """Return how to get from one wanted session to another; both are from `wanted_session`.

    A wish that was taken back is answered with the service's own default, where that is known.
    """
    assert isinstance(before.audio, SessionAudio)
    assert isinstance(after.audio, SessionAudio)
    listening = _changed(before.audio.input, after.audio.input, {"noise_reduction": None})
    speaking = _changed(before.audio.output, after.audio.output, {"speed": SPEED})
    defaults = {"temperature": TEMPERATURE, "max_output_tokens": _UNLIMITED, "truncation": "auto"}
    changes = {name: value for name, value in _changed(before, after, defaults).items() if name != "audio"}
    lost_default = changes.get("instructions") is UNSET or speaking.get("voice") is UNSET
    if listening or speaking:
        changes["audio"] = SessionAudio(
            input=AudioInput(**listening) if listening else UNSET,
            output=AudioOutput(**speaking) if speaking else UNSET,
        )
    if not changes:
        return SessionChange(None)
    return SessionChange(Session(type="realtime", **changes), needs_new_session=lost_default)


def _changed(before: object, after: object, defaults: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that differ, with a known default in place of one that is not wished for any more."""
    assert isinstance(after, Wire)
    changes: dict[str, Any] = {}
    for name in after.__struct_fields__:
        value = getattr(after, name)
        if value != getattr(before, name):
            changes[name] = defaults.get(name, UNSET) if value is UNSET else value
    return changes


def _transcription(options: DialogueOptions) -> Transcription | None:
    if not options.transcription_model:
        return None
    return Transcription(model=options.transcription_model, language=options.language or UNSET)


def _truncation(options: DialogueOptions) -> str | dict[str, Any] | UnsetType:
    if options.truncation == "ratio":
        return {"type": "retention_ratio", "retention_ratio": options.retention_ratio}
    return UNSET if options.truncation == "auto" else options.truncation
