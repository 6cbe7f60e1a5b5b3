"""Where the running program can be reached, and who may be the one: one instance per user.

The place is a folder of the person's own: `$XDG_RUNTIME_DIR/voiceapp`, else `voiceapp-UID` in the folder for
temporary files. In it lies a lock that the system takes back from a program that has died, so a socket left
behind is known to be dead without asking it, and two starts at the same moment cannot both win.

On Unix the address is a socket (mode 0600, in a folder of mode 0700, and the listener asks the system who
called). Windows has such sockets too, but Python does not: there it is a loopback port, whose number and a
random token stand in a file that only this person can read.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voiceapp.errors import ControlError

LOCK_NAME, SOCKET_NAME, PORT_NAME = "control.lock", "control.socket", "control.port"
WAITING_MAX = 16
PATH_BYTES_MAX = 100
"""A socket's path may have 104 (macOS) to 108 bytes."""


def control_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder; it need not exist."""
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if runtime:
        return Path(runtime) / "voiceapp"
    own = f"-{os.getuid()}" if sys.platform != "win32" else ""
    return Path(tempfile.gettempdir()) / f"voiceapp{own}"


@dataclass(slots=True)
class Claim:
    """The right to be *the* running program, and the socket where others find it. Close it in the end."""

    socket: socket.socket
    token: str
    """What a request must bring; empty where the system says who calls."""
    _folder: Path
    _lock: int

    def close(self) -> None:
        """Give the right back. Idempotent."""
        if self._lock < 0:
            return
        for name in (SOCKET_NAME, PORT_NAME):
            (self._folder / name).unlink(missing_ok=True)
        self.socket.close()
        os.close(self._lock)
        self._lock = -1


def claim(folder: Path) -> Claim | None:
    """Become the running program; None when another one is. Blocks for a few calls to the system.

    Raises ControlError with a sentence when the folder cannot be used.
    """
    try:
        _prepare(folder)
        lock = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            if not _locked(lock):
                os.close(lock)
                return None
            listening, token = _listen(folder)
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(lock)
            raise
    except OSError as error:
        raise ControlError(
            f"voiceapp cannot be controlled from a command line: {folder}: {error.strerror or error}."
        ) from None
    return Claim(listening, token, folder, lock)


def dial(folder: Path, limit_s: float) -> tuple[socket.socket, str]:
    """Return a connection to the running program, and its token. Raises OSError where there is none."""
    if sys.platform == "win32":
        port, _, token = (folder / PORT_NAME).read_text(encoding="ascii").partition(" ")
        return socket.create_connection(("127.0.0.1", int(port)), limit_s), token
    if not _is_own_folder(folder):
        raise PermissionError(f"{folder} is somebody else's")
    calling = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        calling.settimeout(limit_s)
        calling.connect(str(folder / SOCKET_NAME))
    except OSError:
        calling.close()
        raise
    return calling, ""


def is_own(calling: socket.socket) -> bool:
    """Say whether the caller is the same user, where the system tells (Linux); the folder guards the rest."""
    if sys.platform != "linux":
        return True
    _pid, uid, _gid = (
        int.from_bytes(part, sys.byteorder)
        for part in _thirds(calling.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    )
    return uid == os.getuid()


def _thirds(data: bytes) -> tuple[bytes, bytes, bytes]:
    return data[:4], data[4:8], data[8:12]


def _prepare(folder: Path) -> None:
    """Make the folder, or make sure that it is nobody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform == "win32":
        return
    if not _is_own_folder(folder):
        raise ControlError(f"voiceapp cannot be controlled from a command line: {folder} is not yours.")
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _is_own_folder(folder: Path) -> bool:
    """Say whether it is a folder, and this user's; others may write where temporary files lie."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _locked(lock: int) -> bool:
    """Take the lock, which the system takes back when we die; False when another program has it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _listen(folder: Path) -> tuple[socket.socket, str]:
    """Listen at the place, of which we hold the lock: whatever lies there is of a dead program."""
    if sys.platform == "win32":
        listening = socket.create_server(("127.0.0.1", 0), backlog=WAITING_MAX)
        token = secrets.token_hex(16)
        (folder / PORT_NAME).write_text(f"{listening.getsockname()[1]} {token}", encoding="ascii")
        return listening, token
    path = folder / SOCKET_NAME
    if len(os.fsencode(path)) > PATH_BYTES_MAX:
        raise ControlError(f"voiceapp cannot be controlled from a command line: {path} is too long a name.")
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(str(path))
        path.chmod(0o600)
        listening.listen(WAITING_MAX)
    except OSError:
        listening.close()
        raise
    return listening, ""
