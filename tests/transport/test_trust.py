"""A company's own authority is believed, and nobody else is."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from websockets.asyncio.server import serve

from tests.certificates import authority
from tests.link_servers import connect, keep_quiet, port_of
from voiceapp.errors import LinkError
from voiceapp.transport.trust import system_trust


def test_certificates_and_names_are_checked() -> None:
    context = system_trust()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname is True


async def test_authority_named_by_the_environment_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, server_tls = authority(tmp_path, host="localhost")
    async with serve(keep_quiet, "127.0.0.1", 0, ssl=server_tls) as server:
        address = f"wss://localhost:{port_of(server)}/v1/realtime"
        with pytest.raises(LinkError, match="its file into SSL_CERT_FILE"):
            await connect(address)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        async with await connect(address) as link:
            assert link.is_open


async def test_certificate_of_another_host_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, server_tls = authority(tmp_path, host="voice.example.com")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    async with serve(keep_quiet, "127.0.0.1", 0, ssl=server_tls) as server:
        with pytest.raises(LinkError, match="The certificate of localhost is not trusted"):
            await connect(f"wss://localhost:{port_of(server)}/v1/realtime")


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_file_that_cannot_be_read_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    path = tmp_path / "authority.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))

    with pytest.raises(LinkError, match="SSL_CERT_FILE or SSL_CERT_DIR names cannot be read"):
        await connect("wss://127.0.0.1:9/v1/realtime")
