"""Who we are to the service: a key, a sign-in with Entra ID, or nobody.

"Key set: key used; key absent: sign-in" is Azure's convention and ours; `describe()` says which is active,
because a forgotten key variable silently defeats a keyless sign-in. Headers are made anew for every attempt
to connect: a token may have expired since, and no service takes a fresh one on an open socket.

The sign-in itself is in `entra.py`; keys kept in the system's keyring come from `key_store.py`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Protocol

from voiceapp import log
from voiceapp.errors import CredentialsError
from voiceapp.redact import HIDDEN
from voiceapp.transport.endpoint import Endpoint, headers

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
