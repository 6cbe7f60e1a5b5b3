"""Keys in the keyring of the system: Keychain, Credential Locker, or the Secret Service of a Linux desktop.

One entry for each host, under the name of the program. A machine without a keyring (most servers, a bare
session) is a normal state, told in a sentence. Every call may block, for as long as a person takes to unlock
the keyring: call from a worker thread or from the command line, never on the loop.

`keyring` is imported on first use; finding its backend asks the desktop's bus.
"""

from __future__ import annotations

from typing import Any

from voiceapp.errors import CredentialsError
from voiceapp.redact import redact
from voiceapp.transport.credentials import Secret

ENTRY = "voiceapp"
"""The name the entries have in the system's own keyring program."""
_NO_KEYRING = (
    "This computer has no keyring that could hold a key. Set VOICEAPP_API_KEY in the environment instead."
)


class KeyStore:
    """The keyring; finds its backend when it is first asked."""

    def __init__(self, backend: Any = None) -> None:
        """`backend` is one of the library's; None: the one it finds best."""
        self._found = backend

    def name(self) -> str:
        """Return what the keyring calls itself. Raises CredentialsError where there is none."""
        backend = self._backend()
        return str(getattr(backend, "name", "")) or type(backend).__name__

    def read(self, host: str) -> Secret | None:
        """Return the key kept for a host; None for none. Raises CredentialsError."""
        value = self._do(f"The key for {host} cannot be read", "get_password", host)
        return Secret(value) if value else None

    def save(self, host: str, key: Secret) -> None:
        """Keep a key for a host, in the place of an older one. Raises CredentialsError."""
        self._do(f"The key for {host} cannot be kept", "set_password", host, key.reveal())

    def remove(self, host: str) -> bool:
        """Remove the key for a host; False if there was none. Raises CredentialsError."""
        if self.read(host) is None:
            return False
        self._do(f"The key for {host} cannot be removed", "delete_password", host)
        return True

    def _do(self, failure: str, method: str, *arguments: str) -> Any:
        backend = self._backend()
        try:
            return getattr(backend, method)(ENTRY, *arguments)
        except Exception as error:  # noqa: BLE001
            # The library's own errors are KeyringError, but its backends let through those of the bus, of
            # the system's frameworks, and a person's refusal; each means the same to us.
            raise CredentialsError(
                f"{failure}: the keyring refuses. Unlock it, or set VOICEAPP_API_KEY.",
                details=redact(f"{type(error).__name__}: {error}", arguments[1:]),
            ) from None

    def _backend(self) -> Any:
        try:
            import keyring
            from keyring.backends import fail, null

            if self._found is None:
                self._found = keyring.get_keyring()
        except Exception as error:  # noqa: BLE001  (a broken installation, a bus that does not answer)
            raise CredentialsError(_NO_KEYRING, details=f"{type(error).__name__}: {error}") from None
        if isinstance(self._found, (fail.Keyring, null.Keyring)):
            raise CredentialsError(_NO_KEYRING)
        return self._found
