"""Who and where somebody is, covered up."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from voiceapp.whereabouts import Whereabouts, whereabouts

HOMES, USERS = "/" + "home", "/" + "Users"
"""Where homes are, in two parts: no file of ours names a place of a machine."""
WINDOWS = "C:" + r"\Users"
WINDOWS_IN_JSON = WINDOWS.replace("\\", r"\\")
ANNA = Whereabouts(
    f"{HOMES}/anna", "anna", "annas-laptop.contoso.example", ("voice.contoso.example", "team-voice")
)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        (f"read {HOMES}/anna/.config/voiceapp", "read <home>/.config/voiceapp"),
        (f"read {HOMES}/bob/x and {USERS}/Bob/x", "read <home>/x and <home>/x"),
        (rf"read {WINDOWS}\Bob\x, {WINDOWS_IN_JSON}\\Bob\\x", r"read <home>\x, <home>\\x"),
        ("Anna's headset, anna_2", "<user>'s headset, <user>_2"),
        ("savanna", "savanna"),
        ("on annas-laptop.contoso.example, ANNAS-LAPTOP", "on <computer>, <computer>"),
        ("team-voice at voice.contoso.example:443", "<name> at <name>:443"),
        ("> wss://voice.other.example/v1?x=1", "> wss://<host>/v1?x=1"),
        ("ws://127.0.0.1:8123/v1", "ws://127.0.0.1:8123/v1"),
        ("secretcorp.openai.azure.com refused", "<host>.openai.azure.com refused"),
        ("signed in as bob@contoso.example", "signed in as <address>"),
        ("api-key: 0123456789abcdef", "api-key: <hidden>"),
    ],
)
def test_what_tells_who_or_where_is_covered_and_the_rest_is_not(text: str, covered: str) -> None:
    assert ANNA.cover(text) == covered


def test_a_home_folder_with_backslashes_is_covered_as_json_writes_it_too() -> None:
    place = Whereabouts(home=r"D:\people\Anna Smith")
    assert place.cover(r'"D:\\people\\Anna Smith\\x" D:\people\Anna Smith\x') == r'"<home>\\x" <home>\x'


def test_a_very_short_name_is_covered_in_paths_only() -> None:
    assert Whereabouts(f"{HOMES}/al", "al").cover(f"{HOMES}/al/x: al dente") == "<home>/x: al dente"


def test_nothing_known_covers_nothing_but_shapes() -> None:
    assert Whereabouts("/").cover("/usr/lib is there") == "/usr/lib is there"


def test_the_system_is_asked() -> None:
    found = whereabouts(["host.example", ""])
    assert (found.home, found.computer) == (str(Path.home()), platform.node())
    assert found.names == ("host.example",)


def test_an_account_without_name_and_home_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr("getpass.getuser", nobody)
    monkeypatch.setattr(Path, "home", nowhere)
    found = whereabouts()
    assert (found.home, found.user) == ("", "")
