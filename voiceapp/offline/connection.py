"""One client of the embedded server: frames in, a brain's effects performed, frames out.

`_step` is the whole life of it: take effects, perform them, set the deadline. There is no decision here and
no `await` inside a step, so that what the brain ordered happens in its order.

Outgoing frames wait in one queue. Its limit is in bytes, and a client that reads so slowly that it is
reached is closed with 1013: a conversation that lags by minutes is of no use to anybody.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from voiceapp.clock import Clock
from voiceapp.offline.brain import Brain
from voiceapp.offline.effects import ABRUPT, Close, Effect, Emit, Recognise, Synthesise
from voiceapp.offline.jobs import JobFailed, Jobs
from voiceapp.pcm import NS_PER_S
from voiceapp.protocol.codec import ClientMistake, ServerCodec

log = logging.getLogger(__name__)

OUT_BYTES_MAX = 32 * 1024 * 1024
"""Frames that wait for a slow reader: about five minutes of speech. One larger frame alone is let through."""
TOO_SLOW = 1013


class Socket(Protocol):
    """What a connection needs of a WebSocket."""

    async def receive(self) -> str | bytes | None:
        """Return the next message; None when the connection has ended, however it did."""
        ...

    async def send(self, text: str) -> bool:
        """Send a text frame, waiting for a slow reader; False when the connection has ended."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close with a frame that says so."""
        ...

    async def abort(self) -> None:
        """Drop the connection without a word, after what was sent has left."""
        ...


@dataclass(slots=True)
class ConnectionStatistics:
    """Counters of all connections of a server."""

    opened: int = 0
    closed: int = 0
    frames_in: int = 0
    frames_out: int = 0
    mistakes: int = 0
    """Client frames that were answered with an error by the codec."""
    too_slow: int = 0
    """Connections closed because they did not read."""


class Connection:
    """One client's session. Lives in `run`, on the server's loop."""

    def __init__(
        self,
        socket: Socket,
        brain: Brain,
        codec: ServerCodec,
        jobs: Jobs,
        clock: Clock,
        statistics: ConnectionStatistics,
        *,
        out_bytes_max: int = OUT_BYTES_MAX,
    ) -> None:
        self._socket = socket
        self._brain = brain
        self._codec = codec
        self._jobs = jobs
        self._clock = clock
        self._statistics = statistics
        self._out_bytes_max = out_bytes_max
        self._out: deque[str | Close] = deque()
        self._out_bytes = 0
        self._out_ready = asyncio.Event()
        self._closing = False
        self._deadline: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, wall: datetime) -> None:
        """Hold the session until either side ends it; `wall` is the local time now."""
        self._statistics.opened += 1
        self._start(self._send_all())
        try:
            self._step(self._brain.open(self._clock.now_ns(), wall))
            while (frame := await self._socket.receive()) is not None:
                self._take(frame)
        finally:
            self._closing = True
            if self._deadline is not None:
                self._deadline.cancel()
            tasks = tuple(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._statistics.closed += 1

    def _take(self, frame: str | bytes) -> None:
        if self._closing:
            return
        self._statistics.frames_in += 1
        now_ns = self._clock.now_ns()
        try:
            event = self._codec.decode(frame)
        except ClientMistake as mistake:
            self._statistics.mistakes += 1
            self._step(self._brain.receive(mistake, now_ns))
        else:
            self._step(self._brain.receive(event, now_ns))

    def _step(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Emit(event):
                    for text in self._codec.encode(event):
                        self._put(text)
                case Recognise(job_id, pcm):
                    self._start(self._recognise(job_id, pcm))
                case Synthesise(job_id, text):
                    self._start(self._synthesise(job_id, text))
                case Close():
                    self._put(effect)
        self._set_deadline()

    def _set_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        due_ns = self._brain.next_due_ns()
        if due_ns is not None and not self._closing:
            delay_s = max(due_ns - self._clock.now_ns(), 0) / NS_PER_S
            self._deadline = asyncio.get_running_loop().call_later(delay_s, self._on_due)

    def _on_due(self) -> None:
        self._deadline = None
        self._step(self._brain.due(self._clock.now_ns()))

    # -- jobs ------------------------------------------------------------------------------------

    def _start(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Drop the client when one of our own tasks has broken: a conversation that hangs is worse."""
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.error("! a connection has broken: %s", type(error).__name__, exc_info=error)
        if not self._closing:
            self._closing = True
            self._start(self._socket.abort())

    async def _recognise(self, job_id: str, pcm: bytes) -> None:
        try:
            text = await self._jobs.recognise(pcm)
        except JobFailed:
            self._step(self._brain.failed(job_id, self._clock.now_ns()))
        else:
            self._step(self._brain.heard(job_id, text, self._clock.now_ns()))

    async def _synthesise(self, job_id: str, text: str) -> None:
        try:
            pcm = await self._jobs.speak(text)
        except JobFailed:
            self._step(self._brain.failed(job_id, self._clock.now_ns()))
        else:
            self._step(self._brain.spoken(job_id, pcm, self._clock.now_ns()))

    # -- outgoing --------------------------------------------------------------------------------

    def _put(self, frame: str | Close) -> None:
        if self._closing:
            return
        if isinstance(frame, Close):
            self._closing = True
        elif self._out and self._out_bytes + len(frame) > self._out_bytes_max:
            self._statistics.too_slow += 1
            log.warning("! a client reads too slowly: %d bytes wait for it", self._out_bytes)
            self._out.clear()
            self._out.append(Close(TOO_SLOW, "The client reads too slowly."))
            self._closing = True
            self._out_ready.set()
            return
        else:
            self._out_bytes += len(frame)
        self._out.append(frame)
        self._out_ready.set()

    async def _send_all(self) -> None:
        while True:
            await self._out_ready.wait()
            self._out_ready.clear()
            while self._out:
                frame = self._out.popleft()
                if isinstance(frame, Close):
                    await self._end(frame)
                    return
                if not await self._socket.send(frame):
                    return
                self._out_bytes -= len(frame)
                self._statistics.frames_out += 1

    async def _end(self, close: Close) -> None:
        if close.code == ABRUPT:
            await self._socket.abort()
        else:
            await self._socket.close(close.code, close.reason)
