"""Hotkeys by grabbing, against an X server of our own."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable

import pytest

from tests.hotkey.x_server import F9, PAUSE, SPACE, FakeXServer
from voiceapp.errors import HotkeyError
from voiceapp.hotkey.keys import hotkey
from voiceapp.hotkey.x11 import X11Keys
from voiceapp.hotkey.xcb import XConnection

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X11 is Linux's")

LOCKS = (0x00, 0x02, 0x10, 0x12)
"""None, CapsLock, NumLock, both."""


class Desk:
    """A watch, the servers it connects to one after the other, and what it told."""

    def __init__(self, *servers: FakeXServer) -> None:
        self.servers = list(servers)
        self._waiting = list(servers)
        self.watch = X11Keys(lambda: XConnection(fd=self._waiting.pop(0).client_fd))
        self.told: asyncio.Queue[tuple[str, bool] | str] = asyncio.Queue()

    async def open(self, **keys: str) -> str:
        return await self.watch.open(
            {purpose: hotkey(text) for purpose, text in keys.items()},
            lambda purpose, is_down: self.told.put_nowait((purpose, is_down)),
            self.told.put_nowait,
        )

    async def tell(self, count: int) -> list[tuple[str, bool] | str]:
        """Return what is told next, and nothing more may be waiting."""
        async with asyncio.timeout(10):
            found = [await self.told.get() for _ in range(count)]
        assert self.told.empty()
        return found


@contextlib.asynccontextmanager
async def desk(*servers: FakeXServer) -> AsyncIterator[Desk]:
    found = Desk(*(servers or (FakeXServer(),)))
    try:
        yield found
    finally:
        await found.watch.close()
        for server in found.servers:
            server.close()


async def test_a_key_that_is_held_is_pressed_once_and_released_once() -> None:
    async with desk() as found:
        await found.open(talk="F9")
        server = found.servers[0]
        server.press(F9)
        server.repeat(F9, 25)
        server.release(F9)
        server.press(F9)
        server.release(F9)
        assert await found.tell(4) == [("talk", True), ("talk", False)] * 2


@pytest.mark.parametrize("locks", LOCKS)
async def test_locks_do_not_matter(locks: int) -> None:
    async with desk() as found:
        await found.open(talk="Ctrl+Alt+Space")
        server = found.servers[0]
        server.press(SPACE, 0x0C | locks)
        server.release(SPACE, 0x08 | locks)  # Ctrl came up first
        assert await found.tell(2) == [("talk", True), ("talk", False)]
    assert server.grabs == {("key", SPACE, 0x0C | each) for each in LOCKS}


async def test_several_keys_have_their_purposes_and_a_mouse_button_may_be_one() -> None:
    async with desk() as found:
        await found.open(talk="MouseBack", interrupt="Pause")
        server = found.servers[0]
        server.press(8, kind="button")
        server.press(PAUSE)
        server.release(8, kind="button")
        server.release(PAUSE)
        assert await found.tell(4) == [
            ("talk", True),
            ("interrupt", True),
            ("talk", False),
            ("interrupt", False),
        ]


@pytest.mark.parametrize(
    ("new_server", "key", "sentence"),
    [
        (lambda: FakeXServer(taken=frozenset({F9})), "F9", "Another program has the key F9."),
        (FakeXServer, "F12", "this keyboard has no key F12"),
        (lambda: FakeXServer(has_xkb=False), "F9", "does not tell repetitions from releases"),
    ],
    ids=["taken", "no such key", "an old server"],
)
async def test_what_cannot_be_grabbed_is_a_sentence(
    new_server: Callable[[], FakeXServer], key: str, sentence: str
) -> None:
    async with desk(new_server()) as found:
        with pytest.raises(HotkeyError, match=sentence):
            await found.open(talk=key)


async def test_after_a_change_of_layout_the_key_is_grabbed_where_it_is_now() -> None:
    before, after = FakeXServer(), FakeXServer()
    after.symbols = {80: 0xFFC6}
    async with desk(before, after) as found:
        await found.open(talk="F9")
        before.press(F9)
        before.change_layout()
        assert await found.tell(2) == [("talk", True), ("talk", False)]
        after.press(80)
        assert await found.tell(1) == [("talk", True)]


async def test_a_layout_without_the_key_is_told() -> None:
    before, after = FakeXServer(), FakeXServer()
    after.symbols = {}
    async with desk(before, after) as found:
        await found.open(talk="F9")
        before.change_layout()
        assert await found.tell(1) == ["The hotkey cannot be used: this keyboard has no key F9."]


async def test_a_server_that_goes_away_releases_the_key_and_is_told() -> None:
    async with desk() as found:
        await found.open(talk="F9")
        found.servers[0].press(F9)
        assert await found.tell(1) == [("talk", True)]
        found.servers[0].close()
        assert await found.tell(2) == [("talk", False), "The X server is gone, and with it the hotkey."]


async def test_closing_releases_a_key_that_is_down_and_may_be_done_twice() -> None:
    async with desk() as found:
        await found.open(talk="F9")
        found.servers[0].press(F9)
        assert await found.tell(1) == [("talk", True)]
        await found.watch.close()
        await found.watch.close()
        assert await found.tell(1) == [("talk", False)]
