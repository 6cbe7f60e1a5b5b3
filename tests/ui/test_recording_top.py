from __future__ import annotations

import pytest

from tests.ui_tools import controls, settle, shown, spoken_name
from voiceapp.ui.recording_top import RecordingTop


@pytest.fixture
def top() -> RecordingTop:
    made = RecordingTop("monday", "Azure · gpt-realtime · 11/21/26 12:49")
    shown(made, 900, 50)
    return made


def test_it_says_that_this_is_a_recording(top: RecordingTop) -> None:
    assert top.sign.word == "Recording"
    assert spoken_name(top.sign) == "This is a recording, not a live conversation"


def test_it_says_of_what(top: RecordingTop) -> None:
    assert top.title.text() == "monday"
    assert top.about.text() == "Azure · gpt-realtime · 11/21/26 12:49"


def test_a_title_without_room_is_cut_off_and_told_in_full(top: RecordingTop) -> None:
    long = RecordingTop("a very long name of a recording " * 5, "")
    shown(long, 400, 50)
    assert long.title.text().endswith("…")
    assert long.title.toolTip().startswith("a very long name")
    assert long.about.isHidden()


def test_the_menu_and_the_button_say_what_is_wanted(top: RecordingTop) -> None:
    wanted: list[str] = []
    top.wanted.connect(wanted.append)
    top.search.click()
    for action in top.menu_button.menu().actions():
        action.trigger()
    settle()
    assert wanted == ["find", "open", "find", "inspector", "dark", "keys", "close"]


def test_everything_has_a_name(top: RecordingTop) -> None:
    assert all(spoken_name(part) for part in controls(top))
