"""Which way of watching keys this desktop has."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from voiceapp.errors import HotkeyError
from voiceapp.hotkey.watch import KeyWatch

INSTEAD = "You can bind the command `voiceapp ptt toggle` to a key in the desktop's own keyboard settings."


class Way(Enum):
    """How keys of other programs' time can be watched."""

    PORTAL = "portal"
    X11 = "x11"
    PYNPUT = "pynput"
    NONE = "none"


def way_of(platform: str, environ: Mapping[str, str]) -> Way:
    """Return the way; `platform` is `sys.platform`.

    On Wayland X11's grabs exist (Xwayland) but see the keys of X11 programs only, so the portal comes first.
    """
    if platform in {"win32", "darwin"}:
        return Way.PYNPUT
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        return Way.PORTAL
    return Way.X11 if environ.get("DISPLAY") else Way.NONE


def watch_of(way: Way) -> KeyWatch:
    """Return a watch; what it needs is imported here. Raises HotkeyError with what can be done instead."""
    match way:
        case Way.X11:
            from voiceapp.hotkey.x11 import X11Keys

            return X11Keys()
        case Way.PORTAL:
            from voiceapp.hotkey.portal import PortalKeys

            return PortalKeys()
        case Way.PYNPUT:
            from voiceapp.hotkey.pynput_keys import PynputKeys

            return PynputKeys()
        case Way.NONE:
            raise HotkeyError(f"There is no desktop here that could watch a key. {INSTEAD}")
