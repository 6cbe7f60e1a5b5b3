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
