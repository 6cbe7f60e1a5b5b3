"""A running embedded server with stand-ins, and a raw client for it."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.offline.scripted import EchoAssistant, ScriptedEars, ToneVoice
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.server import OfflineServer

GA = "/openai/v1/realtime?model=offline"
PREVIEW = "/openai/realtime?api-version=2025-04-01-preview&deployment=offline"
FIRST_PREVIEW = "/openai/realtime?api-version=2024-10-01-preview&deployment=offline"
OPENAI = "/v1/realtime?model=offline"


def server(options: ServerOptions | None = None, **fields: Any) -> OfflineServer:
    """Return a server that has not been entered yet; it answers at once."""
    options = options if options is not None else ServerOptions(speed=math.inf)
    ears = fields.pop("ears", ScriptedEars())
    voice = fields.pop("voice", ToneVoice())
    return OfflineServer(options, ears, voice, new_assistant=EchoAssistant, **fields)


def dial(running: OfflineServer, target: str = GA, **fields: Any) -> connect:
    """Return a connection to be entered; no compression, no limit, no proxy."""
    address = f"ws://127.0.0.1:{running.port}{target}"
    return connect(address, compression=None, max_size=None, proxy=None, **fields)


async def say(link: ClientConnection, kind: str, **fields: Any) -> None:
    """Send one event."""
    await link.send(json.dumps({"type": kind, **fields}))


async def append(link: ClientConnection, pcm: bytes) -> None:
    """Send sound in blocks of 100 ms."""
    for start in range(0, len(pcm), 4_800):
        await say(link, "input_audio_buffer.append", audio=b64encode(pcm[start : start + 4_800]).decode())


async def until(link: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """Return everything that comes, up to and including an event of that kind."""
    came: list[dict[str, Any]] = []
    while True:
        event = json.loads(await link.recv())
        came.append(event)
        if event["type"] == kind:
            return came


def kinds(events: list[dict[str, Any]]) -> list[str]:
    """Return the events' names, runs of one name written once."""
    found: list[str] = []
    for event in events:
        if not found or found[-1] != event["type"]:
            found.append(event["type"])
    return found
