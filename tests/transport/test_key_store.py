"""Keys in a keyring: kept for one host, read when connecting, refused in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from keyring.backends import fail

from tests.file_keyring import FileKeyring
from voiceapp.errors import CredentialsError
from voiceapp.transport.credentials import Secret
from voiceapp.transport.key_store import KeyStore

HOST = "r.openai.azure.com"
KEY = Secret("canary-0123456789-secret")


def test_a_key_is_kept_for_its_host_and_no_other(tmp_path: Path) -> None:
    store = KeyStore(FileKeyring(tmp_path / "keys"))
    assert store.read(HOST) is None
    store.save(HOST, KEY)
    assert store.read(HOST) == KEY
    assert store.read("api.openai.com") is None
    assert store.name() == "file keyring"


def test_a_key_is_removed_once(tmp_path: Path) -> None:
    store = KeyStore(FileKeyring(tmp_path / "keys"))
    store.save(HOST, KEY)
    assert [store.remove(HOST), store.remove(HOST)] == [True, False]
    assert store.read(HOST) is None


def test_a_locked_keyring_is_told_without_the_key(tmp_path: Path) -> None:
    backend = FileKeyring(tmp_path / "keys")
    backend.locked = True
    store = KeyStore(backend)
    with pytest.raises(CredentialsError, match="cannot be kept: the keyring refuses") as told:
        store.save(HOST, KEY)
    assert KEY.reveal() not in told.value.sentence + told.value.details
    with pytest.raises(CredentialsError, match="cannot be read"):
        store.read(HOST)


def test_a_computer_without_a_keyring_is_told_what_to_do_instead() -> None:
    backend = fail.Keyring()  # type: ignore[no-untyped-call]
    with pytest.raises(CredentialsError, match=r"no keyring .* Set VOICEAPP_API_KEY"):
        KeyStore(backend).read(HOST)
