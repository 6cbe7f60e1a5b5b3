"""Sign-in and key of the settings window: done in a thread, told in sentences, and nowhere a key."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import pytest
from keyring.backends import fail
from PySide6.QtCore import QCoreApplication

from tests.file_keyring import FileKeyring
from voiceapp.application import application
from voiceapp.errors import CredentialsError
from voiceapp.settings import Settings
from voiceapp.settings_file import settings_folder
from voiceapp.signing_in import SigningIn, identity_of
from voiceapp.transport.browser_sign_in import BrowserSignIn
from voiceapp.transport.credentials import Secret
from voiceapp.transport.key_store import KeyStore
from voiceapp.transport.resolve import Connection, Environment, Flags, resolve
from voiceapp.ui.settings_identity import Identity

HOST = "r.openai.azure.com"
CANARY = "canary-0123456789-secret"
LIMIT_S = 20.0


def connection(
    endpoint: str = f"https://{HOST}", environ: dict[str, str] | None = None, deployment: str = "d"
) -> Connection:
    return resolve(
        Flags(), Environment(environ or {}, {}), Settings(endpoint=endpoint, deployment=deployment)
    )


class Browser(BrowserSignIn):
    """A sign-in that comes about at once, or not at all; notes the thread it blocked."""

    def __init__(self, refusal: str = "") -> None:
        super().__init__(settings_folder())
        self._refusal = refusal
        self.scopes: list[str] = []
        self.threads: list[str] = []

    def who(self) -> str:
        return self.username

    def sign_in(self, scope: str) -> str:
        self.threads.append(threading.current_thread().name)
        self.scopes.append(scope)
        if self._refusal:
            raise CredentialsError(self._refusal)
        self.username = "ada@contoso.com"
        return self.username


class Desk:
    """What is asked for and what is told."""

    def __init__(
        self, keys: KeyStore, *, browser: Browser | None = None, asked: Connection | None = None
    ) -> None:
        application()
        self.browser = browser or Browser()
        self.told: list[Identity] = []
        self.changes = 0
        self.app = SigningIn(lambda: asked or connection(), lambda: self.browser, keys)
        self.app.told.connect(self.told.append)
        self.app.changed.connect(self._count)

    def _count(self) -> None:
        self.changes += 1

    def answer(self) -> Identity:
        """Wait for what is told next."""
        end = time.monotonic() + LIMIT_S
        while not self.told:
            assert time.monotonic() < end, "nothing was told"
            QCoreApplication.processEvents()
        return self.told.pop()


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(FileKeyring(tmp_path / "keys"))


def test_a_key_is_kept_and_removed_and_nobody_is_told_it(
    keys: KeyStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = Desk(keys)
    desk.app.keep(Secret(CANARY))
    kept = desk.answer()
    assert kept.outcome == "The key is kept."
    assert kept.key == f"The keyring (file keyring) holds a key for {HOST}."
    assert (kept.can_keep, kept.can_remove) == (False, True)
    assert keys.read(HOST) == Secret(CANARY)
    desk.app.remove()
    removed = desk.answer()
    assert removed.outcome == "The key is removed."
    assert (removed.can_keep, removed.can_remove) == (True, False)
    assert CANARY not in f"{kept}{removed}{caplog.text}"
    assert desk.changes == 2


def test_what_cannot_be_a_key_is_refused_without_being_quoted(keys: KeyStore) -> None:
    desk = Desk(keys)
    desk.app.keep(Secret(f"{CANARY} and more"))
    told = desk.answer()
    assert told.failed
    assert "strange character" in told.outcome
    assert CANARY not in str(told)
    assert (keys.read(HOST), desk.changes) == (None, 0)


def test_a_computer_without_a_keyring_is_told_what_to_do_instead() -> None:
    told = identity_of(connection(), Browser(), KeyStore(fail.Keyring()))  # type: ignore[no-untyped-call]
    assert told.key == (
        "This computer has no keyring that could hold a key. Set VOICEAPP_API_KEY in the environment instead."
    )
    assert not told.can_keep


def test_the_browser_is_waited_for_in_a_thread_of_its_own(keys: KeyStore) -> None:
    desk = Desk(keys)
    desk.app.sign_in()
    told = desk.answer()
    assert told.sign_in == "ada@contoso.com is signed in with the browser."
    assert told.outcome.startswith("The sign-in lasts until the program ends")
    assert (told.can_sign_in, told.can_sign_out, desk.changes) == (False, True, 1)
    assert desk.browser.threads == ["sign-in or key"]
    assert desk.browser.scopes == ["https://ai.azure.com/.default"]
    desk.app.sign_out()
    assert desk.answer().can_sign_in


def test_a_refused_sign_in_says_why_and_changes_nothing(keys: KeyStore) -> None:
    desk = Desk(keys, browser=Browser("Your organisation forbids it. Ask its administrator."))
    desk.app.sign_in()
    told = desk.answer()
    assert (told.outcome, told.failed) == ("Your organisation forbids it. Ask its administrator.", True)
    assert (told.can_sign_in, desk.changes) == (True, 0)


def test_looking_changes_nothing(keys: KeyStore) -> None:
    desk = Desk(keys)
    desk.app.look()
    assert desk.answer().outcome == ""
    assert desk.changes == 0


def test_a_key_of_the_environment_comes_first_and_is_named_by_its_variable(keys: KeyStore) -> None:
    told = identity_of(connection(environ={"AZURE_OPENAI_API_KEY": CANARY}), Browser(), keys)
    assert told.key.startswith("The key from AZURE_OPENAI_API_KEY is used; it comes first.")
    assert told.sign_in.endswith("While there is a key, that is used instead.")
    assert CANARY not in str(told)


def test_nobody_needs_to_be_anybody_for_the_embedded_assistant(keys: KeyStore) -> None:
    told = identity_of(connection("embedded"), Browser(), keys)
    assert told == Identity(sign_in="The embedded assistant needs neither a sign-in nor a key.")


def test_an_address_that_leads_nowhere_is_told(keys: KeyStore) -> None:
    told = identity_of(connection(deployment=""), Browser(), keys)
    assert told.failed
    assert "deployment" in told.outcome


def test_keys_for_servers_on_this_computer_are_not_kept(keys: KeyStore) -> None:
    told = identity_of(connection("ws://127.0.0.1:9/v1/realtime?model=m", deployment=""), Browser(), keys)
    assert "VOICEAPP_API_KEY" in told.key
    assert (told.can_keep, told.can_sign_in) == (False, False)
