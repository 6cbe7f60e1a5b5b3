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
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Protocol

from voiceapp import interruptible
from voiceapp.errors import OfflineError
from voiceapp.offline.answer import Answering
from voiceapp.offline.jobs import Hearing, Speaking
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.port import HOST
from voiceapp.offline.server import OfflineServer

KEY_VARIABLE = "VOICEAPP_SERVE_KEY"
"""The environment variable with the key clients must present; a command line could be read by others."""
_API_VERSION = "2025-04-01-preview"


class Listening(Protocol):
    """A server that listens on `port` while it is entered."""

    @property
    def port(self) -> int:
        """The port that is listened on."""
        ...

    async def __aenter__(self) -> object:
        """Begin to listen. Raises OfflineError when the port cannot be had."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection and listen no more."""
        ...


def run_serve(
    port: int,
    announce: bool,
    options: ServerOptions,
    *,
    ears: Hearing,
    voice: Speaking,
    new_assistant: Callable[[], Answering],
    warm_up: Callable[[], None],
) -> int:
    """Serve the embedded assistant; see `serve_until_stopped`.

    `warm_up` loads what the first utterance would have to wait for; it never raises.
    """
    options = with_key_of_environment(options)
    server = OfflineServer(options, ears, voice, new_assistant=new_assistant, port=port, warm_up=warm_up)
    return serve_until_stopped(server, options, "The embedded assistant listens.", announce=announce)


def with_key_of_environment(options: ServerOptions) -> ServerOptions:
    """Return the options with the key of the environment, which is taken out of it, if there is one."""
    key = os.environ.pop(KEY_VARIABLE, None)
    return replace(options, api_key=key) if key else options


def serve_until_stopped(server: Listening, options: ServerOptions, greeting: str, *, announce: bool) -> int:
    """Serve until Ctrl+C, SIGTERM or, with `announce`, the end of standard input; returns the exit code.

    Port 0 takes a free one. A port that cannot be had is told in one sentence, and the code is 1.
    """
    try:
        interruptible.run(lambda: _serve(server, options, greeting, announce=announce))
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


async def _serve(server: Listening, options: ServerOptions, greeting: str, *, announce: bool) -> None:
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
            _print(f"{greeting} Connect to any of these; Ctrl+C ends it.")
            for name, address in addresses(server.port, options.model):
                _print(f"  {name + ':':16}{address}")
            if options.api_key:
                _print(f"The key is the value of {KEY_VARIABLE}.")
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


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
