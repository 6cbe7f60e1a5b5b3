"""Every way a connection does not come about, against loopback servers: a sentence, and no secret told."""

from __future__ import annotations

import logging
import socket
import ssl
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

import voiceapp
from tests.certificates import self_signed
from tests.link_servers import CANARY, QUIET, connect, http_server, keep_quiet, port_of, raw_server
from voiceapp.errors import CredentialsError, HandshakeRefused, LinkError
from voiceapp.protocol.client_events import InputAudioCommit
from voiceapp.transport.endpoint import Endpoint, headers


@pytest.mark.parametrize(
    ("status", "retry"),
    [
        (200, False), (302, False), (400, False), (401, False), (403, False), (404, False), (407, False),
        (408, True), (426, False), (429, True), (431, False), (500, True), (502, True), (503, True), (504, True),
    ],
)  # fmt: skip
async def test_http_answer_is_a_refusal(status: int, retry: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = f'{{"error":{{"code":"a_code","message":"the key {CANARY} is bad"}}}}'.encode()

    async with http_server(status, body, {"Retry-After": "2", "apim-request-id": "id-1"}) as (
        address,
        _requests,
    ):
        with pytest.raises(HandshakeRefused) as refusal:
            await connect(address)

    error = refusal.value
    assert (error.status, error.code, error.retry) == (status, "a_code", retry)
    assert error.retry_after_ms == (2_000 if retry else None)
    assert error.details == f"HTTP {status} · a_code · the key <hidden> is bad · apim-request-id: id-1"
    assert error.__cause__ is None
    assert CANARY not in f"{error!r} {caplog.text}"


async def test_key_is_not_taken_along_to_another_server() -> None:
    async with http_server(200) as (elsewhere, requests_elsewhere):
        async with http_server(307, b"", {"Location": elsewhere}) as (address, requests):
            with pytest.raises(HandshakeRefused, match="no key is taken along"):
                await connect(address)

    assert len(requests) == 1
    assert requests_elsewhere == []


@pytest.mark.parametrize(
    ("answer", "words", "retry"),
    [
        (b"SSH-2.0-OpenSSH_9\r\n", "does not speak WebSocket", False),
        (b"", "hung up during the handshake", True),
        (b"HTTP/1.1 101 Switching\r\n\r\n", "does not speak WebSocket", False),
        (b"HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n", "does not speak", False),
        (b"HTTP/1.1 500 X\r\n\r\n<p>no length</p>", "problem of its own", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "does not speak", False),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300, "does not speak", False),
    ],
)  # fmt: skip
async def test_server_of_another_kind_is_a_sentence(answer: bytes, words: str, retry: bool) -> None:
    async with raw_server(answer) as address:
        with pytest.raises(LinkError, match=words) as failure:
            await connect(address)

    assert failure.value.retry is retry


async def test_nobody_listening_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refused, and nobody else gets the port
        port = taken.getsockname()[1]

        with pytest.raises(LinkError, match=r"Nothing listens at 127\.0\.0\.1\.") as failure:
            await connect(f"ws://127.0.0.1:{port}")

    assert failure.value.retry is True


async def test_silence_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"ws://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(LinkError, match="did not answer in time") as failure:
            await connect(address, open_timeout_s=0.05)

    assert failure.value.retry is True


async def test_request_looks_as_documented() -> None:
    async with http_server(500) as (address, requests):
        with pytest.raises(HandshakeRefused):
            await connect(address)

    seen = requests[0].headers
    assert seen["Authorization"] == f"Bearer {CANARY}"
    assert seen["User-Agent"] == f"voiceapp/{voiceapp.__version__}"
    assert "Sec-WebSocket-Extensions" not in seen
    assert "Sec-WebSocket-Protocol" not in seen
    assert "OpenAI-Beta" not in seen
    assert "x-ms-client-request-id" not in seen
    assert requests[0].path == "/v1/realtime?model=m"


