"""Keys of the windows that a person has chosen: which of them can be used, and why the others cannot."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from voiceapp.ui.replay_keys import REPLAY_KEYS
from voiceapp.ui.shortcuts import KEYS, Key

CHANGEABLE: Mapping[str, Key] = {key.name: key for key in KEYS if key.installed}
"""By name; the others are what a key is everywhere (Return, Ctrl+C) or are held down."""

_STRONG = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_ALONE = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Pause, Qt.Key.Key_ScrollLock})
"""Beside F1 to F35: nobody types these, and no list or field needs them."""


def weighed(chosen: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return which of the chosen keys can be used, and what is wrong with each of the others, as a sentence.

    Both by name; an empty key is none, which is always possible. Two that are the same contradict each other
    in every window: what is chosen gives way to what is not, and what is chosen later to what came before.
    """
    problems = {name: problem for name, keys in chosen.items() if (problem := _problem(name, keys))}
    usable = {name: keys for name, keys in chosen.items() if name not in problems}
    while (found := _contradiction(usable)) is not None:  # whose usual key comes back may be in the way too
        name, other = found
        taken = usable.pop(name)
        problems[name] = f"{taken} is the key of “{other.does}”. Choose another, or change that one."
    return usable, problems


def _contradiction(usable: Mapping[str, str]) -> tuple[str, Key] | None:
    """Return a chosen key that is another's as well, and the other; the last one there is."""
    for name in reversed(list(usable)):
        other = _same(name, usable)
        if other is not None:
            return name, other
    return None


def _problem(name: str, keys: str) -> str:
    if name not in CHANGEABLE:
        if any(key.name == name for key in KEYS):
            return f"The key `{name}` cannot be changed."
        close = difflib.get_close_matches(name, CHANGEABLE, n=1)
        return f"There is no key `{name[:40]}`." + (f" Did you mean `{close[0]}`?" if close else "")
    if not keys:
        return ""
    sequence = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)
    pressed = sequence[0] if sequence.count() == 1 else None  # type: ignore[index]  # not in Qt's own types
    if pressed is None or pressed.key() in (Qt.Key.Key_unknown, Qt.Key(0)):
        return 'That is no key for a window. One is written like "Ctrl+D" or "F9".'
    key, modifiers = pressed.key(), pressed.keyboardModifiers()
    is_function = Qt.Key.Key_F1.value <= key.value <= Qt.Key.Key_F35.value
    if not modifiers & _STRONG and not is_function and key not in _ALONE:
        return "That key is needed to type or to move about. Hold Ctrl or Alt with it."
    return ""


def _same(name: str, usable: Mapping[str, str]) -> Key | None:
    """Return another key that would be the same one in some window."""
    wanted = QKeySequence(usable[name])
    if wanted.isEmpty():
        return None
    for table in (KEYS, REPLAY_KEYS):
        if table is REPLAY_KEYS and not any(key.name == name for key in table):
            continue
        for key in table:
            if key.name != name and QKeySequence(usable.get(key.name, key.keys)) == wanted:
                return key
    return None
