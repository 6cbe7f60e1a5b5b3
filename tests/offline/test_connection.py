from __future__ import annotations

import asyncio
import json
import math
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from tests.offline.scripted import WALL, EchoAssistant, ScriptedEars, ToneVoice, counted_ids, tone
from voiceapp.clock import SystemClock
from voiceapp.offline.brain import Brain
from voiceapp.offline.connection import OUT_BYTES_MAX, Connection, ConnectionStatistics
from voiceapp.offline.jobs import Jobs, OffLoop
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.protocol.codec import ServerCodec
from voiceapp.protocol.dialect import GA

T = TypeVar("T")


async def here(work: Callable[[], T]) -> T:
    return work()


def in_place(work: Callable[[], T], /) -> Awaitable[T]:
    """Do slow work on the loop; it is not slow here."""
    return here(work)


async def waiting(work: Callable[[], T]) -> T:
    await asyncio.Event().wait()
    return work()


def never(work: Callable[[], T], /) -> Awaitable[T]:
    """Stand for a thread that does not come back."""
    return waiting(work)


class MemorySocket:
    """A socket whose client says what is put into `says` and reads only while `reading` is set."""

    def __init__(self) -> None:
        self.says: asyncio.Queue[str | bytes | None] = asyncio.Queue(maxsize=1_000)
        self.reading = asyncio.Event()
        self.reading.set()
        self.got: list[dict[str, object]] = []
        self.ended: list[object] = []
        self.progress = asyncio.Event()

    async def receive(self) -> str | bytes | None:
        return None if self.ended else await self.says.get()

    async def send(self, text: str) -> bool:
        await self.reading.wait()
        self.got.append(json.loads(text))
        self.progress.set()
        return True

    async def close(self, code: int, reason: str) -> None:
        self._end((code, reason))

    async def abort(self) -> None:
        self._end("abort")

    async def wait_for(self, kind: str) -> dict[str, object]:
        """Wait until an event of that kind has been sent."""
        while True:
            for event in self.got:
                if event["type"] == kind:
                    return event
            self.progress.clear()
            await self.progress.wait()

    def say(self, kind: str, **fields: object) -> None:
        self.says.put_nowait(json.dumps({"type": kind, **fields}))

    def _end(self, how: object) -> None:
        self.ended.append(how)
        self.says.put_nowait(None)


class Line:
    """A connection over a memory socket, running."""

    def __init__(
        self,
        options: ServerOptions | None = None,
        *,
        out_bytes_max: int = OUT_BYTES_MAX,
        off_loop: OffLoop = in_place,
        socket: MemorySocket | None = None,
    ) -> None:
        self.socket = socket if socket is not None else MemorySocket()
        self.statistics = ConnectionStatistics()
        self.jobs = Jobs(ScriptedEars(), ToneVoice(), off_loop)
        options = options or ServerOptions(speed=math.inf)
        self.connection = Connection(
            self.socket,
            Brain(options, EchoAssistant(), counted_ids()),
            ServerCodec(GA),
            self.jobs,
            SystemClock(),
            self.statistics,
            out_bytes_max=out_bytes_max,
        )
        self.task = asyncio.ensure_future(self.connection.run(WALL))

    async def hang_up(self) -> None:
        self.socket.says.put_nowait(None)
        await self.task


async def test_what_is_said_is_answered_in_its_order() -> None:
    line = Line()
    line.socket.say("input_audio_buffer.clear")
    line.socket.say("response.cancel")
    await line.socket.wait_for("error")
    assert [event["type"] for event in line.socket.got] == [
        "session.created",
        "input_audio_buffer.cleared",
        "error",
    ]
    await line.hang_up()
    assert line.statistics == ConnectionStatistics(opened=1, closed=1, frames_in=2, frames_out=3)


async def test_sound_is_recognised_and_an_answer_spoken() -> None:
    line = Line()
    line.socket.say("input_audio_buffer.append", audio=b64encode(tone(300)).decode())
    line.socket.say("input_audio_buffer.commit")
    line.socket.say("response.create")
    done = await line.socket.wait_for("response.done")
    assert "You told me hello." in json.dumps(done)
    await line.hang_up()


async def test_deadlines_are_kept_without_anybody_saying_anything() -> None:
    line = Line(ServerOptions(session_length_s=0.01))
    await line.task
    assert line.socket.got[-1]["type"] == "error"
    assert line.socket.ended == [(1001, "Your session hit the maximum duration of 0.000166667 minutes.")]


async def test_a_drop_is_a_drop_after_what_was_sent() -> None:
    line = Line(ServerOptions(faults=Faults(drop_after_events=1)))
    line.socket.say("input_audio_buffer.clear")
    await line.task
    assert [event["type"] for event in line.socket.got] == ["session.created"]
    assert line.socket.ended == ["abort"]


async def test_nothing_is_taken_from_a_client_after_the_end() -> None:
    line = Line(ServerOptions(faults=Faults(drop_after_events=0)))
    for _ in range(3):
        line.socket.say("input_audio_buffer.clear")
    await line.task
    assert line.statistics.frames_in <= 3
    assert line.socket.got == []


@pytest.mark.expects_log("a client reads too slowly")
async def test_a_client_that_does_not_read_is_closed() -> None:
    line = Line(out_bytes_max=2_000)
    line.socket.reading.clear()
    for _ in range(100):
        line.socket.say("input_audio_buffer.clear")
    while line.socket.says.qsize():  # noqa: ASYNC110 - a queue has no event for being empty
        await asyncio.sleep(0)
    line.socket.reading.set()
    await line.task
    assert line.socket.ended == [(1013, "The client reads too slowly.")]
    assert len(line.socket.got) < 5


async def test_one_large_event_is_let_through() -> None:
    line = Line(out_bytes_max=500)
    created = await line.socket.wait_for("session.created")
    assert len(json.dumps(created)) > 500
    assert line.statistics.too_slow == 0
    await line.hang_up()


async def test_a_mistake_is_counted_and_answered() -> None:
    line = Line()
    line.socket.says.put_nowait(b"\0\1")
    await line.socket.wait_for("error")
    assert line.statistics.mistakes == 1
    await line.hang_up()


async def test_a_client_may_leave_while_its_words_are_recognised() -> None:
    line = Line(off_loop=never)
    line.socket.say("input_audio_buffer.append", audio=b64encode(tone(300)).decode())
    line.socket.say("input_audio_buffer.commit")
    await line.socket.wait_for("input_audio_buffer.committed")
    await line.hang_up()
    assert line.statistics.closed == 1
    assert not await line.jobs.finish(0)


class MuteSocket(MemorySocket):
    """A socket that breaks in a way nobody foresaw."""

    async def send(self, text: str) -> bool:
        raise ZeroDivisionError(text[:10])


@pytest.mark.expects_log("a connection has broken: ZeroDivisionError")
async def test_what_breaks_unforeseen_drops_the_client_instead_of_hanging() -> None:
    line = Line(socket=MuteSocket())
    await line.task
    assert line.socket.ended == ["abort"]
    assert line.statistics.closed == 1
