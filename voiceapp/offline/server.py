"""The embedded server: the realtime protocol on a loopback port, in all dialects.

It listens on 127.0.0.1 only. Whoever connects gets a brain of their own; ears and voice are shared.
This is one of the two files that know the websockets library.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import string
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from types import TracebackType

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from voiceapp.clock import Clock, SystemClock
from voiceapp.errors import OfflineError
from voiceapp.offline.answer import Answering
from voiceapp.offline.brain import Brain
from voiceapp.offline.connection import Connection, ConnectionStatistics
from voiceapp.offline.handshake import SUBPROTOCOL, Admitted, Rejected, judged
from voiceapp.offline.jobs import Hearing, Jobs, JobStatistics, Speaking
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol.codec import ServerCodec
from voiceapp.protocol.dialect import dialect_named

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
MESSAGE_BYTES_MAX = 32 * 1024 * 1024
"""Above the largest append, 15 MiB of sound or 20 MiB of base64."""
PING_S = 20.0
CLOSE_LIMIT_S = 1.0
STOP_LIMIT_S = 0.5
"""How long a stop waits for jobs that cannot be stopped."""
ID_CHARACTERS = 21  # Seen on the wire behind every prefix.

_BASE62 = string.ascii_letters + string.digits


class OfflineServer:
    """Listens while it is entered: `async with OfflineServer(...) as server: server.port`.

    `ears` and `voice` are called from worker threads, one call at a time; `new_assistant` makes the wit of
    one session. Port 0 takes a free one. Entering raises OfflineError when the port cannot be had.
    """

    def __init__(
        self,
        options: ServerOptions,
        ears: Hearing,
        voice: Speaking,
        *,
        new_assistant: Callable[[], Answering],
        port: int = 0,
        clock: Clock | None = None,
        new_ids: Callable[[], Iterator[str]] | None = None,
    ) -> None:
        self._options = options
        self._ears = ears
        self._voice = voice
        self._new_assistant = new_assistant
        self._wanted_port = port
        self._clock = clock if clock is not None else SystemClock()
        self._new_ids = new_ids if new_ids is not None else random_ids
        self._server: Server | None = None
        self._jobs: Jobs | None = None
        self._admitted: dict[ServerConnection, Admitted] = {}
        self.statistics = ConnectionStatistics()

    @property
    def port(self) -> int:
        """The port that is listened on; only while the server is entered."""
        if self._server is None:
            raise OfflineError("The embedded server is not running.")
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def job_statistics(self) -> JobStatistics:
        """What became of hearing and speaking."""
        return self._jobs.statistics if self._jobs is not None else JobStatistics()

    async def __aenter__(self) -> OfflineServer:
        self._jobs = Jobs(self._ears, self._voice, asyncio.to_thread)
        try:
            self._server = await serve(
                self._converse,
                HOST,
                self._wanted_port,
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
                f"The embedded assistant cannot listen on port {self._wanted_port}: "
                "another program uses it, or it is not allowed. Choose another one, or 0 for any.",
                details=str(error),
            ) from error
        log.info("= embedded server listens on port %d", self.port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        assert self._jobs is not None
        self._server.close()
        await self._server.wait_closed()
        self._server = None
        if not await self._jobs.finish(STOP_LIMIT_S):
            log.warning("! a speech job was still running at the stop")

    # -- one connection --------------------------------------------------------------------------

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
        admitted = self._admitted[connection]
        assert self._jobs is not None
        brain = Brain(
            self._options,
            self._new_assistant(),
            self._new_ids(),
            model=admitted.model,
            voice=admitted.default_voice,
        )
        session = Connection(
            _WebSocket(connection),
            brain,
            ServerCodec(dialect_named(admitted.dialect_name)),
            self._jobs,
            self._clock,
            self.statistics,
        )
        await session.run(datetime.now().astimezone())


class _WebSocket:
    """A websockets connection as `Connection` wants it: ends are answers, not exceptions."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def receive(self) -> str | bytes | None:
        try:
            return await self._connection.recv()
        except ConnectionClosed:
            return None

    async def send(self, text: str) -> bool:
        try:
            await self._connection.send(text)
        except ConnectionClosed:
            return False
        return True

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)

    async def abort(self) -> None:
        transport = self._connection.transport
        for _ in range(200):  # A second: what was sent must have left, or the drop comes too early.
            if transport.is_closing() or not transport.get_write_buffer_size():
                break
            await asyncio.sleep(0.005)
        transport.abort()


def random_ids() -> Iterator[str]:
    """Yield the part of an id behind its prefix, for ever; not guessable."""
    while True:
        yield "".join(secrets.choice(_BASE62) for _ in range(ID_CHARACTERS))


def _chosen_subprotocol(_: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return Subprotocol(SUBPROTOCOL) if SUBPROTOCOL in offered else None


def _http(rejected: Rejected) -> Response:
    body = rejected.body.encode()
    headers = Headers(
        {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
    )
    if rejected.retry_after_s is not None:
        headers["retry-after"] = str(rejected.retry_after_s)
    try:
        reason = HTTPStatus(rejected.status).phrase
    except ValueError:
        reason = "Refused"
    return Response(rejected.status, reason, headers, body)
