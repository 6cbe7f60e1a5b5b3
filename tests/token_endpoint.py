"""Entra ID on this computer: the token endpoint of one tenant, over TLS, and a person at a browser.

Answers what the real library asks: the tenant's OpenID configuration, client secrets, authorization codes and
refresh tokens. The person's browser is one to the standard library, which the sign-in library uses.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import threading
import urllib.request
import webbrowser
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.certificates import self_signed

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "66666666-7777-8888-9999-000000000000"
USER = "ada@example.com"


class Person(webbrowser.BaseBrowser):
    """A browser with somebody before it, who signs in, or says no, on the page that is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.says_no = False
        self._visits: list[threading.Thread] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        """Post the answer where the page would have sent it; the code carries the nonce for the endpoint."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        form = {"error": "access_denied"} if self.says_no else {"code": f"code-{asked['nonce']}"}
        body = urlencode({**form, "state": asked["state"]}).encode()
        visit = threading.Thread(target=self._post, args=(asked["redirect_uri"], body))
        visit.start()
        self._visits.append(visit)
        return True

    def leave(self) -> None:
        """Wait until every page has been answered."""
        for visit in self._visits:
            visit.join()

    @staticmethod
    def _post(address: str, body: bytes) -> None:
        with urllib.request.urlopen(address, body, timeout=10) as page:
            page.read()


@contextlib.contextmanager
def at_the_browser() -> Iterator[Person]:
    """Let every page the program opens be seen by one person."""
    person = Person()
    before = webbrowser._tryorder  # type: ignore[attr-defined]
    webbrowser.register("person", None, person)
    webbrowser._tryorder = ["person"]  # type: ignore[attr-defined]
    try:
        yield person
    finally:
        person.leave()
        webbrowser._tryorder = before  # type: ignore[attr-defined]


@dataclass
class TokenEndpoint:
    """What was asked, and how to ask it."""

    authority: str
    trust: Path
    asked: list[dict[str, str]] = field(default_factory=list)
    refuses: str = ""
    """An error code such as `invalid_client`; empty: tokens are given."""

    def answer(self, path: str, body: str) -> tuple[int, dict[str, Any]]:
        """Return status and JSON for one request."""
        base = f"{self.authority}/{TENANT}"
        if path.endswith("/.well-known/openid-configuration"):
            return 200, {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            }
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.asked.append(form)
        if self.refuses:
            return 400, {"error": self.refuses, "error_description": f"AADSTS7000215: {self.refuses}"}
        token = {
            "token_type": "Bearer",
            "expires_in": 3600,
            "access_token": f"canary-token-{len(self.asked)}",
        }
        if form["grant_type"] == "client_credentials":
            return 200, token
        claims = {
            "iss": f"{base}/v2.0",
            "aud": CLIENT,
            "exp": 4102444800,
            "iat": 1,
            "tid": TENANT,
            "oid": "o",
        }
        claims |= {
            "sub": "s",
            "preferred_username": USER,
            "nonce": form.get("code", "code-").removeprefix("code-"),
        }
        identity = ".".join((encoded({"alg": "none"}), encoded(claims), "x"))
        client_info = encoded({"uid": "o", "utid": TENANT})
        return 200, {
            **token,
            "refresh_token": "canary-refresh",
            "id_token": identity,
            "client_info": client_info,
        }


def encoded(fields: dict[str, Any]) -> str:
    """Return JSON as a part of a JWT."""
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


@contextlib.asynccontextmanager
async def token_endpoint(folder: Path) -> AsyncIterator[TokenEndpoint]:
    """Run the endpoint on a free port; its certificate lies in `folder`."""
    trust, tls = self_signed(folder)
    endpoint = TokenEndpoint("", trust)

    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            sizes = (int(line[15:]) for line in head.splitlines() if line.startswith("content-length:"))
            body = (await reader.readexactly(next(sizes, 0))).decode()
            status, fields = endpoint.answer(head.split()[1], body)
            content = json.dumps(fields).encode()
            writer.write(
                f"HTTP/1.1 {status} because\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode()
                + content
            )
            await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        endpoint.authority = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield endpoint
        if serving:
            await asyncio.wait(serving)  # else their sockets would outlive the loop
