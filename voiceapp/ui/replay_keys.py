"""The keys of a window that shows a recording."""

from __future__ import annotations

from voiceapp.ui.shortcuts import Key, key_named, text_of

REPLAY_KEYS: tuple[Key, ...] = (
    Key("play", "Space", "Play or pause", installed=False),
    Key("previous", "Ctrl+Left", "Previous turn"),
    Key("next", "Ctrl+Right", "Next turn"),
    Key("back", "Alt+Left", "Five seconds back"),
    Key("on", "Alt+Right", "Five seconds on"),
    Key("slower", "Ctrl+Down", "Slower"),
    Key("faster", "Ctrl+Up", "Faster"),
    Key("from_row", "Return", "Play from the chosen row", installed=False),
    Key("copy", "Ctrl+C", "Copy the chosen rows", installed=False),
    Key("find", "Ctrl+F", "Find in the transcript"),
    Key("find_older", "F3", "Next older place"),
    Key("find_newer", "Shift+F3", "Next newer place"),
    Key("open", "Ctrl+O", "Open another recording"),
    Key("dark", "Ctrl+Shift+D", "Dark or light"),
    Key("inspector", "F12", "Inspector: events and latency"),
    Key("keys", "F1", "List of keys"),
    Key("escape", "Esc", "Close what is open"),
    Key("close", "Ctrl+W", "Close the recording"),
)


def hint(text: str, *names: str) -> str:
    """Return `text` with the keys behind it, for tooltips."""
    keys = [text_of(key_named(name, REPLAY_KEYS)) for name in names]
    return f"{text} ({', '.join(keys)})" if all(keys) else text
