"""`voiceapp desktop-entry` from a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.desktop_files import entry_in, validated, words_of
from tests.terminal import environment, run
from voiceapp import cli
from voiceapp.app_id import APP_ID

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there are no such desktops")


def test_the_installation_that_runs_is_in_the_menu_and_out_again(tmp_path: Path) -> None:
    env = environment(XDG_DATA_HOME=str(tmp_path))
    found = run("desktop-entry", "install", env=env)
    assert (found.code, found.error) == (0, "")
    assert found.out.startswith("voiceapp is in the desktop's menu.")
    entry = tmp_path / "applications" / f"{APP_ID}.desktop"
    assert f"  {entry}\n" in found.out
    assert validated(entry) == ""

    program = words_of(entry_in(entry.read_text("utf-8"))["Desktop Entry"]["Exec"])
    started = run("--version", program=program)
    assert (started.code, started.out[:9]) == (0, "voiceapp ")

    found = run("desktop-entry", "remove", env=env)
    assert (found.code, found.error) == (0, "")
    assert found.out.startswith("voiceapp is out of the menu.")
    assert not entry.exists()
    assert run("desktop-entry", "remove", env=env).out == "There was no entry to remove.\n"


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = run("desktop-entry", "install", env=environment(XDG_DATA_HOME=str(tmp_path / "file")))
    assert (found.code, found.out) == (1, "")
    assert found.error == f"voiceapp: The desktop entry cannot be written below {tmp_path / 'file'}.\n"


def test_other_systems_have_no_such_thing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cli.main(["desktop-entry", "install"]) == 1
    assert "this system has none" in capsys.readouterr().err
