"""Personas in the running program: what is chosen in any place is in the file, followed, and shown in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.test_settings_app import Desk, in_file, written
from tests.ui_tools import settle
from voiceapp.dialogue.inputs import SettingsChosen
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.persona_tables import remove_persona
from voiceapp.personas_app import PersonasApp
from voiceapp.settings_file import load, settings_path
from voiceapp.ui.settings_personas import PersonasPanel
from voiceapp.ui.settings_slider import SettingSlider
from voiceapp.ui.settings_window import SettingsWindow

TEXT = """\
# mine
voice = "marin"

# the teacher
[personas.tutor]
title = "Tutor"
voice = "sage"  # calm
hands_free = false

[personas.brief]
instructions = "One sentence."
"""


class Person:
    """Whoever sits at a window with personas."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.app = PersonasApp(desk.window, desk.app)
        self.menu = desk.window.top.menu.personas

    def settings(self) -> SettingsWindow:
        made = self.desk.opened()
        made.turn_to("personas")
        settle()
        return made

    def panel(self) -> PersonasPanel:
        return self.settings().personas

    @property
    def options(self) -> DialogueOptions:
        """What the conversation was set up with last."""
        wish = self.desk.chosen[-1]
        assert isinstance(wish, SettingsChosen)
        return wish.options

    @property
    def ticked(self) -> list[str]:
        return [action.text() for action in self.menu.actions() if action.isChecked()]


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    written(TEXT)
    desk = Desk(tmp_path, load(settings_path())[0])
    yield Person(desk)
    desk.close()
    settings_path().unlink(missing_ok=True)


def test_whom_one_talks_to_is_chosen_in_the_menu_saved_and_followed(person: Person) -> None:
    assert person.ticked == ["The assistant, as it is set"]
    person.menu.personas[0].trigger()
    assert settings_path().read_text() == TEXT.replace('"marin"\n', '"marin"\npersona = "tutor"\n')
    assert (person.options.persona, person.options.voice) == ("Tutor", "sage")
    assert not person.options.hands_free
    assert person.ticked == ["Tutor"]
    person.desk.bridge.snapshot_changed.emit(Snapshot(hands_free=False))
    person.menu.nobody.trigger()
    assert (person.options.persona, person.options.voice, person.options.hands_free) == ("", "marin", True)
    assert in_file()["persona"] == ""


def test_the_settings_name_it_too_and_say_what_the_general_ones_do_not_decide(person: Person) -> None:
    made = person.settings()
    made.pieces.setting_chosen.emit("persona", "tutor")
    whom = made.pieces.rows["persona"].control
    assert whom.currentText() == "Tutor"  # type: ignore[attr-defined]
    assert person.ticked == ["Tutor"]
    assert "“sage” from the persona “Tutor”" in made.pieces.rows["voice"].origin.text()
    assert made.personas.rows["voice"].origin.text() == ""


def test_a_slider_of_the_one_that_is_talked_to_is_followed_at_once(person: Person) -> None:
    person.menu.personas[1].trigger()
    panel = person.panel()
    slider = panel.rows["vad_silence_ms"].control
    assert isinstance(slider, SettingSlider)
    slider.settled.emit(1_200)
    assert person.options.vad_silence_ms == 1_200
    assert in_file()["personas"] == {
        "tutor": {"title": "Tutor", "voice": "sage", "hands_free": False},
        "brief": {"instructions": "One sentence.", "vad_silence_ms": 1_200},
    }
    panel.rows["vad_silence_ms"].clear.click()
    assert person.options.vad_silence_ms == 500


def test_one_that_is_not_talked_to_is_changed_without_a_word_to_the_conversation(person: Person) -> None:
    panel = person.panel()
    panel.list.names.setCurrentRow(1)
    panel.rows["confirm_ms"].control.settled.emit(0)  # type: ignore[attr-defined]
    assert load(settings_path())[0].personas[1].values["confirm_ms"] == 0
    assert person.desk.chosen == []


def test_one_is_added_renamed_copied_and_removed(person: Person) -> None:
    panel = person.panel()
    panel.list.menu.actions()[2].trigger()  # the first example
    assert [action.text() for action in person.menu.personas] == ["Tutor", "brief", "Language tutor"]
    assert panel.list.name == "language-tutor"
    panel.title.chosen.emit("title", "Teacher")
    assert person.menu.personas[2].text() == "Teacher"
    panel.list.copy.click()
    assert panel.list.name == "teacher-copy"
    assert load(settings_path())[0].personas[3].values == load(settings_path())[0].personas[2].values
    panel.list.remove.click()
    panel.list.yes.click()
    assert [one.name for one in load(settings_path())[0].personas] == ["tutor", "brief", "language-tutor"]
    assert settings_path().read_text().startswith(TEXT)


def test_whoever_is_removed_is_not_talked_to_any_more(person: Person) -> None:
    person.menu.personas[0].trigger()
    panel = person.panel()
    panel.list.remove.click()
    panel.list.yes.click()
    assert (person.options.persona, person.options.voice) == ("", "marin")
    assert person.ticked == ["The assistant, as it is set"]


def test_a_flag_names_the_first_and_the_window_the_next_even_the_one_of_the_file(person: Person) -> None:
    app = person.desk.app
    app._choices = replace(app.choices, persona="brief")
    made = person.settings()
    assert "“brief” from --persona" in made.pieces.rows["persona"].origin.text()
    made.pieces.setting_chosen.emit("speed", 1.1)
    assert person.options.persona == "brief"
    person.menu.nobody.trigger()
    assert person.options.persona == ""
    assert made.pieces.rows["persona"].origin.text() == ""


def test_a_variable_comes_before_every_persona_and_says_so_at_its_line(person: Person) -> None:
    person.desk.environ["VOICEAPP_VOICE"] = "ash"
    person.menu.personas[0].trigger()
    assert person.options.voice == "ash"
    assert "“ash” from VOICEAPP_VOICE" in person.panel().rows["voice"].origin.text()


def test_the_menu_leads_to_the_page(person: Person) -> None:
    person.menu.edit.trigger()
    made = person.desk.app.settings
    assert made is not None
    assert made.side.page == "personas"
    assert made.personas.isVisible()


def test_what_cannot_be_saved_is_told_where_it_was_asked_for(person: Person) -> None:
    panel = person.panel()
    remove_persona(settings_path(), "tutor")  # by somebody else, meanwhile
    panel.rows["voice"].control.settled.emit("ash")  # type: ignore[attr-defined]
    assert "not in the file any more" in panel.rows["voice"].problem.text()
    panel.list.remove.click()
    panel.list.yes.click()
    assert "not in the file any more" in panel.refusal.text()
