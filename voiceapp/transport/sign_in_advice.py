"""What the sign-in library reports, as one sentence with a cure; pure."""

from __future__ import annotations

import re

from voiceapp.errors import CredentialsError
from voiceapp.redact import redact


def useful_line(message: str) -> str:
    """Return the last line of the library's report that tells a person something.

    The report lists every attempt, most of which only say that their tool is not installed or not set up,
    and ends with an address for reading.
    """
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    said = [line for line in lines if not _USELESS.search(line)]
    return redact((said or lines or ["no reason was given"])[-1])[:300]


_USELESS = re.compile(
    r"mitigate this issue|not fully configured|unavailable|not found on path|not installed|not be found"
    r"|failed to retrieve a token from the included|attempted credentials|requires the .* package"
    r"|no accounts",
    re.IGNORECASE,
)


def refused_sign_in(message: str) -> CredentialsError:
    """Return the exception for what the library said; the whole report goes into its details."""
    line = useful_line(message)
    cure = "Run `az login`, or set AZURE_OPENAI_API_KEY."
    if "AADSTS" in message:  # a code of Entra itself: somebody is signed in, in the wrong way or place
        cure = "Run `az login --tenant TENANT` with the tenant of the resource."
    sentence = f"The sign-in with Entra ID failed: {line.rstrip('.')}. {cure}"
    return CredentialsError(sentence, details=redact(message))
