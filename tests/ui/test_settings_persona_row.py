from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.personas import Persona
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.settings_persona_page import LINES
from voiceapp.ui.settings_persona_row import PersonaRow

BY_NAME = {entry.name: entry for entry in LINES}
GENERAL = Settings(voice="marin")


def row(name: str) -> PersonaRow:
    made = PersonaRow(BY_NAME[name], problem_with)
    shown(made, 640, 110)
    return made


def test_the_general_setting_is_shown_and_called_so_until_there_is_another() -> None:
    made = row("voice")
    made.show_persona(Persona("tutor"), GENERAL)
    assert made.control.text() == "marin"  # type: ignore[attr-defined]
    assert made.general.text() == "As in the general settings"
    assert (made.general.isVisible(), made.clear.isVisible()) == (True, False)
    made.show_persona(Persona("tutor", values={"voice": "sage"}), GENERAL)
    assert made.control.text() == "sage"  # type: ignore[attr-defined]
    assert (made.general.isVisible(), made.clear.isVisible()) == (False, True)


def test_a_value_of_its_own_is_cleared_by_a_key_and_the_focus_stays() -> None:
    made = row("voice")
    cleared: list[str] = []
    made.cleared.connect(cleared.append)
    made.show_persona(Persona("tutor", values={"voice": "sage"}), GENERAL)
    assert spoken_name(made.clear) == "Use the general setting for “Voice”"
    made.clear.setFocus()
    QTest.keyClick(made.clear, Qt.Key.Key_Space)
    assert cleared == ["voice"]
    made.show_persona(Persona("tutor"), GENERAL)
    settle()
    assert made.control.hasFocus()


def test_even_the_general_value_may_be_a_value_of_its_own() -> None:
    made = row("speed")
    made.show_persona(Persona("tutor", values={"speed": 1.0}), GENERAL)
    assert made.clear.isVisible()
