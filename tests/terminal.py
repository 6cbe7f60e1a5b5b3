"""The program as somebody at a terminal has it: `python -m voiceapp …` in a process of its own.

It finds no sound card, whatever this machine has, and nothing of the person who runs the tests.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceapp.cli import main

PROGRAM = (sys.executable, "-m", "voiceapp")
NO_SOUND_CARD = Path(__file__).with_name("no_sound_card.conf")
LIMIT_S = 20.0
"""Longer than anything takes on a busy machine; a test that needs it has failed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process left behind."""

    code: int
    out: str
    error: str


def environment(**more: str) -> dict[str, str]:
    """Return an environment without a sound card: ALSA knows no device and there is no sound server."""
    silent = {"ALSA_CONFIG_PATH": str(NO_SOUND_CARD), "PULSE_SERVER": "unix:/nonexistent/socket"}
    return {**os.environ, **silent, "PYTHONUTF8": "1", **more}


def run(
    *words: str,
    env: Mapping[str, str] | None = None,
    program: Sequence[str] = PROGRAM,
    limit_s: float = LIMIT_S,
) -> Ended:
    """Run the program to its end, with nothing to read."""
    done = subprocess.run(
        [*program, *words],
        env=environment() if env is None else env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=limit_s,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_here(*words: str, env: Mapping[str, str] | None = None) -> Ended:
    """Run a command to its end in this process, which costs a fiftieth of one of its own.

    For commands that only read and write files; that the program as such starts and ends well is proved by
    others.
    """
    out, error = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    before = dict(os.environ)
    now = environment() if env is None else dict(env)
    os.environ.clear()
    os.environ.update(now)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            try:
                code = main(words)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
    finally:
        os.environ.clear()
        os.environ.update(before)
    return Ended(code, _all_of(out), _all_of(error))


def _all_of(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


_STARTED: list[Process] = []


@atexit.register
def _end_what_a_failed_test_left() -> None:
    for process in _STARTED:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)


async def start(
    *words: str, env: Mapping[str, str] | None = None, program: Sequence[str] = PROGRAM, **streams: Any
) -> Process:
    """Start the program; its input is empty and its output a pipe unless said otherwise."""
    streams = {"stdin": DEVNULL, "stdout": PIPE, "stderr": PIPE, **streams}
    process = await asyncio.create_subprocess_exec(
        *program, *words, env=environment() if env is None else env, **streams
    )
    _STARTED.append(process)
    return process


async def object_of(process: Process) -> dict[str, Any]:
    """Return the next line of JSON the program prints."""
    assert process.stdout is not None
    async with asyncio.timeout(LIMIT_S):
        line = await process.stdout.readline()
    if not line:
        assert process.stderr is not None
        raise AssertionError(f"the program has ended: {(await process.stderr.read()).decode()}")
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


async def objects_until(process: Process, kind: str, **facts: object) -> list[dict[str, Any]]:
    """Return everything that is printed, up to and including an object of that kind with these facts."""
    came: list[dict[str, Any]] = []
    while True:
        came.append(await object_of(process))
        if came[-1]["type"] == kind and facts.items() <= came[-1].items():
            return came


async def ended(process: Process, limit_s: float = LIMIT_S) -> Ended:
    """Wait for the end, and return what was left to read."""
    async with asyncio.timeout(limit_s):
        out, error = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, (out or b"").decode(), (error or b"").decode())
