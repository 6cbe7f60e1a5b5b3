"""The sign-in and the key of the settings window: asked for there, done here, told as sentences.

A door: each job runs in a thread of its own, because a person may take five minutes in the browser or at the
keyring's password. The threads are daemons, so the program ends without waiting for them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal

from voiceapp.errors import CredentialsError, VoiceappError
from voiceapp.transport.browser_sign_in import BrowserSignIn
from voiceapp.transport.credentials import KeyCredential, Secret
from voiceapp.transport.endpoint import Endpoint
from voiceapp.transport.entra import EntraCredential
from voiceapp.transport.key_store import KeyStore
from voiceapp.transport.resolve import Connection
from voiceapp.ui.settings_identity import Identity

NOBODY = "Nobody has signed in with the browser; the sign-in of `az login` and its relatives is used."


def identity_of(connection: Connection, browser: BrowserSignIn, keys: KeyStore) -> Identity:
    """Return who we are to the service, in sentences; blocks while the keyring is asked."""
    if connection.is_embedded:
        return Identity(sign_in="The embedded assistant needs neither a sign-in nor a key.")
    try:
        endpoint = connection.target()
    except VoiceappError as error:
        return Identity(outcome=error.sentence, failed=True)
    given = connection.key_for(endpoint)
    kept, where = _kept(endpoint, keys)
    first = f"The key from {given.origin} is used; it comes first. " if given is not None else ""
    sign_in, who = "", ""
    if endpoint.takes_sign_in:
        who = browser.who()
        sign_in = f"{who} is signed in with the browser." if who else NOBODY
        if given is not None or kept:
            sign_in += " While there is a key, that is used instead."
    return Identity(
        sign_in=sign_in,
        key=first + where,
        can_sign_in=endpoint.takes_sign_in and not who,
        can_sign_out=bool(who),
        can_keep=kept is not None and not kept,
        can_remove=bool(kept),
    )


def _kept(endpoint: Endpoint, keys: KeyStore) -> tuple[bool | None, str]:
    """Return whether the keyring holds a key (None: it can hold none), and a sentence about it."""
    if endpoint.provider == "local":
        return None, "Keys for servers on this computer are not kept: set VOICEAPP_API_KEY if it wants one."
    try:
        name = keys.name()
        if keys.read(endpoint.host) is not None:
            return True, f"The keyring ({name}) holds a key for {endpoint.host}."
        return False, f"The keyring ({name}) holds no key for {endpoint.host}."
    except CredentialsError as error:
        return None, error.sentence


class SigningIn(QObject):
    """Does what the person asks for, one thing at a time, each in a thread of its own.

    Signals:
        told(Identity): what is the case afterwards, and what came of it.
        changed(): there is another sign-in or key; a connection that was refused may come about now.
    """

    told = Signal(object)
    changed = Signal()
    _done = Signal(object, bool)

    def __init__(
        self,
        connection: Callable[[], Connection],
        browser: Callable[[], BrowserSignIn],
        keys: KeyStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`connection` and `browser` return those of the moment; they are asked in Qt's thread."""
        super().__init__(parent)
        self._connection = connection
        self._browser = browser
        self._keys = keys or KeyStore()
        self._busy = False
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        """Find out what is the case."""
        self._begin(lambda _connection, _browser: "", changes=False)

    def sign_in(self) -> None:
        """Open the browser and wait for the person."""

        def job(connection: Connection, browser: BrowserSignIn) -> str:
            scope = EntraCredential(scope=connection.entra_scope).scope(connection.target())
            browser.sign_in(scope)
            if browser.lasts:
                return ""
            return "The sign-in lasts until the program ends: this system has no place to keep it."

        self._begin(job)

    def sign_out(self) -> None:
        """Forget who signed in with the browser."""

        def job(_connection: Connection, browser: BrowserSignIn) -> str:
            browser.sign_out()
            return "The sign-in is forgotten. Sign-ins of `az login` and others stay as they are."

        self._begin(job)

    def keep(self, key: Secret) -> None:
        """Keep a key for the service in the keyring."""

        def job(connection: Connection, _browser: BrowserSignIn) -> str:
            KeyCredential(key, origin="the field")  # raises for what cannot be a key
            self._keys.save(connection.target().host, key)
            return "The key is kept."

        self._begin(job)

    def remove(self) -> None:
        """Remove the key of the service from the keyring."""

        def job(connection: Connection, _browser: BrowserSignIn) -> str:
            was_there = self._keys.remove(connection.target().host)
            return "The key is removed." if was_there else "There was no key to remove."

        self._begin(job)

    # -- inside ----------------------------------------------------------------------------------------

    def _begin(self, job: Callable[[Connection, BrowserSignIn], str], *, changes: bool = True) -> None:
        if self._busy:
            return
        self._busy = True
        connection, browser = self._connection(), self._browser()

        def work() -> None:
            outcome, failed = "", False
            try:
                outcome = job(connection, browser)
            except VoiceappError as error:
                outcome, failed = error.sentence, True
            found = identity_of(connection, browser, self._keys)
            if outcome:
                found = replace(found, outcome=outcome, failed=failed)
            self._done.emit(found, changes and not failed)

        threading.Thread(target=work, name="sign-in or key", daemon=True).start()

    def _on_done(self, found: Identity, has_changed: bool) -> None:
        self._busy = False
        self.told.emit(found)
        if has_changed:
            self.changed.emit()
