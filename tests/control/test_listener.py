"""The running program's end of the socket, with real sockets and a program that remembers."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.control.fake_program import FakeProgram
from voiceapp.control import listener as listener_module
from voiceapp.control.listener import CALLERS_MAX, Listener
from voiceapp.control.place import SOCKET_NAME, claim
from voiceapp.control.wire import Answer, answer_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the socket is Unix's")


class Place:
    """A program that listens, and how to call it."""

    def __init__(self, folder: Path) -> None:
        self.program = FakeProgram()
        self._path = str(folder / SOCKET_NAME)

    async def dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_unix_connection(self._path)

    async def say(self, data: bytes) -> bytes:
        """Call, say `data`, and return all that is answered."""
        reader, writer = await self.dial()
        writer.write(data)
        writer.write_eof()
        answer = b""
        async with asyncio.timeout(10):
            with contextlib.suppress(ConnectionResetError):  # hung up on without being read
                answer = await reader.read()
        writer.close()
        return answer


@contextlib.asynccontextmanager
async def place(folder: Path, token: str = "") -> AsyncIterator[Place]:
    claimed = claim(folder)
    assert claimed is not None
    found = Place(folder)
    listener = Listener(dataclasses.replace(claimed, token=token), found.program)
    await listener.open()
    try:
        yield found
    finally:
        await listener.close()
        await listener.close()
        claimed.close()


async def test_a_line_is_answered_with_a_line(tmp_path: Path) -> None:
    async with place(tmp_path) as found:
        answer = await found.say(b'{"verb":"ptt","argument":"down"}\n')
    assert answer == b'{"sentence":"The talk key is down."}\n'
    assert found.program.done == ["begin"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "no request"),
        (b'{"version":9,"verb":"stop"}\n', "version 1"),
        (b'{"verb":"' + b"x" * 5000 + b'"}\n', "at most 4096 bytes"),
        (b"x" * 100_000, "at most 4096 bytes"),
    ],
    ids=["HTTP", "another version", "too long", "endless"],
)
async def test_what_is_no_request_is_answered_and_does_nothing(
    data: bytes, words: str, tmp_path: Path
) -> None:
    async with place(tmp_path) as found:
        answer = answer_of(await found.say(data))
    assert (answer.ok, found.program.done) == (False, [])
    assert words in answer.sentence


async def test_a_token_must_be_brought_where_there_is_one(tmp_path: Path) -> None:
    async with place(tmp_path, token="abc") as found:
        wrong = answer_of(await found.say(b'{"verb":"stop","token":"abd"}\n'))
        assert wrong == Answer(ok=False, sentence="This request is not from the person who runs voiceapp.")
        assert answer_of(await found.say(b'{"verb":"stop","token":"abc"}\n')).ok
    assert found.program.done == ["interrupt"]


async def test_another_user_is_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "is_own", lambda _: False)
    async with place(tmp_path) as found:
        assert await found.say(b'{"verb":"stop"}\n') == b""
    assert found.program.done == []


async def test_a_caller_who_says_nothing_is_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener_module, "LINE_LIMIT_S", 0.01)
    async with place(tmp_path) as found:
        reader, writer = await found.dial()
        writer.write(b'{"verb":')
        assert await reader.read() == b""
        writer.close()


@pytest.mark.expects_log("more than 8 callers")
async def test_too_many_callers_are_hung_up_on_and_the_others_are_answered(tmp_path: Path) -> None:
    async with place(tmp_path) as found:
        waiting = [await found.dial() for _ in range(CALLERS_MAX)]
        reader, writer = await found.dial()
        assert await reader.read() == b""
        writer.close()
        for reader, writer in waiting:
            writer.write(b'{"verb":"stop"}\n')
            assert answer_of(await reader.read()).ok
            writer.close()
    assert found.program.done == ["interrupt"] * 8


async def test_who_called_before_the_listener_was_there_is_answered(tmp_path: Path) -> None:
    claimed = claim(tmp_path)
    assert claimed is not None
    found = Place(tmp_path)
    reader, writer = await found.dial()
    writer.write(b'{"verb":"show"}\n')
    listener = Listener(claimed, found.program)
    await listener.open()
    assert answer_of(await reader.read()).ok
    writer.close()
    await listener.close()
    claimed.close()


async def test_closing_does_not_wait_for_a_caller_who_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener_module, "CLOSE_LIMIT_S", 0.01)
    async with place(tmp_path) as found:
        reader, writer = await found.dial()
        writer.write(b"{")
        await found.say(b'{"verb":"stop"}\n')  # answered after the other was let in
    async with asyncio.timeout(1):
        assert await reader.read() == b""
    writer.close()
