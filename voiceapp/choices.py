"""From the person's choices (flags, environment, settings) to the objects a conversation is built of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voiceapp.clock import Clock
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.settings import Settings
from voiceapp.targets import OfflineTarget, ServiceTarget, Target
from voiceapp.transport.key_store import KeyStore
from voiceapp.transport.resolve import Connection


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that was decided before a conversation begins."""

    connection: Connection
    settings: Settings
    push_to_talk: bool = False
    microphone: str | None = None
    """None: the settings' one, else the system's default."""
    speaker: str | None = None
    record: Path | None = None
    preview: bool = False
    """Talk to the embedded assistant in the preview dialect."""


def options_of(choices: Choices) -> DialogueOptions:
    """Return what the conversation is set up with."""
    settings = choices.settings
    return DialogueOptions(
        instructions=settings.instructions,
        voice=choices.connection.voice.value,
        transcription_model=settings.transcription_model,
        language=settings.language,
        hands_free=settings.hands_free and not choices.push_to_talk,
        vad_threshold=settings.vad_threshold,
        vad_prefix_ms=settings.vad_prefix_ms,
        vad_silence_ms=settings.vad_silence_ms,
        confirm_ms=settings.confirm_ms,
        pre_roll_ms=settings.pre_roll_ms,
        tail_ms=settings.tail_ms,
    )


def target_of(choices: Choices, clock: Clock) -> Target:
    """Return whom to talk to. Raises EndpointError or CredentialsError with a sentence."""
    connection = choices.connection
    if connection.is_embedded:
        return OfflineTarget(clock, preview=choices.preview)
    endpoint = connection.target()
    return ServiceTarget(endpoint, connection.credentials(endpoint, KeyStore().read), clock)
