"""Hotkeys through the system's hooks, with a stand-in for pynput that calls from a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from voiceapp.errors import HotkeyError
from voiceapp.hotkey.keys import Modifier, hotkey
from voiceapp.hotkey.pynput_keys import PynputKeys, modifier_of, name_of


@dataclass(frozen=True)
class Named:
    """A key or button that has a name, as members of pynput's enums do."""

    name: str


@dataclass(frozen=True)
class Code:
    """A key that has a character or a code only."""

    char: str | None = None
    vk: int | None = None


class Listener:
    """Both of pynput's listeners: keeps what it is to call, and calls it from another thread."""

    running: ClassVar[list[Listener]] = []

    def __init__(self, **callbacks: Callable[..., None]) -> None:
        self.callbacks = callbacks

    def start(self) -> None:
        Listener.running.append(self)

    def stop(self) -> None:
        Listener.running.remove(self)


def call(name: str, *what: Any) -> None:
    """Let the system's thread tell of a key."""
    callbacks = [found.callbacks[name] for found in Listener.running if name in found.callbacks]
    thread = threading.Thread(target=lambda: [callback(*what) for callback in callbacks])
    thread.start()
    thread.join(5)


def press(key: Any) -> None:
    call("on_press", key)


def release(key: Any) -> None:
    call("on_release", key)


F9, CTRL, ALT, SPACE = Named("f9"), Named("ctrl_l"), Named("alt_gr"), Named("space")


@contextlib.asynccontextmanager
async def desk(
    monkeypatch: pytest.MonkeyPatch, platform: str = "win32", **keys: str
) -> AsyncIterator[asyncio.Queue[tuple[str, bool]]]:
    module = SimpleNamespace(Listener=Listener)
    monkeypatch.setitem(sys.modules, "pynput", SimpleNamespace(keyboard=module, mouse=module))
    told: asyncio.Queue[tuple[str, bool]] = asyncio.Queue()
    watch = PynputKeys(platform)
    try:
        await watch.open(
            {purpose: hotkey(text) for purpose, text in keys.items()},
            lambda purpose, is_down: told.put_nowait((purpose, is_down)),
            lambda _: None,
        )
        yield told
    finally:
        await watch.close()
        assert Listener.running == []


async def expect(told: asyncio.Queue[tuple[str, bool]], *wanted: tuple[str, bool]) -> None:
    async with asyncio.timeout(10):
        assert [await told.get() for _ in wanted] == list(wanted)
    assert told.empty()


async def test_a_held_key_is_told_once_down_and_once_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(monkeypatch, talk="F9") as told:
        for key in (F9, F9, F9):
            press(key)
        release(F9)
        press(F9)
        await expect(told, ("talk", True), ("talk", False), ("talk", True))


async def test_modifiers_must_be_those_that_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(monkeypatch, talk="Ctrl+Alt+Space") as told:
        press(SPACE)
        release(SPACE)
        press(CTRL)
        press(SPACE)
        release(SPACE)
        press(ALT)
        press(SPACE)
        release(CTRL)
        release(SPACE)
        release(ALT)
        press(SPACE)
        await expect(told, ("talk", True), ("talk", False))


async def test_a_modifier_alone_may_be_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(monkeypatch, talk="RightCtrl") as told:
        press(Named("ctrl_r"))
        press(CTRL)
        release(Named("ctrl_r"))
        await expect(told, ("talk", True), ("talk", False))


async def test_thumb_buttons_and_keys_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(monkeypatch, talk="MouseForward", interrupt="Pause") as told:
        call("on_click", 10, 20, Named("x2"), True)
        press(Named("pause"))
        call("on_click", 10, 20, Named("left"), True)
        call("on_click", 10, 20, Named("x2"), False)
        await expect(told, ("talk", True), ("interrupt", True), ("talk", False))


async def test_closing_releases_a_key_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(monkeypatch, talk="F9") as told:
        press(F9)
        await expect(told, ("talk", True))
    await expect(told, ("talk", False))


async def test_without_the_library_a_sentence_says_which_extra_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pynput", None)
    with pytest.raises(HotkeyError, match="its extra “hotkey”"):
        await PynputKeys("win32").open({"talk": hotkey("F9")}, lambda *_: None, lambda _: None)


@pytest.mark.parametrize(
    ("key", "platform", "name"),
    [
        (Named("f9"), "win32", "f9"),
        (Code(char="\x0b", vk=0x4B), "win32", "k"),
        (Code(char="K", vk=0x28), "darwin", "k"),
        (Code(vk=0x28), "darwin", ""),
        (None, "win32", ""),
    ],
    ids=["named", "Ctrl and a letter on Windows", "a letter", "unknown", "nothing"],
)
def test_a_key_has_one_name(key: Any, platform: str, name: str) -> None:
    assert name_of(key, platform) == name


def test_command_is_qts_ctrl() -> None:
    assert modifier_of("cmd_r", "darwin") is Modifier.CTRL
    assert modifier_of("ctrl", "darwin") is Modifier.META
    assert modifier_of("cmd", "win32") is Modifier.META
    assert modifier_of("shift_r", "win32") is Modifier.SHIFT
    assert modifier_of("f9", "win32") is None
