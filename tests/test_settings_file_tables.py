"""The tables of the settings file: a mistake in one costs a line, and what is there is read as it is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_settings_file import CANARY, written
from voiceapp.errors import SettingsError
from voiceapp.personas import Persona
from voiceapp.settings import Settings
from voiceapp.settings_file import line_of_key, load, save_key

# -- personas ----------------------------------------------------------------------------------------------


def test_personas_are_read_in_their_order_with_numbers_as_the_settings_have_them(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'persona = "Language Tutor"\n[personas.tutor]\ntitle = "Language tutor"\nvad_threshold = 1\n'
        "[personas.duck]\n",
    )
    settings, problems = load(path)
    assert problems == ()
    assert settings.personas == (
        Persona("tutor", "Language tutor", {"vad_threshold": 1.0}),
        Persona("duck"),
    )
    assert settings.persona == "tutor"  # by its title in the file, by its name in the program
    assert settings.with_persona("tutor").vad_threshold == 1.0
    assert settings.with_persona("") == settings == settings.with_persona("nobody")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("speed = 9", ", line 3: `speed` must be a number from 0.25 to 1.5."),
        ("voise = 'x'", ", line 3: there is no setting `voise`. Did you mean `voice`?"),
        ("model = 'x'", ", line 3: `model` is the same for every persona: set it above the tables."),
        ("title = 3", ", line 3: `title` must be a line of text in quotation marks."),
        ("title = ''", ", line 3: `title` must not be empty."),
        (f"voice = '{CANARY}'", ", line 3: the value of `voice` looks like a key."),
        ("api_key = 'x'", ", line 3: `api_key` looks like a key."),
        ('instructions = """\nspeed = 1\n"""\nspeed = 9', ", line 6: `speed` must be"),
        ("[personas.'']\n", ", line 3: the name of a persona must not be empty."),
        (f"[personas.{CANARY}]\n", ", line 3: the name of a persona looks like a key."),
        ("[[personas.b]]\n", ": the persona `b` must be a table, begun by [personas.NAME]."),
    ],
)
def test_a_mistake_in_a_persona_costs_its_line_and_is_told_with_it(
    tmp_path: Path, text: str, problem: str
) -> None:
    path = written(tmp_path, f"speed = 1.1\n[personas.a]\n{text}\n[personas.z]\nspeed = 1.2\n")
    before = path.read_bytes()
    settings, problems = load(path)
    assert len(problems) == 1
    assert problems[0].startswith(f"settings.toml{problem}")
    assert CANARY not in problems[0]
    assert [one.name for one in settings.personas] == ["a", "z"]
    assert settings.personas[1].values == {"speed": 1.2}
    assert "speed" not in settings.personas[0].values
    assert path.read_bytes() == before


def test_somebody_who_is_not_there_is_nobody_and_told(tmp_path: Path) -> None:
    settings, problems = load(written(tmp_path, '\npersona = "gone"\n[personas.a]\n'))
    assert settings.persona == ""
    assert problems == ("settings.toml, line 2: there is no persona of that name.",)


def test_personas_that_are_no_tables_are_told(tmp_path: Path) -> None:
    settings, problems = load(written(tmp_path, "personas = 3\n"))
    assert settings == Settings()
    assert problems == ("settings.toml, line 1: personas are tables, each begun by [personas.NAME].",)


def test_more_personas_than_anybody_has_are_not_read(tmp_path: Path) -> None:
    text = "".join(f"[personas.p{number}]\nspeed = 9\n" for number in range(60))
    settings, problems = load(written(tmp_path, text))
    assert len(settings.personas) == 50
    assert len(problems) == 12  # ten lines, the rest in one number, and those that are too many
    assert problems[-1] == "settings.toml has so many mistakes that 40 lines of personas are not read."


# -- keys --------------------------------------------------------------------------------------------------


def test_keys_are_read_and_changed_one_at_a_time(tmp_path: Path) -> None:
    path = written(tmp_path, '# mine\n\n# quick\n[keys]\nmute = "Ctrl+D"  # D for dumb\nnew = ""\n')
    assert load(path)[0].keys == {"mute": "Ctrl+D", "new": ""}
    assert (line_of_key(path, "new"), line_of_key(tmp_path / "none.toml", "new")) == (", line 6", "")
    save_key(path, "mute", "F8")
    save_key(path, "new", None)
    assert path.read_text() == '# mine\n\n# quick\n[keys]\nmute = "F8"  # D for dumb\n'
    save_key(path, "mute", None)
    assert load(path) == (Settings(), ())
    save_key(path, "record", "F9")
    assert load(path)[0].keys == {"record": "F9"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("keys = 3", ", line 1: keys are a table, begun by [keys]."),
        ("[keys]\nmute = 3", ", line 2: `mute` must be a key in quotation marks"),
        (f"[keys]\nmute = '{'x' * 41}'", ", line 2: `mute` must be a key in quotation marks"),
        ("[keys]\nmute = 'a\\u0000'".replace("'", '"'), ", line 2: `mute` must be a key"),
        (f"[keys]\nmute = '{CANARY}'", ", line 2: this looks like a key of a service."),
    ],
)
def test_what_is_no_key_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    settings, problems = load(written(tmp_path, text))
    assert settings.keys == {}
    assert len(problems) == 1
    assert problems[0].startswith(f"settings.toml{problem}")
    assert CANARY not in problems[0]


def test_keys_that_are_no_table_stay_what_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, "keys = 3\n")
    with pytest.raises(SettingsError, match="`keys` is no table"):
        save_key(path, "mute", "Ctrl+D")
    assert path.read_text() == "keys = 3\n"


def test_what_is_no_key_is_not_written(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    with pytest.raises(SettingsError, match="looks like a key of a service"):
        save_key(path, "mute", CANARY)
    assert path.read_text() == ""
