"""Keys of the windows: what the file says works and is shown everywhere, from the moment it is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.test_settings_app import Desk, in_file, written
from tests.ui_tools import settle
from voiceapp.dialogue.inputs import MuteChosen
from voiceapp.keys_app import KeysApp
from voiceapp.settings_file import load, settings_path
from voiceapp.ui import shortcuts

CTRL = Qt.KeyboardModifier.ControlModifier


class Person:
    """Whoever sits at a window with keys of their own."""

    def __init__(self, folder: Path, text: str = "") -> None:
        written(text)
        self.desk = Desk(folder, load(settings_path())[0])
        self.said: list[str] = []
        self.desk.window.show_sentence = self.said.append  # type: ignore[assignment, method-assign]
        self.app = KeysApp(self.desk.window, self.desk.app)

    def pressed(self, key: Qt.Key) -> int:
        """Press a key with Ctrl in the window and count how often the microphone was muted by it."""
        window = self.desk.window
        window.show()
        window.activateWindow()
        settle()
        before = self.mutes
        QTest.keyClick(window, key, CTRL)
        return self.mutes - before

    @property
    def mutes(self) -> int:
        return sum(isinstance(wish, MuteChosen) for wish in self.desk.bridge.posted)

    @property
    def tooltip(self) -> str:
        return self.desk.window.talk_area.mute.toolTip()


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    shortcuts.choose({})
    settings_path().unlink(missing_ok=True)


def test_a_key_of_the_file_works_from_the_start_and_its_old_one_no_more(tmp_path: Path) -> None:
    person = Person(tmp_path, '[keys]\nmute = "Ctrl+D"\n')
    assert (person.pressed(Qt.Key.Key_D), person.pressed(Qt.Key.Key_M)) == (1, 0)
    assert "Ctrl+D" in person.tooltip
    person.desk.close()


def test_a_key_is_changed_in_the_settings_and_works_at_once(tmp_path: Path) -> None:
    person = Person(tmp_path)
    made = person.desk.opened()
    made.keys.key_chosen.emit("mute", "Ctrl+D")
    assert in_file() == {"keys": {"mute": "Ctrl+D"}}
    assert (person.pressed(Qt.Key.Key_D), person.pressed(Qt.Key.Key_M)) == (1, 0)
    assert "Ctrl+D" in person.tooltip
    person.desk.window.show_keys()
    made.keys.key_chosen.emit("mute", None)
    assert in_file() == {}
    assert person.pressed(Qt.Key.Key_M) == 1
    assert "Ctrl+M" in person.tooltip
    person.desk.close()


def test_no_key_is_a_choice_too(tmp_path: Path) -> None:
    person = Person(tmp_path, '[keys]\nmute = ""\n')
    assert person.pressed(Qt.Key.Key_M) == 0
    assert "(" not in person.tooltip
    person.desk.close()


def test_a_key_that_cannot_be_used_is_said_and_the_usual_one_works(tmp_path: Path) -> None:
    person = Person(tmp_path, '[keys]\nmute = "Ctrl+N"\n')
    assert person.said == [
        "settings.toml, line 2: `mute`: Ctrl+N is the key of “New conversation”. "
        "Choose another, or change that one."
    ]
    assert person.pressed(Qt.Key.Key_M) == 1
    person.desk.close()


def test_what_cannot_be_saved_is_told_at_its_line(tmp_path: Path) -> None:
    person = Person(tmp_path)
    made = person.desk.opened()
    written("this is = = no TOML")
    made.keys.key_chosen.emit("mute", "Ctrl+D")
    assert "left as it is" in made.keys.lines["mute"].problem.text()
    person.desk.close()
