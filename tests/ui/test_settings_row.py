from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout

from tests.ui_tools import shown, spoken_description
from voiceapp.settings import allowed, problem_with
from voiceapp.ui.settings_entry import Entry
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_slider import SettingSlider
from voiceapp.ui.settings_table import entries

BY_NAME = {entry.name: entry for entry in entries()}


def row(name: str, width: int = 640) -> tuple[SettingRow, list[tuple[str, object]]]:
    made = SettingRow(BY_NAME[name], allowed(name), problem_with)
    chosen: list[tuple[str, object]] = []
    made.chosen.connect(lambda name, value: chosen.append((name, value)))
    shown(made, width, 90)
    return made, chosen


def test_a_value_that_may_be_there_is_chosen() -> None:
    made, chosen = row("vad_prefix_ms")
    made.show_value(300)
    made.control.setFocus()
    made.control.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(made.control, "700")
    QTest.keyClick(made.control, Qt.Key.Key_Return)
    assert chosen == [("vad_prefix_ms", 700)]


def test_a_value_that_may_not_be_there_is_told_as_typed_and_goes_nowhere() -> None:
    made, chosen = row("vad_prefix_ms")
    made.show_value(300)
    made.control.setFocus()
    made.control.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(made.control, "7000")
    assert made.problem.text() == "`vad_prefix_ms` must be a whole number from 0 to 2000."
    assert spoken_description(made.control).startswith(made.problem.text())
    QTest.keyClick(made.control, Qt.Key.Key_Return)
    assert chosen == []
    QTest.keyClick(made.control, Qt.Key.Key_Backspace)
    assert made.problem.isHidden()


def test_what_looks_like_a_key_is_refused_without_being_quoted() -> None:
    made, chosen = row("deployment")
    canary = "sk-canary0123456789abcdef"
    made.control.setFocus()
    QTest.keyClicks(made.control, canary)
    QTest.keyClick(made.control, Qt.Key.Key_Return)
    assert "looks like a key" in made.problem.text()
    assert canary not in made.problem.text()
    assert chosen == []


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry.name)
def test_every_row_has_a_control_with_a_name_for_screen_readers(entry: Entry) -> None:
    made = SettingRow(entry, allowed(entry.name), problem_with)
    # Qt names a list by what is chosen in it; what it is for, its label says.
    assert made.control.accessibleName() == entry.label
    assert made.label.buddy() is made.control
    if entry.help:
        assert entry.help in spoken_description(made.control) or made.control.focusProxy() is not None


def test_what_is_stronger_is_said_and_heard() -> None:
    made, _ = row("voice")
    made.show_origin("In force is “ash” from VOICEAPP_VOICE, which comes before this.")
    assert not made.origin.isHidden()
    assert "VOICEAPP_VOICE" in spoken_description(made.control)
    made.show_origin("")
    assert made.origin.isHidden()


def test_what_is_followed_later_says_so() -> None:
    made, _ = row("noise_suppression")
    assert made.help.text().endswith("From the next start on.")


@pytest.mark.parametrize("query", ["silence", "VAD_SILENCE", "silent answers", ""])
def test_it_is_found_by_its_label_its_help_and_its_name_in_the_file(query: str) -> None:
    made, _ = row("vad_silence_ms")
    assert made.answers(query)
    assert not made.answers("microphone")


def test_a_choice_is_found_by_what_can_be_chosen() -> None:
    made, _ = row("appearance")
    assert made.answers("dark")


def test_in_a_narrow_window_the_control_is_below_its_name() -> None:
    wide, _ = row("voice", 640)
    narrow, _ = row("voice", 380)
    for made, direction in (
        (wide, QBoxLayout.Direction.LeftToRight),
        (narrow, QBoxLayout.Direction.TopToBottom),
    ):
        layout = made.layout()
        assert isinstance(layout, QBoxLayout)
        assert layout.direction() is direction


def test_a_stronger_value_is_told_with_where_it_comes_from() -> None:
    made, _ = row("voice")
    made.show_stronger(("ash", "VOICEAPP_VOICE"))
    assert made.origin.text() == "In force is “ash” from VOICEAPP_VOICE, which comes before this."
    made.show_stronger(None)
    assert made.origin.isHidden()


def test_a_slider_is_told_what_its_ends_mean_and_takes_the_room() -> None:
    made, chosen = row("vad_silence_ms")
    slider = made.control
    assert isinstance(slider, SettingSlider)
    assert slider.text.endswith(" ms")
    assert made.unit.isHidden()
    made.show_value(500)
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    slider.clearFocus()
    assert chosen == [("vad_silence_ms", 550)]
