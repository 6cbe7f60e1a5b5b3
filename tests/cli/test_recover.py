"""`voiceapp recover`, as somebody at a terminal has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recording.test_recovery import DEAD, leave, speech
from tests.terminal import environment, run_here
from voiceapp.recording.wav_files import WavReader

LISTED = "were not delivered.\n  typed: hello\n"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(VOICEAPP_DATA_DIR=str(tmp_path), VOICEAPP_CONFIG_DIR=str(tmp_path / "config"))


def left(tmp_path: Path) -> Path:
    leave(tmp_path / "undelivered", {"1-1.pcm": speech(200), "2-2.txt": b"hello"})
    return tmp_path / "undelivered" / DEAD


def test_without_anything_to_recover_it_says_so(env: dict[str, str]) -> None:
    found = run_here("recover", env=env)
    assert (found.code, found.out, found.error) == (
        0,
        "Everything was delivered; there is nothing to recover.\n",
        "",
    )


def test_it_lists_and_leaves_what_there_is(env: dict[str, str], tmp_path: Path) -> None:
    folder = left(tmp_path)
    found = run_here("recover", env=env)
    assert (found.code, found.error) == (0, "")
    assert found.out.startswith("0.2 s of speech from ")
    assert found.out.endswith(f"{LISTED}Use --send, --save FILE or --discard.\n")
    assert len(list(folder.iterdir())) == 2


def test_it_saves_the_speech_and_keeps_it(env: dict[str, str], tmp_path: Path) -> None:
    folder = left(tmp_path)
    path = tmp_path / "said.wav"
    found = run_here("recover", "--save", str(path), env=env)
    assert (found.code, found.error) == (0, "")
    assert found.out.endswith(f"{LISTED}The speech is in {path}.\n")
    wav = WavReader(path)
    assert wav.read(0, 1 << 20) == speech(200)
    wav.close()
    assert len(list(folder.iterdir())) == 2
    refused = run_here("recover", "--save", str(tmp_path), env=env)
    assert (refused.code, refused.error) == (1, f"voiceapp: {tmp_path} cannot be written: Is a directory.\n")


def test_it_throws_away(env: dict[str, str], tmp_path: Path) -> None:
    folder = left(tmp_path)
    found = run_here("recover", "--discard", env=env)
    assert (found.code, found.out, found.error) == (0, "Thrown away.\n", "")
    assert list(folder.parent.iterdir()) == []


def test_it_does_not_send_where_nothing_may_be_kept(env: dict[str, str], tmp_path: Path) -> None:
    left(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("keep_undelivered = false\n")
    found = run_here("recover", "--send", env=env)
    assert found.code == 2
    assert "The settings keep nothing" in found.error
