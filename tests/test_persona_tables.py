"""Personas in the file: one thing changes, comments and order stay, and nothing is spoilt."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceapp.errors import SettingsError
from voiceapp.persona_tables import add_persona, remove_persona, save_in_persona
from voiceapp.personas import PERSONAS_MAX, Persona
from voiceapp.settings_file import load

TEXT = """\
# mine
persona = "tutor"

# the teacher
[personas.tutor]
title = "Tutor"
voice = "sage"  # calm

# the second
[personas.other]
confirm_ms = 0
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(TEXT)
    return path


def test_one_value_is_changed_in_its_place(path: Path) -> None:
    save_in_persona(path, "tutor", "voice", "marin")
    assert path.read_text() == TEXT.replace('"sage"', '"marin"')


def test_a_new_value_stands_with_its_persona_and_not_below_the_comment_of_the_next(path: Path) -> None:
    save_in_persona(path, "tutor", "speed", 1.2)
    assert path.read_text() == TEXT.replace("# calm\n", "# calm\nspeed = 1.2\n")


def test_a_value_taken_out_leaves_the_rest(path: Path) -> None:
    save_in_persona(path, "tutor", "voice", None)
    assert path.read_text() == TEXT.replace('voice = "sage"  # calm\n', "")
    save_in_persona(path, "tutor", "voice", None)  # it is out already
    assert load(path)[0].personas[0].values == {}


def test_a_persona_is_renamed_by_its_title_and_keeps_its_name(path: Path) -> None:
    save_in_persona(path, "tutor", "title", "Französisch")
    settings, problems = load(path)
    assert (settings.personas[0].name, settings.personas[0].label, problems) == ("tutor", "Französisch", ())


def test_instructions_are_written_on_lines_of_their_own(path: Path) -> None:
    save_in_persona(path, "tutor", "instructions", "Be brief.\nBe kind.")
    assert 'instructions = """Be brief.\nBe kind."""\n' in path.read_text()
    assert load(path)[0].personas[0].values["instructions"] == "Be brief.\nBe kind."


@pytest.mark.parametrize("text", ["\nfirst line empty", 'with """ quotes\n\\ and all', "tab\tand\nline"])
def test_whatever_the_text_it_is_read_as_it_was_written(path: Path, text: str) -> None:
    save_in_persona(path, "tutor", "instructions", text)
    assert load(path)[0].personas[0].values["instructions"] == text


def test_a_new_persona_stands_behind_the_others(path: Path) -> None:
    add_persona(path, Persona("duck", "Duck", {"speed": 1.0}))
    assert path.read_text() == TEXT + '\n[personas.duck]\ntitle = "Duck"\nspeed = 1.0\n'


def test_the_first_persona_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"
    add_persona(path, Persona("duck", "Duck"))
    assert load(path)[0].personas == (Persona("duck", "Duck"),)


def test_whoever_is_removed_takes_its_comment_along_and_leaves_those_of_others(path: Path) -> None:
    remove_persona(path, "other")
    assert path.read_text().rstrip() == TEXT[: TEXT.index("# the second")].rstrip()


def test_whoever_talked_to_the_one_that_is_removed_talks_to_nobody_in_particular(path: Path) -> None:
    remove_persona(path, "tutor")
    settings, problems = load(path)
    assert ([one.name for one in settings.personas], settings.persona, problems) == (["other"], "", ())
    assert path.read_text().startswith("# mine\n")
    remove_persona(path, "other")
    assert load(path)[0].personas == ()


@pytest.mark.parametrize(
    "text",
    [
        '[personas]\ntutor = {voice = "x"}\n',
        'personas.tutor.voice = "x"\n',
        '[personas.tutor]\nvoice = "x"\n\n[other]\na = 1\n\n[personas.b]\n',
    ],
)
def test_other_ways_to_write_a_table_are_changed_as_well(path: Path, text: str) -> None:
    path.write_text(text)
    save_in_persona(path, "tutor", "speed", 1.2)
    assert load(path)[0].personas[0].values == {"voice": "x", "speed": 1.2}


def test_dotted_names_are_changed_as_well(path: Path) -> None:
    path.write_text('personas.tutor.voice = "x"\npersonas.duck.voice = "y"\n')
    remove_persona(path, "tutor")
    assert path.read_text() == 'personas.duck.voice = "y"\n'


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("speed", 7, "`speed` must be a number from 0.25 to 1.5"),
        ("title", "", "`title` must not be empty"),
        ("title", "sk-12345678901234567890", "`title` must be"),
        ("voice", "sk-12345678901234567890", "looks like a key"),
        ("endpoint", "embedded", "`endpoint` is the same for every persona"),
    ],
)
def test_what_may_not_be_there_is_not_written(path: Path, name: str, value: str | int, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem) as refused:
        save_in_persona(path, "tutor", name, value)
    assert "12345678901234567890" not in str(refused.value)
    assert path.read_text() == TEXT


def test_nobody_is_added_twice_or_without_end(path: Path) -> None:
    with pytest.raises(SettingsError, match="there is one of that name"):
        add_persona(path, Persona("tutor", "Tutor"))
    for number in range(2, PERSONAS_MAX):
        add_persona(path, Persona(f"p{number}", "P"))
    with pytest.raises(SettingsError, match="there are 50 already"):
        add_persona(path, Persona("one-more", "P"))


def test_a_persona_that_somebody_has_taken_out_meanwhile_is_missed(path: Path) -> None:
    with pytest.raises(SettingsError, match="not in the file any more"):
        save_in_persona(path, "gone", "speed", 1.0)
    with pytest.raises(SettingsError, match="not in the file any more"):
        remove_persona(path, "gone")
    assert path.read_text() == TEXT


@pytest.mark.parametrize("text", ["personas = 3\n", "personas = []\n"])
def test_what_is_no_table_is_told_and_left_alone(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(SettingsError, match="`personas` is no table"):
        add_persona(path, Persona("duck", "Duck"))
    with pytest.raises(SettingsError, match="`personas` is no table"):
        save_in_persona(path, "duck", "speed", 1.0)
    with pytest.raises(SettingsError, match="`personas` is no table"):
        remove_persona(path, "duck")
    assert path.read_text() == text


def test_nobody_is_changed_in_a_file_without_any(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not in the file any more"):
        remove_persona(tmp_path / "settings.toml", "duck")
    assert not (tmp_path / "settings.toml").exists()
