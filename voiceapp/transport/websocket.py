"""The link to a service: one WebSocket, one task that reads, one that writes.

`open_link` either returns a running `Link` or raises one of ours; a running link ends exactly once, by
`close()` (nothing more is heard) or by one call of `on_lost`. Everything happens on the event loop that
opened it.

Decisions, and why:

* Events are queued by bytes. Nothing inside an utterance is ever dropped: a queue past its limit means that
  the connection is too slow for a conversation, and the link is declared lost.
* No redirects: the library would take `api-key` along to wherever it is sent.
* The library's own debug lines show headers, so its logger here never logs below warning.
* No compression: sound in base64 does not shrink and costs twice the time (measured 1.6 -> 3.1 % of a core).
* A proxy of the system is used, but never towards this computer.

Source: the protocol's README 4.4, 5, 6; websockets' asyncio client.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from websockets import exceptions as ws
from websockets.asyncio.client import ClientConnection, connect

import voiceapp
from voiceapp import log
from voiceapp.clock import Clock
from voiceapp.errors import CredentialsError, HandshakeRefused, LinkError, LinkLost
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.dialect import dialect_named
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.transport import handshake_advice
from voiceapp.transport.credentials import Credentials
from voiceapp.transport.endpoint import Endpoint, secrets_in
from voiceapp.transport.traffic import (
    QUEUE_BYTES_MAX,
    QUEUE_LAG_NS_MAX,
    LinkStatistics,
    Observer,
    Traffic,
)
from voiceapp.transport.trust import system_trust

OnEvent = Callable[[int, ServerEvent], None]
OnLost = Callable[[LinkLost], None]

OPEN_TIMEOUT_S = 10.0
PING_INTERVAL_S = 20.0
PING_TIMEOUT_S = 20.0
"""Common practice against this service (README 6); a loop that stands still for 20 s is lost anyway."""
CLOSE_TIMEOUT_S = 1.0
MESSAGE_BYTES_MAX = 64 * 1024 * 1024
"""`conversation.item.retrieved` carries all the sound of an item: 16 minutes of it."""
_socket_log = logging.getLogger("voiceapp.wire.socket")
_socket_log.setLevel(logging.WARNING)


class _Connect(connect):
    """The library's connector, without redirects."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class _Connection(ClientConnection):
    """The library's connection, which trips over its own end where encryption fails behind a proxy.

    The transport to the proxy exists by then and reports its end to a connection that was never made.
    """

    def connection_lost(self, exc: Exception | None) -> None:
        if hasattr(self, "transport"):
            super().connection_lost(exc)


async def open_link(
    endpoint: Endpoint,
    credentials: Credentials,
    clock: Clock,
    on_event: OnEvent,
    on_lost: OnLost,
    observer: Observer | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    open_timeout_s: float = OPEN_TIMEOUT_S,
) -> Link:
    """Connect and return the running link; `tls` replaces the system's trust.

    `on_event` and `on_lost` are called on this loop and must neither block nor raise. Raises
    HandshakeRefused, CredentialsError or LinkError. After a 401, credentials that have something else to
    offer are asked once more. Safe to cancel: nothing stays open.
    """
    try:
        opened = await _connect(endpoint, credentials, tls, open_timeout_s)
    except HandshakeRefused as refusal:
        if refusal.status != 401 or not credentials.has_another_try():
            raise
        log.wire.info("! refused with 401; trying %s in another way", credentials.describe())
        try:
            opened = await _connect(endpoint, credentials, tls, open_timeout_s)
        except CredentialsError:
            raise refusal from None
    return Link(opened, endpoint, clock, on_event, on_lost, observer)


@dataclass(frozen=True, slots=True, repr=False)
class _Opened:
    """A connection after its handshake."""

    connection: ClientConnection
    request_id: str
    secrets: tuple[str, ...]


