from __future__ import annotations

from voiceapp.personas import OVERRIDES
from voiceapp.ui.settings_persona_page import LINES, PERSONAS, nobody
from voiceapp.ui.settings_voice import VOICE


def test_every_setting_of_a_persona_is_called_as_on_the_page_of_the_general_ones() -> None:
    assert tuple(entry.name for entry in LINES) == OVERRIDES
    general = [entry for section in VOICE.sections for entry in section.entries]
    assert all(entry in general for entry in LINES)


def test_the_page_says_who_is_talked_to_before_what_they_are_like() -> None:
    assert [entry.name for section in PERSONAS.sections for entry in section.entries] == ["persona"]
    assert PERSONAS.sections[-1].panel == "personas"
    assert nobody() == "The assistant, as it is set"
