"""The embedded assistant in a process of its own, so that hearing and speaking never disturb the window.

The program starts it, learns its port from one line of JSON, and talks to it as to any other server. A key
made for the occasion goes through the environment, so that no other user of the machine can connect. The
process ends when its input is closed: when it is stopped, and when the program dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from voiceapp.errors import OfflineError
from voiceapp.offline.serve import KEY_VARIABLE, addresses
from voiceapp.own_program import own_program

log = logging.getLogger(__name__)

START_LIMIT_S = 15.0
"""A cold start reads a speech model from a slow disk."""
QUIET_END_S = 0.6
"""How long a stop waits for a quiet end; then the process is killed, and a second is not over."""
DETAILS_BYTES = 4096


def serve_command() -> list[str]:
    """Return the command that starts the embedded server, in a source tree and in a packaged program."""
    return [*own_program(), "serve", "--port", "0", "--announce"]


class OfflineProcess:
    """A running embedded server: `async with OfflineProcess() as process: process.port`.

    Belongs to one loop. `command` is for tests and for other servers that announce themselves likewise.
    """

    def __init__(self, command: Sequence[str] | None = None, *, start_limit_s: float = START_LIMIT_S) -> None:
        self._command = list(command) if command is not None else serve_command()
        self._start_limit_s = start_limit_s
        self._process: asyncio.subprocess.Process | None = None
        self._drains: list[asyncio.Task[None]] = []
        self._last_words = bytearray()
        self.port = 0
        """Where it listens; 0 before the start."""
        self.key = secrets.token_urlsafe(32)
        """What it wants to be shown. Secret; lives as long as this object."""

    def __repr__(self) -> str:
        return f"OfflineProcess(port={self.port})"

    def address(self, model: str) -> str:
        """Return the address of a conversation in the GA dialect."""
        return addresses(self.port, model)[0][1]

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, once, and wait until it listens. Raises OfflineError; nothing is left running then."""
        assert self._process is None, "one object is one process"
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, KEY_VARIABLE: self.key},
                **_apart(),
            )
        except OSError as error:
            raise OfflineError(
                "The embedded assistant cannot be started: the program could not be run.", details=str(error)
            ) from error
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._drains.append(asyncio.create_task(self._drain(self._process.stderr, keep=True)))
        try:
            async with asyncio.timeout(self._start_limit_s):
                line = await self._process.stdout.readline()
        except TimeoutError:
            await self.stop()
            raise OfflineError(
                f"The embedded assistant did not start within {self._start_limit_s:g} seconds.",
                details=self._details(),
            ) from None
        except BaseException:
            await self.stop()
            raise
        port = _port_in(line)
        if port is None:
            sentence = "The embedded assistant cannot be started: it did not say where it listens."
            if not line:
                sentence = (
                    f"The embedded assistant ended instead of starting (code {await self._ended_with()})."
                )
            await self.stop()
            raise OfflineError(sentence, details=self._details())
        self.port = port
        self._drains.append(asyncio.create_task(self._drain(self._process.stdout, keep=False)))

    async def wait_ended(self) -> int:
        """Wait until it has ended by itself or by `stop`; returns its exit code."""
        if self._process is None:
            raise OfflineError("The embedded assistant has not been started.")
        return await self._process.wait()

    async def stop(self) -> None:
        """End it, quietly if it can, within a second if it must. Idempotent."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                async with asyncio.timeout(QUIET_END_S):
                    await process.wait()
            except TimeoutError:
                log.info("= the embedded assistant did not end by itself and was killed")
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        for task in self._drains:
            task.cancel()
        await asyncio.gather(*self._drains, return_exceptions=True)
        self._drains.clear()

    async def __aenter__(self) -> OfflineProcess:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _ended_with(self) -> int | str:
        assert self._process is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET_END_S):
                code = await self._process.wait()
                await asyncio.gather(*self._drains)
                return code
        return "none yet"

    async def _drain(self, stream: asyncio.StreamReader, *, keep: bool) -> None:
        """Read on, so that the process never waits for us; the last of it is kept for the curious."""
        while data := await stream.read(DETAILS_BYTES):
            if keep:
                self._last_words += data
                del self._last_words[:-DETAILS_BYTES]

    def _details(self) -> str:
        return self._last_words.decode("utf-8", "replace").strip()


def _port_in(line: bytes) -> int | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    port = found.get("port") if isinstance(found, dict) else None
    return port if isinstance(port, int) and 0 < port < 65_536 else None


def _apart() -> dict[str, Any]:
    """Keep a Ctrl+C in our terminal, and a console window, away from the process."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
