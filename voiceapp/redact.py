"""What may never be shown: recognised and covered up. Pure; the last line of defence, not the first.

The first line is that nothing here ever puts a key into a message. This file is for text that others wrote:
a service's error that quotes the key it refused, a library's debug line, an address a person pasted.
"""

from __future__ import annotations

import re

HIDDEN = "<hidden>"

_SECRET_NAMES = frozenset(
    {
        "accesstoken",
        "apikey",
        "auth",
        "authorization",
        "bearer",
        "clientsecret",
        "code",
        "key",
        "ocpapimsubscriptionkey",
        "passwd",
        "password",
        "refreshtoken",
        "secret",
        "sig",
        "signature",
        "subscriptionkey",
        "token",
    }
)
"""Names of settings and query parameters that hold a secret, without case, dashes and underscores."""
_SECRET_ENDINGS = ("apikey", "accesskey", "secret", "password", "token", "subscriptionkey")

_SECRET_SHAPES = re.compile(
    r"""
      \b(?:sk|ek)[-_][A-Za-z0-9_-]{8,}                          # keys of OpenAI: whole and ephemeral
    | \beyJ[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]*){0,2}          # a signed token, as Entra gives out
    | \b[A-Za-z0-9]{84}\b                                       # keys of Azure since 2024
    | \b[0-9a-f]{32}\b                                          # keys of Azure before
    """,
    re.VERBOSE,
)
_BEARER = re.compile(r"\b(bearer)\s+(?!<)[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
_NAMED = re.compile(
    r"""\b((?:x-)?api[-_]?key|authorization|subscription-key|client[-_]secret|access[-_]token|password)
        (["']?\s*[:=]\s*["']?)(?!bearer\b)[^\s"'&,;<]+""",
    re.IGNORECASE | re.VERBOSE,
)
_SOUND = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}")
"""200 characters of base64 without a space are sound or a picture: 3 ms at the wire rate."""


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return `text` without `secrets`, without whatever looks like a key, and without encoded sound."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, HIDDEN)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    text = _NAMED.sub(rf"\1\2{HIDDEN}", text)
    text = _SECRET_SHAPES.sub(HIDDEN, text)
    return _SOUND.sub(lambda found: f"<{len(found[0])} characters of sound>", text)


def names_secret(name: str) -> bool:
    """Say whether something called `name` holds a secret."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain in _SECRET_NAMES or plain.endswith(_SECRET_ENDINGS)


def looks_secret(value: str) -> bool:
    """Say whether `value` has the shape of a key or a token."""
    return _SECRET_SHAPES.search(value) is not None or _BEARER.search(value) is not None
