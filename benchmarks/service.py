"""A child of `rig.py`: a realtime service on a loopback port that does what its standard input says.

A process of its own, so that its work and its stamps are not the client's. Says `{"port": …}`, then takes one
JSON object per line, and when there are no more lines says when it sent and received what.

    {"answer": 7, "pieces": [[0, 200], [25, 200]]}     begin an answer made of `noise(7)`
    {"speech": 1}                                      hear the person begin to speak
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from benchmarks.known_sound import noise
from benchmarks.script import USER_SPEAKS_MS, Pace, Script
from voiceapp.clock import SystemClock
from voiceapp.pcm import NS_PER_MS, NS_PER_S
from voiceapp.protocol.client_events import InputAudioAppend
from voiceapp.protocol.codec import ServerCodec
from voiceapp.protocol.dialect import GA
from voiceapp.protocol.server_events import ServerEvent, SpeechStarted


class Service:
    """Serves one client and obeys one master."""

    def __init__(self) -> None:
        """Nobody is connected yet."""
        self._clock = SystemClock()
        self._script = Script()
        self._codec = ServerCodec(GA)
        self._client: ServerConnection | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.appends_ns: list[int] = []
        """When each piece of the person's sound came."""
        self.speech_ns: list[int] = []
        """When each `speech_started` was sent."""

    async def converse(self, client: ServerConnection) -> None:
        """Serve a client until it goes."""
        self._client = client
        await self._tell(self._script.greeting())
        while True:
            try:
                frame = await client.recv()
            except ConnectionClosed:
                return
            now_ns = self._clock.now_ns()
            event = self._codec.decode(frame)
            if isinstance(event, InputAudioAppend):
                self.appends_ns.append(now_ns)
            await self._tell(self._script.take(event))

    def obey(self, order: dict[str, Any]) -> None:
        """Begin to do what a line says."""
        work = self._answer(order) if "answer" in order else self._hear()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, order: dict[str, Any]) -> None:
        pace = Pace("ordered", tuple((at_ms, ms) for at_ms, ms in order["pieces"]))
        sound = noise(order["answer"], pace.sound_ms).tobytes()
        begun_ns = self._clock.now_ns()
        _, steps = self._script.answer(sound, pace)
        for at_ms, say in steps:
            await self._wait_until(begun_ns + at_ms * NS_PER_MS)
            await self._tell(say())

    async def _hear(self) -> None:
        begun_ns = self._clock.now_ns()
        began, ended = self._script.speech()
        await self._tell([began])
        await self._wait_until(begun_ns + USER_SPEAKS_MS * NS_PER_MS)
        await self._tell(ended)

    async def _wait_until(self, at_ns: int) -> None:
        wait_s = (at_ns - self._clock.now_ns()) / NS_PER_S
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    async def _tell(self, events: list[ServerEvent]) -> None:
        for event in events:
            for text in self._codec.encode(event):
                if isinstance(event, SpeechStarted):
                    self.speech_ns.append(self._clock.now_ns())
                if self._client is not None:
                    await self._client.send(text)


async def main() -> None:
    """Serve until standard input ends."""
    service = Service()
    orders = asyncio.StreamReader(limit=2**20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    async with serve(service.converse, "127.0.0.1", 0, compression=None, max_size=2**24) as server:
        _say({"port": server.sockets[0].getsockname()[1]})
        while line := await orders.readline():
            service.obey(json.loads(line))
    _say({"appends_ns": service.appends_ns, "speech_ns": service.speech_ns})


def _say(thing: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(thing) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
