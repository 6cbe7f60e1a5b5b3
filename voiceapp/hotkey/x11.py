"""Keys on X11: grabbed from the root window, so that the program with the keyboard sees nothing of them.

Autorepeat: asked for it, the server (XKB, "detectable autorepeat") sends a key that is held as presses
without releases between them; a press of a key that is down is a repetition. Locks: a grab names the
modifiers exactly, so each key is grabbed with and without CapsLock and NumLock. Conflicts: the server refuses
a key that another program has grabbed (`BadAccess`). While a grabbed key is down, all keys go to us: that is
X11's rule.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from voiceapp.errors import HotkeyError
from voiceapp.hotkey.keys import Hotkey, Modifier
from voiceapp.hotkey.watch import OnKey, OnLost
from voiceapp.hotkey.xcb import (
    BAD_ACCESS,
    BUTTON_PRESS,
    BUTTON_RELEASE,
    KEY_PRESS,
    KEY_RELEASE,
    MAPPING_NOTIFY,
    XConnection,
    XEvent,
)

_BITS = {Modifier.SHIFT: 0x01, Modifier.CTRL: 0x04, Modifier.ALT: 0x08, Modifier.META: 0x40}
"""Mod1 and Mod4 are Alt and Meta on every keyboard layout that XKB ships."""
_LOCK, _NUM_LOCK = 0x02, 0x10
_LOCKS = (0, _LOCK, _NUM_LOCK, _LOCK | _NUM_LOCK)
_ALL_BITS = 0x01 | 0x04 | 0x08 | 0x40


class X11Keys:
    """A `KeyWatch` through grabs; reads the connection on the loop, without a thread."""

    def __init__(self, connect: Callable[[], XConnection] = XConnection) -> None:
        self._connect = connect
        self._connection: XConnection | None = None
        self._keys: Mapping[str, Hotkey] = {}
        self._on_key: OnKey = lambda purpose, is_down: None
        self._on_lost: OnLost = lambda sentence: None
        self._purposes: dict[tuple[bool, int, int], str] = {}
        """By whether it is a button, by code and by modifiers."""
        self._down: dict[tuple[bool, int], str] = {}

    async def open(self, keys: Mapping[str, Hotkey], on_key: OnKey, on_lost: OnLost) -> str:
        """Grab `keys`; see `KeyWatch.open`."""
        self._keys, self._on_key, self._on_lost = keys, on_key, on_lost
        try:
            self._grab_all()
        except HotkeyError:
            self._disconnect()
            raise
        return "While voiceapp runs, no other program sees this key."

    async def close(self) -> None:
        """Disconnect, which ungrabs; see `KeyWatch.close`."""
        self._disconnect()

    def _grab_all(self) -> None:
        connection = self._connection = self._connect()
        if not connection.detect_auto_repeat():
            raise HotkeyError(
                "Keys cannot be watched: this X server does not tell repetitions from releases."
            )
        self._purposes = {}
        for purpose, key in self._keys.items():
            self._grab(connection, purpose, key)
        asyncio.get_running_loop().add_reader(connection.fileno(), self._on_readable)
        self._on_readable()  # what came while we waited for answers is in libxcb's queue already

    def _grab(self, connection: XConnection, purpose: str, key: Hotkey) -> None:
        is_button = key.spelling.button > 0
        codes = [key.spelling.button] if is_button else connection.keycodes(key.spelling.keysym)
        if not codes:
            raise HotkeyError(f"The hotkey cannot be used: this keyboard has no key {key.name}.")
        grab = connection.grab_button if is_button else connection.grab_key
        bits = sum(_BITS[one] for one in key.modifiers)
        for code in codes:
            for locks in _LOCKS:
                error = grab(code, bits | locks)
                if error == BAD_ACCESS:
                    raise HotkeyError(
                        f"Another program has the key {key}. Choose another key, or free it there."
                    )
                if error:
                    raise HotkeyError(f"The X server refuses the key {key}.", details=f"X error {error}")
            self._purposes[is_button, code, bits] = purpose

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            if not connection.is_broken:
                asyncio.get_running_loop().remove_reader(connection.fileno())
            connection.close()
        for purpose in self._down.values():  # the releases will be told to nobody
            self._on_key(purpose, False)
        self._down = {}

    def _on_readable(self) -> None:
        connection = self._connection
        if connection is None:
            return
        for event in connection.take_events():
            if event.kind == MAPPING_NOTIFY:
                self._grab_again()
                return
            self._take(event)
        if connection.is_broken:
            asyncio.get_running_loop().remove_reader(connection.fileno())
            self._disconnect()
            self._on_lost("The X server is gone, and with it the hotkey.")

    def _grab_again(self) -> None:
        """The keyboard has another layout: the same key may have another code."""
        self._disconnect()
        try:
            self._grab_all()
        except HotkeyError as error:
            self._disconnect()
            self._on_lost(error.sentence)

    def _take(self, event: XEvent) -> None:
        place = event.kind in {BUTTON_PRESS, BUTTON_RELEASE}, event.code
        if event.kind in {KEY_PRESS, BUTTON_PRESS}:
            purpose = self._purposes.get((*place, event.state & _ALL_BITS))
            if purpose is not None and place not in self._down:
                self._down[place] = purpose
                self._on_key(purpose, True)
        elif event.kind in {KEY_RELEASE, BUTTON_RELEASE} and place in self._down:
            self._on_key(self._down.pop(place), False)
