from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui_tools import settle, shown
from voiceapp.settings import problem_with
from voiceapp.ui.first_run_step import FirstRunStep, section


def step_with(**panels: QPushButton) -> FirstRunStep:
    parts = section("What reaches the disk", "keep_conversations", "record", panel="panel")
    step = FirstRunStep((parts,), problem_with, panels)
    step.say("Your words", "A sentence about them.")
    return step


def test_a_section_tells_what_the_settings_window_tells() -> None:
    made = section("Devices", "microphone", "speaker", panel="meter")
    assert [entry.label for entry in made.entries] == ["Microphone", "Loudspeaker"]
    assert made.panel == "meter"
    with pytest.raises(KeyError):
        section("Devices", "no_such_setting")


def test_it_shows_what_it_is_about_and_its_rows() -> None:
    step = step_with(panel=QPushButton("panel"))
    step.show_rows(lambda row: row.entry.name == "record")
    shown(step, 500, 500)
    assert step.title.text() == "Your words"
    assert step.text.text() == "A sentence about them."
    assert not step.rows["keep_conversations"].isVisible()
    assert step.rows["record"].isVisible()


def test_a_card_whose_piece_has_no_meaning_now_loses_it() -> None:
    panel = QPushButton("panel")
    step = step_with(panel=panel)
    step.show_rows(lambda _row: True, hidden=(panel,))
    shown(step, 500, 500)
    assert not panel.isVisible()
    assert step.rows["record"].isVisible()


def test_the_keyboard_goes_through_it_from_above() -> None:
    panel = QPushButton("panel")
    step = step_with(panel=panel)
    rows = step.rows
    assert step.controls() == [rows["keep_conversations"].control, rows["record"].control, panel]


def test_what_does_not_fit_is_scrolled_to() -> None:
    step = step_with(panel=QPushButton("panel"))
    step.show_rows(lambda _row: True)
    shown(step, 240, 120)
    settle()
    assert step.verticalScrollBar().maximum() > 0
    label = step.findChildren(QLabel)[1]
    assert label.heightForWidth(label.width()) <= label.height() + 1
