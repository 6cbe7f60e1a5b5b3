"""How long a lost session is missed: from the loss to LISTENING, with a long history to restore.

A real socket on loopback, the engine and both codecs; a scripted server in the same process, which breaks
the connection without a word or closes it because the session has expired. After a loss the program waits a
second (and up to a quarter more, at random) before it tries again; after an expiry it does not wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from benchmarks.measure import Row, spread
from benchmarks.script import Script
from voiceapp.clock import SystemClock
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.machine import Dialogue
from voiceapp.engine import Engine
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol import server_events as s
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.codec import ServerCodec
from voiceapp.protocol.dialect import GA
from voiceapp.protocol.objects import Item, Response
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.targets import ServiceTarget
from voiceapp.transport.credentials import KeyCredential, Secret
from voiceapp.transport.endpoint import parse_endpoint

TURNS = 200
LOSSES = 12
EXPIRIES = 40
QUESTION = "When does the next train to the coast leave, and how long does it take?"
ANSWER = "The next one leaves at ten past three and takes about forty minutes; then there is one every hour."
PATIENCE_S = 20.0


class _Server:
    """Serves one client at a time; knows when the last item of a history has come."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock
        self._codec = ServerCodec(GA)
        self._client: ServerConnection | None = None
        self._items = 0
        self.restored_ns: asyncio.Future[int] | None = None

    async def converse(self, client: ServerConnection) -> None:
        """Serve a client until it goes."""
        script = Script()
        self._client, self._items = client, 0
        try:
            await self._tell(client, script.greeting())
            while True:
                event = self._codec.decode(await client.recv())
                if isinstance(event, ItemCreate):
                    self._count()
                    continue
                await self._tell(client, script.take(event))
        except ConnectionClosed:
            return

    def drop(self) -> None:
        """Break the connection without a word."""
        assert self._client is not None
        self._client.transport.abort()

    async def expire(self) -> None:
        """Close because the session has lived long enough."""
        assert self._client is not None
        await self._client.close(1001, "Your session hit the maximum duration of 60 minutes.")

    def _count(self) -> None:
        self._items += 1
        if self._items == 2 * TURNS and self.restored_ns is not None:
            self.restored_ns.set_result(self._clock.now_ns())

    async def _tell(self, client: ServerConnection, events: list[s.ServerEvent]) -> None:
        for event in events:
            for text in self._codec.encode(event):
                await client.send(text)


class _Witness:
    """Stands where the tape is, and sees when a session was lost and when the next was ready."""

    def __init__(self) -> None:
        self.lost_ns = 0
        self.ready_ns: asyncio.Future[int] | None = None

    def write(self, happened: i.Input, commands: list[Command]) -> int:
        """Look at a step."""
        if isinstance(happened, i.LinkDropped):
            self.lost_ns = happened.at_ns
        is_ready = isinstance(happened, i.FromServer) and isinstance(happened.event, s.SessionUpdated)
        if is_ready and self.ready_ns is not None and not self.ready_ns.done():
            self.ready_ns.set_result(happened.at_ns)
        return 0


class _NoPlayout:
    """Nothing is heard here."""

    def play(self, item_id: ItemId, content_index: int, first_frame: int, pcm: bytes) -> None:
        """Do nothing."""

    def finish(self, item_id: ItemId, content_index: int) -> None:
        """Do nothing."""

    def cut(self, order: int) -> None:
        """Do nothing."""

    pause = resume = cut


def rows() -> Iterator[Row]:
    """Lose sessions, and let sessions expire."""
    lost, expired = asyncio.run(_measured())
    note = f"{TURNS} turns to restore"
    waits = "1-1.25 s of it is the wait"
    yield spread("a lost connection: until LISTENING", "ms", [one[0] for one in lost], note=waits)
    yield spread("an expired session: until LISTENING", "ms", [one[0] for one in expired], note=note)
    restored = [one[1] for one in lost + expired]
    yield spread("a history: from LISTENING until the server has it", "ms", restored, note=note)


async def _measured() -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    clock = SystemClock()
    server, witness = _Server(clock), _Witness()
    async with serve(server.converse, "127.0.0.1", 0, compression=None, max_size=2**24) as listening:
        port = listening.sockets[0].getsockname()[1]
        endpoint = parse_endpoint(f"ws://127.0.0.1:{port}/v1/realtime?model=bench")
        target = ServiceTarget(endpoint, KeyCredential(Secret("none"), origin="a benchmark"), clock)
        engine = Engine(Dialogue(), clock, _NoPlayout(), target.connect, tape=witness)
        witness.ready_ns = asyncio.get_running_loop().create_future()
        engine.post(i.Started(clock.now_ns()))
        await asyncio.wait_for(witness.ready_ns, PATIENCE_S)
        for number in range(TURNS):
            _talk(engine, clock, number)
        lost = [await _one(server, witness, expiry=False) for _ in range(LOSSES)]
        expired = [await _one(server, witness, expiry=True) for _ in range(EXPIRIES)]
        await engine.close()
        await target.close()
    return lost, expired


def _talk(engine: Engine, clock: SystemClock, number: int) -> None:
    """Let the person ask and the assistant answer in writing, as far as this side knows."""
    engine.post(i.TextSubmitted(clock.now_ns(), QUESTION))
    response, item = ResponseId(f"resp_{number}"), ItemId(f"item_{number}")
    for event in (
        s.ResponseCreated(response=Response(id=response)),
        s.OutputItemAdded(response_id=response, item=Item(type="message", id=item, role="assistant")),
        s.OutputTextDelta(response_id=response, item_id=item, delta=ANSWER),
        s.OutputItemDone(response_id=response, item=Item(type="message", id=item, status="completed")),
        s.ResponseDone(response=Response(id=response, status="completed")),
    ):
        engine.post(i.FromServer(clock.now_ns(), event))


async def _one(server: _Server, witness: _Witness, *, expiry: bool) -> tuple[float, float]:
    """Lose a session once; return how long it took to be ready, and from there to be told everything."""
    loop = asyncio.get_running_loop()
    witness.ready_ns, server.restored_ns = loop.create_future(), loop.create_future()
    if expiry:
        await server.expire()
    else:
        server.drop()
    ready_ns = await asyncio.wait_for(witness.ready_ns, PATIENCE_S)
    restored_ns = await asyncio.wait_for(server.restored_ns, PATIENCE_S)
    return (ready_ns - witness.lost_ns) / NS_PER_MS, (restored_ns - ready_ns) / NS_PER_MS
