"""`serve` and `demo` from a terminal; `talk` has a module of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal

from tests.terminal import ended, object_of, start


async def test_serve_prints_its_addresses_and_ends_with_a_signal() -> None:
    process = await start("serve", "--port", "0")
    assert process.stdout is not None
    async with asyncio.timeout(20):
        lines = [(await process.stdout.readline()).decode() for _ in range(4)]
    assert re.search(r"ws://127\.0\.0\.1:\d+/openai/v1/realtime\?model=", lines[1])
    process.send_signal(signal.SIGTERM)
    found = await ended(process, 5)
    assert (found.code, found.out, found.error) == (0, "", "")


async def test_serve_announces_its_port_to_a_program() -> None:
    process = await start("serve", "--port", "0", "--announce", stdin=asyncio.subprocess.PIPE)
    announced = await object_of(process)
    assert 0 < announced["port"] < 65_536
    assert process.stdin is not None
    process.stdin.close()
    found = await ended(process, 5)
    assert (found.code, found.error) == (0, "")


async def test_a_demo_that_is_interrupted_has_proved_nothing() -> None:
    process = await start("demo")
    assert process.stdout is not None
    async with asyncio.timeout(20):
        assert b"is being started" in await process.stdout.readline()
    process.send_signal(signal.SIGINT)
    found = await ended(process)
    assert (found.code, found.error) == (130, "")


async def test_a_demo_nobody_reads_has_proved_nothing() -> None:
    ours, theirs = os.pipe()
    process = await start("demo", stdout=theirs)
    os.close(theirs)
    os.close(ours)
    found = await ended(process)
    assert (found.code, found.error) == (1, "")
