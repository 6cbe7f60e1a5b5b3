"""From the person's choices (flags, environment, settings) to the objects a conversation is built of."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from voiceapp import context_windows, model_notice, prices
from voiceapp.abilities import Fact
from voiceapp.audio.desk import in_thread
from voiceapp.clock import Clock
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.errors import CredentialsError, SettingsError, StoreError, VoiceappError
from voiceapp.known_servers import KnownServers, server_of
from voiceapp.model_notice import Notice
from voiceapp.personas import Persona, named
from voiceapp.recording.journal import undelivered_folder
from voiceapp.settings import Settings
from voiceapp.settings_file import data_folder, settings_folder
from voiceapp.store.archive import Archive
from voiceapp.store.cipher import no_key
from voiceapp.store.keeper import Keeper
from voiceapp.store.kept import ConversationId, StoredConversation
from voiceapp.targets import OfflineTarget, ServiceTarget, Target
from voiceapp.tokens import Price
from voiceapp.tools.function import Function
from voiceapp.tools.toolbox import offered
from voiceapp.transport.browser_sign_in import BrowserSignIn
from voiceapp.transport.key_store import KeyStore
from voiceapp.transport.resolve import Connection

log = logging.getLogger("voiceapp.state")


ARCHIVE_KEY = "kept conversations"
"""What the key of encrypted conversations is called in the keyring, where others have the name of a host."""


ASKED_FOR = {
    "en": "Always answer in English.",
    "ja": "必ず日本語で答えてください。 (Always answer in Japanese.)",
}
"""What is asked of the assistant, by the language of its answers."""


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
    """Folder of a tape the person asked for; None: the settings say whether there is one."""
    record_privately: bool = False
    """The timing of it only, without words and sound."""
    preview: bool = False
    """Talk to the embedded assistant in the preview dialect."""
    persona: str | None = None
    """Whom a flag names to talk to, empty: nobody in particular; None: the settings say it."""

    @property
    def talks_to(self) -> Persona | None:
        """Return the persona that is talked to; None: nobody in particular."""
        name = self.settings.persona if self.persona is None else self.persona
        return named(name, self.settings.personas) if name else None

    @property
    def in_force(self) -> Settings:
        """Return the settings with those of the persona in their places."""
        persona = self.talks_to
        return persona.over(self.settings) if persona is not None else self.settings

    start_hidden: bool = False
    """Start without the window, because of a flag or the settings."""
    no_tray: bool = False
    """No icon in the tray, whatever the settings say."""

    @property
    def records_by_itself(self) -> bool:
        """Say whether the settings ask for a recording of this conversation, and no flag named a place."""
        return self.record is None and self.settings.record != "off" and not self.settings.keep_nothing


def options_of(choices: Choices) -> DialogueOptions:
    """Return what the conversation is set up with."""
    settings, persona = choices.in_force, choices.talks_to
    return DialogueOptions(
        persona=persona.label if persona is not None else "",
        instructions=_instructions(settings),
        voice=choices.connection.voice.value,
        speed=settings.speed,
        transcription_model=settings.transcription_model,
        language=settings.language,
        hands_free=settings.hands_free and not choices.push_to_talk,
        turn_detection=settings.turn_detection,
        vad_threshold=settings.vad_threshold,
        vad_prefix_ms=settings.vad_prefix_ms,
        vad_silence_ms=settings.vad_silence_ms,
        eagerness=settings.eagerness,
        noise_reduction=settings.noise_reduction,
        modality=settings.modality,
        temperature=settings.temperature,
        max_output_tokens=settings.max_output_tokens,
        tool_choice=settings.tool_choice,
        tools=tuple(function.spec() for function in functions_of(settings)),
        truncation=settings.truncation,
        retention_ratio=settings.retention_ratio,
        confirm_ms=settings.confirm_ms,
        pre_roll_ms=settings.pre_roll_ms,
        tail_ms=settings.tail_ms,
        duplex=None if settings.duplex == "auto" else DuplexMode(settings.duplex),
        cue_sounds=settings.cue_sounds,
        prices=prices_known(),
        cost_cap_usd=settings.cost_cap,
        context_windows=context_windows.load(),
        abilities=abilities_known(choices),
    )


def functions_of(settings: Settings) -> tuple[Function, ...]:
    """Return the functions the assistant may use with these settings."""
    return offered(in_thread, clock=settings.clock, notes=settings.notes)


def _instructions(settings: Settings) -> str:
    """Return the person's own instructions and, if wished for, the language of the answers after them."""
    asked = ASKED_FOR.get(settings.answer_language, "")
    return "\n\n".join(part for part in (settings.instructions, asked) if part)


