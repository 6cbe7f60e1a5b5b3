"""Standard output and standard error, made fit for what we write."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO


def say(sentence: str) -> None:
    """Tell whoever started us something that went wrong."""
    sys.stderr.write(f"voiceapp: {sentence}\n")


@contextlib.contextmanager
def prepared_streams() -> Iterator[None]:
    """Make sure, while the body runs, that what we write arrives.

    A console that cannot show a character shows a question mark instead. And while PortAudio starts,
    `sounddevice` turns descriptor 2 of the whole process away to keep its noise off the terminal; our own
    lines go through a copy of it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    before = sys.stderr
    copy: TextIO | None = None
    with contextlib.suppress(AttributeError, OSError, ValueError):  # no console, or a test's
        if before.fileno() == 2:
            errors = "backslashreplace"
            copy = open(os.dup(2), "w", buffering=1, encoding=before.encoding, errors=errors)  # noqa: SIM115
            sys.stderr = copy
    try:
        yield
    finally:
        sys.stderr = before
        if copy is not None:
            copy.close()


def leave_quietly() -> None:
    """Keep Python from complaining, when it flushes at the end, of a pipe nobody reads."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
