"""What a key is called: in the settings, by X11, by the portal and by pynput. Pure.

A key is spelt as Qt spells it in every language (`QKeySequence.PortableText`), so that what a person presses
in the window and what stands in `settings.toml` is the same: `F9`, `Ctrl+Alt+Space`, `Pause`. Names that Qt
does not have: `RightCtrl`, `RightAlt`, `RightShift`, and the thumb buttons `MouseBack` and `MouseForward`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from voiceapp.errors import HotkeyError


class Modifier(Enum):
    """A key that is held with another."""

    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    META = "Meta"
    """The key with the Windows sign; Command on a Mac is `CTRL` to Qt."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One key, as others call it."""

    keysym: int
    """X11: number of the symbol; 0 for a mouse button."""
    xkb: str
    """Name of the same symbol, which the portal wants; empty: it has none."""
    pynput: str
    """A name in `pynput.keyboard.Key` or `pynput.mouse.Button`, or a single character."""
    button: int = 0
    """X11: number of the mouse button; 0 for a key."""
    types: bool = False
    """Whether it is used for writing, so that nobody may take it from all programs without a modifier."""


@dataclass(frozen=True, slots=True)
class Hotkey:
    """A key with its modifiers."""

    name: str
    modifiers: frozenset[Modifier]
    spelling: Spelling

    def __str__(self) -> str:
        """Return the spelling of the settings file."""
        return "+".join([*(one.value for one in Modifier if one in self.modifiers), self.name])


_NAMED: dict[str, Spelling] = {
    "Space": Spelling(0x0020, "space", "space", types=True),
    "Tab": Spelling(0xFF09, "Tab", "tab", types=True),
    "Return": Spelling(0xFF0D, "Return", "enter", types=True),
    "Backspace": Spelling(0xFF08, "BackSpace", "backspace", types=True),
    "Esc": Spelling(0xFF1B, "Escape", "esc", types=True),
    "Ins": Spelling(0xFF63, "Insert", "insert"),
    "Del": Spelling(0xFFFF, "Delete", "delete", types=True),
    "Home": Spelling(0xFF50, "Home", "home", types=True),
    "End": Spelling(0xFF57, "End", "end", types=True),
    "PgUp": Spelling(0xFF55, "Prior", "page_up", types=True),
    "PgDown": Spelling(0xFF56, "Next", "page_down", types=True),
    "Left": Spelling(0xFF51, "Left", "left", types=True),
    "Up": Spelling(0xFF52, "Up", "up", types=True),
    "Right": Spelling(0xFF53, "Right", "right", types=True),
    "Down": Spelling(0xFF54, "Down", "down", types=True),
    "Pause": Spelling(0xFF13, "Pause", "pause"),
    "Print": Spelling(0xFF61, "Print", "print_screen"),
    "ScrollLock": Spelling(0xFF14, "Scroll_Lock", "scroll_lock"),
    "CapsLock": Spelling(0xFFE5, "Caps_Lock", "caps_lock"),
    "NumLock": Spelling(0xFF7F, "Num_Lock", "num_lock"),
    "Menu": Spelling(0xFF67, "Menu", "menu"),
    "RightCtrl": Spelling(0xFFE4, "Control_R", "ctrl_r"),
    "RightAlt": Spelling(0xFFEA, "Alt_R", "alt_r"),
    "RightShift": Spelling(0xFFE2, "Shift_R", "shift_r"),
    "MouseBack": Spelling(0, "", "x1", button=8),
    "MouseForward": Spelling(0, "", "x2", button=9),
    **{f"F{n}": Spelling(0xFFBE + n - 1, f"F{n}", f"f{n}") for n in range(1, 21)},
    **{
        letter: Spelling(ord(letter.lower()), letter.lower(), letter.lower(), types=True)
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    },
}
_PUNCTUATION = {
    "-": "minus", "=": "equal", "[": "bracketleft", "]": "bracketright", ";": "semicolon",
    "'": "apostrophe", "`": "grave", "\\": "backslash", ",": "comma", ".": "period", "/": "slash",
    "<": "less", "#": "numbersign", "+": "plus",
}  # fmt: skip
_NAMED |= {sign: Spelling(ord(sign), name, sign, types=True) for sign, name in _PUNCTUATION.items()}

_BY_LOWER = {name.lower(): name for name in _NAMED} | {
    "enter": "Return", "escape": "Esc", "insert": "Ins", "delete": "Del",
    "pageup": "PgUp", "pagedown": "PgDown",
}  # fmt: skip
_MODIFIERS = {one.value.lower(): one for one in Modifier} | {
    "control": Modifier.CTRL,
    "super": Modifier.META,
    "win": Modifier.META,
}


def hotkey(text: str) -> Hotkey:
    """Return the key that `text` names; raises HotkeyError with a sentence about what is wrong with it."""
    words = text.replace(" ", "")
    head, plus, last = words.rpartition("+")
    if not last and plus:  # "Ctrl++" is Ctrl with the plus key
        head, last = head.removesuffix("+"), "+"
    modifiers = set()
    for word in filter(None, head.split("+")):
        found = _MODIFIERS.get(word.lower())
        if found is None:
            raise HotkeyError(
                f"The hotkey cannot be used: “{word[:20]}” is no modifier (Ctrl, Alt, Shift, Meta)."
            )
        modifiers.add(found)
    name = _BY_LOWER.get(last.lower())
    if name is None:
        raise HotkeyError(
            f"The hotkey cannot be used: no key is called “{last[:20]}”. "
            "Examples: F9, Pause, Ctrl+Alt+Space, RightCtrl."
        )
    spelling = _NAMED[name]
    if spelling.types and not modifiers - {Modifier.SHIFT}:
        raise HotkeyError(
            f"The hotkey cannot be used: {name} alone would be missing in every other program. "
            f"Take it with Ctrl, Alt or Meta, for example Ctrl+Alt+{name}."
        )
    return Hotkey(name, frozenset(modifiers), spelling)