def prices_known() -> Mapping[str, Price]:
    """Return what models cost; nothing, and a sentence in the log, where the person's file is broken."""
    try:
        return prices.load(settings_folder()).by_name()
    except SettingsError as error:
        log.warning("! %s", error.sentence)
        return {}


def abilities_known(choices: Choices) -> tuple[Fact, ...]:
    """Return what is known of the server before it has said a word; may block for two small files."""
    server = server_of(choices.connection)
    if server is None:
        return ()
    return KnownServers(settings_folder(), data_folder()).facts(server, datetime.now(UTC).date())


def remember_abilities(choices: Choices, facts: tuple[Fact, ...]) -> None:
    """Keep what was found of the server; may block for a small file, never raises."""
    server = server_of(choices.connection)
    if server is not None and not choices.settings.keep_nothing:
        KnownServers(settings_folder(), data_folder()).remember(server, facts, datetime.now(UTC).date())


def announcement_of(choices: Choices) -> Callable[[str], Notice | None]:
    """Return what to ask for the retirement of a model by its name; only services announce any."""
    connection = choices.connection
    provider = "" if connection.is_embedded else connection.target().provider
    announced = model_notice.load()
    return lambda model: model_notice.notice_for(model, provider, announced)


def browser_sign_in_of(choices: Choices) -> BrowserSignIn:
    """Return the sign-in in the browser; one for a running program, because it may live only as long."""
    connection = choices.connection
    return BrowserSignIn(settings_folder(), tenant=connection.tenant, client_id=connection.client_id)


def target_of(choices: Choices, clock: Clock, browser: BrowserSignIn | None = None) -> Target:
    """Return whom to talk to. Raises EndpointError or CredentialsError with a sentence."""
    connection = choices.connection
    if connection.is_embedded:
        return OfflineTarget(clock, preview=choices.preview)
    endpoint = connection.target()
    credentials = connection.credentials(endpoint, KeyStore().read, browser or browser_sign_in_of(choices))
    return ServiceTarget(endpoint, credentials, clock)


def archive_path() -> Path:
    """Return the file of kept conversations; it need not exist."""
    return data_folder() / "conversations.sqlite"


def undelivered_of(choices: Choices) -> Path | None:
    """Return where what is said is kept until it is delivered; None where it is not to be kept."""
    settings = choices.settings
    return undelivered_folder() if settings.keep_undelivered and not settings.keep_nothing else None


def archive_key() -> str:
    """Return the key of encrypted conversations; may block. Raises StoreError."""
    try:
        key = KeyStore().read(ARCHIVE_KEY)
    except CredentialsError as error:
        raise StoreError(
            "The kept conversations are encrypted, and the keyring with their key cannot be read. Unlock it.",
            details=error.details,
        ) from error
    return key.reveal() if key is not None else no_key()


def open_archive(path: Path) -> Archive:
    """Return the kept conversations in a file. Raises StoreError."""
    return Archive(path, archive_key)


def kept_conversation(number: ConversationId) -> StoredConversation:
    """Return a kept conversation; waits for the disk. Raises StoreError."""
    path = archive_path()
    if not path.is_file():
        raise StoreError("No conversation has been kept.")
    with open_archive(path) as archive:
        return archive.open(number)


def keeper_of(choices: Choices, refused: Callable[[VoiceappError], None] | None = None) -> Keeper | None:
    """Return who keeps the words of a conversation; None unless that was switched on."""
    if choices.settings.keep_nothing or not choices.settings.keep_conversations:
        return None
    return Keeper(archive_path(), refused=refused, open_archive=open_archive)
