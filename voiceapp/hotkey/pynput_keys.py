"""Keys on Windows and macOS: every press and release passes a hook of the system (pynput), on its own thread.

A door between threads: pynput's thread hands a key's name and direction to the loop and does nothing else, so
the hook (which Windows cuts off when it is slow) returns at once. Nothing is taken from other programs: the
key reaches them as well. Only the names of the keys in question ever leave this module, nothing is kept.

Repetitions arrive as presses of a key that is down. macOS asks the person for permission, and without it
delivers nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from typing import Any

from voiceapp.errors import HotkeyError
from voiceapp.hotkey.keys import Hotkey, Modifier
from voiceapp.hotkey.watch import OnKey, OnLost

_HOW = {
    "darwin": "The system tells voiceapp of the key, if Privacy & Security, Input Monitoring allows it.",
}


def modifier_of(name: str, platform: str) -> Modifier | None:
    """Return which modifier a key of pynput's is; Qt calls Command `Ctrl`, and Control `Meta`."""
    is_mac = platform == "darwin"
    match name.partition("_")[0]:
        case "ctrl":
            return Modifier.META if is_mac else Modifier.CTRL
        case "cmd":
            return Modifier.CTRL if is_mac else Modifier.META
        case "alt":
            return Modifier.ALT
        case "shift":
            return Modifier.SHIFT
    return None


def name_of(key: Any, platform: str) -> str:
    """Return a key's or button's name as in `Spelling.pynput`; empty for what has none."""
    named = getattr(key, "name", None)
    if named:
        return str(named)
    code = getattr(key, "vk", None)
    # Windows: with Ctrl, a letter is a control character; its code is that of the capital in ASCII.
    if platform == "win32" and code is not None and chr(code).isascii() and chr(code).isalnum():
        return chr(code).lower()
    return str(getattr(key, "char", None) or "").lower()


class PynputKeys:
    """A `KeyWatch` through the system's hooks."""

    def __init__(self, platform: str = sys.platform) -> None:
        self._platform = platform
        self._listeners: list[Any] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._keys: Mapping[str, Hotkey] = {}
        self._modifiers: dict[str, Modifier] = {}
        """Of the modifier keys that are down, by name: there are two of each."""
        self._down: dict[str, str] = {}
        """Purpose by name, of watched keys that are down."""
        self._on_key: OnKey = lambda purpose, is_down: None

    async def open(self, keys: Mapping[str, Hotkey], on_key: OnKey, on_lost: OnLost) -> str:
        """Install the hooks; see `KeyWatch.open`."""
        try:
            from pynput import keyboard, mouse
        except ImportError as error:
            raise HotkeyError(
                "Keys outside the window need a library: install voiceapp with its extra “hotkey”.",
                details=str(error),
            ) from None
        self._keys, self._on_key = keys, on_key
        self._loop = asyncio.get_running_loop()
        if any(not key.spelling.button for key in keys.values()):
            self._listeners.append(
                keyboard.Listener(
                    on_press=lambda key: self._on_hook(key, True),
                    on_release=lambda key: self._on_hook(key, False),
                )
            )
        if any(key.spelling.button for key in keys.values()):
            self._listeners.append(
                mouse.Listener(on_click=lambda _x, _y, button, pressed: self._on_hook(button, pressed))
            )
        for listener in self._listeners:
            listener.start()
        return _HOW.get(self._platform, "The system tells voiceapp of the key.")

    async def close(self) -> None:
        """Take the hooks out; see `KeyWatch.close`."""
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener.stop()
        self._loop = None
        while self._down:
            self._on_key(self._down.popitem()[1], False)

    def _on_hook(self, key: Any, is_down: bool) -> None:
        """Hand over a key; on pynput's thread."""
        loop, name = self._loop, name_of(key, self._platform)
        if loop is not None and name:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(self._take, name, is_down)

    def _take(self, name: str, is_down: bool) -> None:
        if self._loop is None:
            return  # closed meanwhile
        modifier = modifier_of(name, self._platform)
        if is_down:
            held = frozenset(self._modifiers.values())
            for purpose, key in self._keys.items():
                if name not in self._down and key.spelling.pynput == name and key.modifiers == held:
                    self._down[name] = purpose
                    self._on_key(purpose, True)
            if modifier is not None:
                self._modifiers[name] = modifier
            return
        if modifier is not None:
            self._modifiers.pop(name, None)
        if name in self._down:
            self._on_key(self._down.pop(name), False)
