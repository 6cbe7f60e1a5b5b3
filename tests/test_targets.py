"""Whom one talks to: how connections come about, end, and come about again."""

from __future__ import annotations

import asyncio
import math

import pytest

from tests.link_servers import CANARY, KEY, Ends
from tests.offline.loopback import GA, OPENAI, PREVIEW, server
from voiceapp.clock import SystemClock
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.errors import HandshakeRefused, LinkError, LinkLost
from voiceapp.offline.options import HttpRefusal, ServerOptions
from voiceapp.protocol.server_events import SessionCreated
from voiceapp.targets import FirstTryTarget, Observe, OfflineTarget, OnEvent, OnLost, ServiceTarget, Target
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.websocket import Link


class Greeted(Ends):
    """Waits for the first thing the server says."""

    def __init__(self) -> None:
        super().__init__()
        self.greeted = asyncio.Event()
        self.notes: list[WireNote] = []

    def on_event(self, at_ns: int, event: object) -> None:
        self.heard.append(event)  # type: ignore[arg-type]
        self.greeted.set()

    async def connect(self, target: Target) -> Link:
        link = await target.connect(self.on_event, self.lost.put_nowait, self.notes.append)
        async with asyncio.timeout(10):
            await self.greeted.wait()
        return link


def service(port: int, path: str) -> ServiceTarget:
    return ServiceTarget(parse_endpoint(f"ws://127.0.0.1:{port}{path}"), KEY, SystemClock())


@pytest.mark.parametrize(("path", "dialect"), [(GA, "ga"), (PREVIEW, "preview"), (OPENAI, "ga")])
async def test_a_service_is_spoken_to_in_the_dialect_of_its_address(path: str, dialect: str) -> None:
    ends = Greeted()
    async with server(ServerOptions(speed=math.inf, api_key=CANARY)) as running:
        target = service(running.port, path)
        assert target.dialect_name == dialect
        link = await ends.connect(target)
        assert link.dialect_name == dialect
        assert isinstance(ends.heard[0], SessionCreated)
        assert [note.name for note in ends.notes] == ["session.created"]
        assert CANARY not in target.label + ends.notes[0].text
        await link.close()
        await target.close()


async def test_the_assistant_inside_is_started_once_and_again_when_it_has_died() -> None:
    target = OfflineTarget(SystemClock())
    try:
        first, second, third = Greeted(), Greeted(), Greeted()
        one, two = await first.connect(target), await second.connect(target)
        process = target._process
        assert process is not None
        assert process.running
        await process.stop()
        async with asyncio.timeout(10):
            assert isinstance(await first.lost.get(), LinkLost)
            assert isinstance(await second.lost.get(), LinkLost)
        three = await third.connect(target)
        assert target._process is not process
        for link in (one, two, three):
            await link.close()
    finally:
        await target.close()
        await target.close()
    assert target._process is None


async def test_the_assistant_inside_speaks_preview_when_it_is_asked_to() -> None:
    ends, target = Greeted(), OfflineTarget(SystemClock(), preview=True)
    try:
        link = await ends.connect(target)
        assert link.dialect_name == target.dialect_name == "preview"
        await link.close()
    finally:
        await target.close()


# -- the first try -----------------------------------------------------------------------------------------


class Moody:
    """A target that fails as it is told to, else connects to a real server."""

    label = "Somebody"
    dialect_name = "ga"

    def __init__(self, target: Target) -> None:
        self.failures: list[Exception] = []
        self.closed = 0
        self._target = target

    async def connect(self, on_event: OnEvent, on_lost: OnLost, observe: Observe) -> Link:
        if self.failures:
            raise self.failures.pop(0)
        return await self._target.connect(on_event, on_lost, observe)

    async def close(self) -> None:
        self.closed += 1


async def test_the_first_connection_is_tried_once_and_later_ones_again() -> None:
    async with server() as running:
        moody = Moody(service(running.port, GA))
        target, ends = FirstTryTarget(moody), Greeted()
        moody.failures = [LinkError("Busy.", retry=True), LinkError("Never.", retry=False)]
        for sentence in ("Busy.", "Never."):
            with pytest.raises(LinkError, match=sentence) as early:
                await ends.connect(target)
            assert not early.value.retry
        link = await ends.connect(target)
        await link.close()
        moody.failures = [LinkError("Busy.", retry=True), LinkError("Never.", retry=False)]
        for retry in (True, False):
            with pytest.raises(LinkError) as late:
                await ends.connect(target)
            assert late.value.retry is retry
    await target.close()
    assert (target.label, target.dialect_name, moody.closed) == ("Somebody", "ga", 1)


async def test_a_service_that_asks_for_patience_at_first_gets_none() -> None:
    refusal = ServerOptions(refuse=HttpRefusal(429, retry_after_s=2))
    async with server(refusal) as running:
        target = FirstTryTarget(service(running.port, GA))
        with pytest.raises(HandshakeRefused) as refused:
            await Greeted().connect(target)
    assert (refused.value.status, refused.value.retry) == (429, False)
