"""An address as people write it, checked: a scheme, a host, a path, a query, and no secret. Pure.

Bare hosts, `https` for `wss`, trailing slashes and capital letters are welcome. What is not: a connection in
the clear to another computer, and secrets. A key in the query or `user:password@` is refused, not quietly
dropped, because an address with a key in it has been shown to logs already.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from voiceapp.errors import EndpointError
from voiceapp.redact import looks_secret, names_secret

ADDRESS_CHARACTERS_MAX = 2_048
_KNOWN_PARAMETERS = frozenset({"api-version", "deployment", "model", "intent"})
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?")
_PATH_SAFE = "/%:!$&'()*+,;=~-._@"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to; every part has been checked."""

    secure: bool
    """TLS. Never False for another computer."""
    host: str
    """Lower case, ASCII, no dot at the end; an IPv6 address without brackets."""
    port: int | None
    path: str
    """Without a slash at the end; empty for none. Quoted."""
    query: dict[str, str]
    """Decoded; the first of several values counts."""

    @property
    def is_local(self) -> bool:
        """Whether it is this computer."""
        return is_loopback(self.host)

    def url(self, path: str, query: dict[str, str]) -> str:
        """Return the WebSocket URL of `path` (quoted) with `query` (not yet quoted) on this host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        text = urlencode(query, quote_via=quote, safe="")
        return f"{'wss' if self.secure else 'ws'}://{host}{port}{path}{'?' if text else ''}{text}"


def parse_address(text: str) -> Address:
    """Return the address in `text`; raises EndpointError with a sentence that holds no part of a secret."""
    text = text.strip()
    if not text:
        raise EndpointError("The address of the service is empty.")
    if len(text) > ADDRESS_CHARACTERS_MAX:
        raise EndpointError(f"The address of the service is longer than {ADDRESS_CHARACTERS_MAX} characters.")
    if any(character.isspace() or not character.isprintable() for character in text):
        raise EndpointError("The address of the service has a space or an invisible character in it.")
    is_bare = "://" not in text
    try:
        parts = urlsplit(f"https://{text}" if is_bare else text)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise EndpointError("The address of the service is not a valid URL.") from None
    if parts.scheme not in ("https", "wss", "http", "ws"):
        raise EndpointError("The address must begin with https:// or wss:// (ws:// only for this computer).")
    if "@" in parts.netloc:
        raise EndpointError(
            "The address has a user name or password before the host. "
            "Remove it, and give the key in VOICEAPP_API_KEY."
        )
    host = _checked_host(host)
    secure = parts.scheme in ("https", "wss") and not (is_bare and is_loopback(host))
    if not secure and not is_loopback(host):
        raise EndpointError(
            f"The connection to {host} would not be encrypted. Use https:// or wss://; "
            "http:// and ws:// are for this computer only."
        )
    path = quote(parts.path.rstrip("/"), safe=_PATH_SAFE)
    if looks_secret(path):
        raise EndpointError("The address has something in its path that looks like a key; remove it.")
    return Address(secure, host, port, path, _checked_query(parts.query))


def is_loopback(host: str) -> bool:
    """Say whether `host` is this computer: `localhost`, 127.0.0.0/8 or ::1; never asks a name server."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_host(host: str) -> str:
    if ":" in host:  # urlsplit has checked the brackets, not what is between them
        try:
            return ipaddress.IPv6Address(host).compressed
        except ValueError:
            raise EndpointError("The address of the service is not a valid URL.") from None
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise EndpointError("The host in the address of the service is not a valid name.") from None
    ascii_host = ascii_host.lower().removesuffix(".")
    if not ascii_host:
        raise EndpointError("The address of the service names no host.")
    if not _HOST.fullmatch(ascii_host) or ".." in ascii_host or looks_secret(ascii_host):
        raise EndpointError("The host in the address of the service is not a valid name.")
    return ascii_host


def _checked_query(text: str) -> dict[str, str]:
    query: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if names_secret(name) or looks_secret(name) or looks_secret(value):
            raise EndpointError(
                "The address has a key or token in its query. Addresses end up in logs, so it is not used: "
                "remove it, put the key into VOICEAPP_API_KEY, and consider making a new one."
            )
        known = name.lower()
        query.setdefault(known if known in _KNOWN_PARAMETERS else name, value)
    return query
