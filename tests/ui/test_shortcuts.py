from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.keys_dialog import KeysDialog
from voiceapp.ui.shortcuts import KEYS, Key, choose, hint, install, key_named, text_of


def test_no_key_does_two_things() -> None:
    keys = [keys for key in KEYS for keys in (key.keys, key.also) if keys]
    assert len(keys) == len(set(keys))
    assert len({key.name for key in KEYS}) == len(KEYS)


def test_every_key_is_one_that_qt_knows() -> None:
    unknown = [
        key.name
        for key in KEYS
        if QKeySequence(key.keys).isEmpty() or "?" in QKeySequence(key.keys).toString()
    ]
    assert unknown == []


def test_space_is_never_a_shortcut() -> None:
    # A shortcut sees the press only, and would take Space from every field.
    assert not key_named("talk").installed


def test_a_key_calls_its_action() -> None:
    window = QWidget()
    done: list[str] = []
    install(
        window,
        {"a": lambda: done.append("a"), "b": lambda: done.append("b")},
        (Key("a", "Ctrl+A", ""), Key("b", "F9", "")),
    )
    shown(window)
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert done == ["b", "a"]


def test_a_key_without_an_action_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        install(QWidget(), {}, (Key("lost", "F9", "Nothing"),))


def test_an_unknown_name_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        key_named("nonsense")


def test_tooltips_name_the_key() -> None:
    assert hint("Stop", "stop") == "Stop (Esc)"


@pytest.fixture
def usual_keys() -> Iterator[None]:
    yield
    choose({})


@pytest.mark.usefixtures("usual_keys")
def test_a_chosen_key_works_and_is_named_at_once_in_every_window() -> None:
    window, other = QWidget(), KeysDialog()
    done: list[str] = []
    install(window, {"mute": lambda: done.append("mute")}, (key_named("mute"),))
    choose({"mute": "F8", "dark": ""})
    settle()
    assert hint("Mute", "mute") == "Mute (F8)"
    assert hint("Dark", "dark") == "Dark"
    assert text_of(key_named("new")) == "Ctrl+N"
    caps = {label.text() for label in other.findChildren(QLabel)}
    assert {"F8", "no key"} <= caps
    assert "Ctrl+M" not in caps
    shown(window)
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert done == []
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert done == ["mute"]
    choose({})
    settle()
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert done == ["mute", "mute"]


class Sized:
    """A window whose text becomes larger, and that can be muted."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.done: list[str] = []
        actions = {name: lambda name=name: self.done.append(name) for name in ("larger", "mute")}
        install(self.window, actions, (key_named("larger"), key_named("mute")))
        shown(self.window)

    def press(self, key: Qt.Key) -> list[str]:
        """Return what a key with Ctrl does."""
        settle()
        self.done.clear()
        QTest.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)
        return list(self.done)


@pytest.mark.usefixtures("usual_keys")
def test_the_plus_key_without_shift_makes_text_larger_too() -> None:
    sized = Sized()
    assert sized.press(Qt.Key.Key_Plus) == ["larger"]
    assert sized.press(Qt.Key.Key_Equal) == ["larger"]
    assert text_of(key_named("larger")) == "Ctrl++"


@pytest.mark.usefixtures("usual_keys")
def test_a_second_key_gives_way_to_what_was_chosen_and_comes_back() -> None:
    sized = Sized()
    choose({"mute": "Ctrl+="})
    assert sized.press(Qt.Key.Key_Equal) == ["mute"]
    assert sized.press(Qt.Key.Key_Plus) == ["larger"]
    choose({"larger": "F8"})
    assert sized.press(Qt.Key.Key_Equal) == ["larger"]
    choose({"larger": "Ctrl+="})
    assert sized.press(Qt.Key.Key_Equal) == ["larger"]
    assert sized.press(Qt.Key.Key_Plus) == []
    choose({"larger": ""})
    assert sized.press(Qt.Key.Key_Equal) == []