async def _connect(
    endpoint: Endpoint, credentials: Credentials, tls: ssl.SSLContext | None, open_timeout_s: float
) -> _Opened:
    found = await credentials.headers(endpoint)
    secrets = secrets_in(found)
    request_id = str(uuid.uuid4())
    if endpoint.provider == "azure":
        found["x-ms-client-request-id"] = request_id
    more: dict[str, Any] = {"ssl": tls or system_trust()} if endpoint.url.startswith("wss:") else {}
    try:
        connection = await _Connect(
            endpoint.url,
            additional_headers=found,
            user_agent_header=f"voiceapp/{voiceapp.__version__}",
            compression=None,
            max_size=MESSAGE_BYTES_MAX,
            open_timeout=open_timeout_s,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
            create_connection=_Connection,
            proxy=None if endpoint.provider == "local" else True,
            logger=_socket_log,
            **more,
        )
    except ws.InvalidStatus as error:
        answer = error.response
        raise handshake_advice.refused(
            answer.status_code,
            {name.lower(): value for name, value in answer.headers.raw_items()},
            bytes(answer.body),
            endpoint,
            secrets,
            identity=credentials.describe(),
        ) from None
    except ws.InvalidProxyStatus as error:
        raise handshake_advice.proxy_refused(error.response.status_code) from None
    except ImportError:
        raise handshake_advice.no_socks() from None
    except (ws.InvalidProxy, ws.ProxyError) as error:
        # The text of these may hold the proxy's password.
        raise handshake_advice.proxy_failed(type(error).__name__) from None
    except ws.InvalidHandshake as error:
        raise handshake_advice.not_a_websocket(error, endpoint, secrets) from None
    except OSError as error:  # TimeoutError, gaierror and SSLError are among them
        raise handshake_advice.unreachable(error, endpoint, secrets) from None
    except ws.InvalidURI:
        raise LinkError("The address of the service is not a valid WebSocket URL.") from None
    answered = connection.response.headers if connection.response is not None else {}
    ids = [f"{name} {answered[name]}" for name in handshake_advice.SERVICE_IDS if name in answered]
    log.wire.info("= connected to %s %s", endpoint.shown, " ".join([f"(our request {request_id})", *ids]))
    return _Opened(connection, request_id, secrets)


