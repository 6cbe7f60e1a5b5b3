"""What stands between a client and a server on this computer: encryption, and a proxy."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def encrypted(port: int, tls: ssl.SSLContext) -> AsyncIterator[int]:
    """Take encryption off, and pass on to a port without it; yields the port to connect to."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _join(reader, writer, port)

    async with _listening(serve, tls) as number:
        yield number


@contextlib.asynccontextmanager
async def connect_proxy(port: int, *, password: str = "") -> AsyncIterator[tuple[int, list[str]]]:
    """Be an HTTP proxy that leads everybody to `port`, whatever was asked for.

    With a `password` ("name:password") it answers 407 without it. Yields its own port, and the places that
    were asked for.
    """
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        asked.append(head.split()[1])
        proof = base64.b64encode(password.encode()).decode()
        if password and f"basic {proof}" not in head.replace("Basic", "basic"):
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _join(reader, writer, port)

    async with _listening(serve, None) as number:
        yield number, asked


@contextlib.asynccontextmanager
async def _listening(serve: Serve, tls: ssl.SSLContext | None) -> AsyncIterator[int]:
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await serve(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield int(server.sockets[0].getsockname()[1])
        if tasks:
            await asyncio.wait(tasks)  # else their sockets would outlive the loop


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Carry bytes both ways until either side ends."""
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
    ways = [
        asyncio.ensure_future(_carry(reader, far_writer)),
        asyncio.ensure_future(_carry(far_reader, writer)),
    ]
    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    far_writer.close()
    writer.close()
    await asyncio.wait(ways)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
