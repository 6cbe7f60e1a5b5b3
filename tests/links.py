"""A link whose other end is the embedded assistant's mind, in this process and without delay."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import datetime

from tests.offline.scripted import counted_ids
from tests.scenarios import Echoing, hear, speak
from voiceapp.clock import Clock
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.errors import LinkLost
from voiceapp.offline.brain import Brain
from voiceapp.offline.effects import Effect, Emit, Recognise, Synthesise
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.server_events import ServerEvent

OnEvent = Callable[[int, ServerEvent], None]
OnLost = Callable[[LinkLost], None]


class BrainLink:
    """Keeps what was sent; answers on the loop, in order."""

    dialect_name = "ga"

    def __init__(self, clock: Clock, on_event: OnEvent, on_lost: OnLost) -> None:
        self.sent: list[ClientEvent] = []
        self.closed = False
        self.lose = on_lost
        self._clock = clock
        self._on_event = on_event
        options = ServerOptions(speed=math.inf)
        self._brain = Brain(options, Echoing(), counted_ids())
        self._perform(self._brain.open(clock.now_ns(), datetime(2026, 11, 20, 14, 0)))

    def send_nowait(self, event: ClientEvent) -> None:
        """Let the mind hear it."""
        self.sent.append(event)
        self._perform(self._brain.receive(event, self._clock.now_ns()))

    async def close(self) -> None:
        """Hear nothing more."""
        self.closed = True

    def say(self, event: ServerEvent) -> None:
        """Let the server say something of its own accord."""
        if not self.closed:
            self._on_event(self._clock.now_ns(), event)

    def _perform(self, effects: list[Effect]) -> None:
        loop = asyncio.get_running_loop()
        for effect in effects:
            match effect:
                case Emit(event):
                    loop.call_soon(self.say, event)
                case Recognise(job_id, pcm):
                    self._perform(self._brain.heard(job_id, hear(pcm), self._clock.now_ns()))
                case Synthesise(job_id, text):
                    self._perform(self._brain.spoken(job_id, speak(text), self._clock.now_ns()))
        due_ns = self._brain.next_due_ns()
        if effects and due_ns is not None and due_ns <= self._clock.now_ns():
            self._perform(self._brain.due(self._clock.now_ns()))


class Exchange:
    """Opens links, or fails as it is told to."""

    def __init__(self, clock: Clock) -> None:
        self.links: list[BrainLink] = []
        self.failures: list[Exception] = []
        self.gate = asyncio.Event()
        """Connecting waits for it; set from the start."""
        self.gate.set()
        self._clock = clock

    async def connect(
        self, on_event: OnEvent, on_lost: OnLost, observe: Callable[[WireNote], None]
    ) -> BrainLink:
        """Open a link once the gate is open."""
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.links.append(BrainLink(self._clock, on_event, on_lost))
        return self.links[-1]
