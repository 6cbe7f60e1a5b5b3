"""`voiceapp serve`: the embedded server alone, until it is told to stop.

Started by a person it prints the addresses to connect to and ends with Ctrl+C. Started by the program
(`announce`) it prints one line of JSON with its port, and ends when its standard input does, so that it never
outlives who started it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from voiceapp import interruptible
from voiceapp.errors import OfflineError
from voiceapp.offline.answer import Answering
from voiceapp.offline.jobs import Hearing, Speaking
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.server import HOST, OfflineServer

KEY_VARIABLE = "VOICEAPP_SERVE_KEY"
"""The environment variable with the key clients must present; a command line could be read by others."""
_API_VERSION = "2025-04-01-preview"


def run_serve(
    port: int,
    announce: bool,
    options: ServerOptions,
    *,
    ears: Hearing,
    voice: Speaking,
    new_assistant: Callable[[], Answering],
) -> int:
    """Serve until Ctrl+C, SIGTERM or, with `announce`, the end of standard input; returns the exit code.

    Port 0 takes a free one. A port that cannot be had is told in one sentence, and the code is 1.
    """
    key = os.environ.pop(KEY_VARIABLE, None)
    if key:
        options = replace(options, api_key=key)
    server = OfflineServer(options, ears, voice, new_assistant=new_assistant, port=port)
    try:
        interruptible.run(
            lambda: _serve(server, announce=announce, model=options.model, with_key=bool(options.api_key))
        )
    except OfflineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def addresses(port: int, model: str) -> list[tuple[str, str]]:
    """Return what can be connected to, as pairs of a name and an address."""
    root = f"ws://{HOST}:{port}"
    return [
        ("Azure, GA", f"{root}/openai/v1/realtime?model={model}"),
        ("Azure, preview", f"{root}/openai/realtime?api-version={_API_VERSION}&deployment={model}"),
        ("OpenAI", f"{root}/v1/realtime?model={model}"),
    ]


async def _serve(server: OfflineServer, *, announce: bool, model: str, with_key: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows
        loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with server:
        if announce:
            _print(json.dumps({"port": server.port}))
            watch = asyncio.create_task(_wait_for_end_of_input(stop))
            await stop.wait()
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        else:
            _print_addresses(addresses(server.port, model), with_key=with_key)
            await stop.wait()


async def _wait_for_end_of_input(stop: asyncio.Event) -> None:
    """Set `stop` when whoever started us closes our input or dies; what comes in is thrown away."""
    if sys.stdin is None:
        return
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    try:
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    except (OSError, ValueError, NotImplementedError):
        return  # A file or nothing: it says nothing about who started us.
    try:
        while await reader.read(4096):
            pass
        stop.set()
    finally:
        transport.close()


def _print_addresses(pairs: Sequence[tuple[str, str]], *, with_key: bool) -> None:
    _print("The embedded assistant listens. Connect to any of these; Ctrl+C ends it.")
    for name, address in pairs:
        _print(f"  {name + ':':16}{address}")
    if with_key:
        _print(f"The key is the value of {KEY_VARIABLE}.")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