class Link:
    """An open connection; made by `open_link`. `async with` closes it."""

    def __init__(
        self,
        opened: _Opened,
        endpoint: Endpoint,
        clock: Clock,
        on_event: OnEvent,
        on_lost: OnLost,
        observer: Observer | None,
    ) -> None:
        self.request_id = opened.request_id
        """What support at Azure can find this connection by."""
        self._endpoint = endpoint
        self._connection = opened.connection
        self._secrets = opened.secrets
        self._clock = clock
        self._on_event = on_event
        self._on_lost = on_lost
        self._traffic = Traffic(dialect_named(endpoint.dialect_name), clock, observer, opened.secrets)
        self._queue: deque[tuple[int, bytes]] = deque()
        """(queued at, frame); the first stays until the system has taken it."""
        self._queue_bytes = 0
        self._queue_bytes_high = 0
        self._sends_after_end = 0
        self._to_write = asyncio.Event()
        self._is_closing = False
        loop = asyncio.get_running_loop()
        self._end: asyncio.Future[LinkLost] = loop.create_future()
        """How the connection ended; first come, first believed."""
        self._task = loop.create_task(self._run(), name="link")
        self._task.add_done_callback(_report_bug)

    # -- what the owner calls ----------------------------------------------------------------------

    def send_nowait(self, event: ClientEvent) -> None:
        """Queue an event behind the others; never blocks, never raises for a bad connection.

        A link that has ended counts it and does nothing: its end is on its way to the owner. Raises
        LocalProtocolError for an event the dialect does not have.
        """
        if self._is_closing or self._end.done():
            self._sends_after_end += 1
            return
        frame = self._traffic.encode(event)
        now_ns = self._clock.now_ns()
        if self._queue and (
            self._queue_bytes + len(frame) > QUEUE_BYTES_MAX or now_ns - self._queue[0][0] > QUEUE_LAG_NS_MAX
        ):
            behind = {"queue_bytes": self._queue_bytes, "lag_ms": self._lag_ms()}
            self._declare(handshake_advice.too_slow(self._endpoint, **behind))
            return
        self._queue.append((now_ns, frame))
        self._queue_bytes += len(frame)
        self._queue_bytes_high = max(self._queue_bytes_high, self._queue_bytes)
        self._to_write.set()

    async def close(self) -> None:
        """Say goodbye (1000) and end within a second, whatever the other side does. Idempotent.

        Neither `on_event` nor `on_lost` is called any more. What is still queued is not sent.
        """
        self._is_closing = True
        try:
            if not self._end.done():
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await self._connection.close()
        except TimeoutError:
            log.wire.info("! %s did not say goodbye", self._endpoint.host)
        finally:
            self._task.cancel()  # which aborts what is left of the connection
            await asyncio.wait([self._task])

    async def __aenter__(self) -> Link:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def dialect_name(self) -> str:
        """The dialect the address chose."""
        return self._endpoint.dialect_name

    @property
    def is_open(self) -> bool:
        """Whether what is sent now has a chance to arrive."""
        return not (self._is_closing or self._end.done())

    def statistics(self) -> LinkStatistics:
        """Return what this link has done so far."""
        latency_s = self._connection.latency
        return LinkStatistics(
            sent_events=self._traffic.sent_events,
            sent_bytes=self._traffic.sent_bytes,
            received_events=self._traffic.received_events,
            received_bytes=self._traffic.received_bytes,
            nonsense_frames=self._traffic.nonsense_frames,
            queue_events=len(self._queue),
            queue_bytes=self._queue_bytes,
            queue_bytes_high=self._queue_bytes_high,
            lag_ms=self._lag_ms(),
            sends_after_end=self._sends_after_end,
            round_trip_ms=round(latency_s * 1000) if latency_s > 0 else None,
        )

    # -- the tasks ---------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Live as long as the connection; own the two tasks, then tell the owner."""
        loop = asyncio.get_running_loop()
        reader = loop.create_task(self._read(), name="link reader")
        writer = loop.create_task(self._write(), name="link writer")
        try:
            either: list[asyncio.Future[Any]] = [reader, self._end]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reader.cancel()
            writer.cancel()
            await asyncio.wait([reader, writer])
            self._connection.transport.abort()
            self._queue.clear()
            self._queue_bytes = 0
        for task in (reader, writer):
            if not task.cancelled() and (bug := task.exception()) is not None:
                raise bug  # a callback of the owner raised; see _report_bug
        if not self._is_closing:
            lost = self._end.result()
            log.wire.info("! %s (%s)", lost.sentence, lost.details)
            self._on_lost(lost)

    async def _read(self) -> None:
        while True:
            try:
                frame = await self._connection.recv()
            except ws.ConnectionClosed as closed:
                self._declare(self._lost_by(closed))
                return
            at_ns = self._clock.now_ns()
            if self._is_closing:
                continue
            event = self._traffic.decode(frame, at_ns)
            if event is not None:
                self._on_event(at_ns, event)
            elif self._traffic.is_flooded:
                frames = self._traffic.nonsense_frames
                self._declare(handshake_advice.senseless(self._endpoint, frames=frames))
                return

    async def _write(self) -> None:
        while True:
            await self._to_write.wait()
            self._to_write.clear()
            while self._queue:
                frame = self._queue[0][1]
                try:
                    await self._connection.send(frame, text=True)
                except ws.ConnectionClosed:
                    return  # the reader says why, after it has read what came before the end
                self._queue.popleft()
                self._queue_bytes -= len(frame)

    def _declare(self, lost: LinkLost) -> None:
        if not self._end.done():
            self._end.set_result(lost)

    def _lost_by(self, closed: ws.ConnectionClosed) -> LinkLost:
        code, reason = handshake_advice.NO_CLOSE_FRAME, ""
        by_us = closed.rcvd is None and closed.sent is not None
        frame = closed.rcvd or closed.sent
        if frame is not None:
            code, reason = frame.code, frame.reason
        return handshake_advice.ended(code, reason, self._endpoint, by_us=by_us, secrets=self._secrets)

    def _lag_ms(self) -> int:
        return (self._clock.now_ns() - self._queue[0][0]) // NS_PER_MS if self._queue else 0


def _report_bug(task: asyncio.Task[None]) -> None:
    """Make a callback's exception as loud as the loop can (`LoopThread` reports it as a crash)."""
    if not task.cancelled() and (bug := task.exception()) is not None:
        task.get_loop().call_exception_handler(
            {"message": "a callback of the link raised", "exception": bug, "task": task}
        )
