"""Who we are to the service: a key, a sign-in with Entra ID, or nobody.

"Key set: key used; key absent: sign-in" is Azure's convention and ours; `describe()` says which is active,
because a forgotten key variable silently defeats a keyless sign-in. Headers are made anew for every attempt
to connect: a token may have expired since, and no service takes a fresh one on an open socket.

`azure-identity` is imported on first use (it costs 0.2 s) and called in a worker thread of asyncio: its
sync credentials run command line tools that take seconds, its async ones would need another HTTP library.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from voiceapp import log
from voiceapp.errors import CredentialsError
from voiceapp.redact import HIDDEN, redact
from voiceapp.transport.endpoint import Endpoint, headers

SCOPE_GA = "https://ai.azure.com/.default"
SCOPE_PREVIEW = "https://cognitiveservices.azure.com/.default"
"""Sources disagree on the audience (README 12 #1): the newer one first for GA, the other one after a 401."""
SIGN_IN_LIMIT_S = 45.0
"""Three command line tools of at most 10 s each, and the network."""

KEYRING_LIMIT_S = 60.0
"""A person may have to find the password that unlocks it."""

_KEY_CHARACTERS = re.compile(r"[\x21-\x7e]+")


class Secret:
    """A string that does not show itself; compare and print it as often as you like."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the string; for headers only."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


class Credentials(Protocol):
    """What a link needs to know of who we are."""

    async def headers(self, endpoint: Endpoint) -> dict[str, str]:
        """Return fresh headers for one attempt to connect; raises CredentialsError."""
        ...

    def has_another_try(self) -> bool:
        """Say, after a 401, whether one more attempt would be made with something else; at most once true."""
        ...

    def describe(self) -> str:
        """Return how we identify ourselves, as a clause for people; never the secret."""
        ...

    def close(self) -> None:
        """Release what was opened; idempotent."""
        ...


class NoCredentials:
    """For servers that ask for none, such as the embedded assistant."""

    async def headers(self, endpoint: Endpoint) -> dict[str, str]:
        """Return only what the dialect needs."""
        return headers(endpoint)

    def has_another_try(self) -> bool:
        """Return False: there is nothing else to try."""
        return False

    def describe(self) -> str:
        """Return the clause for `check`."""
        return "no key, no sign-in"

    def close(self) -> None:
        """Nothing is open."""


class KeyCredential:
    """A key, or a token somebody else fetched (`bearer`)."""

    def __init__(
        self,
        secret: Secret,
        *,
        origin: str,
        bearer: bool = False,
        organization: str = "",
        project: str = "",
    ) -> None:
        """`origin` names where the key came from; `organization` and `project` go to OpenAI only.

        Raises CredentialsError for what cannot be a header's value, without quoting it.
        """
        value = secret.reveal().strip()
        if not _KEY_CHARACTERS.fullmatch(value):
            raise CredentialsError(
                f"The key from {origin} is empty, or has a space, a line break or another strange character."
            )
        self._secret = Secret(value)
        self._origin = origin
        self._bearer = bearer
        self._more = {
            name: text
            for name, text in (("OpenAI-Organization", organization), ("OpenAI-Project", project))
            if _KEY_CHARACTERS.fullmatch(text)
        }

    async def headers(self, endpoint: Endpoint) -> dict[str, str]:
        """Return the key in the header this provider wants it in."""
        found = headers(endpoint, self._secret.reveal(), bearer=self._bearer)
        return found | self._more if endpoint.provider == "openai" else found

    def has_another_try(self) -> bool:
        """Return False: a refused key stays refused."""
        return False

    def describe(self) -> str:
        """Return the clause for `check`, such as `key from AZURE_OPENAI_API_KEY`."""
        return f"{'token' if self._bearer else 'key'} from {self._origin}"

    def close(self) -> None:
        """Nothing is open."""

    def __repr__(self) -> str:
        return f"KeyCredential({self.describe()})"


class StoredCredential:
    """The key kept in the system's keyring for this host, else another way.

    The keyring is asked for each attempt to connect, off the loop, because it may wait for a person to unlock
    it; so a start waits for nothing, and a key that was just set is used.
    """

    def __init__(self, read: Callable[[str], Secret | None], otherwise: Callable[[], Credentials]) -> None:
        """`read` returns the key for a host; `otherwise` makes what is used without one, and may raise."""
        self._read = read
        self._otherwise = otherwise
        self._active: Credentials | None = None

    async def headers(self, endpoint: Endpoint) -> dict[str, str]:
        """Return the headers of the key, or of the other way. Raises CredentialsError."""
        key: Secret | None = None
        try:
            async with asyncio.timeout(KEYRING_LIMIT_S):
                key = await asyncio.to_thread(self._read, endpoint.host)
        except (CredentialsError, TimeoutError) as error:
            log.wire.info("= no key from the keyring: %s", error)
        if key is not None:
            self.close()
            self._active = KeyCredential(key, origin="the keyring")
        elif self._active is None or isinstance(self._active, KeyCredential):
            self._active = self._otherwise()
        return await self._active.headers(endpoint)

    def has_another_try(self) -> bool:
        """Say whether the way in use has one."""
        return self._active is not None and self._active.has_another_try()

    def describe(self) -> str:
        """Return the clause for `check`."""
        return self._active.describe() if self._active is not None else "key from the keyring, else sign-in"

    def close(self) -> None:
        """Release the way in use."""
        active, self._active = self._active, None
        if active is not None:
            active.close()


class EntraCredential:
    """A sign-in with Entra ID, as `az login` and its relatives leave it on this computer."""

    def __init__(
        self,
        *,
        scope: str = "",
        environ: Mapping[str, str] = os.environ,
        make: Callable[[Mapping[str, str]], Any] | None = None,
    ) -> None:
        """`scope` fixes the audience; empty chooses by dialect. `make` builds the credential (for tests)."""
        self._fixed_scope = scope
        self._environ = environ
        self._make = make or default_azure_credential
        self._credential: Any = None
        self._other_scope = False
        self._lock = asyncio.Lock()

    async def headers(self, endpoint: Endpoint) -> dict[str, str]:
        """Return a bearer header with a token fetched (or taken fresh from the library's cache) now.

        Raises CredentialsError: a host that takes no tokens, nobody signed in, a tool that hangs.
        """
        if not endpoint.takes_sign_in:
            raise CredentialsError(
                f"{endpoint.host} takes no sign-in, only a key: set AZURE_OPENAI_API_KEY, "
                "or use the resource's own address (https://NAME.openai.azure.com)."
            )
        scope = self.scope(endpoint)
        try:
            # One sign-in at a time; a second attempt to connect waits for the first one's tools.
            async with self._lock, asyncio.timeout(SIGN_IN_LIMIT_S):
                token = await asyncio.to_thread(self._fetch, scope)
        except TimeoutError:
            raise CredentialsError(
                f"The sign-in took longer than {SIGN_IN_LIMIT_S:.0f} s. "
                "Run `az login`, or set AZURE_OPENAI_API_KEY.",
                retry=True,
            ) from None
        return headers(endpoint, token, bearer=True)

    def scope(self, endpoint: Endpoint) -> str:
        """Return the audience the next token is asked for."""
        if self._fixed_scope:
            return self._fixed_scope
        scopes = [SCOPE_GA, SCOPE_PREVIEW] if endpoint.dialect_name == "ga" else [SCOPE_PREVIEW, SCOPE_GA]
        return scopes[self._other_scope]

    def has_another_try(self) -> bool:
        """Switch to the other audience, once and for good."""
        if self._fixed_scope or self._other_scope:
            return False
        self._other_scope = True
        return True

    def describe(self) -> str:
        """Return the clause for `check`."""
        return "sign-in with Entra ID"

    def close(self) -> None:
        """Close the library's HTTP connections."""
        credential, self._credential = self._credential, None
        if credential is not None:
            credential.close()

    def _fetch(self, scope: str) -> str:
        """Return a token; runs in a worker thread. Raises CredentialsError.

        Never twice at once, but for a sign-in that was given up and still hangs in its tool; the library
        is made for that.
        """
        try:
            if self._credential is None:
                self._credential = self._make(self._environ)
            return str(self._credential.get_token(scope).token)
        except ImportError as error:
            raise CredentialsError(
                "Sign-in needs the package azure-identity; install it, or set AZURE_OPENAI_API_KEY.",
                details=str(error),
            ) from None
        except Exception as error:  # noqa: BLE001
            # The library's own errors are azure.core's ClientAuthenticationError, but its tools and parsers
            # let through OSError, ValueError and more; each means that there is no token.
            raise _refused_sign_in(str(error)) from None


def default_azure_credential(environ: Mapping[str, str] = os.environ) -> Any:
    """Build the library's chain for a desktop; blocks for 0.2 s, so call it in a worker thread.

    Identities that exist only on servers are left out: probing for them costs seconds. But a person who
    set AZURE_TOKEN_CREDENTIALS has chosen, and constructor arguments would beat that choice.
    """
    from azure.identity import DefaultAzureCredential

    if environ.get("AZURE_TOKEN_CREDENTIALS", "").strip():
        return DefaultAzureCredential()
    return DefaultAzureCredential(
        exclude_workload_identity_credential=True, exclude_managed_identity_credential=True
    )


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


def _refused_sign_in(message: str) -> CredentialsError:
    line = useful_line(message)
    cure = "Run `az login`, or set AZURE_OPENAI_API_KEY."
    if "AADSTS" in message:  # a code of Entra itself: somebody is signed in, in the wrong way or place
        cure = "Run `az login --tenant TENANT` with the tenant of the resource."
    sentence = f"The sign-in with Entra ID failed: {line.rstrip('.')}. {cure}"
    return CredentialsError(sentence, details=redact(message))
