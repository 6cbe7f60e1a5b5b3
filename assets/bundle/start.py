"""Where the bundled program begins (`make bundle`): what is different there is put right, then `voiceapp`.

* Programs we start (a voice, `az`, the browser) must find the system's libraries and Qt's plugins, not ours:
  the bundle's start has set variables that they would inherit. Our own loader has read them already.
* PortAudio lies beside us, where the search for it does not look on a computer that has none of its own.
"""

from __future__ import annotations

import ctypes.util
import os
import sys
from pathlib import Path

from voiceapp.cli import main

OURS = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""What PyInstaller sets; it keeps the first one's former value under the same name with `_ORIG`."""

_find_library = ctypes.util.find_library


def find_library(name: str) -> str | None:
    """Find a library as Python does, and PortAudio in the bundle where the system has none."""
    found = _find_library(name)
    beside_us = Path(getattr(sys, "_MEIPASS", "")) / f"lib{name}.so.2"
    return str(beside_us) if found is None and name == "portaudio" and beside_us.is_file() else found


def restore_environment() -> None:
    """Give the programs we start the environment that we were started in."""
    for name in OURS:
        os.environ.pop(name, None)
        former = os.environ.pop(f"{name}_ORIG", None)
        if former is not None:
            os.environ[name] = former


if __name__ == "__main__":
    ctypes.util.find_library = find_library
    restore_environment()
    sys.exit(main())
