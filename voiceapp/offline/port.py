"""A loopback port that speaks WebSocket: who knocks is judged, and who is let in is talked with.

It listens on 127.0.0.1 only. What is said in a conversation is the business of whoever opens the port: the
embedded assistant (`server.py`) or a tape. This is one of the two files that know the websockets library.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from types import TracebackType

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from voiceapp.errors import OfflineError
from voiceapp.offline.handshake import SUBPROTOCOL, Admitted, Rejected, judged
from voiceapp.offline.options import ServerOptions

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
MESSAGE_BYTES_MAX = 32 * 1024 * 1024
"""Above the largest append, 15 MiB of sound or 20 MiB of base64."""
PING_S = 20.0
CLOSE_LIMIT_S = 1.0


class WebSocket:
    """One connection as `connection.Socket` wants it: ends are answers, not exceptions."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def receive(self) -> str | bytes | None:
        """Return the next message; None when the connection has ended, however it did."""
        try:
            return await self._connection.recv()
        except ConnectionClosed:
            return None

    async def send(self, text: str) -> bool:
        """Send a text frame, waiting for a slow reader; False when the connection has ended."""
        try:
            await self._connection.send(text)
        except ConnectionClosed:
            return False
        return True

    async def close(self, code: int, reason: str) -> None:
        """Close with a frame that says so."""
        await self._connection.close(code, reason)

    async def abort(self) -> None:
        """Drop the connection without a word, after what was sent has left."""
        transport = self._connection.transport
        for _ in range(200):  # A second: what was sent must have left, or the drop comes too early.
            if transport.is_closing() or not transport.get_write_buffer_size():
                break
            await asyncio.sleep(0.005)
        transport.abort()


Converse = Callable[[WebSocket, Admitted], Awaitable[None]]


class LoopbackPort:
    """Listens while it is entered: `async with LoopbackPort(...) as port: port.number`.

    `converse` holds one conversation; the connection is closed when it returns. `who` begins the sentence of
    the OfflineError that entering raises when the port cannot be had; port 0 takes a free one.
    """

    def __init__(self, options: ServerOptions, converse: Converse, wanted: int, *, who: str) -> None:
        self._options = options
        self._converse_with = converse
        self._wanted = wanted
        self._who = who
        self._server: Server | None = None
        self._admitted: dict[ServerConnection, Admitted] = {}

    @property
    def number(self) -> int:
        """The port that is listened on; only while it is entered."""
        if self._server is None:
            raise OfflineError("The embedded server is not running.")
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> LoopbackPort:
        try:
            self._server = await serve(
                self._converse,
                HOST,
                self._wanted,
                process_request=self._judge,
                select_subprotocol=_chosen_subprotocol,
                compression=None,
                max_size=MESSAGE_BYTES_MAX,
                ping_interval=PING_S,
                ping_timeout=PING_S,
                close_timeout=CLOSE_LIMIT_S,
                server_header=None,
            )
        except (OSError, OverflowError) as error:
            raise OfflineError(
                f"{self._who} cannot listen on port {self._wanted}: "
                "another program uses it, or it is not allowed. Choose another one, or 0 for any.",
                details=str(error),
            ) from error
        log.info("= embedded server listens on port %d", self.number)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()
        self._server = None

    async def _judge(self, connection: ServerConnection, request: Request) -> Response | None:
        if self._options.handshake_delay_ms:
            await asyncio.sleep(self._options.handshake_delay_ms / 1000)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        verdict = judged(request.path, headers, self._options, connections=len(self._admitted))
        if isinstance(verdict, Rejected):
            log.info("= refused with %d %s", verdict.status, verdict.code)
            return _http(verdict)
        self._admitted[connection] = verdict
        connection_over = asyncio.ensure_future(connection.wait_closed())
        connection_over.add_done_callback(lambda _: self._admitted.pop(connection, None))
        return None

    async def _converse(self, connection: ServerConnection) -> None:
        await self._converse_with(WebSocket(connection), self._admitted[connection])


def _chosen_subprotocol(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return Subprotocol(SUBPROTOCOL) if SUBPROTOCOL in offered else None


def _http(rejected: Rejected) -> Response:
    body = rejected.body.encode()
    headers = Headers(
        {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **rejected.headers,
        }
    )
    try:
        reason = HTTPStatus(rejected.status).phrase
    except ValueError:
        reason = "Refused"
    return Response(rejected.status, reason, headers, body)
