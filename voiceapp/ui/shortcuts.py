"""Every key of the window in one table; the list a person sees and the keys that work are the same data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from voiceapp.ui.worded import say_again, worded


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
    also: str = ""
    """A second key for the same, which gives way to what a person has chosen; not in the list."""


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
    Key("again", "Ctrl+G", "Answer again"),
    Key("find", "Ctrl+F", "Find in the transcript"),
    Key("find_older", "F3", "Next older place"),
    Key("find_newer", "Shift+F3", "Next newer place"),
    Key("latest", "Ctrl+End", "Jump to the latest row"),
    Key("copy", "Ctrl+C", "Copy the chosen rows", installed=False),
    Key("dark", "Ctrl+Shift+D", "Dark or light"),
    Key("larger", "Ctrl++", "Larger text", also="Ctrl+="),  # the same key without Shift, on most keyboards
    Key("smaller", "Ctrl+-", "Smaller text"),
    Key("usual_size", "Ctrl+0", "Text as large as on the desktop"),
    Key("captions", "Ctrl+Shift+C", "Captions: what is said, in large letters"),
    Key("full_screen", "F11", "Captions on the whole screen"),
    Key("conversations", "Ctrl+B", "Kept conversations"),
    Key("mini", "Ctrl+Shift+M", "Mini window, above all others, and back"),
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


_chosen: dict[str, str] = {}
"""By name: the key a person has chosen instead, empty for none; one keyboard, so one for all windows."""


def choose(chosen: Mapping[str, str]) -> None:
    """Use these keys, by name, in the place of those of the tables; `chosen_keys.weighed` has looked at them.

    Every window follows at once, in what it does and in what it says. On the Qt thread.
    """
    if chosen == _chosen:
        return
    _chosen.clear()
    _chosen.update(chosen)
    say_again()


def sequence_of(key: Key) -> QKeySequence:
    """Return the key that does this now; an empty one for none."""
    return QKeySequence(_chosen.get(key.name, key.keys))


def text_of(key: Key) -> str:
    """Return the key that does this now, as it is written on this system's keyboards; empty for none."""
    return sequence_of(key).toString(QKeySequence.SequenceFormat.NativeText)


def sequences_of(key: Key) -> list[QKeySequence]:
    """Return every key that does this now: the one that is told, and its second where that is free.

    Whoever has chosen no key for it has none.
    """
    first, second = sequence_of(key), QKeySequence(key.also)
    if first.isEmpty():
        return []
    taken = {QKeySequence(keys).toString() for name, keys in _chosen.items() if name != key.name}
    return [first] if second.isEmpty() or second == first or second.toString() in taken else [first, second]


def hint(text: str, *names: str, table: tuple[Key, ...] = KEYS) -> str:
    """Return `text` with the keys of these lines of `table` behind it, for tooltips."""
    keys = [text_of(key_named(name, table)) for name in names]
    return f"{text} ({', '.join(keys)})" if all(keys) else text


def install(
    window: QWidget, actions: Mapping[str, Callable[[], None]], table: tuple[Key, ...] = KEYS
) -> dict[str, QShortcut]:
    """Make the keys of `table` call `actions` anywhere in `window`.

    They follow what is chosen later. Raises KeyError for a key without an action: a line in the list that
    does nothing is a lie.
    """
    shortcuts: dict[str, QShortcut] = {}
    for key in table:
        if not key.installed:
            continue
        shortcut = QShortcut(window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(actions[key.name])
        shortcuts[key.name] = shortcut

    def bind() -> None:
        for key in table:
            if key.installed:
                shortcuts[key.name].setKeys(sequences_of(key))

    worded(window, bind)
    return shortcuts
