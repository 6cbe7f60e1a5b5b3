from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process

import pytest
from websockets.asyncio.client import connect

from tests.offline.loopback import server
from tests.offline.scripted import EchoAssistant, ScriptedEars, ToneVoice
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.serve import KEY_VARIABLE, addresses, run_serve

SERVING = (sys.executable, "-m", "tests.offline.serving")


async def serving(*words: str, key: str = "") -> Process:
    env = {**os.environ, KEY_VARIABLE: key} if key else dict(os.environ)
    return await asyncio.create_subprocess_exec(
        *SERVING, *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=env
    )


async def line_of(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode()


def test_three_addresses_are_offered() -> None:
    assert [address for _, address in addresses(8123, "m")] == [
        "ws://127.0.0.1:8123/openai/v1/realtime?model=m",
        "ws://127.0.0.1:8123/openai/realtime?api-version=2025-04-01-preview&deployment=m",
        "ws://127.0.0.1:8123/v1/realtime?model=m",
    ]


async def test_the_announcing_server_ends_with_its_input() -> None:
    process = await serving("0", "announce")
    assert json.loads(await line_of(process))["port"] > 0
    assert process.stdin is not None
    process.stdin.write(b"whatever\n")
    process.stdin.close()
    out, error = await process.communicate()
    assert (process.returncode, out, error) == (0, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_server_quietly(number: signal.Signals) -> None:
    process = await serving("0", "show", key="hush")
    lines = [await line_of(process) for _ in range(5)]
    assert lines[0] == "The embedded assistant listens. Connect to any of these; Ctrl+C ends it.\n"
    assert "hush" not in "".join(lines)
    assert lines[4] == "The key is the value of VOICEAPP_SERVE_KEY.\n"
    address = lines[1].split()[-1]
    async with connect(address, additional_headers={"api-key": "hush"}, proxy=None) as link:
        assert json.loads(await link.recv())["type"] == "session.created"
        process.send_signal(number)
        await link.wait_closed()
    _, error = await process.communicate()
    assert (process.returncode, error) == (0, b"")


async def test_a_taken_port_is_one_sentence_and_code_1() -> None:
    async with server() as running:
        port = running.port
        process = await serving(str(port), "show")
        out, error = await process.communicate()
    assert process.returncode == 1
    assert out == b""
    assert error.decode().startswith(f"The embedded assistant cannot listen on port {port}")
    assert error.count(b"\n") == 1


def test_a_taken_port_is_told_in_this_process_too(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_serve(
        70_000,
        False,
        ServerOptions(),
        ears=ScriptedEars(),
        voice=ToneVoice(),
        new_assistant=EchoAssistant,
        warm_up=lambda: None,
    )
    assert code == 1
    assert "cannot listen on port 70000" in capsys.readouterr().err
