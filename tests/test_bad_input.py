"""Whatever a person gets wrong is one sentence, an exit code, and never a traceback or a key.

Every row is the real program in a process of its own. The environment always holds a key that must not show.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.terminal import Ended, environment, run

CANARY = "canary0a1b2c3d4e5f60718293a4b5c6d"
AZURE = "https://name.openai.azure.com"


@dataclass(frozen=True)
class Row:
    """What a person did, and what they read."""

    words: str
    """Arguments; TMP is a folder that holds `file`, PORT is a port that is in use."""
    code: int
    says: str
    """Part of the last line on standard error."""
    env: dict[str, str] = field(default_factory=dict)
    settings: str = ""
    told: str = ""
    """Part of a line before it."""
    usage: bool = False
    """Whether the words were not understood, and how they are used is shown."""


ROWS = {
    # addresses
    "no host": Row("talk --endpoint https://", 2, "address"),
    "not an address": Row("talk --endpoint :::", 2, "address"),
    "no scheme we know": Row("talk --endpoint ftp://example.test/x", 2, "https"),
    "a port that is none": Row(
        "talk --endpoint https://example.test:99999/v1/realtime", 2, "not a valid URL"
    ),
    "unencrypted to another computer": Row("talk --endpoint http://example.test/v1/realtime", 2, "https"),
    "unencrypted WebSocket elsewhere": Row("talk --endpoint ws://192.0.2.7/v1/realtime", 2, "wss"),
    "an address in the environment": Row("talk", 2, "https", {"VOICEAPP_ENDPOINT": "ftp://example.test"}),
    "an address in the settings": Row("talk", 2, "https", settings='endpoint = "ftp://example.test"'),
    "a key in the address": Row(f"talk --endpoint ftp://example.test/?api-key={CANARY}", 2, "https"),
    # what belongs to it
    "no deployment": Row(f"talk --endpoint {AZURE}", 2, "deployment"),
    "two at once": Row("talk --offline --openai", 2, "cannot be used together"),
    "no key for OpenAI": Row("talk --openai", 1, "OPENAI_API_KEY", {"VOICEAPP_API_KEY": ""}),
    "nobody there": Row("talk --endpoint ws://127.0.0.1:1/v1/realtime", 1, "Nothing listens"),
    # words
    "unknown command": Row("speak", 2, "invalid choice", usage=True),
    "unknown flag": Row("talk --loud", 2, "unrecognized arguments: --loud", usage=True),
    "abbreviated flag": Row("talk --off", 2, "unrecognized arguments: --off", usage=True),
    "flag without a value": Row("talk --endpoint", 2, "expected one argument", usage=True),
    "key on the command line": Row(f"talk --api-key {CANARY}", 2, "set VOICEAPP_API_KEY", usage=True),
    "key before the command": Row(f"--api-key={CANARY} talk", 2, "set VOICEAPP_API_KEY", usage=True),
    "key as a command": Row("sk-proj-abcdefgh12345678", 2, "invalid choice: '<hidden>'", usage=True),
    # ports
    "port out of range": Row("serve --port 65536", 2, "from 0 to 65535", usage=True),
    "negative port": Row("serve --port=-1", 2, "from 0 to 65535", usage=True),
    "port in words": Row("serve --port http", 2, "from 0 to 65535", usage=True),
    "port in use": Row("serve --port PORT", 1, "cannot listen on port PORT"),
    # files
    "settings that are no TOML": Row(
        "talk --openai --offline",
        2,
        "together",
        settings="endpoint = \n",
        told="settings.toml cannot be read",
    ),
    "unknown setting": Row(
        "talk --openai --offline", 2, "together", settings='voise = "sage"', told="Did you mean `voice`?"
    ),
    "setting of a wrong kind": Row(
        "talk --openai --offline", 2, "together", settings="confirm_ms = true", told="`confirm_ms` must be"
    ),
    "key in the settings": Row(
        "talk --openai --offline", 2, "together", settings=f'api_key = "{CANARY}"', told="looks like a key"
    ),
    "env file that is not there": Row("talk --env-file TMP/azure.env", 2, "cannot be read"),
    "env file that is a folder": Row("talk --env-file TMP", 2, "cannot be read"),
    "recording into a file": Row("talk --record TMP/file", 1, "recording cannot be written"),
    "window that records into a file": Row(
        "--offline --record TMP/file", 1, "recording cannot be written", {"QT_QPA_PLATFORM": "offscreen"}
    ),
    "output into a file": Row("demo --output TMP/file", 1, "cannot be made"),
    "output below a file": Row("demo --output TMP/file/deep", 1, "cannot be made"),
    # the machine
    "no display": Row("", 1, "There is no display", {"QT_QPA_PLATFORM": ""}),
    "no sound card": Row("devices", 1, "There is no microphone and no loudspeaker"),
    "no sound card for the echo check": Row("echo", 1, "There is no loudspeaker"),
}


class Outcomes:
    """Runs every row, two at a time, and hands out what came of each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Entered by hand: its socket is open as long as the rows run.
        self._taken = socket.create_server(("127.0.0.1", 0))
        self.port = str(self._taken.getsockname()[1])
        self._pool = ThreadPoolExecutor(2)
        self._futures: dict[str, Future[Ended]] = {
            name: self._pool.submit(self._run, number, row) for number, (name, row) in enumerate(ROWS.items())
        }

    def of(self, name: str) -> Ended:
        return self._futures[name].result()

    def close(self) -> None:
        self._pool.shutdown()
        self._taken.close()

    def _run(self, number: int, row: Row) -> Ended:
        place = self._folder / str(number)
        place.mkdir()
        (place / "file").write_text("a file\n")
        if row.settings:
            (place / "settings.toml").write_text(row.settings)
        keys = {"VOICEAPP_API_KEY": CANARY, "AZURE_OPENAI_API_KEY": CANARY, "VOICEAPP_SERVE_KEY": CANARY}
        env = environment(**{**keys, "VOICEAPP_CONFIG_DIR": str(place), **row.env})
        env = {name: value for name, value in env.items() if value}
        words = row.words.replace("TMP", str(place)).replace("PORT", self.port)
        return run(*words.split(), env=env)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    found = Outcomes(tmp_path_factory.mktemp("rows"))
    yield found
    found.close()


@pytest.mark.parametrize("name", ROWS)
def test_a_mistake_is_one_sentence_and_an_exit_code(name: str, outcomes: Outcomes) -> None:
    row, found = ROWS[name], outcomes.of(name)
    assert found.code == row.code, found
    lines = found.error.splitlines()
    assert row.says.replace("PORT", outcomes.port) in lines[-1], found.error
    told = [line for line in lines[:-1] if line.startswith("voiceapp: ")]
    assert [line for line in told if row.told in line] == told
    assert len(told) == bool(row.told)
    if row.usage:
        assert lines[0].startswith("usage: voiceapp")
    else:
        assert len(lines) == 1 + len(told), found.error
        assert re.search(r"[.`]$", lines[-1]), "a sentence ends"
    assert "Traceback" not in found.error


@pytest.mark.parametrize("name", ROWS)
def test_no_key_is_ever_shown(name: str, outcomes: Outcomes) -> None:
    found = outcomes.of(name)
    assert CANARY not in found.out + found.error


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.code == 2])
def test_words_that_are_not_understood_do_nothing(name: str, outcomes: Outcomes) -> None:
    assert outcomes.of(name).out == ""
