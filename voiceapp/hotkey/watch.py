"""What a way of watching keys is to its users: the contract that portal, X11 and pynput keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from voiceapp.hotkey.keys import Hotkey

OnKey = Callable[[str, bool], None]
"""Called on the loop with the purpose of a key and whether it is down."""
OnLost = Callable[[str], None]
"""Called on the loop, once, with a sentence: no more keys will come."""


class KeyWatch(Protocol):
    """Keys that are watched while other programs have the keyboard; used on one asyncio loop."""

    async def open(self, keys: Mapping[str, Hotkey], on_key: OnKey, on_lost: OnLost) -> str:
        """Begin to watch `keys`, by purpose; return how, as a sentence. Called once.

        Every press and every release is told once; repetitions are not told. Raises HotkeyError with a
        sentence about what prevents it; then nothing is watched.
        """
        ...

    async def close(self) -> None:
        """Give the keys back to other programs. Idempotent, also before and after a failed `open`."""
        ...
