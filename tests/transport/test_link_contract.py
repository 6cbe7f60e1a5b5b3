"""What every link promises, tried on the real WebSocket and on the one in memory alike."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, Protocol

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from voiceapp.clock import ManualClock
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.errors import LinkLost
from voiceapp.protocol.client_events import (
    ClientEvent,
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ResponseCancel,
)
from voiceapp.protocol.codec import ClientMistake, ServerCodec
from voiceapp.protocol.dialect import GA
from voiceapp.protocol.server_events import (
    InputAudioCleared,
    OutputAudioDelta,
    ServerEvent,
    SessionCreated,
    Unrecognised,
)
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.transport import memory, websocket
from voiceapp.transport.credentials import KeyCredential, Secret
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.traffic import LinkStatistics

CANARY = "canary-2468024680"
CREATED = SessionCreated(session=Session(type="realtime", model="m"))


class AnyLink(Protocol):
    """What the engine uses of a link."""

    def send_nowait(self, event: ClientEvent) -> None: ...
    async def close(self) -> None: ...
    def statistics(self) -> LinkStatistics: ...
    @property
    def is_open(self) -> bool: ...


class Stage:
    """One link and a server to talk to; `reached` waits for what takes time on a real socket."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.heard: list[ServerEvent] = []
        self.lost: list[LinkLost] = []
        self.notes: list[WireNote] = []
        self.said: list[ClientEvent | ClientMistake] = []
        self.changed = asyncio.Event()
        self.link: AnyLink

    def on_event(self, at_ns: int, event: ServerEvent) -> None:
        assert at_ns == self.clock.now_ns()
        self.heard.append(event)
        self.changed.set()

    def on_lost(self, lost: LinkLost) -> None:
        self.lost.append(lost)
        self.changed.set()

    async def reached(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition`; a contract broken is a timeout."""
        async with asyncio.timeout(5):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def serve_frame(self, frame: str | bytes) -> None:
        raise NotImplementedError

    async def serve(self, event: ServerEvent) -> None:
        for frame in ServerCodec(GA).encode(event):
            await self.serve_frame(frame)

    async def server_closes(self, code: int, reason: str) -> None:
        raise NotImplementedError

    async def server_vanishes(self) -> None:
        raise NotImplementedError

    async def server_close_code(self) -> int:
        """Wait for the client's goodbye and return its code."""
        raise NotImplementedError


class WebSocketStage(Stage):
    server: ServerConnection

    async def accept(self, connection: ServerConnection) -> None:
        self.server = connection
        codec = ServerCodec(GA)
        self.changed.set()
        with contextlib.suppress(ConnectionClosed):
            while True:
                frame = await connection.recv()
                try:
                    self.said.append(codec.decode(frame))
                except ClientMistake as mistake:
                    self.said.append(mistake)
                self.changed.set()

    async def serve_frame(self, frame: str | bytes) -> None:
        await self.server.send(frame)

    async def server_closes(self, code: int, reason: str) -> None:
        await self.server.close(code, reason)

    async def server_vanishes(self) -> None:
        self.server.transport.abort()

    async def server_close_code(self) -> int:
        async with asyncio.timeout(5):
            await self.server.wait_closed()
        code = self.server.close_code
        assert code is not None
        return code


class MemoryStage(Stage):
    network: memory.MemoryNetwork

    @property
    def server(self) -> memory.ServerEnd:
        return self.network.server_ends[0]

    def on_client(self, at_ns: int, event: ClientEvent | ClientMistake) -> None:
        self.said.append(event)
        self.changed.set()

    async def reached(self, condition: Callable[[], bool]) -> None:
        self.network.run_due()
        assert condition()

    async def serve_frame(self, frame: str | bytes) -> None:
        self.server.send_frame(frame)

    async def server_closes(self, code: int, reason: str) -> None:
        self.server.close(code, reason)

    async def server_vanishes(self) -> None:
        self.server.drop()

    async def server_close_code(self) -> int:
        self.network.run_due()
        assert self.server.closed is not None
        return self.server.closed.code


async def websocket_stage() -> AsyncIterator[Stage]:
    stage = WebSocketStage()
    credentials = KeyCredential(Secret(CANARY), origin="test")
    async with serve(stage.accept, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        endpoint = parse_endpoint(f"ws://127.0.0.1:{port}/v1/realtime")
        async with await websocket.open_link(
            endpoint, credentials, stage.clock, stage.on_event, stage.on_lost, stage.notes.append
        ) as link:
            stage.link = link
            await stage.reached(lambda: hasattr(stage, "server"))
            yield stage


async def memory_stage() -> AsyncIterator[Stage]:
    stage = MemoryStage()
    stage.network = memory.MemoryNetwork(stage.clock)
    credentials = KeyCredential(Secret(CANARY), origin="test")
    endpoint = parse_endpoint("ws://127.0.0.1:9/v1/realtime")
    stage.link = await stage.network.open_link(
        endpoint, credentials, stage.clock, stage.on_event, stage.on_lost, stage.notes.append
    )
    stage.server.on_client = stage.on_client
    yield stage
    await stage.link.close()


@pytest.fixture(params=[websocket_stage, memory_stage], ids=["websocket", "memory"])
async def stage(request: Any) -> AsyncIterator[Stage]:
    async for prepared in request.param():
        yield prepared


async def test_server_is_heard_in_order_and_with_the_time(stage: Stage) -> None:
    stage.clock.advance(ms=7)
    await stage.serve(CREATED)
    for index in range(50):
        await stage.serve(
            OutputAudioDelta(response_id=ResponseId("r"), item_id=ItemId("i"), delta=bytes([index]) * 480)
        )

    await stage.reached(lambda: len(stage.heard) == 51)

    assert isinstance(stage.heard[0], SessionCreated)
    assert [event.delta[0] for event in stage.heard[1:] if isinstance(event, OutputAudioDelta)] == list(
        range(50)
    )


async def test_client_is_heard_in_order(stage: Stage) -> None:
    for index in range(50):
        stage.link.send_nowait(InputAudioAppend(audio=bytes([index]) * 480))
    stage.link.send_nowait(InputAudioCommit())

    await stage.reached(lambda: len(stage.said) == 51)

    appended = [event.audio[0] for event in stage.said if isinstance(event, InputAudioAppend)]
    assert appended == list(range(50))
    assert isinstance(stage.said[-1], InputAudioCommit)


async def test_statistics_count_both_ways(stage: Stage) -> None:
    stage.link.send_nowait(InputAudioCommit())
    await stage.serve(CREATED)
    await stage.serve_frame("nonsense")
    await stage.serve(InputAudioCleared())
    await stage.reached(lambda: len(stage.heard) == 2 and len(stage.said) == 1)

    numbers = stage.link.statistics()

    assert (numbers.sent_events, numbers.sent_bytes) == (1, 36)
    assert (numbers.received_events, numbers.nonsense_frames) == (2, 1)
    assert numbers.queue_bytes_high == 36
    assert numbers.round_trip_ms is None


async def test_unknown_event_arrives_as_what_it_is(stage: Stage) -> None:
    await stage.serve_frame('{"type":"service.novelty","x":1}')
    await stage.reached(lambda: len(stage.heard) == 1)

    assert isinstance(stage.heard[0], Unrecognised)


@pytest.mark.parametrize("frame", ["no json", b"\x00\x01", "[]"])
async def test_frame_that_makes_no_sense_is_survived(stage: Stage, frame: str | bytes) -> None:
    await stage.serve_frame(frame)
    await stage.serve(CREATED)
    await stage.reached(lambda: len(stage.heard) == 1)

    assert stage.link.is_open
    assert stage.lost == []


async def test_flood_of_nonsense_ends_the_link(stage: Stage) -> None:
    for _ in range(21):
        await stage.serve_frame("no json")
    await stage.reached(lambda: len(stage.lost) == 1)

    assert stage.lost[0].sentence == "127.0.0.1 sends what nobody understands; it is no realtime service."
    assert stage.lost[0].retry is False
    assert not stage.link.is_open


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1009, 1011, 1012, 1013, 3000, 4000])
async def test_close_is_told_once_after_everything_said_before_it(stage: Stage, code: int) -> None:
    for _ in range(30):
        await stage.serve(CREATED)
    await stage.server_closes(code, f"because of {CANARY}")
    await stage.reached(lambda: len(stage.lost) == 1)

    assert len(stage.heard) == 30
    assert stage.lost[0].code == code
    assert stage.lost[0].reason == "because of <hidden>"
    assert CANARY not in f"{stage.lost[0]!r} {stage.lost[0].details}"
    assert not stage.link.is_open


async def test_connection_that_vanishes_is_1006(stage: Stage) -> None:
    await stage.server_vanishes()
    await stage.reached(lambda: len(stage.lost) == 1)

    assert stage.lost[0].code == 1006
    assert stage.lost[0].retry is True


async def test_what_is_sent_after_the_end_is_counted_and_harmless(stage: Stage) -> None:
    await stage.server_vanishes()
    await stage.reached(lambda: len(stage.lost) == 1)

    stage.link.send_nowait(InputAudioClear())
    stage.link.send_nowait(InputAudioClear())

    assert stage.link.statistics().sends_after_end == 2
    assert len(stage.lost) == 1


async def test_close_says_goodbye_and_nothing_is_heard_any_more(stage: Stage) -> None:
    for _ in range(30):
        await stage.serve(CREATED)  # on its way when we close
    await stage.link.close()
    await stage.link.close()

    assert await stage.server_close_code() == 1000
    assert stage.heard == []
    assert stage.lost == []
    assert not stage.link.is_open


async def test_close_after_the_loss_is_quiet(stage: Stage) -> None:
    await stage.server_closes(1011, "")
    await stage.reached(lambda: len(stage.lost) == 1)

    await stage.link.close()

    assert len(stage.lost) == 1


async def test_inspector_sees_both_directions_and_no_key(stage: Stage) -> None:
    stage.link.send_nowait(ResponseCancel(response_id=ResponseId("resp_1")))
    await stage.serve_frame(
        f'{{"type":"error","error":{{"message":"Incorrect API key provided: {CANARY}"}}}}'
    )
    await stage.reached(lambda: len(stage.notes) == 2)

    assert {(note.sent, note.name) for note in stage.notes} == {(True, "response.cancel"), (False, "error")}
    assert CANARY not in repr(stage.notes)
