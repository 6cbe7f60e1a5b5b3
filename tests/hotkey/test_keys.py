"""What a key is called, in each of the four languages it is known in."""

from __future__ import annotations

import pytest

from voiceapp.errors import HotkeyError
from voiceapp.hotkey.keys import Modifier, hotkey


@pytest.mark.parametrize(
    ("text", "name", "modifiers", "keysym"),
    [
        ("F9", "F9", set(), 0xFFC6),
        ("F20", "F20", set(), 0xFFD1),
        ("Ctrl+Alt+Space", "Space", {Modifier.CTRL, Modifier.ALT}, 0x20),
        ("control + super + enter", "Return", {Modifier.CTRL, Modifier.META}, 0xFF0D),
        ("Ctrl++", "+", {Modifier.CTRL}, 0x2B),
        ("Meta+k", "K", {Modifier.META}, 0x6B),
        ("RightCtrl", "RightCtrl", set(), 0xFFE4),
        ("Shift+Pause", "Pause", {Modifier.SHIFT}, 0xFF13),
    ],
)
def test_a_key_is_read_as_people_write_it(
    text: str, name: str, modifiers: set[Modifier], keysym: int
) -> None:
    found = hotkey(text)
    assert (found.name, set(found.modifiers), found.spelling.keysym) == (name, modifiers, keysym)


def test_a_key_is_written_in_one_way() -> None:
    assert str(hotkey("alt + ctrl + space")) == "Ctrl+Alt+Space"


def test_a_thumb_button_is_a_button_and_no_key() -> None:
    found = hotkey("MouseBack").spelling
    assert (found.button, found.keysym, found.pynput) == (8, 0, "x1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hyper+F9", "“Hyper” is no modifier"),
        ("F99", "no key is called “F99”"),
        ("Ctrl+Alt", "no key is called “Alt”"),
        ("A", "Take it with Ctrl, Alt or Meta, for example Ctrl+Alt+A."),
        ("Shift+Space", "Space alone would be missing"),
        ("Esc", "Esc alone would be missing"),
    ],
)
def test_what_cannot_be_a_hotkey_is_a_sentence(text: str, words: str) -> None:
    with pytest.raises(HotkeyError) as raised:
        hotkey(text)
    assert words in raised.value.sentence
