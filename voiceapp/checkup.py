"""`voiceapp check`: one question after the other, from the settings to a spoken answer, each with its cure.

A question that cannot be asked because an earlier one failed is left out, not answered with a guess. What is
found is said in sentences; a key is only ever told of as "set".
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from voiceapp.abilities import sentence as abilities_sentence
from voiceapp.assets_path import asset
from voiceapp.audio.desk import in_thread
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.echo_check import check_echo
from voiceapp.audio.echo_measure import sentence as echo_sentence
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.audio.wav import read_wav
from voiceapp.choices import Choices, browser_sign_in_of, options_of, remember_abilities, target_of
from voiceapp.clock import Clock
from voiceapp.conversation import Conversation
from voiceapp.dialogue.snapshot import Phase, RowKind, RowState, Snapshot
from voiceapp.errors import SoundError, VoiceappError
from voiceapp.targets import FirstTryTarget, Target
from voiceapp.transport import reachability
from voiceapp.transport.browser_sign_in import BrowserSignIn
from voiceapp.transport.endpoint import Endpoint
from voiceapp.transport.key_store import KeyStore

SESSION_LIMIT_S = 60.0
"""A sign-in may ask three command line tools, of at most 10 s each, before the first byte is sent."""
ANSWER_LIMIT_S = 30.0
QUESTION = "speech/question_time.wav"
CAPTION_LIMIT_S = 5.0
"""Captions may come after the answer has begun, or never."""
CERTIFICATE_DAYS_MIN = 14
ADDRESSES_SHOWN = 3


class Outcome(Enum):
    """How a question was answered."""

    OK = "ok"
    WARNING = "warning"
    """It works, or can do without."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question."""

    name: str
    """What was asked: `endpoint`, `name`, `TLS`, … ; stable."""
    outcome: Outcome
    sentence: str
    """What is the case; when it failed, with the cure."""
    origin: str = ""
    """Where a value came from: `--endpoint`, `AZURE_OPENAI_ENDPOINT`, `settings file`, …"""
    details: str = ""


def _ok(name: str, sentence: str, **more: str) -> Finding:
    return Finding(name, Outcome.OK, sentence, **more)


def _warning(name: str, sentence: str, **more: str) -> Finding:
    return Finding(name, Outcome.WARNING, sentence, **more)


def _failed(name: str, error: VoiceappError) -> Finding:
    return Finding(name, Outcome.FAILED, error.sentence, details=error.details)


