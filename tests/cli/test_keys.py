"""`voiceapp key` as a person and as a script uses it, with a keyring of the test's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.terminal import PROGRAM, Ended, environment

CANARY = "canary-0123456789-secret"
AZURE = ("--endpoint", "https://r.openai.azure.com", "--deployment", "d")


def key(folder: Path, *words: str, typed: str = "", **env: str) -> Ended:
    """Run the command with a keyring in `folder`."""
    own = {
        "PYTHON_KEYRING_BACKEND": "tests.file_keyring.FileKeyring",
        "TEST_KEYRING_FILE": str(folder / "keys"),
        "VOICEAPP_CONFIG_DIR": str(folder),
        **env,
    }
    done = subprocess.run(
        [*PROGRAM, "key", *words],
        env=environment(**own),
        input=typed.encode(),
        capture_output=True,
        timeout=20,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_key_from_a_pipe_is_kept_told_of_and_removed_and_never_printed(tmp_path: Path) -> None:
    found = [
        key(tmp_path, "set", *AZURE, typed=f"{CANARY}\n"),
        key(tmp_path, "status", *AZURE),
        key(tmp_path, "remove", *AZURE),
        key(tmp_path, "remove", *AZURE),
    ]
    assert [one.code for one in found] == [0, 0, 0, 0]
    assert [one.out for one in found] == [
        "The key for r.openai.azure.com is kept in the keyring (file keyring).\n",
        "The keyring (file keyring) holds a key for r.openai.azure.com.\n",
        "The key for r.openai.azure.com is removed from the keyring (file keyring).\n",
        "The key for r.openai.azure.com was not in the keyring (file keyring).\n",
    ]
    assert [one.error for one in found] == ["", "", "", ""]


def test_status_says_that_a_key_in_the_environment_comes_first(tmp_path: Path) -> None:
    found = key(tmp_path, "status", *AZURE, AZURE_OPENAI_API_KEY=CANARY)
    assert found.out.endswith("In use is the key from AZURE_OPENAI_API_KEY, which comes first.\n")
    assert CANARY not in found.out + found.error


@pytest.mark.parametrize(
    ("words", "typed", "code", "sentence"),
    [
        (("set",), CANARY, 2, "The embedded assistant needs no key."),
        (
            ("set", "--endpoint", "ws://127.0.0.1:9/v1/realtime"),
            CANARY,
            2,
            "are not kept: set VOICEAPP_API_KEY",
        ),
        (("set", *AZURE), "", 1, "The key from the input is empty"),
        (("set", *AZURE), f"{CANARY} {CANARY}", 1, "has a space"),
        (("sett", *AZURE), "", 2, "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...], typed: str, code: int, sentence: str
) -> None:
    found = key(tmp_path, *words, typed=typed)
    assert (found.code, found.out) == (code, "")
    assert sentence in found.error
    assert CANARY not in found.error


def test_a_computer_without_a_keyring_says_so_before_a_key_is_asked_for(tmp_path: Path) -> None:
    found = key(tmp_path, "set", *AZURE, typed=CANARY, PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    assert (found.code, found.out) == (1, "")
    assert found.error.startswith("voiceapp: This computer has no keyring")