class TwoTokens:
    """Credentials whose first token is refused and whose second may be accepted."""

    def __init__(self, *, second: str | None = "second") -> None:
        self._tokens = ["first", second]
        self._switched = False

    async def headers(self, endpoint: Endpoint) -> dict[str, str]:
        token = self._tokens[self._switched]
        if token is None:
            raise CredentialsError("There is no second token.")
        return headers(endpoint, token, bearer=True)

    def has_another_try(self) -> bool:
        can, self._switched = not self._switched, True
        return can

    def describe(self) -> str:
        return "two tokens"

    def close(self) -> None:
        pass


async def test_401_is_tried_once_more_with_something_else() -> None:
    def answer(connection: ServerConnection, request: Request) -> Response | None:
        if request.headers["Authorization"] == "Bearer second":
            return None
        return connection.respond(HTTPStatus.UNAUTHORIZED, "no")

    async with serve(keep_quiet, "127.0.0.1", 0, process_request=answer) as server:
        async with await connect(f"ws://127.0.0.1:{port_of(server)}/v1/realtime", TwoTokens()) as link:
            assert link.is_open


@pytest.mark.parametrize("second", ["second", None])
async def test_second_401_is_the_end(second: str | None) -> None:
    async with http_server(401) as (address, requests):
        with pytest.raises(HandshakeRefused):
            await connect(address, TwoTokens(second=second))

    assert len(requests) == (2 if second else 1)


async def test_other_refusals_are_not_tried_again() -> None:
    async with http_server(403) as (address, requests):
        with pytest.raises(HandshakeRefused):
            await connect(address, TwoTokens())

    assert len(requests) == 1


async def test_no_secret_is_logged_even_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serve(keep_quiet, "127.0.0.1", 0, logger=QUIET) as server:
        async with await connect(f"ws://127.0.0.1:{port_of(server)}/v1/realtime?x=private") as link:
            link.send_nowait(InputAudioCommit())

    assert "= connected to ws://127.0.0.1" in caplog.text
    assert "private" not in caplog.text
    assert CANARY not in caplog.text


async def test_proxy_of_the_system_is_not_used_towards_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:hunter2@127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://user:hunter2@127.0.0.1:1")
    async with serve(keep_quiet, "127.0.0.1", 0) as server:
        async with await connect(f"ws://127.0.0.1:{port_of(server)}/v1/realtime") as link:
            assert link.is_open


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", b"HTTP/1.1 502 Bad\r\n\r\n", b"nonsense\r\n\r\n"],
)
async def test_proxy_that_refuses_is_a_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    async with raw_server(answer) as proxy:
        port = proxy.split(":")[2].split("/")[0]
        monkeypatch.setenv("https_proxy", f"http://user:hunter2@127.0.0.1:{port}")
        with pytest.raises(LinkError, match="The proxy set on this system") as failure:
            await connect("wss://voice.example.com/v1/realtime")

    assert "hunter2" not in f"{failure.value!r} {failure.value.details}"


@pytest.mark.parametrize(
    "proxy", ["gopher://user:hunter2@127.0.0.1:1", "http://user:hunter2@127.0.0.1:1/path"]
)
async def test_proxy_address_that_cannot_be_used_is_a_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(LinkError, match="The proxy set on this system") as failure:
        await connect("wss://voice.example.com/v1/realtime")

    assert "hunter2" not in f"{failure.value!r} {failure.value.details}"


# -- TLS ---------------------------------------------------------------------------------------------


async def test_untrusted_certificate_is_a_sentence_and_a_trusted_one_connects(tmp_path: Path) -> None:
    path, server_tls = self_signed(tmp_path)
    async with serve(keep_quiet, "127.0.0.1", 0, ssl=server_tls) as server:
        address = f"wss://127.0.0.1:{port_of(server)}/v1/realtime"
        with pytest.raises(LinkError, match=r"The certificate of 127\.0\.0\.1 is not trusted"):
            await connect(address)
        trusting = ssl.create_default_context(cafile=str(path))
        async with await connect(address, tls=trusting) as link:
            assert link.is_open


async def test_server_without_encryption_is_a_sentence() -> None:
    async with raw_server(b"HTTP/1.1 400 Bad Request\r\n\r\n", after=b"") as address:
        with pytest.raises(LinkError, match="did not answer with encryption"):
            await connect(address.replace("ws:", "wss:"))
