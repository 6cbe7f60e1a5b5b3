"""The program in the desktop's menu: entry, icons and metadata, for one person.

pipx and uv install programs, not desktop files. So the shipped ones (`assets/desktop`) are copied to where a
desktop looks for what this person has installed; the entry is given the absolute path of the installation
that runs, because a desktop need not have it in its PATH. The portal for hotkeys knows us by the same entry.

Sources: the Desktop Entry, Icon Theme and Base Directory specifications of freedesktop.org.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from voiceapp.app_id import APP_ID
from voiceapp.assets_path import asset
from voiceapp.errors import VoiceappError
from voiceapp.own_program import own_program

ENTRY = f"applications/{APP_ID}.desktop"
COPIES = {
    f"icons/hicolor/scalable/apps/{APP_ID}.svg": "icons/voiceapp.svg",
    f"icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg": f"desktop/{APP_ID}-symbolic.svg",
    f"metainfo/{APP_ID}.metainfo.xml": f"desktop/{APP_ID}.metainfo.xml",
}
"""What is copied as it is: where to, below the data home, and which asset."""
_PLAIN = re.compile(r"[A-Za-z0-9_@%+:,./-]+")
_PROGRAM = re.compile(r"^(Exec|TryExec)=voiceapp\b", re.MULTILINE)


def data_home(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of what this person has installed: XDG_DATA_HOME, if it is absolute."""
    home = Path(environ.get("XDG_DATA_HOME", ""))
    return home if home.is_absolute() else Path.home() / ".local" / "share"


def this_program() -> list[str]:
    """Return the words that start the installation that runs, for others: its script if it has one."""
    script = Path(sys.executable).with_name("voiceapp")  # not resolved: a link leads out of its environment
    return [str(script)] if script.is_file() else own_program()


def entry_of(program: Sequence[str]) -> str:
    """Return the entry for an installation that is started by these words."""
    lines = {"Exec": " ".join(map(_exec_word, program)), "TryExec": program[0].replace("\\", r"\\")}
    text = asset(f"desktop/{APP_ID}.desktop").read_text(encoding="utf-8")
    return _PROGRAM.sub(lambda found: f"{found[1]}={lines[found[1]]}", text)


def install(home: Path, program: Sequence[str]) -> list[Path]:
    """Write every file below `home`, in the place of older ones; return them. Raises VoiceappError."""
    texts = {ENTRY: entry_of(program)}
    texts |= {place: asset(name).read_text(encoding="utf-8") for place, name in COPIES.items()}
    try:
        for place, text in texts.items():
            path = home / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        _refresh_icons(home)
    except OSError as error:
        raise VoiceappError(
            f"The desktop entry cannot be written below {home}.", details=str(error)
        ) from error
    return [home / place for place in texts]


def remove(home: Path) -> list[Path]:
    """Remove what `install` has written; return what was there. Raises VoiceappError."""
    there = [path for place in (ENTRY, *COPIES) if (path := home / place).exists()]
    try:
        for path in there:
            path.unlink()
        if there:
            _refresh_icons(home)
    except OSError as error:
        raise VoiceappError(
            f"The desktop entry below {home} cannot be removed.", details=str(error)
        ) from error
    return there


def _exec_word(word: str) -> str:
    """Quote a word as the key Exec wants it, and then as every text of such a file."""
    word = word.replace("%", "%%")
    if _PLAIN.fullmatch(word):
        return word
    quoted = re.sub(r'(["`$\\])', r"\\\1", word)
    return f'"{quoted}"'.replace("\\", r"\\")


def _refresh_icons(home: Path) -> None:
    """Make a cache of the theme look old, as the Icon Theme specification asks of installers."""
    theme = home / "icons" / "hicolor"
    if theme.is_dir():
        os.utime(theme)
