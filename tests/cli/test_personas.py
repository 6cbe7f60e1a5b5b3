"""`voiceapp personas` as a person and as a script reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voiceapp import cli


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEAPP_CONFIG_DIR", str(tmp_path))
    return tmp_path / "settings.toml"


TEXT = """\
persona = "duck"
[personas.tutor]
title = "語学"
voice = "sage"
speed = 1
[personas.duck]
"""


def test_each_is_a_line_and_the_one_that_is_talked_to_has_a_star(
    own_settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_settings.write_text(TEXT)
    assert cli.main(["personas"]) == 0
    assert capsys.readouterr().out == ("  tutor  語学: voice, speed\n* duck   duck: nothing of its own yet\n")


def test_a_script_reads_one_line(own_settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_settings.write_text(TEXT)
    assert cli.main(["personas", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == [
        {"name": "tutor", "title": "語学", "chosen": False, "settings": {"voice": "sage", "speed": 1.0}},
        {"name": "duck", "title": "", "chosen": True, "settings": {}},
    ]


def test_without_any_it_says_how_to_get_one_and_that_works(
    own_settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["personas"]) == 0
    out = capsys.readouterr().out
    assert str(own_settings) in out
    own_settings.write_text(out[out.index("[personas.") :])
    assert cli.main(["personas"]) == 0
    assert capsys.readouterr().out == "  brief  Brief answers: instructions\n"
    own_settings.unlink()
    assert cli.main(["personas", "--json"]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_mistakes_are_told_beside_the_list(own_settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_settings.write_text("[personas.duck]\nspeed = 9\n")
    assert cli.main(["personas"]) == 0
    told = capsys.readouterr()
    assert "settings.toml, line 2: `speed` must be" in told.err
    assert told.out.startswith("  duck")
