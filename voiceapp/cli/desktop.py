"""`voiceapp desktop-entry`: the program in the desktop's menu."""

from __future__ import annotations

import argparse
import sys

from voiceapp.cli.words import Commands
from voiceapp.errors import VoiceappError


def add(commands: Commands) -> None:
    """Add the commands."""
    entry = commands.group(
        "desktop-entry",
        summary="put voiceapp into the desktop's menu, or take it out",
        description="Entry, icon and metadata of this installation, for this person (Linux). pipx and uv do "
        "not install them; without the entry, Wayland desktops give no talk key for every program.",
    )
    entry.add(
        "install",
        _install,
        summary="put this installation into the menu",
        description="Write the entry, its icons and its metadata below XDG_DATA_HOME.",
    )
    entry.add(
        "remove",
        _remove,
        summary="take it out of the menu",
        description="Remove what `install` has written.",
    )


def _install(_words: argparse.Namespace) -> int:
    from voiceapp.desktop_entry import data_home, install, this_program

    if sys.platform in {"win32", "darwin"}:
        raise VoiceappError("Desktop entries are for Linux and the like; this system has none.")
    written = install(data_home(), this_program())
    sys.stdout.write("voiceapp is in the desktop's menu. `voiceapp desktop-entry remove` takes it out.\n")
    sys.stdout.write("".join(f"  {path}\n" for path in written))
    return 0


def _remove(_words: argparse.Namespace) -> int:
    from voiceapp.desktop_entry import data_home, remove

    removed = remove(data_home())
    sys.stdout.write("voiceapp is out of the menu.\n" if removed else "There was no entry to remove.\n")
    sys.stdout.write("".join(f"  {path}\n" for path in removed))
    return 0
