"""A persona says only what is different with it, and has a name one can type."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sources import ROOT
from voiceapp.personas import NAME_CHARS_MAX, OVERRIDES, Persona, name_for, named, problem_with_title
from voiceapp.settings import Settings, names
from voiceapp.settings_file import load

TUTOR = Persona("tutor", "Language tutor", {"voice": "sage", "speed": 0.9})
DUCK = Persona("duck")


def test_it_comes_before_the_settings_only_where_it_says_something() -> None:
    settings = TUTOR.over(Settings(voice="marin", instructions="Be kind."))
    assert (settings.voice, settings.speed, settings.instructions) == ("sage", 0.9, "Be kind.")
    assert DUCK.over(settings) == settings


def test_it_may_have_settings_of_its_own_that_exist_and_nothing_of_the_connection() -> None:
    assert set(OVERRIDES) < set(names())
    assert not {"endpoint", "deployment", "model", "record", "keep_conversations"} & set(OVERRIDES)


def test_without_a_title_it_is_called_by_its_name() -> None:
    assert (TUTOR.label, DUCK.label) == ("Language tutor", "duck")


def test_it_is_found_by_its_name_or_by_its_title_and_the_name_comes_first() -> None:
    other = Persona("language tutor", "duck")
    assert named("tutor", (TUTOR, DUCK)) is TUTOR
    assert named("LANGUAGE Tutor", (TUTOR, DUCK)) is TUTOR
    assert named("duck", (other, DUCK)) is DUCK
    assert named("nobody", (TUTOR, DUCK)) is None
    assert named("", (TUTOR, DUCK)) is None


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Language tutor", (), "language-tutor"),
        ("  C++ & me! ", (), "c-me"),
        ("語学の先生", (), "語学の先生"),
        ("!?", (), "persona"),
        ("Duck", ("duck",), "duck-2"),
        ("Duck", ("duck", "duck-2"), "duck-3"),
    ],
)
def test_a_name_is_made_of_the_title_and_is_nobody_elses(
    title: str, taken: tuple[str, ...], name: str
) -> None:
    assert name_for(title, taken) == name


def test_a_name_from_a_long_title_may_stand_in_the_file() -> None:
    title = "a" * 500
    first = name_for(title, ())
    assert problem_with_title(first) == ""
    assert problem_with_title(name_for(title, (first,))) == ""


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("Tutor", ""),
        ("", "must not be empty"),
        ("   ", "must not be empty"),
        ("a\nb", "must be one line of at most 60 characters"),
        ("a" * (NAME_CHARS_MAX + 1), "must be one line of at most 60 characters"),
    ],
)
def test_a_title_is_one_short_line(title: str, problem: str) -> None:
    assert problem_with_title(title) == problem


def test_the_page_about_personas_is_true(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "personas.md").read_text("utf-8")
    table = page[page.index("| what may differ") : page.index("Each line is looked at")]
    assert sorted(re.findall(r"`(\w+)`", table)) == sorted(OVERRIDES)
    example = page[page.index("```toml\n") + 8 :]
    path = tmp_path / "settings.toml"
    path.write_text(example[: example.index("```")])
    settings, problems = load(path)
    assert problems == ()
    assert [one.label for one in settings.personas] == ["Language tutor", "Brief answers", "Rubber duck"]
    assert settings.persona == "tutor"
