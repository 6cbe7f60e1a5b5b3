from __future__ import annotations

from voiceapp.personas import Persona
from voiceapp.ui.persona_menu import PersonaMenu

TUTOR, DUCK = Persona("tutor", "Tutor & friend"), Persona("duck")


def lines(menu: PersonaMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def ticked(menu: PersonaMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_everybody_is_offered_and_the_one_that_is_talked_to_ticked() -> None:
    menu = PersonaMenu()
    assert ticked(menu) == ["The assistant, as it is set"]
    menu.show_personas((TUTOR, DUCK), "duck")
    assert lines(menu) == ["The assistant, as it is set", "Tutor && friend", "duck", "Personas…"]
    assert ticked(menu) == ["duck"]
    menu.show_personas((TUTOR,), "")
    assert lines(menu) == ["The assistant, as it is set", "Tutor && friend", "Personas…"]
    assert ticked(menu) == ["The assistant, as it is set"]


def test_what_is_chosen_is_told_by_its_name() -> None:
    menu = PersonaMenu()
    menu.show_personas((TUTOR, DUCK), "")
    chosen: list[str] = []
    menu.persona_chosen.connect(chosen.append)
    menu.edit_requested.connect(lambda: chosen.append("edit"))
    menu.personas[0].trigger()
    menu.nobody.trigger()
    menu.edit.trigger()
    assert chosen == ["tutor", "", "edit"]
