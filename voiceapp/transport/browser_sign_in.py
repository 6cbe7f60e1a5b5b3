"""A sign-in in the web browser, because a person asked for it, and what is remembered of it.

The library keeps tokens where the system keeps secrets (Keychain, DPAPI); on Linux it needs packages that a
virtual environment does not see, and then they live only as long as this process. Beside them lies the
*record* of who signed in (`sign-in.json`), which holds no secret and lets the next start be silent.

Everything here blocks, up to five minutes: call from a worker thread or from the command line.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voiceapp import log
from voiceapp.errors import CredentialsError
from voiceapp.redact import redact
from voiceapp.transport.sign_in_advice import refused_sign_in

RECORD = "sign-in.json"
RECORD_BYTES_MAX = 65_536
CACHE = "voiceapp"
PATIENCE_S = 300
"""How long a person may take in the browser; the library's own limit."""

logging.getLogger("azure.identity").setLevel(logging.ERROR)  # its warnings name tenants and accounts


class BrowserSignIn:
    """The one sign-in of this kind that a person has."""

    def __init__(
        self, folder: Path, *, tenant: str = "", client_id: str = "", more: Mapping[str, Any] | None = None
    ) -> None:
        """Keep the record in `folder`; nothing is opened.

        Without a `client_id` people sign in to an application of Azure's own for development, which some
        organisations forbid. `more` goes to the library (authority, trust).
        """
        self._record_path = folder / RECORD
        self._more = dict(more or {})
        if tenant:
            self._more["tenant_id"] = tenant
        if client_id:
            self._more["client_id"] = client_id
        self._credential: Any = None
        self._was_asked = False
        self.username = ""
        """Who is signed in; empty: nobody, as far as is known."""
        self.lasts = False
        """Whether the next start of the program will still know."""

    def sign_in(self, scope: str) -> str:
        """Open the browser, wait for the person, and return who they are. Raises CredentialsError."""
        try:
            record = self._authenticate(scope, lasts=_has_place_for_secrets())
        except Exception as error:  # noqa: BLE001  (see EntraCredential._fetch)
            raise refused_sign_in(str(error)) from None
        if self.lasts:
            self._keep(record.serialize())
        self.username = str(record.username)
        return self.username

    def who(self) -> str:
        """Return who is signed in, as far as is known without asking anybody; empty: nobody."""
        self._look_back()
        return self.username if self._credential is not None else ""

    def token(self, scope: str) -> str:
        """Return a token without asking anybody; empty where there is no such sign-in, or it has run out."""
        self._look_back()
        if self._credential is None:
            return ""
        try:
            return str(self._credential.get_token(scope).token)
        except Exception as error:  # noqa: BLE001  (see EntraCredential._fetch)
            log.wire.info("= the sign-in in the browser gives no token: %s", redact(str(error))[:200])
            return ""

    def sign_out(self) -> bool:
        """Forget who signed in; False where nobody was. Raises CredentialsError."""
        self.close()
        self.username = ""
        try:
            self._record_path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise CredentialsError(
                f"The record of the sign-in cannot be removed: {error.strerror}. Remove {self._record_path}."
            ) from None
        return True

    def close(self) -> None:
        """Close the library's HTTP connections."""
        credential, self._credential = self._credential, None
        if credential is not None:
            credential.close()

    def _look_back(self) -> None:
        if not self._was_asked:
            self._was_asked = True
            self._credential = self._remembered()

    def _authenticate(self, scope: str, *, lasts: bool) -> Any:
        """Let a new credential ask the person; returns the library's record of who they are."""
        from azure.identity import InteractiveBrowserCredential

        more = {"cache_persistence_options": _lasting()} if lasts else {}
        credential = InteractiveBrowserCredential(**self._more, timeout=PATIENCE_S, **more)
        try:
            record = credential.authenticate(scopes=[scope])
        except BaseException as error:
            credential.close()
            if lasts and isinstance(error.__cause__, ValueError):  # the place is there, but locked for us
                return self._authenticate(scope, lasts=False)
            raise
        self.close()
        self._credential, self._was_asked, self.lasts = credential, True, lasts
        return record

    def _remembered(self) -> Any:
        """Return the credential of a sign-in made before; None where there is none."""
        try:
            with self._record_path.open(encoding="utf-8") as file:
                text = file.read(RECORD_BYTES_MAX)
            from azure.identity import AuthenticationRecord, InteractiveBrowserCredential

            record = AuthenticationRecord.deserialize(text)
            self.username = str(record.username)
            return InteractiveBrowserCredential(
                **self._more,
                authentication_record=record,
                cache_persistence_options=_lasting(),
                disable_automatic_authentication=True,
            )
        except (OSError, ValueError, KeyError, ImportError):
            return None  # no record, or one that was edited: nobody has signed in

    def _keep(self, record: str) -> None:
        try:
            self._record_path.parent.mkdir(parents=True, exist_ok=True)
            self._record_path.write_text(record, encoding="utf-8")
            self._record_path.chmod(0o600)
        except OSError as error:
            self.lasts = False
            log.wire.warning("! the sign-in will be forgotten at the end: %s", error.strerror)


def _has_place_for_secrets() -> bool:
    """Say whether the library can keep tokens encrypted; on Linux it does so through PyGObject."""
    return sys.platform in {"win32", "darwin"} or importlib.util.find_spec("gi") is not None


def _lasting() -> Any:
    """Return the wish for tokens that outlive the process; never in the clear."""
    from azure.identity import TokenCachePersistenceOptions

    return TokenCachePersistenceOptions(name=CACHE)
