"""Every key of the window in one table; the list a person sees and the keys that work are the same data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the table."""

    name: str
    """What the program calls it."""
    keys: str
    """As `QKeySequence` reads it."""
    does: str
    """What a person is told, in English; looked up when shown."""
    installed: bool = True
    """False: a widget handles it itself (holding, typing), so no `QShortcut` is made."""


KEYS: tuple[Key, ...] = (
    Key("talk", "Space", "Hold to talk", installed=False),
    Key("stop", "Esc", "Stop the answer; close what is open"),
    Key("mute", "Ctrl+M", "Mute or unmute the microphone"),
    Key("hands_free", "Ctrl+Shift+H", "Hands free or push to talk"),
    Key("new", "Ctrl+N", "New conversation"),
    Key("open", "Ctrl+O", "Open a recording"),
    Key("record", "Ctrl+R", "Record this conversation, or stop"),
    Key("retry", "F5", "Connect again"),
    Key("write", "Ctrl+L", "Go to the message box"),
    Key("send", "Return", "Send the message", installed=False),
    Key("newline", "Shift+Return", "New line in the message", installed=False),
    Key("recall", "Up", "Bring back the last message", installed=False),
    Key("find", "Ctrl+F", "Find in the transcript"),
    Key("find_older", "F3", "Next older place"),
    Key("find_newer", "Shift+F3", "Next newer place"),
    Key("latest", "Ctrl+End", "Jump to the latest row"),
    Key("copy", "Ctrl+C", "Copy the chosen rows", installed=False),
    Key("dark", "Ctrl+Shift+D", "Dark or light"),
    Key("inspector", "F12", "Inspector: events and latency"),
    Key("keys", "F1", "List of keys"),
    Key("settings", "Ctrl+,", "Settings"),
    Key("quit", "Ctrl+Q", "Quit"),
)


def key_named(name: str, table: tuple[Key, ...] = KEYS) -> Key:
    """Return the line called `name`; KeyError for an unknown one."""
    for key in table:
        if key.name == name:
            return key
    raise KeyError(name)


def hint(text: str, name: str) -> str:
    """Return `text` with the key behind it, for tooltips."""
    keys = QKeySequence(key_named(name).keys).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text} ({keys})"


def install(
    window: QWidget, actions: Mapping[str, Callable[[], None]], table: tuple[Key, ...] = KEYS
) -> dict[str, QShortcut]:
    """Make the keys of `table` call `actions` anywhere in `window`.

    Raises KeyError for a key without an action: a line in the list that does nothing is a lie.
    """
    shortcuts: dict[str, QShortcut] = {}
    for key in table:
        if not key.installed:
            continue
        shortcut = QShortcut(QKeySequence(key.keys), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(actions[key.name])
        shortcuts[key.name] = shortcut
    return shortcuts
