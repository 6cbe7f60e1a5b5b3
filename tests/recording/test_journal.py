"""What is on the disk while a conversation runs, and when it is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from voiceapp.dialogue import inputs as i
from voiceapp.errors import TapeError
from voiceapp.recording.journal import Journal, JournalWriter, undelivered_folder
from voiceapp.recording.recovery import Recovery
from voiceapp.recording.writer import Gap

SPEAKER = """
import sys, time
from pathlib import Path
from voiceapp.clock import SystemClock
from voiceapp.dialogue.commands import SendEvent
from voiceapp.dialogue.inputs import MicBlock
from voiceapp.protocol.client_events import InputAudioAppend
from voiceapp.recording.journal import Journal

clock = SystemClock()
journal = Journal(Path(sys.argv[1]), clock.wall_ns() - clock.now_ns())
journal.start()
block = b"\\1\\2" * 240
for number in range(300):
    captured_ns = clock.now_ns()
    time.sleep(0.01)
    journal.write(
        MicBlock(clock.now_ns(), 0, captured_ns, block, 3_000), [SendEvent(InputAudioAppend(audio=block))]
    )
    print(number, flush=True)
"""


def kept(root: Path) -> list[str]:
    return sorted(path.name.partition("-")[2] for path in root.glob("*/*"))


def test_a_typed_message_is_on_the_disk_until_the_end_in_good_order(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path, wall_offset_ns=0)
    writer.write(i.TextSubmitted(5_000_000, "hello"), [])
    writer.gap(Gap(0, 1, 2))
    writer.flush()
    assert kept(tmp_path) == ["5.txt"]
    writer.close()
    assert list(tmp_path.iterdir()) == []


def test_a_thread_writes_and_a_good_end_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "undelivered", 0)
    journal.start()
    journal.write(i.TextSubmitted(1, "hello"), [])
    tick = threading.Event()
    for _ in range(200):
        if kept(tmp_path / "undelivered"):
            break
        tick.wait(0.05)
    assert kept(tmp_path / "undelivered") == ["0.txt"]
    journal.finish()
    assert journal.join()
    assert list((tmp_path / "undelivered").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TapeError, match=r"not delivered will be lost: .*file.undelivered cannot be written"):
        JournalWriter(tmp_path / "file" / "undelivered", 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to be had")
def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = JournalWriter(tmp_path, 0)
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode: opened(Path("/dev/full"), mode))
    writer.write(i.TextSubmitted(1, "hello"), [])
    with pytest.raises(TapeError, match=r"cannot be written .No space left on device"):
        writer.flush()
    writer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_program_that_is_killed_in_a_sentence_loses_less_than_a_fifth_of_a_second(tmp_path: Path) -> None:
    words = [sys.executable, "-c", SPEAKER, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as speaking:
        assert speaking.stdout is not None
        spoken = 0
        for line in speaking.stdout:
            spoken = int(line) + 1
            if spoken == 150:
                break
        assert Recovery(tmp_path).turns == ()  # another program does not take what a running one holds
        speaking.send_signal(signal.SIGKILL)
        spoken = max([spoken, *(int(line) + 1 for line in speaking.stdout.read().split())])
    recovery = Recovery(tmp_path)
    (turn,) = recovery.turns
    assert spoken * 240 - turn.frames <= 4_800
    recovery.discard()
    assert list(tmp_path.iterdir()) == []


def test_the_place_is_in_the_folder_of_the_programs_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", str(tmp_path))
    assert undelivered_folder() == tmp_path / "undelivered"
