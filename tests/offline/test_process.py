from __future__ import annotations

import asyncio
import json
import os
import signal
import sys

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from voiceapp.errors import OfflineError
from voiceapp.offline.process import OfflineProcess, serve_command
from voiceapp.offline.serve import KEY_VARIABLE

SERVING = [sys.executable, "-m", "tests.offline.serving", "0", "announce"]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def test_the_assistant_runs_in_a_process_of_its_own_and_wants_its_key() -> None:
    async with OfflineProcess(SERVING) as process:
        assert process.port > 0
        address = process.address("voiceapp-offline")
        with pytest.raises(InvalidStatus) as caught:
            async with connect(address, proxy=None):
                pass
        assert caught.value.response.status_code == 401
        headers = {"api-key": process.key}
        async with connect(address, additional_headers=headers, proxy=None) as link:
            assert json.loads(await link.recv())["type"] == "session.created"
    assert await process.wait_ended() == 0


async def test_the_key_is_neither_shown_nor_on_the_command_line() -> None:
    process = OfflineProcess(SERVING)
    assert process.key not in repr(process)
    assert not any(process.key in word for word in process._command)
    assert process.key != OfflineProcess(SERVING).key
    assert KEY_VARIABLE not in os.environ


async def test_stopping_twice_or_before_the_start_is_harmless() -> None:
    process = OfflineProcess(SERVING)
    await process.stop()
    await process.start()
    await process.stop()
    await process.stop()


async def test_a_process_that_will_not_end_is_killed_within_a_second() -> None:
    stubborn = python(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('{\"port\": 1}', flush=True); time.sleep(60)"
    )
    process = OfflineProcess(stubborn)
    await process.start()
    loop = asyncio.get_running_loop()
    started = loop.time()
    await process.stop()
    assert loop.time() - started < 1.0
    assert await process.wait_ended() == -signal.SIGKILL


async def test_a_program_that_cannot_be_run_is_told_in_a_sentence() -> None:
    with pytest.raises(OfflineError, match="could not be run"):
        await OfflineProcess(["no-such-program-anywhere"]).start()


async def test_an_end_instead_of_a_start_is_told_with_its_last_words() -> None:
    process = OfflineProcess(python("import sys; sys.stderr.write('no model\\n'); sys.exit(3)"))
    with pytest.raises(OfflineError, match=r"ended instead of starting \(code 3\)") as caught:
        await process.start()
    assert caught.value.details == "no model"


async def test_a_process_that_says_something_else_is_not_believed() -> None:
    for said in ("hello", '{"port": 70000}', "[]", '{"port": "1"}'):
        process = OfflineProcess(python(f"import sys; print({said!r}, flush=True); sys.stdin.read()"))
        with pytest.raises(OfflineError, match="did not say where it listens"):
            await process.start()
        assert await process.wait_ended() == 0


async def test_a_start_has_a_limit() -> None:
    process = OfflineProcess(python("import sys; sys.stdin.read()"), start_limit_s=0.05)
    with pytest.raises(OfflineError, match=r"did not start within 0\.05 seconds"):
        await process.start()
    assert await process.wait_ended() in (0, -signal.SIGKILL)


async def test_a_process_that_was_not_started_cannot_be_waited_for() -> None:
    with pytest.raises(OfflineError, match="has not been started"):
        await OfflineProcess(SERVING).wait_ended()


async def test_a_talkative_process_is_drained() -> None:
    talk = "import sys; print('{\"port\": 1}', flush=True); print('x' * 500000); sys.stderr.write('y' * 500000); sys.exit(7)"
    process = OfflineProcess(python(talk))
    await process.start()
    assert await process.wait_ended() == 7
    await process.stop()


def test_the_command_names_the_announcing_server_and_nothing_secret() -> None:
    assert serve_command() == [sys.executable, "-m", "voiceapp", "serve", "--port", "0", "--announce"]
