"""A keyring as the library wants one, in a file; for processes that are given it by their environment.

`PYTHON_KEYRING_BACKEND=tests.file_keyring.FileKeyring` and the path in `TEST_KEYRING_FILE`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Keeps passwords in a JSON file; `locked` refuses, as a person who closes the unlock dialog does."""

    priority: ClassVar[float] = 1
    name = "file keyring"

    def __init__(self, path: Path | None = None) -> None:
        """`path` is the file; None: named by the environment."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._path = path or Path(os.environ.get("TEST_KEYRING_FILE", os.devnull))
        self.locked = False

    def _read(self) -> dict[str, str]:
        if self.locked:
            raise KeyringLocked("the collection is locked")
        found: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return found

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._path.write_text(json.dumps({**self._read(), f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        found = self._read()
        if found.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError("no such password")
        self._path.write_text(json.dumps(found))
