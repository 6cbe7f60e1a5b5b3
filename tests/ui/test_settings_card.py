from __future__ import annotations

from PySide6.QtWidgets import QLabel

from tests.ui_tools import shown
from voiceapp.settings import problem_with
from voiceapp.ui.settings_card import SettingsCard
from voiceapp.ui.settings_entry import Entry, Section

SECTION = Section(
    "Taking turns",
    (Entry("speed", "Speed", "How fast."), Entry("voice", "Voice", "Its name.")),
    panel="below",
)


def card() -> tuple[SettingsCard, QLabel]:
    below = QLabel("below")
    made = SettingsCard(SECTION, problem_with, {"below": below})
    shown(made)
    return made, below


def visible(made: SettingsCard) -> list[str]:
    return [row.entry.name for row in made.rows if not row.isHidden()]


def test_without_a_search_the_rows_are_shown_that_have_a_meaning_now() -> None:
    made, below = card()
    assert made.show_found("", lambda row: row.entry.name == "voice", has_panels=True) == 2
    assert (visible(made), below.isHidden()) == (["voice"], False)


def test_a_search_shows_what_answers_it_even_what_has_no_meaning_now() -> None:
    made, below = card()
    assert made.show_found("fast", lambda _row: False, has_panels=True) == 1
    assert (visible(made), below.isHidden()) == (["speed"], True)


def test_the_title_answers_for_everything_below_it() -> None:
    made, below = card()
    assert made.show_found("turns", lambda _row: False, has_panels=True) == 3
    assert (visible(made), below.isHidden()) == (["speed", "voice"], False)


def test_a_card_without_anything_to_show_is_hidden() -> None:
    made, _ = card()
    assert made.show_found("microphone", lambda _row: True, has_panels=True) == 0
    assert made.isHidden()
