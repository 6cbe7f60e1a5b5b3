"""The program's log: who writes where, and what never gets in.

Three loggers with the prefixes `<` received, `>` sent, `=` state, `!` problem: `wire` (names of events, never
their content), `sound` (devices and streams), `state` (what the conversation does). Warnings go to stderr;
`-v` adds the names of wire events; only `--debug` writes a file. Words of the conversation and sound are
logged at no level.

A *formatter* covers secrets, not a filter: a filter sees a record before the traceback is text, and would
change it under the eyes of every other handler.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

import platformdirs

from voiceapp.redact import redact

root = logging.getLogger("voiceapp")
wire = logging.getLogger("voiceapp.wire")
sound = logging.getLogger("voiceapp.sound")
state = logging.getLogger("voiceapp.state")

FILE_BYTES_MAX = 2_000_000
FILES_KEPT = 3
_CHATTY = ("azure", "msal", "urllib3", "websockets", "asyncio")
"""Libraries whose debug output shows headers or bodies, or repeats what we say in a sentence."""


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, and covers whatever looks like a key or encoded sound."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line or lines."""
        return redact(super().format(record))


@dataclass(frozen=True, slots=True)
class LogSetUp:
    """What `set_up` has installed."""

    handlers: tuple[logging.Handler, ...]
    file: Path | None
    problem: str = ""
    """Why there is no log file although one was wanted, as a sentence."""

    def close(self) -> None:
        """Take the handlers off again and close them; idempotent."""
        for handler in self.handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()


def set_up(
    *,
    verbose: bool = False,
    debug: bool = False,
    environ: Mapping[str, str] = os.environ,
    stderr: TextIO | None = None,
) -> LogSetUp:
    """Install the handlers for the whole process; called once, by the roof.

    `verbose` shows the names of wire events on stderr. `debug` writes everything of ours to a file in the
    state folder (at most 2 MB, three old ones kept). A file that cannot be written is a `problem`, no error.
    """
    console = logging.StreamHandler(stderr or sys.stderr)
    console.setLevel(logging.WARNING)
    console.setFormatter(RedactingFormatter("voiceapp: %(message)s"))
    if verbose:
        console.setLevel(logging.DEBUG)
        console.addFilter(_warnings_and_wire)
    handlers: list[logging.Handler] = [console]
    file: Path | None = None
    problem = ""
    if debug:
        path = log_path(environ)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            to_file = RotatingFileHandler(
                path, maxBytes=FILE_BYTES_MAX, backupCount=FILES_KEPT, encoding="utf-8", errors="replace"
            )
        except OSError as error:
            problem = f"No log file: {path} cannot be written ({error.strerror or 'unknown reason'})."
        else:
            to_file.setFormatter(
                RedactingFormatter("%(asctime)s.%(msecs)03d %(name)s %(levelname)s %(message)s", "%H:%M:%S")
            )
            handlers.append(to_file)
            file = path
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    wire.setLevel(logging.DEBUG if debug or verbose else logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.ERROR if name in ("azure", "msal") else logging.WARNING)
    return LogSetUp(tuple(handlers), file, problem)


def state_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for logs; `VOICEAPP_DATA_DIR` moves it for tests and portable use."""
    moved = environ.get("VOICEAPP_DATA_DIR", "")
    return Path(moved) if moved else platformdirs.user_state_path("voiceapp", appauthor=False)


def log_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the log file; there is one only where somebody asked for it."""
    return state_folder(environ) / "voiceapp.log"


def _warnings_and_wire(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name == wire.name
