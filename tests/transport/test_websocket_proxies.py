"""Through a proxy and a company's encryption: the link, and a whole conversation of the program."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest
from websockets.asyncio.server import serve

from tests.certificates import authority
from tests.link_servers import CANARY, connect, keep_quiet, port_of
from tests.offline.loopback import server
from tests.terminal import ended, environment, objects_until, start
from tests.tunnels import connect_proxy, encrypted
from voiceapp.errors import LinkError
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.reachability import proxy_for

HOST = "voice.example.com"
ADDRESS = f"wss://{HOST}/v1/realtime"


async def test_service_is_reached_through_a_proxy_that_wants_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, tls = authority(tmp_path, host=HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    async with serve(keep_quiet, "127.0.0.1", 0, ssl=tls) as far:
        async with connect_proxy(port_of(far), password="me:hunter2") as (port, asked):
            monkeypatch.setenv("https_proxy", f"http://me:hunter2@127.0.0.1:{port}")
            async with await connect(ADDRESS) as link:
                assert link.is_open

    assert asked == [f"{HOST}:443"]


@pytest.mark.parametrize("given", ["", "me:wrong@"])
async def test_proxy_without_its_password_is_a_sentence_with_a_cure(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    async with connect_proxy(9, password="me:hunter2") as (port, _):
        monkeypatch.setenv("https_proxy", f"http://{given}127.0.0.1:{port}")
        with pytest.raises(LinkError, match=r"https_proxy=http://NAME:PASSWORD@") as failure:
            await connect(ADDRESS)

    assert failure.value.retry is False
    assert "wrong" not in f"{failure.value!r} {failure.value.details}"


async def test_socks_proxy_without_its_package_is_a_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "python_socks.async_.asyncio", None)
    monkeypatch.setenv("https_proxy", "socks5://me:hunter2@127.0.0.1:9")

    with pytest.raises(LinkError, match=r"pip install 'voiceapp\[socks\]'") as failure:
        await connect(ADDRESS)

    assert "hunter2" not in f"{failure.value!r} {failure.value.details}"


def test_service_named_in_no_proxy_is_reached_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert proxy_for(parse_endpoint(ADDRESS)) == "http://127.0.0.1:9"

    monkeypatch.setenv("no_proxy", "example.com")
    assert proxy_for(parse_endpoint(ADDRESS)) == ""


async def test_whole_conversation_goes_through_proxy_and_encryption(tmp_path: Path) -> None:
    trusted, tls = authority(tmp_path, host=HOST)
    async with (
        server() as running,
        encrypted(running.port, tls) as far,
        connect_proxy(far, password="me:hunter2") as (port, asked),
    ):
        env = environment(
            SSL_CERT_FILE=str(trusted),
            https_proxy=f"http://me:hunter2@127.0.0.1:{port}",
            OPENAI_API_KEY=CANARY,
        )
        words = ("talk", "--json", "--endpoint", ADDRESS, "--model", "offline")
        process = await start(*words, env=env)
        objects = await objects_until(process, "state", state="listening")
        process.send_signal(signal.SIGINT)
        rest = await ended(process, 5)

    assert asked == [f"{HOST}:443"]
    assert (rest.code, rest.error) == (0, "")
    assert "hunter2" not in json.dumps(objects) + rest.out


async def test_program_says_what_to_do_about_an_authority_it_does_not_know(tmp_path: Path) -> None:
    _, tls = authority(tmp_path, host=HOST)
    async with (
        server() as running,
        encrypted(running.port, tls) as far,
        connect_proxy(far) as (port, _),
    ):
        env = environment(https_proxy=f"http://127.0.0.1:{port}", OPENAI_API_KEY=CANARY)
        process = await start("talk", "--endpoint", ADDRESS, "--model", "offline", env=env)
        rest = await ended(process, 10)

    assert rest.code == 1
    assert "A company's own authority belongs into the system's store" in rest.error
    assert "Traceback" not in rest.error
