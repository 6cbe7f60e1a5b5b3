"""What C libraries write on standard error about devices, kept off the terminal of the person.

PortAudio's ALSA code prints every failed attempt ("Expression … failed in …"), and ALSA every plugin it
cannot load, both with `fprintf(stderr)`, although the failure is reported properly as well. While such a call
runs, file descriptor 2 points to a file in memory; afterwards what these libraries wrote becomes `details` of
an error, and whatever anybody else wrote meanwhile is passed on. Noise from a device thread at a moment of
its own choosing (a device pulled out) cannot be kept away like this; ALSA's share of it is switched off.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_NOISE = (
    "Expression '",
    "ALSA lib ",
    "PaAlsaStreamComponent",
    "Cannot connect to server socket",
    "Cannot connect to server request channel",
    "connect(2) call to",
    "attempt to connect to server failed",
    "jack server is not running",
    "JackShmReadWritePtr",
    "Cannot lock down",
)
"""How the lines of PortAudio, ALSA and the JACK client library begin."""


def silence_alsa() -> bool:
    """Let ALSA print nothing of its own accord, such as "underrun occurred"; say whether it was there.

    Underruns are counted and shown by us. ALSA calls its error handler on the device's thread, also while
    Python is ending, so the handler must not be Python code: it is libc's `abs`, which looks at one register
    and has no effect. Once per process, after the library has been loaded; Linux only.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        alsa, libc = ctypes.CDLL("libasound.so.2"), ctypes.CDLL(None)
        alsa.snd_lib_error_set_handler(ctypes.cast(libc.abs, ctypes.c_void_p))
    except (OSError, AttributeError):
        return False
    return True


@contextmanager
def captured_noise() -> Iterator[list[str]]:
    """Catch standard error while the body runs; the list has the libraries' lines once it is over.

    Concerns the whole process: the body should be short, and two must not overlap. Where there is no standard
    error (a program without a console) nothing is done.
    """
    lines: list[str] = []
    if not sys.platform.startswith("linux"):
        yield lines
        return
    try:
        saved = os.dup(2)
    except OSError:
        yield lines
        return
    caught = os.memfd_create("stderr")
    os.dup2(caught, 2)
    try:
        yield lines
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.lseek(caught, 0, os.SEEK_SET)
        with os.fdopen(caught, "rb") as file:
            for line in file.read().decode(errors="replace").splitlines():
                if line.startswith(_NOISE):
                    lines.append(line)
                elif line:
                    os.write(2, f"{line}\n".encode())
