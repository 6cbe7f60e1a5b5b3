"""Every way a connection fails, as a sentence with a cure; pure, read like a table.

Three kinds: the service answered the handshake with HTTP (`refused`), nothing answered (`unreachable` and its
relatives), an open connection ended (`ended`) or is given up (`too_slow`, `senseless`). None of the sentences
quotes what the other side said: that goes into the details, shortened and redacted.

Source: the protocol's README 5 (statuses) and 7 (close codes), errors 6 and 7.
"""

from __future__ import annotations

import errno
import json
import re
import socket
import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from voiceapp.errors import HandshakeRefused, LinkError, LinkLost
from voiceapp.redact import redact
from voiceapp.transport.endpoint import Endpoint

BODY_BYTES_MAX = 8_192
DETAILS_CHARACTERS_MAX = 600
SERVICE_IDS = ("apim-request-id", "x-ms-region", "x-request-id")
"""Headers by which support finds a call again."""

_NO_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached", "account_deactivated"})
_ROLE = (
    "It needs the role Cognitive Services OpenAI User; Owner and Contributor are not enough. A new role "
    "takes up to 5 minutes."
)
_PROXY_ADDRESS = (
    "Put them into the proxy's address, as in https_proxy=http://NAME:PASSWORD@proxy.example.com:8080."
)
_RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})


def refused(
    status: int,
    response_headers: Mapping[str, str],
    body: bytes,
    endpoint: Endpoint,
    secrets: tuple[str, ...] = (),
    *,
    identity: str = "",
) -> HandshakeRefused:
    """Return the exception for an HTTP answer to the upgrade; `response_headers` in lower case.

    `identity` says how we identified ourselves (`Credentials.describe`), as far as that is known: what helps
    depends on it.
    """
    code, message = _error_in(body)
    message = redact(message, secrets)
    ids = [f"{name}: {response_headers[name]}" for name in SERVICE_IDS if name in response_headers]
    facts = [f"HTTP {status}", redact(code, secrets), message, *ids]
    retry = status in _RETRIED_STATUSES and code not in _NO_MONEY
    return HandshakeRefused(
        _sentence(status, code, message.lower(), endpoint, identity),
        status=status,
        code=code,
        retry=retry,
        retry_after_ms=retry_after_ms(response_headers) if retry else None,
        details=" · ".join(fact for fact in facts if fact)[:DETAILS_CHARACTERS_MAX],
    )


def _sentence(status: int, code: str, message: str, endpoint: Endpoint, identity: str) -> str:
    host, model = endpoint.host, endpoint.model or "without a name"
    azure = endpoint.provider == "azure"
    what = "deployment" if azure else "model"
    if code == "beta_api_shape_disabled":
        return f"{host} no longer speaks the preview protocol. Leave the api-version out."
    if code in _NO_MONEY:
        return f"The account at {host} has no credit left or is closed. See its billing page."
    if "upgrade required" in message or status == 426:
        return f"{host} saw an ordinary web request: a proxy on the way removes WebSockets."
    match status:
        case 400 if code.lower() in ("opperationnotsupported", "operationnotsupported"):
            return f"The {what} {model} is of a model that cannot converse. Choose a realtime model."
        case 400:
            return f"{host} does not understand the address. Check the {what} and the api-version."
        case 401:
            return _not_known(code, message, endpoint, identity)
        case 403:
            return _kept_out(code, message, host)
        case 404 if code in ("DeploymentNotFound", "model_not_found"):
            wait = " If it was made just now, wait five minutes." if azure else ""
            return f"{host} has no {what} called {model}. Check the name.{wait}"
        case 404 if "api-version" in message or "api version" in message:
            return f"{host} does not have this api-version (any more). Leave it out for the current API."
        case 404:
            sentence = f"{host} has nothing at this address. Check the address and the {what}."
            if endpoint.dialect_name == "ga":
                return sentence
            return f"{sentence} Its preview protocol may be gone: leave the api-version out."
        case 407:
            return f"A proxy on the way to {host} wants a name and a password. {_PROXY_ADDRESS}"
        case 408 | 504:
            return f"{host} took too long to answer."
        case 429:
            return f"{host} has had too many requests for now."
        case 431:
            return f"{host} finds the request's headers too large. A proxy may add to them."
        case _ if 200 <= status < 300:
            return f"{host} is there, but it is not a realtime service. Check the address."
        case _ if 300 <= status < 400:
            return f"{host} sends us elsewhere, where no key is taken along. Give the final address."
        case _ if status >= 500:
            return f"{host} has a problem of its own (HTTP {status})."
    return f"{host} refused the connection (HTTP {status})."


