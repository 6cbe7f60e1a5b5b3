"""Flags of the connection, wherever they stand."""

from __future__ import annotations

import argparse

import pytest

from voiceapp import cli
from voiceapp.cli.words import port


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
