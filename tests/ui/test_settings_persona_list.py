from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import controls, settle, shown, spoken_name
from voiceapp.personas import Persona
from voiceapp.ui.settings_persona_list import PersonaList
from voiceapp.ui.settings_persona_templates import TEMPLATES

TUTOR, DUCK, HOST = Persona("tutor", "Tutor"), Persona("duck"), Persona("host", "Host")


class Desk:
    """A list and what it wished."""

    def __init__(self) -> None:
        self.list = PersonaList()
        self.wishes: list[object] = []
        self.list.turned.connect(lambda: self.wishes.append(f"turned to {self.list.name}"))
        self.list.add_requested.connect(self.wishes.append)
        self.list.copy_requested.connect(lambda: self.wishes.append("copy"))
        self.list.remove_requested.connect(lambda: self.wishes.append("remove"))
        shown(self.list, 600, 400)

    @property
    def names(self) -> list[str]:
        return [self.list.names.item(row).text() for row in range(self.list.names.count())]


def test_without_any_it_says_what_a_persona_is_and_how_to_begin() -> None:
    desk = Desk()
    desk.list.show_personas((), "")
    assert desk.list.name == ""
    assert desk.list.empty.isVisible()
    assert not desk.list.names.isVisible()
    assert (desk.list.add.isVisible(), desk.list.remove.isVisible()) == (True, False)


def test_the_one_that_is_talked_to_says_so_and_is_looked_at_first() -> None:
    desk = Desk()
    desk.list.show_personas((TUTOR, DUCK), "duck")
    assert desk.names == ["Tutor", "duck (you talk to this one)"]
    assert desk.list.name == "duck"
    assert desk.wishes == []


def test_who_is_looked_at_stays_when_others_come_and_go() -> None:
    desk = Desk()
    desk.list.show_personas((TUTOR, DUCK), "duck")
    desk.list.names.setCurrentRow(0)
    assert desk.wishes == ["turned to tutor"]
    desk.list.show_personas((HOST, TUTOR, DUCK), "duck")
    assert desk.list.name == "tutor"
    desk.list.show_personas((HOST, TUTOR, DUCK), "duck", wanted="host")
    assert desk.list.name == "host"
    desk.list.show_personas((DUCK,), "")
    assert desk.list.name == "duck"


def test_an_example_or_nothing_is_where_one_begins() -> None:
    desk = Desk()
    plain, *rest = [action for action in desk.list.menu.actions() if not action.isSeparator()]
    assert [action.text() for action in rest] == [one.title for one in TEMPLATES]
    plain.trigger()
    rest[1].trigger()
    assert desk.wishes == [None, TEMPLATES[1]]


def test_nobody_is_removed_without_a_question_and_the_careful_answer_is_the_nearest() -> None:
    desk = Desk()
    desk.list.show_personas((TUTOR, DUCK), "")
    desk.list.remove.click()
    settle()
    assert desk.list.question.isVisible()
    assert desk.list.question.text() == "“Tutor” and its instructions will be gone."
    assert desk.list.no.hasFocus()
    QTest.keyClick(desk.list.no, Qt.Key.Key_Space)
    assert (desk.wishes, desk.list.question.isVisible()) == ([], False)
    desk.list.remove.click()
    desk.list.yes.click()
    assert desk.wishes == ["remove"]


def test_a_question_about_one_is_no_question_about_another() -> None:
    desk = Desk()
    desk.list.show_personas((TUTOR, DUCK), "")
    desk.list.remove.click()
    desk.list.names.setCurrentRow(1)
    assert not desk.list.yes.isVisible()


def test_every_control_has_a_name() -> None:
    desk = Desk()
    assert all(spoken_name(control) for control in controls(desk.list))
    assert spoken_name(desk.list.names) == "Personas"