def _not_known(code: str, message: str, endpoint: Endpoint, identity: str) -> str:
    """Return the sentence for a 401, whose causes have little in common but the number."""
    host = endpoint.host
    if endpoint.dialect_name == "ga" and ("api-version" in message or "api version" in message):
        return f"{host} takes no api-version at this address (HTTP 401 is its answer). Remove it."
    if endpoint.provider != "azure":
        what = identity if identity.startswith(("key", "token")) else "key"
        return f"{host} does not accept the {what}. Check it, or make a new one."
    if code == "PermissionDenied" or "does not have access" in message:
        return f"Your account lacks a role at {host}. {_ROLE}"
    if "expired" in message:
        return f"The sign-in at {host} has expired. Run `az login` again."
    if "audience" in message or "scope" in message:
        return (
            f"{host} does not accept a token made for another audience. Leave the scope of the sign-in to "
            "this program, or set it to https://cognitiveservices.azure.com/.default."
        )
    if identity.startswith("key"):
        return (
            f"{host} does not accept the {identity}. Check that it is of this resource. If you meant to sign "
            "in, remove the key: one that is set, even a forgotten one, is used instead of the sign-in."
        )
    if identity.startswith("sign-in"):
        return (
            f"{host} does not accept the {identity}; it may be of another tenant, or your account lacks a "
            f"role. {_ROLE}"
        )
    return (
        f"{host} does not accept the key or sign-in. Check that a key is of this resource. If you signed in, "
        f"your account may lack a role. {_ROLE}"
    )


def _kept_out(code: str, message: str, host: str) -> str:
    """Return the sentence for a 403."""
    if code == "AuthenticationTypeDisabled" or "key based" in message or "local auth" in message:
        return f"{host} takes no keys. Remove the key and sign in with Entra ID (`az login`)."
    if any(word in message for word in ("network", "firewall", "private endpoint", "ip address")):
        return (
            f"The network rules of {host} keep this computer out. Connect through the network it allows "
            "(a VPN of your company, perhaps), or ask its owner to allow this one."
        )
    if any(word in message for word in ("blocked", "suspended", "disabled")):
        return f"{host} or its subscription is blocked. Its owner finds the reason in the Azure portal."
    return (
        f"{host} does not let this computer or account in. Its network rules, a blocked "
        "subscription, the region, or a resource that takes no keys can be the reason: ask its owner."
    )


def retry_after_ms(response_headers: Mapping[str, str]) -> int | None:
    """Return how long the service asks us to wait; None where it does not, or not in a way to be read."""
    exact = response_headers.get("retry-after-ms", "").strip()
    if re.fullmatch(r"\d{1,9}", exact, re.ASCII):
        return int(exact)
    wish = response_headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", wish, re.ASCII):
        return int(float(wish) * 1000)
    try:
        # A date counts from the service's own clock, which it tells too.
        wait = parsedate_to_datetime(wish) - parsedate_to_datetime(response_headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0, int(wait.total_seconds() * 1000))


