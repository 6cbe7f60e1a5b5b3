"""What was left, found and handed over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fuzzing import FACTOR
from voiceapp.dialogue.inputs import SpeechRecovered, TextRecovered
from voiceapp.errors import TapeError
from voiceapp.recording.file_lock import FileLock
from voiceapp.recording.journal_folder import JournalFolder, lock_of
from voiceapp.recording.recovery import Recovery
from voiceapp.recording.wav_files import WavReader

NOW = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
AT_1203 = int(datetime(2026, 3, 4, 12, 3, tzinfo=UTC).timestamp() * 1000)
YESTERDAY = AT_1203 - 86_400_000
DEAD, RUNNING = "0123456789abcdef", "fedcba9876543210"


def leave(root: Path, files: dict[str, bytes], *, folder: str = DEAD) -> None:
    """Leave files as a program does that was killed."""
    (root / folder).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (root / folder / name).write_bytes(content)
    lock_of(root / folder).touch()


def speech(ms: int) -> bytes:
    return b"\1\2" * (24 * ms)


def test_what_is_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    leave(tmp_path, {f"1-{AT_1203}.pcm": speech(4_200), f"2-{AT_1203 + 9}.txt": b"hello"})
    recovery = Recovery(tmp_path)
    assert recovery.sentence(NOW) == "4.2 s of speech from 12:03 and one typed message were not delivered."
    recovery.release()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({f"1-{YESTERDAY}.pcm": speech(500)}, "0.5 s of speech from 2026-03-03 12:03 was not delivered."),
        ({f"1-{AT_1203}.txt": b"a"}, "one typed message was not delivered."),
        ({f"1-{AT_1203}.txt": b"a", f"2-{AT_1203}.txt": b"b"}, "2 typed messages were not delivered."),
        ({}, ""),
    ],
)
def test_the_sentence_has_only_what_there_is(files: dict[str, bytes], sentence: str, tmp_path: Path) -> None:
    leave(tmp_path, files)
    recovery = Recovery(tmp_path)
    assert recovery.sentence(NOW) == sentence
    recovery.release()


def test_a_torn_end_costs_half_a_sample_or_half_a_letter(tmp_path: Path) -> None:
    leave(tmp_path, {"1-1.pcm": speech(200) + b"\1", "2-2.txt": "grüß dich".encode()[:3]})
    recovery = Recovery(tmp_path)
    assert [(turn.frames, turn.text) for turn in recovery.turns] == [(4_800, ""), (0, "gr")]
    recovery.release()


def test_what_nobody_could_send_is_removed_and_what_is_not_ours_is_left(tmp_path: Path) -> None:
    leave(tmp_path, {"1-1.pcm": speech(90), "2-2.txt": b"  ", "3-3.doc": b"mine"})
    (tmp_path / "notes").mkdir()
    assert Recovery(tmp_path).turns == ()
    assert sorted(path.name for path in (tmp_path / DEAD).iterdir()) == ["3-3.doc"]
    assert (tmp_path / "notes").is_dir()


def test_the_folder_of_a_running_program_is_not_touched(tmp_path: Path) -> None:
    running = JournalFolder(tmp_path, 0)
    running.text(1, "hello")
    running.flush()
    leave(tmp_path, {"1-1.txt": b"left"})
    recovery = Recovery(tmp_path)
    assert [turn.text for turn in recovery.turns] == ["left"]
    assert Recovery(tmp_path).turns == ()  # held by the first
    recovery.release()
    again = Recovery(tmp_path)
    assert [turn.text for turn in again.turns] == ["left"]
    again.discard()
    running.remove()
    assert list(tmp_path.iterdir()) == []


def test_it_is_handed_over_once_oldest_first_and_gone_when_it_was_erased(tmp_path: Path) -> None:
    leave(tmp_path, {"1-20.txt": b"second", "2-10.pcm": speech(200)})
    leave(tmp_path, {"1-30.txt": b"third"}, folder=RUNNING)
    recovery = Recovery(tmp_path)
    inputs = recovery.take_inputs(7, datetime(1970, 1, 1, tzinfo=UTC))
    assert inputs == [
        SpeechRecovered(7, f"{DEAD}/2-10.pcm", "00:00", speech(200)),
        TextRecovered(7, f"{DEAD}/1-20.txt", "second"),
        TextRecovered(7, f"{RUNNING}/1-30.txt", "third"),
    ]
    assert recovery.take_inputs(8, NOW) == []
    assert recovery.sentence(NOW) == ""
    running = JournalFolder(tmp_path, 0)
    for one in inputs[:2]:
        running.recovered(one.name).erase()
    recovery.release()
    assert [path.name for path in tmp_path.glob("*/*")] == ["1-30.txt"]
    running.remove()


def test_speech_is_saved_with_a_pause_between_turns_and_stays(tmp_path: Path) -> None:
    leave(tmp_path, {"1-1.pcm": speech(200), "2-2.pcm": speech(300), "3-3.txt": b"hello"})
    recovery = Recovery(tmp_path)
    recovery.save(tmp_path / "saved.wav")
    wav = WavReader(tmp_path / "saved.wav")
    assert wav.read(0, 1 << 20) == speech(200) + bytes(48 * 500) + speech(300)
    wav.close()
    assert len(recovery.turns) == 3
    with pytest.raises(TapeError, match=r"saved\.wav cannot be written"):
        recovery.save(tmp_path / "saved.wav" / "saved.wav")
    recovery.release()


def test_speech_that_is_gone_meanwhile_is_told(tmp_path: Path) -> None:
    leave(tmp_path, {"1-1.pcm": speech(200)})
    recovery = Recovery(tmp_path)
    (tmp_path / DEAD / "1-1.pcm").unlink()
    with pytest.raises(TapeError, match="cannot be read any more"):
        recovery.take_inputs(1, NOW)
    recovery.release()


def test_a_folder_removed_in_the_last_moment_is_not_missed(tmp_path: Path) -> None:
    assert Recovery(tmp_path / "nowhere").turns == ()
    (tmp_path / DEAD).write_text("a file where a folder should be")
    assert Recovery(tmp_path).turns == ()
    FileLock(lock_of(tmp_path / DEAD)).release()


def test_any_file_is_survived(tmp_path: Path) -> None:
    for seed in range(20 * FACTOR):
        content = bytes((seed * 31 + step * step) % 256 for step in range(seed * 97))
        leave(tmp_path, {f"{seed}-{seed}.txt": content, f"{seed + 1}-{seed}.pcm": content})
    recovery = Recovery(tmp_path)
    recovery.take_inputs(1, NOW)
    recovery.release()
