"""Encryption of the file of kept conversations: SQLCipher, where the extra `encryption` is installed.

Whether a file is encrypted is seen from the file, so no setting can contradict it. The key is 256 random bits
that lie in the keyring; without it nobody reads the file again, which is what it is for.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from voiceapp.errors import StoreError

PLAIN_HEADER = b"SQLite format 3\0"
KEY_CHARS = 64
PIECE_BYTES = 1 << 20

KeyOf = Callable[[], str]
"""Finds the key; may block. Raises VoiceappError with a sentence where there is none."""


def no_key() -> str:
    """Stand for a key where nobody has one. Raises StoreError."""
    raise StoreError(
        "The file of kept conversations is encrypted and its key is not in the keyring, "
        "or it is no file of this program."
    )


def new_key() -> str:
    """Return a fresh key: 64 hexadecimal characters."""
    return secrets.token_hex(KEY_CHARS // 2)


def is_encrypted(path: Path) -> bool:
    """Say whether there is a file with something in it that is not plain. Raises OSError."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        header = file.read(len(PLAIN_HEADER))
    return len(header) == len(PLAIN_HEADER) and header != PLAIN_HEADER


def connect(path: Path, key: str, *, limit_s: float) -> sqlite3.Connection:
    """Return a connection to an encrypted file; it behaves as one of `sqlite3`, its own errors included.

    Raises StoreError where SQLCipher is missing or `key` is none.
    """
    connection = cast(sqlite3.Connection, _library().connect(path, timeout=limit_s, isolation_level=None))
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to standard error
    connection.execute(f'PRAGMA key = "{_literal(key)}"')
    return connection


def convert(path: Path, *, old_key: str, new_key: str) -> None:
    """Write the file anew with `new_key`; a key that is empty means: not encrypted.

    Nobody else may have the file open. The old one stays until the new one is whole; then it is overwritten,
    as far as the file system does that. Raises StoreError, and the file is as it was.
    """
    partial = path.with_name(f"{path.name}.part")
    partial.unlink(missing_ok=True)
    connection = cast(sqlite3.Connection, _library().connect(path, timeout=1.0, isolation_level=None))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        if old_key:
            connection.execute(f'PRAGMA key = "{_literal(old_key)}"')
        # Out of the write-ahead mode comes only who is alone.
        connection.execute("PRAGMA journal_mode = DELETE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        wanted = f'"{_literal(new_key)}"' if new_key else "''"
        connection.execute(f"ATTACH DATABASE ? AS target KEY {wanted}", (str(partial),))
        connection.execute("SELECT sqlcipher_export('target')")
        connection.execute(f"PRAGMA target.user_version = {version}")
        connection.execute("DETACH DATABASE target")
    except connection.Error as error:
        partial.unlink(missing_ok=True)
        raise StoreError(
            f"{path} stays as it is: it cannot be written anew. Close every window of voiceapp first.",
            details=repr(error),
        ) from error
    finally:
        connection.close()
    partial.chmod(0o600)
    old = path.with_name(f"{path.name}.old")
    path.replace(old)
    partial.replace(path)
    with old.open("r+b") as file:
        for _ in range(0, old.stat().st_size, PIECE_BYTES):
            file.write(bytes(PIECE_BYTES))
        file.flush()
        os.fsync(file.fileno())
    old.unlink()


def _literal(key: str) -> str:
    """Return the key as SQLCipher takes it: bits as they are, no derivation."""
    if len(key) != KEY_CHARS or set(key) - set("0123456789abcdef"):
        raise StoreError("The key of the kept conversations in the keyring is none of this program.")
    return f"x'{key}'"


def _library() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StoreError(
            "The kept conversations are to be encrypted, which needs the extra `encryption`: "
            "`pip install 'voiceapp[encryption]'`.",
            details=str(error),
        ) from error
    return dbapi2