def _error_in(body: bytes) -> tuple[str, str]:
    """Return code and message of an error body; gateways send HTML, nothing, or shapes of their own."""
    text = body[:BODY_BYTES_MAX].decode("utf-8", "replace").strip()
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return "", re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).strip()
    error: Any = found.get("error", found) if isinstance(found, dict) else found
    if not isinstance(error, dict):
        return "", error if isinstance(error, str) else ""
    code, message = error.get("code"), error.get("message")
    return str(code) if isinstance(code, str | int) else "", message if isinstance(message, str) else ""


# -- nothing answered --------------------------------------------------------------------------------


def unreachable(error: BaseException, endpoint: Endpoint, secrets: tuple[str, ...] = ()) -> LinkError:
    """Return the exception for a connection that did not come about, from what the system said."""
    sentence, retry = _why_unreachable(error, endpoint)
    details = redact(f"{type(error).__name__}: {error}", secrets)[:DETAILS_CHARACTERS_MAX]
    return LinkError(sentence, retry=retry, details=details)


def _why_unreachable(error: BaseException, endpoint: Endpoint) -> tuple[str, bool]:
    host = endpoint.host
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {host} is not trusted. A company's proxy may read along, or this computer's "
            "clock may be wrong. A company's own authority belongs into the system's store, or its file into "
            "SSL_CERT_FILE.",
            False,
        )
    if isinstance(error, ssl.SSLError):
        return f"{host} did not answer with encryption. Check the address, or the proxy on the way.", False
    if isinstance(error, socket.gaierror):
        if error.errno == socket.EAI_AGAIN:
            return f"The name {host} cannot be looked up just now; the network may be down.", True
        return f"There is no {host}. Check the name of the resource, or the network.", True
    if isinstance(error, TimeoutError):
        return f"{host} did not answer in time. A firewall or proxy may be in the way.", True
    numbers = {error.errno} if isinstance(error, OSError) and error.errno else set()
    # asyncio sums several addresses up in one sentence without a number of its own.
    numbers |= {int(number) for number in re.findall(r"\[Errno (\d+)\]", str(error))}
    if isinstance(error, ConnectionRefusedError) or errno.ECONNREFUSED in numbers:
        if endpoint.provider == "local":
            return f"Nothing listens at {host}. Start the server, or check the port.", True
        return f"{host} refuses connections. Check the address and the port.", True
    if numbers & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}:
        return "There is no way to the network.", True
    return f"The connection to {host} broke while it was being made.", True


def not_a_websocket(error: BaseException, endpoint: Endpoint, secrets: tuple[str, ...] = ()) -> LinkError:
    """Return the exception for an answer that is no handshake at all."""
    cut_off = isinstance(error.__cause__, EOFError)
    sentence = (
        f"{endpoint.host} hung up during the handshake."
        if cut_off
        else f"{endpoint.host} is there, but it does not speak WebSocket. Check the address and the port."
    )
    details = redact(f"{type(error).__name__}: {error}", secrets)[:DETAILS_CHARACTERS_MAX]
    return LinkError(sentence, retry=cut_off, details=details)


def proxy_refused(status: int) -> LinkError:
    """Return the exception for a proxy that answers with this HTTP status."""
    if status == 407:
        sentence = (
            "The proxy set on this system wants a name and a password, or not the ones it was given. "
            f"{_PROXY_ADDRESS}"
        )
        return LinkError(sentence, retry=False, details="HTTP 407 from the proxy")
    return proxy_failed(f"HTTP {status} from the proxy")


def proxy_failed(details: str) -> LinkError:
    """Return the exception for a proxy that does not let us through; `details` without its password."""
    return LinkError(
        "The proxy set on this system does not let the connection through. Check the proxy settings, or name "
        "the service in no_proxy if it is reached without one.",
        retry=False,
        details=details[:DETAILS_CHARACTERS_MAX],
    )


