from __future__ import annotations

from tests.ui_tools import shown, spoken_description, spoken_name
from voiceapp.ui.settings_key_line import KeyLine
from voiceapp.ui.shortcuts import key_named


def test_a_key_that_cannot_be_changed_is_a_cap() -> None:
    line = KeyLine(key_named("talk"), changeable=False)
    shown(line, 500, 60)
    assert line.field is None
    assert line.cap is not None
    assert line.cap.text() == "Space"
    line.show_key("F9", own=True)
    assert not line.usual.isVisible()


def test_a_problem_is_seen_and_told() -> None:
    line = KeyLine(key_named("mute"), changeable=True)
    shown(line, 500, 80)
    line.show_problem("No.")
    assert line.problem.isVisible()
    assert (spoken_name(line), spoken_description(line)) == ("Mute or unmute the microphone", "No.")
    line.show_problem("")
    assert not line.problem.isVisible()


def test_the_focus_stays_at_the_line_when_its_way_back_goes() -> None:
    line = KeyLine(key_named("mute"), changeable=True)
    shown(line, 500, 80)
    line.show_key("Ctrl+D", own=True)
    line.usual.setFocus()
    line.show_key("Ctrl+M", own=False)
    assert line.field is not None
    assert line.field.field.hasFocus()
