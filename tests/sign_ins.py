"""A credential of the sign-in library, without a network."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

CANARY = "canary-0123456789-secret"


class Token:
    def __init__(self, token: str) -> None:
        self.token = token


class SignIn:
    """A credential of the library: a token for each scope, or an error; notes who asked on which thread."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.scopes: list[str] = []
        self.threads: list[int] = []
        self.is_closed = False

    def make(self, environ: Mapping[str, str]) -> Any:
        return self

    def get_token(self, scope: str) -> Token:
        self.scopes.append(scope)
        self.threads.append(threading.get_ident())
        if self.error is not None:
            raise self.error
        return Token(f"{CANARY}-{len(self.scopes)}")

    def close(self) -> None:
        self.is_closed = True
