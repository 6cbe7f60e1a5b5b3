"""The server's side of a tape, played to our own client, to the vendor's and to a raw one."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK

from tests.openai_types import judged
from tests.scenarios import TAPES
from tests.terminal import ended, object_of, run, start
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.clock import SystemClock
from voiceapp.conversation import Conversation
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import Phase, RowKind, RowState, Snapshot
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol import server_events as s
from voiceapp.protocol.dialect import GA, PREVIEW
from voiceapp.recording.server_side import Line, RecordedLink, Stretch, recorded_links
from voiceapp.recording.tape import TapeReader
from voiceapp.tape_server import DIFFERENCES_MAX, TapeServer
from voiceapp.targets import ServiceTarget
from voiceapp.transport.credentials import NoCredentials
from voiceapp.transport.endpoint import parse_endpoint

GA_PATH = "/openai/v1/realtime?model=m"
PREVIEW_PATH = "/openai/realtime?api-version=2025-04-01-preview&deployment=m"
TEXT = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "good morning"}]}


def served(*links: RecordedLink, told: list[str] | None = None) -> TapeServer:
    return TapeServer(links, ([] if told is None else told).append)


def tape(name: str, told: list[str] | None = None) -> TapeServer:
    return served(*recorded_links(TapeReader(TAPES / name)), told=told)


def dial(running: TapeServer, path: str = GA_PATH) -> connect:
    return connect(f"ws://127.0.0.1:{running.port}{path}", proxy=None)


def link(
    *stretches: Stretch, code: int = 1000, ended_at_ms: int = 0, first: s.ServerEvent | None = None
) -> RecordedLink:
    opening = Stretch(("the connection",), 0, [Line(0, first or s.InputAudioCleared())])
    return RecordedLink([opening, *stretches], ended_at_ns=ended_at_ms * NS_PER_MS, close_code=code)


def answered(after_ms: int) -> Stretch:
    return Stretch(
        ("response.create",), 0, [Line(after_ms * NS_PER_MS, s.InputAudioCleared(event_id="ev_7"))]
    )


async def say(client: ClientConnection, kind: str, **fields: Any) -> None:
    await client.send(json.dumps({"type": kind, **fields}))


async def kind_of_next(client: ClientConnection) -> str:
    return str(json.loads(await client.recv())["type"])


# -- our own client ----------------------------------------------------------------------------------


class Talking:
    """Our own client with simulated sound on the machine's clock."""

    def __init__(self, address: str) -> None:
        clock = SystemClock()
        self.clock = clock
        self.sound = SimulatedSound(clock)
        target = ServiceTarget(parse_endpoint(address), NoCredentials(), clock)
        self.changed = asyncio.Event()
        self.conversation = Conversation(target, self.sound, clock, publish=lambda _: self.changed.set())

    async def __aenter__(self) -> Talking:
        self.pace = asyncio.create_task(self.sound.pace())
        await self.conversation.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.conversation.close()
        self.pace.cancel()
        await asyncio.gather(self.pace, return_exceptions=True)

    async def until(self, is_so: Callable[[Snapshot], bool]) -> Snapshot:
        async with asyncio.timeout(15):
            while not is_so(picture := self.conversation.engine.snapshot()):
                self.changed.clear()
                await self.changed.wait()
        return picture


def is_answered(picture: Snapshot) -> bool:
    """Whether an answer is over and its last frame was heard."""
    answers = [row for row in picture.rows if row.kind is RowKind.ASSISTANT and row.state is RowState.DONE]
    return any(row.heard_ms == row.received_ms for row in answers)


@pytest.mark.parametrize(("name", "path"), [("text-ga", PREVIEW_PATH), ("text-preview", GA_PATH)])
async def test_our_client_hears_the_whole_recorded_answer_in_either_dialect(name: str, path: str) -> None:
    told: list[str] = []
    async with tape(name, told) as running, Talking(f"ws://127.0.0.1:{running.port}{path}") as talking:
        await talking.until(lambda p: p.phase is Phase.LISTENING)
        talking.conversation.sink(i.TextSubmitted(talking.clock.now_ns(), "good morning"))
        picture = await talking.until(is_answered)
    assert [row.text for row in picture.rows if row.kind is not RowKind.NOTICE] == [
        "good morning",
        "You said good morning, and this goes on a while.",
    ]
    assert picture.rows[1].heard_ms == 2_880
    assert not [line for line in told if "session.update" not in line]  # dialects differ in what can be set


async def test_what_our_client_says_is_heard_on_the_tapes_timing() -> None:
    async with tape("vad-turn-ga") as running:
        async with Talking(f"ws://127.0.0.1:{running.port}{GA_PATH}") as talking:
            await talking.until(lambda p: p.phase is Phase.LISTENING)
            await talking.until(lambda p: p.phase is Phase.USER_SPEAKING)
            picture = await talking.until(lambda p: p.phase is Phase.SPEAKING)
    assert picture.rows[0].kind is RowKind.USER
    assert picture.rows[0].text == "hello there"


