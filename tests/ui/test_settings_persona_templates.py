from __future__ import annotations

import pytest

from voiceapp.personas import Persona, name_for
from voiceapp.settings import problem_in_persona
from voiceapp.ui.settings_persona_templates import TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_template_may_stand_in_the_file_as_it_is(template: Persona) -> None:
    told = {"title": template.title, **template.values}
    assert [problem_in_persona(name, value) for name, value in told.items()] == [""] * len(told)
    assert template.name == name_for(template.title, ())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_its_instructions_say_which_language_to_answer_in_and_are_no_essay(template: Persona) -> None:
    text = str(template.values["instructions"])
    assert "language" in text
    assert 250 < len(text) < 1_000
    assert text == text.strip()


def test_no_voice_is_named_because_services_have_different_ones() -> None:
    assert [one.name for one in TEMPLATES if "voice" in one.values] == []
