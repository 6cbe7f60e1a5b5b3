"""The loopback port: who is let in is talked with, and the others are answered with HTTP."""

from __future__ import annotations

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus

from voiceapp.errors import OfflineError
from voiceapp.offline.handshake import Admitted
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.port import LoopbackPort, WebSocket

PREVIEW = "/openai/realtime?api-version=2025-04-01-preview&deployment=d"


async def echo(socket: WebSocket, admitted: Admitted) -> None:
    """Say what was understood of the address, then answer `bye` with a close and `drop` with none."""
    await socket.send(f"{admitted.dialect_name} {admitted.model}")
    while (frame := await socket.receive()) is not None:
        if frame == "bye":
            await socket.close(4000, "as you wish")
        elif frame == "drop":
            await socket.abort()
        else:
            await socket.send(str(frame))
    assert not await socket.send("too late")


def port(wanted: int = 0, options: ServerOptions = ServerOptions()) -> LoopbackPort:
    return LoopbackPort(options, echo, wanted, who="The test")


def dial(running: LoopbackPort, target: str = PREVIEW) -> connect:
    return connect(f"ws://127.0.0.1:{running.number}{target}", proxy=None)


async def test_the_conversation_learns_what_the_address_says() -> None:
    async with port() as running, dial(running) as link:
        assert await link.recv() == "preview d"
        await link.send("hello")
        assert await link.recv() == "hello"
        await link.send("bye")
        with pytest.raises(ConnectionClosedError) as closed:
            await link.recv()
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4000, "as you wish")


async def test_an_abort_is_an_end_without_a_word_and_after_what_was_sent() -> None:
    async with port() as running, dial(running) as link:
        await link.send("drop")
        assert await link.recv() == "preview d"
        with pytest.raises(ConnectionClosedError) as closed:
            await link.recv()
        assert closed.value.rcvd is None


async def test_a_conversation_that_returns_closes_the_connection() -> None:
    async def nothing(socket: WebSocket, admitted: Admitted) -> None:
        return

    async with LoopbackPort(ServerOptions(), nothing, 0, who="The test") as running, dial(running) as link:
        with pytest.raises(ConnectionClosedOK):
            await link.recv()


async def test_who_is_not_admitted_is_answered_with_http() -> None:
    options = ServerOptions(connections_max=1)
    async with port(options=options) as running:
        with pytest.raises(InvalidStatus, match="404"):
            await dial(running, "/elsewhere").__aenter__()
        async with dial(running):
            with pytest.raises(InvalidStatus, match="429"):
                await dial(running).__aenter__()
        async with dial(running) as link:  # who has left makes room
            assert await link.recv() == "preview d"


async def test_a_taken_port_is_a_sentence_that_names_who_wanted_it() -> None:
    async with port() as running:
        with pytest.raises(OfflineError, match=rf"^The test cannot listen on port {running.number}: "):
            await port(running.number).__aenter__()


def test_the_number_is_known_only_while_it_listens() -> None:
    with pytest.raises(OfflineError, match="not running"):
        _ = port().number