# -- the vendor's client -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text-ga", "text-preview"])
@pytest.mark.parametrize("dialect", [GA, PREVIEW])
async def test_the_vendors_client_is_answered_from_the_tape(name: str, dialect: Any) -> None:
    async with tape(name) as running:
        root = f"ws://127.0.0.1:{running.port}/v1"
        async with AsyncOpenAI(api_key="key", websocket_base_url=root) as client:
            realtime = client.realtime if dialect is GA else client.beta.realtime
            async with realtime.connect(model="m") as connection:
                session: dict[str, Any] = {"type": "realtime"} if dialect is GA else {}
                await connection.session.update(session=session)  # type: ignore[arg-type]
                await connection.conversation.item.create(item=TEXT)  # type: ignore[arg-type]
                await connection.response.create()
                said, announced = "", set()
                while True:
                    raw = await connection.recv_bytes()
                    event: Any = connection.parse_event(raw)
                    if not event.type.startswith("session."):  # the types list the vendor's own models
                        model, _ = judged(raw.decode(), dialect, from_client=False)
                        assert model is not None, event.type
                    if event.type.endswith("audio_transcript.delta"):
                        said += event.delta
                    if event.type in ("conversation.item.added", "conversation.item.created"):
                        announced.add(event.type)
                    if event.type == "response.done":
                        break
    assert said == "You said good morning, and this goes on a while."
    assert announced == {"conversation.item.added" if dialect is GA else "conversation.item.created"}
    assert event.response.id == "resp_000000000000000000008"


# -- timing and ends ---------------------------------------------------------------------------------


async def test_an_answer_comes_as_long_after_its_prompt_as_it_did() -> None:
    async with served(link(answered(after_ms=150), ended_at_ms=200)) as running, dial(running) as client:
        assert await kind_of_next(client) == "input_audio_buffer.cleared"
        started = time.monotonic()
        await say(client, "response.create")
        assert json.loads(await client.recv())["event_id"] == "ev_7"
        assert time.monotonic() - started >= 0.149
        with pytest.raises(ConnectionClosedOK) as closed:
            await client.recv()
        assert time.monotonic() - started >= 0.199
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1000, "The tape is over.")


async def test_without_its_prompt_an_answer_does_not_come() -> None:
    async with served(link(answered(after_ms=0))) as running, dial(running) as client:
        await client.recv()
        await say(client, "response.cancel")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.recv(), 0.1)


@pytest.mark.parametrize(("code", "expected"), [(1001, 1001), (4000, 4000), (1006, None), (-3, None)])
async def test_a_connection_that_was_lost_is_lost_again(code: int, expected: int | None) -> None:
    async with served(link(code=code)) as running, dial(running) as client:
        await client.recv()
        with pytest.raises((ConnectionClosedError, ConnectionClosedOK)) as closed:
            await client.recv()
        assert (closed.value.rcvd.code if closed.value.rcvd else None) == expected


async def test_the_next_connection_is_played_the_next_one_and_then_the_first_again() -> None:
    first = link(first=s.Unrecognised(type="first.event", raw={}, reason=""))
    second = link(first=s.Unrecognised(type="second.event", raw={}, reason=""))
    found = []
    async with served(first, second) as running:
        for _ in range(3):
            async with dial(running) as client:
                found.append(await kind_of_next(client))
    assert found == ["first.event", "second.event", "first.event"]


# -- what differs ------------------------------------------------------------------------------------


async def test_what_differs_is_told_line_by_line_up_to_a_limit() -> None:
    told: list[str] = []
    async with served(link(answered(0)), told=told) as running, dial(running) as client:
        await client.send("{")
        await client.send(b"\0")
        await say(client, "response.create", response={"conversation": 5})
        for _ in range(DIFFERENCES_MAX):
            await say(client, "input_audio_buffer.clear")
        await say(client, "response.create")
        await client.recv()
        await client.recv()
    assert told[0].startswith("The real service would refuse this: ")
    assert told[3] == "input_audio_buffer.clear is not on the tape here; the tape waits for response.create"
    assert len(told) == DIFFERENCES_MAX + 1
    assert told[-1] == "4 further differences are not listed."


# -- the command -------------------------------------------------------------------------------------


async def test_the_command_serves_a_tape() -> None:
    process = await start("serve", "--tape", str(TAPES / "text-ga"), "--port", "0", "--announce", stdin=-1)
    port = (await object_of(process))["port"]
    async with connect(f"ws://127.0.0.1:{port}{PREVIEW_PATH}", proxy=None) as client:
        session = json.loads(await client.recv())["session"]
        assert session["input_audio_format"] == "pcm16"
        await say(client, "response.cancel")
        assert process.stderr is not None
        async for line in process.stderr:
            if line == b"response.cancel is not on the tape here; the tape waits for session.update\n":
                break
        else:
            raise AssertionError("the difference was not told")
    assert process.stdin is not None
    process.stdin.close()
    assert (await ended(process)).code == 0


def test_a_tape_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    found = run("serve", "--tape", str(tmp_path))
    assert (found.code, found.out) == (1, "")
    assert found.error == f"voiceapp: There is no tape in {tmp_path}.\n"
