from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import settle, shown
from voiceapp.personas import Persona
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.settings_personas import PersonasPanel
from voiceapp.ui.settings_slider import SettingSlider
from voiceapp.ui.settings_text import SettingText

TUTOR = Persona("tutor", "Tutor", {"voice": "sage"})
DUCK = Persona("duck", values={"turn_detection": "semantic_vad"})
SETTINGS = Settings(voice="marin", persona="tutor", personas=(TUTOR, DUCK))


class Desk:
    """A panel and what it wished."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.panel = PersonasPanel(problem_with)
        self.wishes: list[tuple[object, ...]] = []
        self.panel.line_chosen.connect(lambda *wish: self.wishes.append(wish))
        self.panel.added.connect(lambda persona: self.wishes.append(("added", persona)))
        self.panel.removed.connect(lambda name: self.wishes.append(("removed", name)))
        shown(self.panel, 640, 1_400)
        self.panel.show_settings(settings)
        settle()

    @property
    def title(self) -> SettingText:
        control = self.panel.title.control
        assert isinstance(control, SettingText)
        return control

    @property
    def rows(self) -> list[str]:
        return [name for name, row in self.panel.rows.items() if row.isVisible()]

    def typed(self, text: str) -> None:
        self.title.setFocus()
        self.title.selectAll()
        QTest.keyClicks(self.title, text)


def test_what_the_one_is_like_that_is_looked_at_is_shown() -> None:
    desk = Desk()
    assert desk.title.text() == "Tutor"
    assert desk.panel.rows["voice"].clear.isVisible()
    assert {"vad_silence_ms", "vad_threshold"} <= set(desk.rows)
    desk.panel.list.names.setCurrentRow(1)
    assert desk.title.text() == "duck"
    assert not desk.panel.rows["voice"].clear.isVisible()
    assert "eagerness" in desk.rows  # with semantic turn detection other lines matter
    assert "vad_silence_ms" not in desk.rows


def test_with_nobody_there_is_only_the_way_to_begin() -> None:
    desk = Desk(Settings())
    assert desk.rows == []
    assert not desk.panel.title.isVisible()
    assert desk.panel.list.add.isVisible()


def test_a_line_is_chosen_and_cleared_for_the_persona_that_is_looked_at() -> None:
    desk = Desk()
    slider = desk.panel.rows["vad_silence_ms"].control
    assert isinstance(slider, SettingSlider)
    slider.settled.emit(900)
    desk.panel.rows["voice"].clear.click()
    desk.panel.list.names.setCurrentRow(1)
    desk.panel.rows["confirm_ms"].control.settled.emit(0)  # type: ignore[attr-defined]
    assert desk.wishes == [
        ("tutor", "vad_silence_ms", 900),
        ("tutor", "voice", None),
        ("duck", "confirm_ms", 0),
    ]


def test_a_name_is_changed_by_typing_another_and_looked_at_as_it_is_typed() -> None:
    desk = Desk()
    desk.typed("x" * 61)
    assert desk.panel.title.problem.text() == "`title` must be one line of at most 60 characters."
    desk.typed("Teacher")
    QTest.keyClick(desk.title, Qt.Key.Key_Return)
    assert desk.wishes == [("tutor", "title", "Teacher")]


def test_a_copy_has_all_of_it_and_a_name_of_its_own() -> None:
    desk = Desk()
    desk.panel.list.copy.click()
    assert desk.wishes == [("added", Persona("tutor-copy", "Tutor (copy)", TUTOR.values))]


def test_what_is_being_typed_belongs_to_the_one_that_was_looked_at() -> None:
    desk = Desk()
    desk.typed("Teacher")
    desk.panel.list.copy.click()
    assert desk.wishes[0][:2] == ("tutor", "title")
    assert desk.wishes[1][0] == "added"


def test_whoever_is_new_is_looked_at_with_its_name_ready_to_be_changed() -> None:
    desk = Desk()
    desk.panel.list.add_requested.emit(None)
    wish, persona = desk.wishes[0]
    assert (wish, persona) == ("added", Persona("new-persona", "New persona"))
    assert isinstance(persona, Persona)
    desk.panel.show_settings(Settings(persona="tutor", personas=(TUTOR, DUCK, persona)))
    assert desk.panel.list.name == "new-persona"
    assert desk.title.hasFocus()
    assert desk.title.selectedText() == "New persona"


def test_an_answer_from_elsewhere_does_not_move_the_keyboard() -> None:
    desk = Desk()
    desk.panel.list.names.setFocus()
    desk.panel.show_settings(SETTINGS)
    assert desk.panel.list.names.hasFocus()


def test_a_refusal_is_told_at_its_line_or_below_the_list() -> None:
    desk = Desk()
    desk.panel.show_refusal("voice", "Not saved.")
    assert desk.panel.rows["voice"].problem.text() == "Not saved."
    desk.panel.show_refusal("title", "Not that.")
    assert desk.panel.title.problem.text() == "Not that."
    desk.panel.show_refusal("", "There are too many.")
    assert desk.panel.refusal.text() == "There are too many."
    desk.panel.show_settings(SETTINGS)
    assert not desk.panel.refusal.isVisible()


def test_what_comes_before_every_persona_is_said_at_the_line() -> None:
    desk = Desk()
    desk.panel.show_in_force({"voice": ("ash", "VOICEAPP_VOICE")})
    assert desk.panel.rows["voice"].origin.text() == (
        "In force is “ash” from VOICEAPP_VOICE, which comes before this."
    )
    desk.panel.show_in_force({})
    assert not desk.panel.rows["voice"].origin.isVisible()


def test_the_one_that_is_looked_at_is_the_one_that_is_removed() -> None:
    desk = Desk()
    desk.panel.list.names.setCurrentRow(1)
    desk.panel.list.remove.click()
    desk.panel.list.yes.click()
    assert desk.wishes == [("removed", "duck")]
