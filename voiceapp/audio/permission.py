"""Whether the system, and not the device, refuses sound; and what a person can do about it.

Each system says no in its own way. ALSA's devices are files under /dev/snd: without the right to read them
PortAudio does not even list them. Windows answers an opening with "access denied" (0x80070005 in WASAPI).
macOS asks the person once; after a no it answers with an error of its own or, to some programs, with silence.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voiceapp.audio.device_list import Direction

SOUND_FILES = Path("/dev/snd")
_DENIED_CODES = {-errno.EACCES, -errno.EPERM, -2147024891, 0x80070005}
"""Of the host API: ALSA's are negative `errno`s, those of Windows E_ACCESSDENIED, signed or not."""
_DENIED_WORDS = re.compile(
    r"permission denied|access (is )?denied|not permitted|not authori[sz]ed", re.IGNORECASE
)


def is_denial(error: Exception) -> bool:
    """Whether an error of sounddevice's says that the system does not allow it.

    Its `args` are a text, a `PaErrorCode` and, for an error of the host API, (API, its code, its text).
    """
    host: Any = error.args[2] if len(error.args) > 2 else ()
    code = host[1] if len(host) > 1 else 0
    return code in _DENIED_CODES or _DENIED_WORDS.search(f"{error.args} {host}") is not None


def are_files_closed(
    direction: Direction,
    folder: Path = SOUND_FILES,
    may_open: Callable[[Path, int], bool] = os.access,
) -> bool:
    """Whether this machine has ALSA devices of that direction and none may be opened."""
    kind = "c" if direction is Direction.MICROPHONE else "p"
    files = list(folder.glob(f"pcm*D*{kind}"))
    return bool(files) and not any(may_open(file, os.R_OK | os.W_OK) for file in files)


def denial(direction: Direction, platform: str = sys.platform) -> str:
    """Return the sentence for it, with the system's own cure."""
    what = f"The system does not allow voiceapp to use the {direction.value}."
    if platform == "darwin":
        return f"{what} Allow it in System Settings, Privacy & Security, Microphone; then start again."
    if platform == "win32":
        return f"{what} Allow desktop apps to use it in Settings, Privacy & security, Microphone."
    return (
        f"{what} Permission was denied on {SOUND_FILES}: add yourself to the group “audio” and log in again, "
        "or start a sound server (PipeWire, PulseAudio)."
    )
