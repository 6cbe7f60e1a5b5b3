"""Loopback servers of every temper for tests of the link, and a way to connect to them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from voiceapp.clock import ManualClock
from voiceapp.errors import LinkLost
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.transport.credentials import Credentials, KeyCredential, Secret
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.websocket import Link, open_link

CANARY = "canary-1122334455-key"
QUIET = logging.getLogger("tests.server")
"""For servers in tests that look at the log: a server's own lines show what its client sent."""
QUIET.setLevel(logging.CRITICAL)
KEY = KeyCredential(Secret(CANARY), origin="test")


class Ends:
    """Collects what a link tells its owner."""

    def __init__(self) -> None:
        self.heard: list[ServerEvent] = []
        self.lost: asyncio.Queue[LinkLost] = asyncio.Queue()

    def on_event(self, at_ns: int, event: ServerEvent) -> None:
        self.heard.append(event)


def port_of(server: Any) -> int:
    return int(server.sockets[0].getsockname()[1])


async def connect(
    address: str,
    credentials: Credentials = KEY,
    *,
    ends: Ends | None = None,
    clock: ManualClock | None = None,
    **options: Any,
) -> Link:
    ends = ends or Ends()
    endpoint, clock = parse_endpoint(address), clock or ManualClock()
    return await open_link(endpoint, credentials, clock, ends.on_event, ends.lost.put_nowait, **options)


async def keep_quiet(connection: ServerConnection) -> None:
    """Serve by reading until the end."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await connection.recv()


@contextlib.asynccontextmanager
async def http_server(
    status: int, body: bytes = b"", more: dict[str, str] | None = None
) -> AsyncIterator[tuple[str, list[Request]]]:
    """Answer every handshake with HTTP; yields the address and the requests seen."""
    requests: list[Request] = []

    def answer(connection: ServerConnection, request: Request) -> Response:
        requests.append(request)
        found = Headers({"Content-Length": str(len(body)), "Connection": "close", **(more or {})})
        return Response(status, "because", found, body)

    async with serve(keep_quiet, "127.0.0.1", 0, process_request=answer, logger=QUIET) as server:
        yield f"ws://127.0.0.1:{port_of(server)}/v1/realtime?model=m", requests


@contextlib.asynccontextmanager
async def raw_server(answer: bytes, *, after: bytes = b"\r\n\r\n") -> AsyncIterator[str]:
    """Answer with bytes of any kind once `after` has come (empty: at once), then hang up."""
    handlers: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.add(task)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            if after:
                await reader.readuntil(after)
            writer.write(answer)
            await writer.drain()
            if not after:
                await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"ws://127.0.0.1:{port_of(server)}/v1/realtime"
        if handlers:
            await asyncio.wait(handlers)  # else their sockets would outlive the loop
