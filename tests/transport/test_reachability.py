"""Name, proxy and certificate of a service, asked one by one."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from websockets.asyncio.server import serve

from tests.certificates import self_signed
from tests.link_servers import QUIET, keep_quiet, port_of
from voiceapp.errors import LinkError
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.reachability import certificate_of, look_up, proxy_for

AZURE = parse_endpoint("https://r.openai.azure.com", deployment="d")


async def test_a_name_becomes_addresses() -> None:
    assert await look_up(parse_endpoint("ws://127.0.0.1:9/v1/realtime")) == ("127.0.0.1",)


def test_a_proxy_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://me:hunter2@proxy.example:3128")
    assert proxy_for(AZURE) == "http://…@proxy.example:3128"


def test_a_socks_proxy_comes_before_one_for_web_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("socks_proxy", "socks5://proxy.example:1080")
    assert proxy_for(AZURE) == "socks5://proxy.example:1080"


def test_this_computer_and_exceptions_need_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert proxy_for(parse_endpoint("ws://127.0.0.1:9/v1/realtime")) == ""
    monkeypatch.setenv("no_proxy", "openai.azure.com")
    assert proxy_for(AZURE) == ""


async def test_a_trusted_server_says_who_vouches_for_it_and_until_when(tmp_path: Path) -> None:
    path, server_tls = self_signed(tmp_path)
    async with serve(keep_quiet, "127.0.0.1", 0, ssl=server_tls, logger=QUIET) as server:
        endpoint = parse_endpoint(f"wss://127.0.0.1:{port_of(server)}/v1/realtime")
        trusting = ssl.create_default_context(cafile=str(path))
        found = await certificate_of(endpoint, trusting)
        assert found is not None
        assert (found.version, found.issuer) == ("TLSv1.3", "127.0.0.1")
        assert found.expires is not None
        assert found.expires.year == 2119
        with pytest.raises(LinkError, match="is not trusted"):
            await certificate_of(endpoint)


async def test_an_address_without_encryption_has_no_certificate() -> None:
    assert await certificate_of(parse_endpoint("ws://127.0.0.1:9/v1/realtime")) is None
