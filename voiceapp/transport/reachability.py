"""What lies between this computer and a service: its name, a proxy, encryption; one question each.

`websocket.open_link` does all of this at once; these functions are for telling a person which part fails.
They connect, look and hang up: nothing is sent.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from voiceapp.transport import handshake_advice
from voiceapp.transport.endpoint import Endpoint
from voiceapp.transport.trust import system_trust

LIMIT_S = 10.0
_SCHEMES = {"wss": ("wss", "socks", "https"), "ws": ("ws", "socks", "https", "http")}
"""In the order in which websockets looks for a proxy (its `websockets.proxy.get_proxy`)."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who a server proved to be."""

    version: str
    """Of the encryption, such as `TLSv1.3`."""
    issuer: str
    """The organisation that vouches for it; an unexpected one is a proxy that reads along."""
    expires: datetime | None


async def look_up(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the addresses behind the host's name. Raises LinkError with a sentence."""
    host, port = _place(endpoint)
    try:
        async with asyncio.timeout(LIMIT_S):
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError) as error:
        raise handshake_advice.unreachable(error, endpoint) from None
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def proxy_for(endpoint: Endpoint) -> str:
    """Return the proxy this system wants used, without its password; empty for none."""
    if endpoint.provider == "local":
        return ""
    host, port = _place(endpoint)
    if urllib.request.proxy_bypass(f"{host}:{port}"):
        return ""
    proxies = urllib.request.getproxies()
    for scheme in _SCHEMES[urlsplit(endpoint.url).scheme]:
        if proxies.get(scheme):
            return _without_password(proxies[scheme])
    return ""


async def certificate_of(endpoint: Endpoint, tls: ssl.SSLContext | None = None) -> Certificate | None:
    """Connect directly, and return who answered; None for an address without encryption.

    `tls` replaces the system's trust. Raises LinkError with a sentence.
    """
    if not endpoint.url.startswith("wss:"):
        return None
    host, port = _place(endpoint)
    try:
        async with asyncio.timeout(LIMIT_S):
            context = tls or system_trust()
            _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    except (OSError, TimeoutError) as error:
        raise handshake_advice.unreachable(error, endpoint) from None
    try:
        found = writer.get_extra_info("peercert") or {}
        issuer = {name: value for part in found.get("issuer", ()) for name, value in part}
        ends = found.get("notAfter")
        return Certificate(
            version=str(writer.get_extra_info("ssl_object").version()),
            issuer=issuer.get("organizationName") or issuer.get("commonName") or "an unnamed authority",
            expires=datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None,
        )
    finally:
        writer.transport.abort()


def _place(endpoint: Endpoint) -> tuple[str, int]:
    parts = urlsplit(endpoint.url)
    return endpoint.host, parts.port or (443 if parts.scheme == "wss" else 80)


def _without_password(proxy: str) -> str:
    parts = urlsplit(proxy)
    if parts.username is None and parts.password is None:
        return proxy
    host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    return f"{parts.scheme}://…@{host}"
