"""The keys of a window that shows a recording."""

from __future__ import annotations

from voiceapp.ui import shortcuts
from voiceapp.ui.shortcuts import Key, key_named

REPLAY_KEYS: tuple[Key, ...] = (
    Key("play", "Space", "Play or pause", installed=False),
    Key("previous", "Ctrl+Left", "Previous turn"),
    Key("next", "Ctrl+Right", "Next turn"),
    Key("back", "Alt+Left", "Five seconds back"),
    Key("on", "Alt+Right", "Five seconds on"),
    Key("slower", "Ctrl+Down", "Slower"),
    Key("faster", "Ctrl+Up", "Faster"),
    Key("from_row", "Return", "Play from the chosen row", installed=False),
    *map(key_named, ("copy", "find", "find_older", "find_newer")),
    Key("open", "Ctrl+O", "Open another recording"),
    *map(key_named, ("dark", "inspector", "keys")),
    Key("escape", "Esc", "Close what is open"),
    Key("close", "Ctrl+W", "Close the recording"),
)


def hint(text: str, *names: str) -> str:
    """Return `text` with the keys behind it, for tooltips."""
    return shortcuts.hint(text, *names, table=REPLAY_KEYS)
