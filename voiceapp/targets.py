"""Whom a conversation is held with: a service at an address, or the assistant inside this program.

A target hides how a connection comes about. The embedded one starts its server process with the first
connection, and again when it has died; the other opens a socket, with fresh credentials each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from voiceapp.clock import Clock
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.errors import LinkError, LinkLost
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.transport.credentials import Credentials, KeyCredential, Secret
from voiceapp.transport.endpoint import Endpoint, parse_endpoint
from voiceapp.transport.websocket import Link, open_link

if TYPE_CHECKING:
    from voiceapp.offline.process import OfflineProcess

OnEvent = Callable[[int, ServerEvent], None]
OnLost = Callable[[LinkLost], None]
Observe = Callable[[WireNote], None]

OFFLINE_LABEL = "Embedded assistant"
OFFLINE_MODEL = "voiceapp-offline"


class Target(Protocol):
    """Somebody to talk to."""

    @property
    def label(self) -> str:
        """Return the name for the title, such as `Azure · gpt-realtime`."""
        ...

    @property
    def dialect_name(self) -> str:
        """Return the dialect that will be spoken."""
        ...

    async def connect(self, on_event: OnEvent, on_lost: OnLost, observe: Observe) -> Link:
        """Open a connection. Raises LinkError or OfflineError with a sentence."""
        ...

    async def close(self) -> None:
        """Release what the target holds. Idempotent."""
        ...


class ServiceTarget:
    """A service at an address."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials, clock: Clock) -> None:
        self._endpoint = endpoint
        self._credentials = credentials
        self._clock = clock

    @property
    def label(self) -> str:
        """Return the endpoint's own label."""
        return self._endpoint.label

    @property
    def dialect_name(self) -> str:
        """Return what the address chose."""
        return self._endpoint.dialect_name

    async def connect(self, on_event: OnEvent, on_lost: OnLost, observe: Observe) -> Link:
        """Open a socket with fresh credentials."""
        return await open_link(self._endpoint, self._credentials, self._clock, on_event, on_lost, observe)

    async def close(self) -> None:
        """Let go of the credentials."""
        self._credentials.close()


class FirstTryTarget:
    """Another target, whose first connection comes about at once or is given up.

    A terminal wants to know that the address is wrong, not to wait for it to become right; a connection that
    has been there and is lost is worth trying again.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._was_there = False

    @property
    def label(self) -> str:
        """Return the target's own."""
        return self._target.label

    @property
    def dialect_name(self) -> str:
        """Return the target's own."""
        return self._target.dialect_name

    async def connect(self, on_event: OnEvent, on_lost: OnLost, observe: Observe) -> Link:
        """Open a connection; until the first one has been open, no error asks for another try."""
        try:
            link = await self._target.connect(on_event, on_lost, observe)
        except LinkError as error:
            error.retry = error.retry and self._was_there
            raise
        self._was_there = True
        return link

    async def close(self) -> None:
        """Close the target."""
        await self._target.close()


class OfflineTarget:
    """The embedded assistant, in a process of its own so that its work never costs the sound a block."""

    def __init__(self, clock: Clock, *, preview: bool = False) -> None:
        """Nothing is started yet; importing the server costs 60 ms, so nobody else pays for it."""
        from voiceapp.offline.process import OfflineProcess

        self._new_process = OfflineProcess
        self._clock = clock
        self._preview = preview
        self._process: OfflineProcess | None = None

    @property
    def label(self) -> str:
        """Return what the title says."""
        return OFFLINE_LABEL

    @property
    def dialect_name(self) -> str:
        """Return the dialect asked for at the start."""
        return "preview" if self._preview else "ga"

    async def connect(self, on_event: OnEvent, on_lost: OnLost, observe: Observe) -> Link:
        """Start the assistant if it does not run, and connect to it."""
        if self._process is None or not self._process.running:
            await self.close()
            self._process = self._new_process()
            await self._process.start()
        base = f"ws://127.0.0.1:{self._process.port}"
        path = f"/openai/v1/realtime?model={OFFLINE_MODEL}"
        if self._preview:
            path = f"/openai/realtime?api-version=2025-04-01-preview&deployment={OFFLINE_MODEL}"
        endpoint = parse_endpoint(base + path)
        credentials = KeyCredential(Secret(self._process.key), origin="made for the embedded assistant")
        return await open_link(endpoint, credentials, self._clock, on_event, on_lost, observe)

    async def close(self) -> None:
        """End the assistant's process."""
        process, self._process = self._process, None
        if process is not None:
            await process.stop()
