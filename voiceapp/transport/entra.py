"""The sign-in with Entra ID: a token for every attempt to connect, from whoever is signed in here.

`azure-identity` is imported on first use (it costs 0.2 s) and called in a worker thread of asyncio: its sync
credentials run command line tools that take seconds, its async ones would need another HTTP library.

A sign-in in the browser is never tried by itself: it would wait five minutes for somebody who does not know
of it. A person asks for it (`browser_sign_in.py`), and from then on it comes first.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import Any

from voiceapp.errors import CredentialsError
from voiceapp.transport.browser_sign_in import BrowserSignIn
from voiceapp.transport.endpoint import Endpoint, headers
from voiceapp.transport.sign_in_advice import refused_sign_in

SCOPE_GA = "https://ai.azure.com/.default"
SCOPE_PREVIEW = "https://cognitiveservices.azure.com/.default"
"""Sources disagree on the audience (README 12 #1): the newer one first for GA, the other one after a 401."""
SIGN_IN_LIMIT_S = 45.0
"""Three command line tools of at most 10 s each, and the network."""


class EntraCredential:
    """A sign-in with Entra ID, as `az login` and its relatives leave it on this computer."""

    def __init__(
        self,
        *,
        scope: str = "",
        tenant: str = "",
        browser: BrowserSignIn | None = None,
        environ: Mapping[str, str] = os.environ,
        make: Callable[[Mapping[str, str]], Any] | None = None,
    ) -> None:
        """Choose how to sign in; the library is not touched yet.

        `scope` fixes the audience; empty chooses by dialect. `tenant` is whose tokens are asked for; empty:
        that of whoever is signed in. A sign-in made in the `browser` comes first. `make` builds the chain.
        """
        self._fixed_scope = scope
        self._tenant = tenant
        self._browser = browser
        self._environ = environ
        self._make = make or default_azure_credential
        self._credential: Any = None
        self._other_scope = False
        self._how = ""
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
        """Return the clause for `check`, such as `sign-in with Entra ID (me@example.com, in the browser)`."""
        return f"sign-in with Entra ID{self._how}"

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
            if self._browser is not None and (token := self._browser.token(scope)):
                self._how = f" ({self._browser.username}, in the browser)"
                return token
            self._how = ""
            if self._credential is None:
                self._credential = self._make(self._environ)
            more = {"tenant_id": self._tenant} if self._tenant else {}
            return str(self._credential.get_token(scope, **more).token)
        except ImportError as error:
            raise CredentialsError(
                "Sign-in needs the package azure-identity; install it, or set AZURE_OPENAI_API_KEY.",
                details=str(error),
            ) from None
        except Exception as error:  # noqa: BLE001
            # The library's own errors are azure.core's ClientAuthenticationError, but its tools and parsers
            # let through OSError, ValueError and more; each means that there is no token.
            raise refused_sign_in(str(error)) from None


def default_azure_credential(environ: Mapping[str, str] = os.environ) -> Any:
    """Build the library's chain for a desktop; blocks for 0.2 s, so call it in a worker thread.

    Identities that exist only on servers are left out: probing for them costs seconds. But a person who
    set AZURE_TOKEN_CREDENTIALS has chosen, and constructor arguments would beat that choice.
    """
    from azure.identity import DefaultAzureCredential

    if environ.get("AZURE_TOKEN_CREDENTIALS", "").strip():
        return DefaultAzureCredential(additionally_allowed_tenants=["*"])
    return DefaultAzureCredential(
        exclude_workload_identity_credential=True,
        exclude_managed_identity_credential=True,
        additionally_allowed_tenants=["*"],  # the tenant is the person's own choice, in the settings
    )
