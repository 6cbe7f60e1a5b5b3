"""A running link on a real socket: a slow peer, cancellation, a callback that raises."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.link_servers import Ends, connect, keep_quiet, port_of
from voiceapp.clock import ManualClock
from voiceapp.protocol.client_events import InputAudioAppend, InputAudioCommit
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.transport.credentials import NoCredentials
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.websocket import Link, open_link


@contextlib.asynccontextmanager
async def deaf_link(clock: ManualClock, ends: Ends) -> AsyncIterator[Link]:
    """Link to a server that reads nothing, so that what is sent piles up."""
    done = asyncio.Event()

    async def handle(connection: ServerConnection) -> None:
        connection.transport.pause_reading()
        await done.wait()
        connection.transport.abort()

    async with serve(handle, "127.0.0.1", 0, ping_interval=None) as server:
        address = f"ws://127.0.0.1:{port_of(server)}/v1/realtime"
        async with await connect(address, NoCredentials(), ends=ends, clock=clock) as link:
            try:
                yield link
            finally:
                done.set()


async def turns_of_the_loop(count: int = 50) -> None:
    loop = asyncio.get_running_loop()
    for _ in range(count):
        turned = loop.create_future()
        loop.call_soon(turned.set_result, None)
        await turned


async def fill_the_pipes(link: Link) -> None:
    """Send until the system takes no more."""
    for _ in range(200):
        link.send_nowait(InputAudioAppend(audio=bytes(96_000)))
        await turns_of_the_loop(3)
        if link.statistics().queue_events > 3:
            return
    raise AssertionError("the pipes are bottomless")


async def test_queue_over_its_limit_means_too_slow() -> None:
    clock, ends = ManualClock(), Ends()
    async with deaf_link(clock, ends) as link:
        await fill_the_pipes(link)
        for _ in range(60):
            link.send_nowait(InputAudioAppend(audio=bytes(96_000)))
        high = link.statistics().queue_bytes_high
        lost = await ends.lost.get()

    assert lost.sentence == "The connection to 127.0.0.1 is too slow for a conversation."
    assert lost.retry is True
    assert 4_000_000 < high <= 4 * 1024 * 1024


async def test_queue_ten_seconds_old_means_too_slow() -> None:
    clock, ends = ManualClock(), Ends()
    async with deaf_link(clock, ends) as link:
        await fill_the_pipes(link)
        clock.advance(ms=10_000)
        assert link.statistics().lag_ms == 10_000
        link.send_nowait(InputAudioCommit())
        assert link.is_open
        clock.advance(ms=1)
        link.send_nowait(InputAudioCommit())
        lost = await ends.lost.get()

    assert lost.sentence == "The connection to 127.0.0.1 is too slow for a conversation."


async def test_one_large_event_is_taken_by_an_empty_queue() -> None:
    received = asyncio.Event()

    async def handle(connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            await connection.recv()
            received.set()
            await keep_quiet(connection)

    async with serve(handle, "127.0.0.1", 0, max_size=None) as server:
        async with await connect(f"ws://127.0.0.1:{port_of(server)}/v1/realtime") as link:
            link.send_nowait(InputAudioAppend(audio=bytes(6_000_000)))
            async with asyncio.timeout(5):
                await received.wait()
            assert link.is_open


async def test_close_ends_within_a_second_although_nobody_answers() -> None:
    loop = asyncio.get_running_loop()
    async with deaf_link(ManualClock(), Ends()) as link:
        await fill_the_pipes(link)
        started_s = loop.time()
        await link.close()
        took_s = loop.time() - started_s

    assert took_s < 1.5


async def test_no_task_is_left_after_close() -> None:
    before = asyncio.all_tasks()
    async with serve(keep_quiet, "127.0.0.1", 0) as server:
        async with await connect(f"ws://127.0.0.1:{port_of(server)}/v1/realtime") as link:
            link.send_nowait(InputAudioCommit())
            assert {task.get_name() for task in asyncio.all_tasks() - before} >= {"link"}

    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()


async def cancel_after(turns: int, work: Callable[[], Awaitable[Any]]) -> bool:
    """Run `work`, cancelled after so many turns of the loop; returns whether it was."""
    task = asyncio.ensure_future(work())
    await turns_of_the_loop(turns)
    task.cancel()
    try:
        result = await task
    except asyncio.CancelledError:
        return True
    if isinstance(result, Link):
        await result.close()
    return False


async def test_connecting_can_be_cancelled_at_any_moment() -> None:
    before = asyncio.all_tasks()
    async with serve(keep_quiet, "127.0.0.1", 0) as server:
        address = f"ws://127.0.0.1:{port_of(server)}/v1/realtime"
        cancelled = [await cancel_after(turns, lambda: connect(address)) for turns in range(25)]

    assert cancelled[0] is True
    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()


async def test_closing_can_be_cancelled_and_leaves_nothing() -> None:
    before = asyncio.all_tasks()
    async with deaf_link(ManualClock(), Ends()) as link:
        await fill_the_pipes(link)
        assert await cancel_after(5, link.close)
        await link.close()

    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()


async def test_callback_that_raises_is_as_loud_as_the_loop_can() -> None:
    reported: asyncio.Queue[Any] = asyncio.Queue()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.put_nowait(context))

    async def handle(connection: ServerConnection) -> None:
        await connection.send('{"type":"session.created","session":{}}')
        await keep_quiet(connection)

    def raises(at_ns: int, event: ServerEvent) -> None:
        raise ZeroDivisionError("our bug")

    async with serve(handle, "127.0.0.1", 0) as server:
        endpoint = parse_endpoint(f"ws://127.0.0.1:{port_of(server)}/v1/realtime")
        ends = Ends()
        async with await open_link(endpoint, NoCredentials(), ManualClock(), raises, ends.lost.put_nowait):
            async with asyncio.timeout(5):
                context = await reported.get()

    assert isinstance(context["exception"], ZeroDivisionError)
    assert ends.lost.empty()
