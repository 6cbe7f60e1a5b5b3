"""`voiceapp open` and `voiceapp replay`, as somebody at a terminal has them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.scenarios import hold
from tests.terminal import environment, run
from voiceapp.protocol.dialect import GA

PROVED = (
    r"\d{3} steps, 3\.1 s of conversation, replayed bit for bit in \d+\.\d\d s \(\d+ times real time\)\.\n"
)


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a conversation recorded just now, as `--record` leaves it."""
    folder = tmp_path_factory.mktemp("monday")
    hold("barge-in-after-generation", GA, folder / "tape")
    return folder


@pytest.mark.parametrize("inner", ["", "tape", "tape/tape.jsonl"])
def test_a_replay_says_how_much_it_proved_and_how_fast(around: Path, inner: str) -> None:
    found = run("replay", str(around / inner))
    assert (found.code, found.error) == (0, "")
    assert re.fullmatch(PROVED, found.out)


def test_the_first_difference_is_printed_and_ends_with_1(around: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tape"
    shutil.copytree(around / "tape", folder)
    lines = (folder / "tape.jsonl").read_text()
    assert '"audio_end_ms":1303' in lines
    (folder / "tape.jsonl").write_text(lines.replace('"audio_end_ms":1303', '"audio_end_ms":1304', 1))
    found = run("replay", str(tmp_path))
    assert (found.code, found.error) == (1, "")
    assert "  -     event.audio_end_ms = 1304\n" in found.out
    assert "  +     event.audio_end_ms = 1303\n" in found.out


def test_what_is_no_tape_is_one_sentence(tmp_path: Path) -> None:
    found = run("replay", str(tmp_path))
    assert (found.code, found.out) == (1, "")
    assert found.error == f"voiceapp: There is no tape in {tmp_path}.\n"


def test_a_window_without_a_tape_is_not_opened(tmp_path: Path) -> None:
    found = run("open", str(tmp_path))
    assert (found.code, found.error) == (1, f"voiceapp: There is no tape in {tmp_path}.\n")


def test_listening_needs_a_loudspeaker(around: Path) -> None:
    found = run("replay", str(around), "--speed", "1")
    assert found.code == 1
    assert re.match(PROVED, found.out)
    assert len(found.error.splitlines()) == 1
    assert "loudspeaker" in found.error


def test_a_speed_without_sound_is_refused(around: Path) -> None:
    found = run("replay", str(around), "--speed", "4")
    assert found.code == 2
    assert "a speed is 0.5, 1 or 2, not '4'" in found.error


def test_a_window_needs_a_display(around: Path) -> None:
    env = environment()
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        env.pop(name, None)
    found = run("open", str(around), env=env)
    assert (found.code, found.error) == (
        1,
        "voiceapp: There is no display for the window. Use `voiceapp replay` in a terminal.\n",
    )
