"""The command line: what is asked for, what it imports, and how it ends."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest

import voiceapp
from tests.terminal import environment, run
from voiceapp import cli

HEAVY = {"PySide6", "azure", "msgspec", "numpy", "sounddevice", "ssl", "tomlkit", "websockets"}
WATCHED = """\
import sys
from voiceapp.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
names = {name.partition(".")[0] for name in sys.modules}
names |= {".".join(name.split(".")[:2]) for name in sys.modules if name.startswith("voiceapp.")}
sys.stdout.write("\\n" + " ".join(sorted(names)))
"""


def imported_by(*words: str) -> set[str]:
    """Return the packages in memory, and our own by their second name, after a command has run."""
    found = run(*words, program=(sys.executable, "-c", WATCHED))
    return set(found.out.splitlines()[-1].split())


@pytest.mark.parametrize("words", ["--version", "--help", "talk --help", "speak"])
def test_questions_about_the_program_import_nothing_heavy(words: str) -> None:
    imported = imported_by(*words.split())
    assert imported & HEAVY == set()
    assert {name for name in imported if name.startswith("voiceapp.")} == {
        "voiceapp.cli",
        "voiceapp.errors",
        "voiceapp.log",
        "voiceapp.redact",
    }


@pytest.mark.parametrize(
    ("words", "absent", "present"),
    [
        ("talk --endpoint ws://127.0.0.1:1/x", {"PySide6", "voiceapp.offline"}, "voiceapp.talk"),
        ("demo --output /dev/null/x", {"PySide6", "voiceapp.ui", "sounddevice"}, "voiceapp.demo"),
        ("serve --port PORT", {"PySide6", "voiceapp.transport", "voiceapp.audio"}, "voiceapp.offline"),
        ("devices", {"PySide6", "websockets", "voiceapp.offline", "voiceapp.transport"}, "voiceapp.audio"),
    ],
    ids=["talk", "demo", "serve", "devices"],
)
def test_no_command_pays_for_another(words: str, absent: set[str], present: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        imported = imported_by(*words.replace("PORT", str(taken.getsockname()[1])).split())
    assert imported & absent == set()
    assert present in imported


def test_the_version_is_the_packages() -> None:
    found = run("--version")
    assert (found.code, found.out, found.error) == (0, f"voiceapp {voiceapp.__version__}\n", "")


@pytest.mark.parametrize("command", ["", "talk", "demo", "serve", "devices", "echo", "key", "check"])
def test_help_names_every_command_and_flag(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([*command.split(), "--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    flags = {
        "": ["--endpoint", "--offline", "talk", "demo", "serve", "devices", "key", "az login"],
        "talk": ["--json", "--endpoint", "--deployment", "--push-to-talk", "--record", "--env-file"],
        "demo": ["--output", "--preview"],
        "serve": ["--port", "VOICEAPP_SERVE_KEY"],
        "devices": ["--json"],
        "echo": ["--microphone", "--speaker"],
        "key": ["set", "remove", "status", "--endpoint"],
        "check": ["--json", "--no-speech", "--echo", "--endpoint"],
    }
    assert [flag for flag in flags[command] if flag not in text] == []
    assert "--announce" not in text
    assert not re.search(r"--(api-)?key\b", text)


def test_debug_writes_a_log_and_names_a_place_it_cannot_write_to(tmp_path: Path) -> None:
    found = run("devices", "--debug", env=environment(VOICEAPP_DATA_DIR=str(tmp_path)))
    assert found.code == 1
    assert (tmp_path / "voiceapp.log").is_file()
    (tmp_path / "file").write_text("")
    found = run("devices", "--debug", env=environment(VOICEAPP_DATA_DIR=str(tmp_path / "file")))
    assert found.error.startswith("voiceapp: No log file:")
    assert found.code == 1
