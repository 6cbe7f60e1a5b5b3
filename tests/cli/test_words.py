"""Flags of the connection, wherever they stand."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from voiceapp import cli
from voiceapp.choices import Choices
from voiceapp.cli.words import Parser, add_connection, choices_of, port
from voiceapp.errors import UsageError


def test_flags_of_the_connection_may_stand_before_or_behind_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in (
        ["--offline", "talk", "--endpoint", "ws://127.0.0.1/x"],
        ["talk", "--offline", "--endpoint", "ws://127.0.0.1/x"],
        ["--endpoint", "ws://127.0.0.1/x", "talk", "--offline"],
    ):
        assert cli.main(words) == 2
        assert capsys.readouterr().err == "voiceapp: --endpoint and --offline cannot be used together.\n"


@pytest.mark.parametrize("text", ["-1", "65536", "http", ""])
def test_what_is_no_port_is_told(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="a number from 0 to 65535"):
        port(text)


def test_the_first_and_the_last_port_are_ports() -> None:
    assert (port("0"), port("65535")) == (0, 65_535)


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEAPP_CONFIG_DIR", str(tmp_path))
    return tmp_path / "settings.toml"


def chosen(*flags: str) -> Choices:
    parser = Parser()
    add_connection(parser)
    return choices_of(parser.parse_args([*flags, "--offline"]))


def test_a_recording_goes_where_the_flag_says_and_never_onto_another(
    own_settings: Path, tmp_path: Path
) -> None:
    found = chosen("--record", str(tmp_path))
    assert (found.record, found.record_privately) == (tmp_path / "tape", False)
    (tmp_path / "tape").mkdir()
    (tmp_path / "tape" / "tape.jsonl").touch()
    found = chosen("--record-private", str(tmp_path))
    assert (found.record, found.record_privately) == (tmp_path / "tape-2", True)
    assert chosen().record is None


def test_nothing_is_recorded_where_nothing_may_reach_the_disk(own_settings: Path, tmp_path: Path) -> None:
    own_settings.write_text("keep_nothing = true\n")
    with pytest.raises(UsageError, match="Nothing can be recorded"):
        chosen("--record", str(tmp_path))


def test_a_recording_is_private_or_not() -> None:
    parser = Parser()
    add_connection(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["--record", "a", "--record-private", "b"])


def test_a_persona_is_named_by_its_name_or_its_title_and_brings_its_voice(own_settings: Path) -> None:
    own_settings.write_text("voice = 'marin'\n[personas.tutor]\ntitle = 'My tutor'\nvoice = 'sage'\n")
    assert chosen().connection.voice.value == "marin"
    for name in ("tutor", "my tutor"):
        found = chosen("--persona", name)
        assert found.connection.voice.value == "sage"
        assert found.talks_to is not None
        assert found.talks_to.name == "tutor"


def test_the_empty_persona_is_nobody_whatever_the_settings_say(own_settings: Path) -> None:
    own_settings.write_text("persona = 'tutor'\n[personas.tutor]\nvoice = 'sage'\n")
    assert chosen().connection.voice.value == "sage"
    found = chosen("--persona", "")
    assert (found.talks_to, found.connection.voice.value) == (None, "")


def test_a_persona_that_is_not_there_is_told_with_those_that_are(own_settings: Path) -> None:
    with pytest.raises(UsageError, match="There is no persona “duck”, nor any other"):
        chosen("--persona", "duck")
    own_settings.write_text("[personas.tutor]\n[personas.host]\n")
    with pytest.raises(UsageError, match=r"There is no persona “duck”\. There are: tutor, host"):
        chosen("--persona", "duck")


def test_a_hidden_start_is_wished_for_by_a_flag_or_by_the_settings(own_settings: Path) -> None:
    parser = Parser()
    add_connection(parser)
    for flag in ("--start-hidden", "--no-tray"):
        parser.add_argument(flag, action="store_true")

    def wished(*flags: str) -> tuple[bool, bool]:
        found = choices_of(parser.parse_args([*flags, "--offline"]))
        return found.start_hidden, found.no_tray

    assert wished() == (False, False)
    assert wished("--start-hidden", "--no-tray") == (True, True)
    own_settings.write_text("start_hidden = true\n")
    assert wished() == (True, False)
