"""`voiceapp key`: a key kept in the system's keyring, so that no environment has to hold it.

The key is typed where nothing shows it, or comes in through a pipe; it is never a word of the command line.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from voiceapp.cli.words import Commands, connection_of
from voiceapp.errors import CredentialsError, UsageError

if TYPE_CHECKING:
    from voiceapp.transport.credentials import Secret
    from voiceapp.transport.key_store import KeyStore

LINE_CHARACTERS_MAX = 4_096


def add(commands: Commands) -> None:
    """Add the command."""
    key = commands.add(
        "key",
        _key,
        connects=True,
        summary="keep the key of a service in the system's keyring, or remove it",
        description="Keep the key for the service that the flags, the environment and the settings name. It "
        "is asked for without being shown, or read from a pipe. A key in the environment comes before it.",
    )
    key.add_argument("action", choices=["set", "remove", "status"], help="what to do with the key")


def _key(words: argparse.Namespace) -> int:
    from voiceapp import settings_file
    from voiceapp.transport.key_store import KeyStore

    found, _ = settings_file.load(settings_file.settings_path())
    connection = connection_of(words, found)
    if connection.is_embedded:
        raise UsageError("The embedded assistant needs no key. Name a service with --endpoint or --openai.")
    endpoint = connection.target()
    if endpoint.provider == "local":
        raise UsageError(
            f"Keys for servers on this computer ({endpoint.host}) are not kept: set VOICEAPP_API_KEY."
        )
    store = KeyStore()
    match words.action:
        case "set":
            return _set(store, endpoint.host)
        case "remove":
            removed = store.remove(endpoint.host)
            what = "is removed from" if removed else "was not in"
            sys.stdout.write(f"The key for {endpoint.host} {what} the keyring ({store.name()}).\n")
        case _:
            kept = "holds a key" if store.read(endpoint.host) else "holds no key"
            sys.stdout.write(f"The keyring ({store.name()}) {kept} for {endpoint.host}.\n")
            if (key := connection.key_for(endpoint)) is not None:
                sys.stdout.write(f"In use is the key from {key.origin}, which comes first.\n")
    return 0


def _set(store: KeyStore, host: str) -> int:
    from voiceapp.transport.credentials import KeyCredential

    name = store.name()  # before a person types a key for nothing
    key = _asked_for(host)
    KeyCredential(key, origin="the input")  # raises for what cannot be a key
    store.save(host, key)
    sys.stdout.write(f"The key for {host} is kept in the keyring ({name}).\n")
    return 0


def _asked_for(host: str) -> Secret:
    from voiceapp.transport.credentials import Secret

    if sys.stdin is None:
        raise CredentialsError("There is no input to read the key from.")
    if sys.stdin.isatty():
        return Secret(getpass.getpass(f"Key for {host} (not shown): ").strip())
    return Secret(sys.stdin.readline(LINE_CHARACTERS_MAX).strip())
