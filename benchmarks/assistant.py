"""A child of `rig.py`: the embedded server with its own ears for speech, and noise for a voice.

Its Nth answer is `noise(N)`. Says `{"port": …}` and ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import datetime

from benchmarks.known_sound import noise
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.server import OfflineServer

ANSWER_MS = 3_000


@dataclass(frozen=True)
class _Words:
    """An answer of the assistant."""

    text: str = "noise"
    timer_s: int | None = None
    timer_text: str = ""


class _Assistant:
    """Always has something to say."""

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> _Words:
        """Answer."""
        return _Words()


class _Ears:
    """Understands everything."""

    def recognise(self, pcm: bytes) -> str | None:
        """Return words."""
        return "go on"


class _Voice:
    """Makes a noise."""

    def __init__(self) -> None:
        self._count = 0

    def speak(self, text: str) -> bytes:
        """Return the next noise."""
        self._count += 1
        return noise(self._count, ANSWER_MS).tobytes()


async def main() -> None:
    """Serve until standard input ends."""
    orders = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    async with OfflineServer(ServerOptions(), _Ears(), _Voice(), new_assistant=_Assistant) as server:
        _say({"port": server.port})
        await orders.read()
    _say({"appends_ns": []})


def _say(thing: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(thing) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
