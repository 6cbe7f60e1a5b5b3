"""Which devices there are at this moment, although ours are open.

PortAudio looks at the hardware when it starts and never again, and it can start anew only while no stream is
open. So another process looks: a second `voiceapp devices`, which costs half a second of a core and nothing
of the sound.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import msgspec

from voiceapp.audio.device import DeviceInfo
from voiceapp.errors import SoundError
from voiceapp.own_program import own_program

LIMIT_S = 10.0
"""A driver that takes longer hangs."""
REPORT_BYTES_MAX = 1_000_000


def ask_another_process() -> tuple[int, bytes]:
    """Return the exit code and the report of a second program; it is ended when it takes too long."""
    try:
        done = subprocess.run(
            [*own_program(), "devices", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SoundError(
            "The devices cannot be listed now. Try again in a moment.", details=str(error)
        ) from error
    return done.returncode, done.stdout


def devices_now(ask: Callable[[], tuple[int, bytes]] = ask_another_process) -> tuple[DeviceInfo, ...]:
    """List what is plugged in now; blocks for half a second, so call it off the loop. Raises SoundError."""
    code, report = ask()
    try:
        if code == 0 and len(report) <= REPORT_BYTES_MAX:
            return msgspec.json.decode(report, type=tuple[DeviceInfo, ...])
    except ValueError:
        pass
    raise SoundError(
        "The devices cannot be listed now. Try again in a moment.",
        details=f"exit code {code}: {report[:200]!r}",
    )