class Checkup:
    """Asks everything about one set of choices, on a running loop."""

    def __init__(
        self,
        choices: Choices,
        clock: Clock,
        sound: Callable[[], SoundSystem],
        *,
        keys: KeyStore | None = None,
        browser: BrowserSignIn | None = None,
        make_target: Callable[[Choices, Clock], Target] = target_of,
        speak: bool = True,
        echo: bool = False,
    ) -> None:
        """`sound` loads the sound library, and may raise SoundError.

        `speak` asks a spoken question, which costs what any turn costs; `echo` plays five seconds of noise.
        """
        self._choices = choices
        self._clock = clock
        self._sound = sound
        self._keys = keys or KeyStore()
        self._browser = browser
        self._make_target = make_target
        self._speak = speak
        self._echo = echo

    async def findings(self) -> AsyncGenerator[Finding, None]:
        """Yield each finding as soon as it is known."""
        for name, value, origin in self._choices.connection.rows():
            if value:
                yield _ok(name, value, origin=origin)
        reachable = True
        if self._choices.connection.is_embedded:
            yield _ok("target", "The assistant inside this program; nothing leaves the computer.")
        else:
            async for finding in self._network():
                reachable = reachable and finding.outcome is not Outcome.FAILED
                yield finding
        if reachable:
            async for finding in self._session():
                yield finding
        yield await self._keyring()
        async for finding in self._devices():
            yield finding

    # -- the way to the service ------------------------------------------------------------------

    async def _network(self) -> AsyncIterator[Finding]:
        try:
            endpoint = self._choices.connection.target()
        except VoiceappError as error:
            yield _failed("address", error)
            return
        yield _ok("dialect", f"{endpoint.label} speaks the {_dialect(endpoint)}.")
        questions = [("sign-in", self._sign_in)]
        if proxy := reachability.proxy_for(endpoint):
            yield _ok("proxy", f"{proxy} is used; name and encryption are its business.")
        else:
            yield _ok("proxy", "None is used.")
            questions = [("name", self._name), ("TLS", self._certificate), *questions]
        for name, ask in questions:
            try:
                yield await ask(endpoint)
            except VoiceappError as error:
                yield _failed(name, error)
                return

    async def _name(self, endpoint: Endpoint) -> Finding:
        addresses = await reachability.look_up(endpoint)
        return _ok("name", f"{endpoint.host} is {', '.join(addresses[:ADDRESSES_SHOWN])}.")

    async def _certificate(self, endpoint: Endpoint) -> Finding:
        found = await reachability.certificate_of(endpoint)
        if found is None:
            return _warning("TLS", "The connection is not encrypted; it stays on this computer.")
        sentence = f"{found.version}; {found.issuer} vouches for {endpoint.host}."
        if found.expires is not None:
            days = (found.expires - datetime.now(UTC)).days
            if days < CERTIFICATE_DAYS_MIN:
                return _warning("TLS", f"{sentence} The certificate ends in {days} days.")
        return _ok("TLS", sentence)

    async def _sign_in(self, endpoint: Endpoint) -> Finding:
        browser = self._browser or browser_sign_in_of(self._choices)
        credentials = self._choices.connection.credentials(endpoint, self._keys.read, browser)
        try:
            await credentials.headers(endpoint)
            return _ok("sign-in", f"Identified by {credentials.describe()}.")
        finally:
            credentials.close()

    # -- a conversation ----------------------------------------------------------------------------

    async def _session(self) -> AsyncIterator[Finding]:
        """Hold a conversation as `voiceapp demo` does: the real client, a sound card that is simulated."""
        try:
            target = FirstTryTarget(self._make_target(self._choices, self._clock))
        except VoiceappError as error:
            yield _failed("session", error)
            return
        seen = _Pictures()
        sound = SimulatedSound(self._clock)
        options = replace(options_of(self._choices), hands_free=True)
        conversation = Conversation(
            target, sound, self._clock, options=options, publish=seen.publish, echo="off"
        )
        pace = asyncio.create_task(sound.pace(), name="simulated sound")
        try:
            await conversation.open()
            if not await seen.until(lambda p: p.phase is Phase.LISTENING, SESSION_LIMIT_S):
                yield seen.failure("session", "No session was started")
                return
            model = f" The model is {seen.last.model}." if seen.last.model else ""
            yield _ok("session", f"The session is open and has our settings.{model}")
            if self._speak:
                sound.say(read_wav(asset(QUESTION)))
                if await seen.until(_is_answered, ANSWER_LIMIT_S):
                    await seen.until(_is_captioned, CAPTION_LIMIT_S)
                    yield _ok("speech", _told(seen.last))
                else:
                    yield seen.failure("speech", "A spoken question was not answered")
            yield _ok("abilities", abilities_sentence(seen.last.abilities))
        finally:
            await conversation.close()
            await in_thread(lambda: remember_abilities(self._choices, seen.last.abilities))
            pace.cancel()
            await asyncio.gather(pace, return_exceptions=True)

    # -- this computer -----------------------------------------------------------------------------

    async def _keyring(self) -> Finding:
        try:
            return _ok("keyring", f"{await in_thread(self._keys.name)} can hold keys.")
        except VoiceappError as error:
            return _warning("keyring", error.sentence, details=error.details)

    async def _devices(self) -> AsyncIterator[Finding]:
        try:
            sound = await in_thread(self._sound)
            devices = await in_thread(sound.devices)
        except SoundError as error:
            yield _warning("devices", error.sentence, details=error.details)
            return
        for role, count, default in (
            ("microphone", "inputs", "default_input"),
            ("loudspeaker", "outputs", "default_output"),
        ):
            usable = [device for device in devices if getattr(device, count)]
            usual = next((device.name for device in usable if getattr(device, default)), None)
            if not usable:
                yield _warning(role, f"There is no {role}. Plug one in; typing works without.")
            else:
                yield _ok(role, f"{len(usable)} to choose from; {usual or usable[0].name} is the usual one.")
        if self._echo:
            try:
                report = await check_echo(sound, self._clock, run=in_thread)
                yield _ok("echo", echo_sentence(report))
            except SoundError as error:
                yield _warning("echo", error.sentence, details=error.details)


class _Pictures:
    """The pictures of a conversation, for somebody who waits for one."""

    def __init__(self) -> None:
        self.last = Snapshot()
        self._changed = asyncio.Event()

    def publish(self, picture: Snapshot) -> None:
        self.last = picture
        self._changed.set()

    async def until(self, is_so: Callable[[Snapshot], bool], limit_s: float) -> bool:
        """Wait for a picture; False when the time is over or the conversation has ended before."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                while not is_so(self.last):
                    if self.last.phase is Phase.OFF and self.last.banner is not None:
                        return False
                    self._changed.clear()
                    await self._changed.wait()
                return True
        return False

    def failure(self, name: str, otherwise: str) -> Finding:
        """Return what the conversation itself says went wrong."""
        banner = self.last.banner
        if banner is not None:
            return Finding(name, Outcome.FAILED, banner.text, details=banner.details)
        return Finding(
            name, Outcome.FAILED, f"{otherwise} in time. Try again, or look at the inspector (F12)."
        )


def _is_answered(picture: Snapshot) -> bool:
    return any(row.kind is RowKind.ASSISTANT and row.heard_ms > 0 for row in picture.rows)


def _told(picture: Snapshot) -> str:
    answer_ms = picture.numbers.answer_ms
    after = f" after {answer_ms} ms" if answer_ms is not None else ""
    captions = "written down" if _is_captioned(picture) else "not written down"
    return f"A spoken question was answered aloud{after}; its words were {captions}."


def _is_captioned(picture: Snapshot) -> bool:
    return any(row.kind is RowKind.USER and row.state is RowState.DONE and row.text for row in picture.rows)


def _dialect(endpoint: Endpoint) -> str:
    return "current protocol (GA)" if endpoint.dialect_name == "ga" else f"{endpoint.dialect_name} protocol"
