"""The terms of one response: the session's settings with the client's overrides, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voiceapp.offline.checks import (
    check_format,
    check_max_tokens,
    check_modalities,
    check_range,
    check_tool_choice,
    check_tools,
    check_voice,
)
from voiceapp.offline.refusal import invalid, too_long, unknown_parameter
from voiceapp.offline.session_in_force import output_of
from voiceapp.protocol.client_events import ResponseParams
from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioFormat,
    AudioOutput,
    Session,
)
from voiceapp.protocol.structs import ShapeError, read
from voiceapp.protocol.wire import UnsetType, known

METADATA_PAIRS_MAX = 16
METADATA_KEY_CHARACTERS_MAX = 64
METADATA_VALUE_CHARACTERS_MAX = 512


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one response."""

    is_aside: bool
    """Out-of-band: not part of the conversation."""
    spoken: bool
    """With sound; otherwise text only."""
    instructions: str
    voice: str | Mapping[str, Any]
    sound: AudioFormat
    tools: tuple[Mapping[str, Any], ...]
    tool_choice: object
    parallel_calls: bool
    tokens_max: int | None
    """None: no limit."""
    temperature: float | None
    metadata: dict[str, str] | None

    @property
    def wants_title(self) -> bool:
        """Whether a title is asked for, by purpose or by instructions."""
        purpose = (self.metadata or {}).get("purpose", "")
        return "title" in purpose.lower() or (self.is_aside and "title" in self.instructions.lower())

    def audio_object(self) -> dict[str, Any] | None:
        """Return the `audio` of the response object; None for a response without sound."""
        if not self.spoken:
            return None
        form = {"type": self.sound.type}
        rate = {"rate": 24_000} if self.sound.type == "audio/pcm" else {}
        return {"output": {"format": {**form, **rate}, "voice": self.voice}}


def terms_of(session: Session, params: ResponseParams, *, voice_locked: bool) -> Terms:
    """Return what holds for a response asked for with `params`; raises Refused."""
    for name in params.extra:
        raise unknown_parameter(f"response.{name}")
    place = known(params.conversation, "auto")
    if place not in ("auto", "none"):
        raise invalid("response.conversation", f"Invalid value: '{place}'. Supported: 'auto', 'none'.")
    modalities = known(params.output_modalities, known(session.output_modalities, ("audio",)))
    check_modalities(modalities, "response.output_modalities")
    check_max_tokens(params.max_output_tokens, "response.max_output_tokens")
    check_range(params.temperature, "response.temperature", 0.6, 1.2)
    check_tools(params.tools, "response.tools")
    check_metadata(params.metadata)
    tools = known(params.tools, known(session.tools, ()))
    choice: object = params.tool_choice
    if not isinstance(choice, UnsetType):
        check_tool_choice(choice, tools, "response")
    elif not isinstance(params.tools, UnsetType) and isinstance(session.tool_choice, dict):
        choice = "auto"  # The session's forced function need not be among these tools.
    else:
        choice = session.tool_choice
    output = output_of(session)
    wanted = _wanted_output(params)
    check_format(wanted.format, "response.audio.output.format")
    check_voice(wanted.voice, output.voice, locked=voice_locked, param="response.audio.output.voice")
    voice: str | dict[str, Any] | None = known(wanted.voice, None) or known(output.voice, None)
    tokens = known(params.max_output_tokens, known(session.max_output_tokens, "inf"))
    return Terms(
        is_aside=place == "none",
        spoken=modalities == ("audio",),
        instructions=known(params.instructions, known(session.instructions, "")),
        voice=voice if voice is not None else "marin",
        sound=known(wanted.format, known(output.format, PCM_24K)),
        tools=tools,
        tool_choice=choice if choice is not None and not isinstance(choice, UnsetType) else "auto",
        parallel_calls=known(session.parallel_tool_calls, True),
        tokens_max=tokens if isinstance(tokens, int) else None,
        temperature=known(params.temperature, known(session.temperature, None)),
        metadata=known(params.metadata, None),
    )


def check_metadata(metadata: Mapping[str, str] | UnsetType | None) -> None:
    """Raise Refused for more pairs or longer texts than the protocol allows."""
    if metadata is None or isinstance(metadata, UnsetType):
        return
    if len(metadata) > METADATA_PAIRS_MAX:
        raise invalid("response.metadata", f"At most {METADATA_PAIRS_MAX} pairs are allowed.")
    for key, value in metadata.items():
        if len(key) > METADATA_KEY_CHARACTERS_MAX:
            raise too_long("response.metadata", len(key), METADATA_KEY_CHARACTERS_MAX)
        if len(value) > METADATA_VALUE_CHARACTERS_MAX:
            raise too_long(f"response.metadata.{key}", len(value), METADATA_VALUE_CHARACTERS_MAX)


def _wanted_output(params: ResponseParams) -> AudioOutput:
    audio = known(params.audio, {})
    for name in audio:
        if name != "output":
            raise unknown_parameter(f"response.audio.{name}")
    output = audio.get("output")
    if output is None:
        return AudioOutput()
    if not isinstance(output, dict):
        raise invalid("response.audio.output", "Invalid value: expected an object.")
    for name in output:
        if name not in ("format", "voice"):
            raise unknown_parameter(f"response.audio.output.{name}")
    try:
        return read(AudioOutput, output, strict=True)
    except ShapeError as error:
        raise invalid(f"response.audio.output.{error.path}", f"Invalid value: {error.problem}.") from None