def no_socks() -> LinkError:
    """Return the exception for a SOCKS proxy without the library that speaks to one."""
    return LinkError(
        "The proxy set on this system is a SOCKS proxy, and the package for that is missing. Install it with "
        "`pip install 'voiceapp[socks]'`, or use an HTTP proxy.",
        retry=False,
        details="python-socks cannot be imported",
    )


# -- an open connection ended ------------------------------------------------------------------------

NO_CLOSE_FRAME = 1006
KEEPALIVE_MISSED = 1011

_CLOSE_CODES: dict[int, tuple[str, bool]] = {
    1000: ("{host} ended the conversation.", True),
    1001: ("{host} is going away.", True),
    1002: ("{host} says that we broke the rules of the connection.", False),
    1003: ("{host} does not take what we sent.", False),
    NO_CLOSE_FRAME: ("The connection to {host} broke.", True),
    1007: ("{host} could not read what we sent, or we could not read it.", False),
    1008: ("{host} ended the connection for a reason of its policy.", False),
    1009: ("A message was too large for {host} or for us.", False),
    1010: ("{host} wants a WebSocket extension that we do not have.", False),
    KEEPALIVE_MISSED: ("{host} had a problem of its own.", True),
    1012: ("{host} is restarting.", True),
    1013: ("{host} is overloaded; it asks to try later.", True),
    1014: ("A gateway before {host} got no answer.", True),
    1015: ("The encryption of the connection to {host} failed.", False),
    3000: ("{host} says that we are not signed in. Check the key or the sign-in.", False),
}
"""Close code -> sentence, and whether connecting again can help."""


def ended(
    code: int, reason: str, endpoint: Endpoint, *, by_us: bool = False, secrets: tuple[str, ...] = ()
) -> LinkLost:
    """Return the exception for a close; `by_us`: our library closed it because of what it (did not) see."""
    reason = redact(reason, secrets)
    said = reason.lower()
    sentence, retry = _CLOSE_CODES.get(code, ("{host} ended the connection (code {code}).", False))
    if by_us and code == KEEPALIVE_MISSED:
        sentence, retry = "{host} no longer answers; the connection is dead.", True
    elif "session_expired" in said or "maximum duration" in said:
        sentence, retry = "The session reached the longest time {host} allows.", True
    elif "beta_api_shape_disabled" in said:
        sentence, retry = "{host} no longer speaks the preview protocol. Leave the api-version out.", False
    elif any(word in said for word in _NO_MONEY):
        sentence, retry = (
            "The account at {host} has no credit left or is closed. See its billing page.",
            False,
        )
    elif "invalid_api_key" in said:
        sentence, retry = "{host} does not accept the key. Check it, or make a new one.", False
    elif "model_not_found" in said:
        sentence, retry = "{host} does not know this model, or the account may not use it.", False
    elif "rate_limit" in said:
        sentence, retry = "{host} has had too many requests for now.", True
    elif code >= 4000 and ("server_error" in said or "internal_error" in said):
        sentence, retry = "{host} had a problem of its own.", True
    details = f"close code {code}{f' · {reason}' if reason else ''}"
    return LinkLost(
        sentence.format(host=endpoint.host, code=code),
        code=code,
        reason=reason,
        retry=retry,
        details=details[:DETAILS_CHARACTERS_MAX],
    )


def too_slow(endpoint: Endpoint, *, queue_bytes: int, lag_ms: int) -> LinkLost:
    """Return the exception for a connection that does not take what we send."""
    return LinkLost(
        f"The connection to {endpoint.host} is too slow for a conversation.",
        code=NO_CLOSE_FRAME,
        retry=True,
        details=f"{queue_bytes} bytes unsent for {lag_ms} ms",
    )


def senseless(endpoint: Endpoint, *, frames: int) -> LinkLost:
    """Return the exception for a server that floods us with frames that are no events."""
    return LinkLost(
        f"{endpoint.host} sends what nobody understands; it is no realtime service.",
        code=NO_CLOSE_FRAME,
        details=f"{frames} senseless frames",
    )
