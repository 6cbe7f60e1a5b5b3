"""The guards of the test suite: a quiet log, no network, nothing of the person's own, no window left."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import re
import sys
from typing import Any

from voiceapp.garbage import collect_if_due

_HIDDEN_PREFIXES = ("AZURE_", "OPENAI_", "VOICEAPP_")
_HIDDEN = frozenset(
    {"ALL_PROXY", "DISPLAY", "FORCE_COLOR", "HTTPS_PROXY", "HTTP_PROXY", "NO_COLOR", "WAYLAND_DISPLAY"}
)
_SHOWN = frozenset({"VOICEAPP_FUZZ", "VOICEAPP_SEEDS"})
"""What is meant for the tests themselves."""
_FOLDERS = (
    "VOICEAPP_CONFIG_DIR",
    "VOICEAPP_DATA_DIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
)


def hide_the_person(folder: str) -> None:
    """Take keys, screens and settings out of this process's environment; folders go below `folder`."""
    for name in list(os.environ):
        if name not in _SHOWN and (name.startswith(_HIDDEN_PREFIXES) or name.upper() in _HIDDEN):
            del os.environ[name]
    for name in _FOLDERS:
        path = os.path.join(folder, name.lower())
        os.mkdir(path, mode=0o700)
        os.environ[name] = path
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


class NetworkForbidden(RuntimeError):
    """A test tried to leave this machine."""


class NetworkGuard:
    """Refuses every address beyond loopback, and remembers the attempt.

    `hook` is an audit hook: it sees the sockets of Python on every thread and cannot be removed, so there is
    one per process. What a child process or a C library does is not seen.
    """

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        """Take an audit event; runs on whichever thread opens a socket."""
        if event in {"socket.connect", "socket.sendto", "socket.bind"}:
            address = args[1]
            host = address[0] if isinstance(address, tuple) else None
        elif event == "socket.getaddrinfo":
            host = args[0]
        else:
            return
        if host is not None and not is_loopback(host):
            self.attempts.append(f"{event} {host!r}")
            raise NetworkForbidden(f"tests stay on this machine: {event} {host!r}")

    def take_attempts(self) -> list[str]:
        """Return the attempts so far and forget them."""
        attempts, self.attempts = self.attempts, []
        return attempts


NETWORK_GUARD = NetworkGuard()
"""The one that is on duty in this process; installed by `conftest.py`."""


def is_loopback(host: str | bytes) -> bool:
    """Say whether `host` cannot leave this machine; the empty name means every address, so it does."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


class LogGuard(logging.Handler):
    """Collects what is logged at WARNING or above while a test runs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's message; runs on whichever thread logs."""
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


def close_windows() -> None:
    """Close and forget what windows a test has left; each would cost all later tests a little."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    program = widgets.QApplication.instance() if widgets is not None else None
    if widgets is None or not isinstance(program, widgets.QApplication):
        return
    left = program.topLevelWidgets()
    for widget in left:
        widget.close()
        widget.deleteLater()
    if left:
        core = sys.modules["PySide6.QtCore"]
        program.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
        program.processEvents()


def collect_garbage() -> None:
    """Collect where the application has taken that over (`voiceapp/garbage.py`); few tests run Qt's loop."""
    if not gc.isenabled():
        collect_if_due()


def judge_logs(messages: list[str], patterns: list[str]) -> list[str]:
    """Return a sentence for each message without a pattern and each pattern without a message."""
    surprises = [
        f"unexpected log record: {message}"
        for message in messages
        if not any(re.search(pattern, message) for pattern in patterns)
    ]
    absent = [
        f"no log record matches {pattern!r}"
        for pattern in patterns
        if not any(re.search(pattern, message) for message in messages)
    ]
    return surprises + absent
