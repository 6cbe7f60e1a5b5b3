"""The command line: what is asked for, what it imports, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
from pathlib import Path

import pytest

import voiceapp
from tests.terminal import ended, environment, object_of, run, start
from voiceapp import cli
from voiceapp.audio.device import DeviceInfo

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


@pytest.mark.parametrize("command", ["", "talk", "demo", "serve", "devices", "echo"])
def test_help_names_every_command_and_flag(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([*command.split(), "--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    flags = {
        "": ["--endpoint", "--offline", "talk", "demo", "serve", "devices", "az login"],
        "talk": ["--json", "--endpoint", "--deployment", "--push-to-talk", "--record", "--env-file"],
        "demo": ["--output", "--preview"],
        "serve": ["--port", "VOICEAPP_SERVE_KEY"],
        "devices": ["--json"],
        "echo": ["--microphone", "--speaker"],
    }
    assert [flag for flag in flags[command] if flag not in text] == []
    assert "--announce" not in text
    assert not re.search(r"--(api-)?key\b", text)


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


async def test_serve_prints_its_addresses_and_ends_with_a_signal() -> None:
    process = await start("serve", "--port", "0")
    assert process.stdout is not None
    async with asyncio.timeout(20):
        lines = [(await process.stdout.readline()).decode() for _ in range(4)]
    assert re.search(r"ws://127\.0\.0\.1:\d+/openai/v1/realtime\?model=", lines[1])
    process.send_signal(signal.SIGTERM)
    found = await ended(process, 5)
    assert (found.code, found.out, found.error) == (0, "", "")


async def test_serve_announces_its_port_to_a_program() -> None:
    process = await start("serve", "--port", "0", "--announce", stdin=asyncio.subprocess.PIPE)
    announced = await object_of(process)
    assert 0 < announced["port"] < 65_536
    assert process.stdin is not None
    process.stdin.close()
    found = await ended(process, 5)
    assert (found.code, found.error) == (0, "")


async def test_a_demo_that_is_interrupted_has_proved_nothing() -> None:
    process = await start("demo")
    assert process.stdout is not None
    async with asyncio.timeout(20):
        assert b"is being started" in await process.stdout.readline()
    process.send_signal(signal.SIGINT)
    found = await ended(process)
    assert (found.code, found.error) == (130, "")


async def test_a_demo_nobody_reads_has_proved_nothing() -> None:
    ours, theirs = os.pipe()
    process = await start("demo", stdout=theirs)
    os.close(theirs)
    os.close(ours)
    found = await ended(process)
    assert (found.code, found.error) == (1, "")


def test_debug_writes_a_log_and_names_a_place_it_cannot_write_to(tmp_path: Path) -> None:
    found = run("devices", "--debug", env=environment(VOICEAPP_DATA_DIR=str(tmp_path)))
    assert found.code == 1
    assert (tmp_path / "voiceapp.log").is_file()
    (tmp_path / "file").write_text("")
    found = run("devices", "--debug", env=environment(VOICEAPP_DATA_DIR=str(tmp_path / "file")))
    assert found.error.startswith("voiceapp: No log file:")
    assert found.code == 1


def test_no_devices_are_an_empty_list_to_a_program() -> None:
    found = run("devices", "--json")
    assert (found.code, json.loads(found.out), found.error) == (0, [], "")


DEVICES = (
    DeviceInfo("Studio Mikrofon äöü", "ALSA", 2, 0, True, False, 48_000),
    DeviceInfo("Headset", "ALSA", 1, 2, False, True, 24_000),
)


def test_devices_are_listed_by_what_they_do_and_a_star_marks_the_defaults() -> None:
    assert cli.devices_as_text(DEVICES) == (
        "microphones:\n"
        "  * Studio Mikrofon äöü  (ALSA, 48000 Hz)\n"
        "    Headset  (ALSA, 24000 Hz)\n"
        "loudspeakers:\n"
        "  * Headset  (ALSA, 24000 Hz)\n"
    )


def test_devices_are_one_line_of_json_to_a_program() -> None:
    line = cli.devices_as_json(DEVICES)
    assert line.count("\n") == 1
    assert json.loads(line)[0] == {
        "name": "Studio Mikrofon äöü",
        "host_api": "ALSA",
        "inputs": 2,
        "outputs": 0,
        "default_input": True,
        "default_output": False,
        "rate_hz": 48_000,
    }


SILENCED = """\
import os, sys
from voiceapp.cli import prepared_streams
with prepared_streams():
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stderr.write("still here\\n")
"""


def test_a_library_that_turns_standard_error_away_does_not_take_our_lines_along() -> None:
    found = run(program=(sys.executable, "-c", SILENCED))
    assert (found.code, found.error) == (0, "still here\n")
