"""Whether a connection is let in, and what it will speak: decided from the HTTP request alone, pure.

Three forms of address are served, so that a client's code paths are the same here and in the cloud:

    /openai/v1/realtime?model=NAME                          Azure, GA
    /openai/realtime?api-version=DATE&deployment=NAME       Azure, preview
    /v1/realtime?model=NAME                                 OpenAI: GA, or preview with OpenAI-Beta

The dialect follows from the address and that header, never from the model. What is refused is refused with
the statuses and codes the real services use.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from voiceapp.offline.options import HttpRefusal, ServerOptions

SUBPROTOCOL = "realtime"
_KEY_SUBPROTOCOL = "openai-insecure-api-key."
_BETA_SUBPROTOCOL = "openai-beta.realtime-v1"
_FIRST_PREVIEW = "2024-10-01-preview"
_API_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?")
_LOOPBACK_ORIGIN = re.compile(
    r"(https?://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?|file://)", re.IGNORECASE
)
_USUAL_CODES = {
    400: "BadRequest",
    401: "invalid_api_key",
    403: "Forbidden",
    404: "DeploymentNotFound",
    429: "rate_limit_exceeded",
    500: "server_error",
    503: "service_unavailable",
}


@dataclass(frozen=True, slots=True)
class Admitted:
    """The connection may be opened."""

    dialect_name: str
    """`ga`, `preview` or `preview-2024-10`."""
    model: str
    """The model or deployment the address names."""
    default_voice: str
    """What the dialect's sessions begin with."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The connection is answered with HTTP."""

    status: int
    code: str
    message: str
    retry_after_s: int | None = None
    retry_after_ms: int | None = None
    bare: bool = False
    """Without a body."""

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says beside its body about trying again; names in lower case."""
        waits = {"retry-after": self.retry_after_s, "retry-after-ms": self.retry_after_ms}
        return {name: str(wait) for name, wait in waits.items() if wait is not None}

    @property
    def body(self) -> str:
        """The JSON body, as both services write it."""
        if self.bare:
            return ""
        return json.dumps({"error": {"code": self.code, "message": self.message}})


def judged(
    target: str, headers: Mapping[str, str], options: ServerOptions, *, connections: int
) -> Admitted | Rejected:
    """Decide about one request.

    `target` is path and query as they came, `headers` have lower-case names, `connections` are open already.
    A web page is refused whatever it knows: browsers send the page's Origin, programs send none. `null`
    (a sandboxed frame of any page) is no exception.
    """
    origin = headers.get("origin")
    if origin is not None and not _LOOPBACK_ORIGIN.fullmatch(origin):
        return Rejected(403, "Forbidden", "This server does not talk to web pages.")
    if options.refuse is not None:
        return ordered(options.refuse)
    admitted = _addressed(target, headers)
    if isinstance(admitted, Rejected):
        return admitted
    if options.api_key is not None and not _has_key(target, headers, options.api_key):
        return Rejected(401, "invalid_api_key", "Access denied: the key is missing or wrong.")
    if options.deployments is not None and admitted.model not in options.deployments:
        return Rejected(
            404, "DeploymentNotFound", f"The deployment '{admitted.model}' does not exist on this server."
        )
    if connections >= options.connections_max:
        return Rejected(
            429, "rate_limit_exceeded", f"More than {options.connections_max} connections.", retry_after_s=1
        )
    return admitted


def ordered(refusal: HttpRefusal) -> Rejected:
    """Return the answer the options order, whoever asks."""
    code = refusal.code or _USUAL_CODES.get(refusal.status, "error")
    return Rejected(
        refusal.status,
        code,
        refusal.message,
        retry_after_s=refusal.retry_after_s,
        retry_after_ms=refusal.retry_after_ms,
        bare=refusal.bare,
    )


def _addressed(target: str, headers: Mapping[str, str]) -> Admitted | Rejected:
    parts = urlsplit(target)
    query = parse_qs(parts.query)
    path = unquote(parts.path).rstrip("/")
    if query.get("intent", [""])[0] == "transcription":
        return Rejected(400, "OpperationNotSupported", "This server does not hold transcription sessions.")
    model = query.get("model", [""])[0]
    if path in ("/openai/v1/realtime", "/v1/realtime"):
        if "api-version" in query or "deployment" in query:
            # Azure answers the first with 401, of all things.
            return Rejected(
                401, "Unauthorized", "The GA address takes no api-version and no deployment, only model."
            )
        if not model:
            return Rejected(400, "missing_required_parameter", "The address must name a model.")
        if path == "/v1/realtime" and _asks_for_beta(headers):
            return Admitted("preview", model, "alloy")
        return Admitted("ga", model, "marin")
    if path == "/openai/realtime":
        version = query.get("api-version", [""])[0]
        deployment = query.get("deployment", [""])[0]
        if not version or not deployment:
            return Rejected(
                400, "missing_required_parameter", "The address must name api-version and deployment."
            )
        if not _API_VERSION.fullmatch(version):
            return Rejected(404, "404", f"The api-version '{version}' is not supported.")
        name = "preview-2024-10" if version == _FIRST_PREVIEW else "preview"
        return Admitted(name, deployment, "alloy")
    return Rejected(404, "404", "Resource not found: no realtime conversation at this path.")


def _asks_for_beta(headers: Mapping[str, str]) -> bool:
    return "realtime=v1" in headers.get("openai-beta", "") or _BETA_SUBPROTOCOL in _subprotocols(headers)


def _subprotocols(headers: Mapping[str, str]) -> list[str]:
    return [name.strip() for name in headers.get("sec-websocket-protocol", "").split(",")]


def _has_key(target: str, headers: Mapping[str, str], key: str) -> bool:
    given = [headers.get("api-key", ""), parse_qs(urlsplit(target).query).get("api-key", [""])[0]]
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        given.append(token.strip())
    given += [
        name.removeprefix(_KEY_SUBPROTOCOL)
        for name in _subprotocols(headers)
        if name.startswith(_KEY_SUBPROTOCOL)
    ]
    return any(hmac.compare_digest(one.encode(), key.encode()) for one in given)
