"""The door between the voice loop and the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import Command
from voiceapp.errors import TapeError
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.reader import TapeReader
from voiceapp.recording.recorder import (
    QUEUE_BYTES_MAX,
    QUEUE_STEPS_MAX,
    RecorderStatistics,
    TapeRecorder,
)
from voiceapp.recording.writer import Gap, TapeWriter


def key(at_ns: int) -> i.Input:
    return i.TalkPressed(at_ns)


class SlowDisk:
    """A disk that stands still until it is let go."""

    def __init__(self) -> None:
        self.steps = 0
        self.bytes = 0
        self.lines: list[i.Input | Gap] = []
        self.closed = False
        self.goes = threading.Event()
        self.reached = threading.Event()

    def open(self, folder: Path, header: TapeHeader) -> SlowDisk:
        return self

    def write(self, happened: i.Input, commands: list[Command]) -> int:
        self.reached.set()
        self.goes.wait(10)
        self.steps += 1
        self.lines.append(happened)
        return 0

    def gap(self, gap: Gap) -> None:
        self.lines.append(gap)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def test_steps_are_written_in_order_and_the_tape_is_complete_when_the_thread_has_ended(
    tmp_path: Path,
) -> None:
    recorder = TapeRecorder(tmp_path / "tape", TapeHeader(), before=[(key(1), []), (key(2), [])])
    recorder.start()
    for at_ns in range(3, 1_003):
        assert recorder.write(key(at_ns), []) == 0
    recorder.finish()
    assert recorder.join()
    assert recorder.failure is None
    tape = TapeReader(tmp_path / "tape", tolerant=True)
    assert [happened.at_ns for happened, _ in tape.steps()] == list(range(1, 1_003))
    assert tape.damages == []
    found = recorder.statistics()
    assert (found.written_steps, found.queued_steps, found.lost_steps, found.gaps) == (1_002, 0, 0, 0)
    assert found.written_bytes == (tmp_path / "tape" / "tape.jsonl").stat().st_size


def test_a_disk_that_stands_still_costs_steps_and_not_time_and_the_tape_says_so() -> None:
    disk = SlowDisk()
    recorder = TapeRecorder(Path("nowhere"), TapeHeader(), writer=disk.open)
    recorder.start()
    recorder.write(key(0), [])
    assert disk.reached.wait(10)
    # One step is in the writer's hands and still counted; the rest waits.
    lost = [recorder.write(key(at_ns), []) for at_ns in range(1, QUEUE_STEPS_MAX + 5)]
    assert lost == [0] * len(lost)
    assert recorder.statistics() == RecorderStatistics(0, 0, QUEUE_STEPS_MAX, QUEUE_STEPS_MAX, 5, 0)
    disk.goes.set()
    at_ns = QUEUE_STEPS_MAX + 5
    while (left_out := recorder.write(key(at_ns), [])) == 0:  # until half of the queue has been written
        at_ns += 1
    assert left_out == at_ns - QUEUE_STEPS_MAX
    recorder.finish()
    assert recorder.join(10)
    assert disk.lines[QUEUE_STEPS_MAX:] == [
        Gap(from_ns=QUEUE_STEPS_MAX, until_ns=at_ns - 1, steps=left_out),
        key(at_ns),
    ]
    assert disk.closed
    assert (recorder.statistics().lost_steps, recorder.statistics().gaps) == (left_out, 1)


def test_the_sound_that_waits_is_bounded_too() -> None:
    disk = SlowDisk()
    recorder = TapeRecorder(Path("nowhere"), TapeHeader(), writer=disk.open)
    recorder.start()
    block = i.MicBlock(1, 0, 0, bytes(QUEUE_BYTES_MAX // 4))
    for _ in range(6):
        recorder.write(block, [])
    assert recorder.statistics().lost_steps == 2
    disk.goes.set()
    recorder.finish()
    assert recorder.join(10)
    assert disk.lines[-1] == Gap(from_ns=1, until_ns=1, steps=2)


def test_the_end_of_a_recording_does_not_wait_for_a_disk_for_ever() -> None:
    disk = SlowDisk()
    recorder = TapeRecorder(Path("nowhere"), TapeHeader(), writer=disk.open)
    recorder.start()
    recorder.write(key(1), [])
    recorder.finish()
    assert not recorder.join(0.05)
    disk.goes.set()
    assert recorder.join(10)


def test_a_folder_that_cannot_be_written_is_told_at_once_or_with_a_later_step(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    recorder = TapeRecorder(tmp_path / "file" / "tape", TapeHeader())
    with pytest.raises(TapeError, match="cannot be written"):
        recorder.open()
    recorder.start()
    assert recorder.join(10)
    with pytest.raises(TapeError, match="cannot be written"):
        recorder.write(key(1), [])


def test_a_recording_that_never_began_can_be_ended() -> None:
    recorder = TapeRecorder(Path("nowhere"), TapeHeader())
    recorder.finish()
    assert recorder.join()


@pytest.mark.expects_log("the recorder failed")
def test_a_bug_in_the_writer_costs_the_tape_and_not_the_conversation() -> None:
    class Broken(SlowDisk):
        def write(self, happened: i.Input, commands: list[Command]) -> int:
            raise ZeroDivisionError

    recorder = TapeRecorder(Path("nowhere"), TapeHeader(), writer=Broken().open)
    recorder.start()
    recorder.write(key(1), [])
    assert recorder.join(10)
    assert recorder.failure is not None
    assert recorder.failure.sentence == "The recording stopped: a fault in this program."


PROGRAM = """
import sys, time
from pathlib import Path
from voiceapp.dialogue.inputs import MicBlock
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.recorder import TapeRecorder

recorder = TapeRecorder(Path(sys.argv[1]), TapeHeader())
recorder.start()
number = 0
while True:
    recorder.write(MicBlock(time.monotonic_ns(), number * 240, 0, b"\\1\\0" * 240), [])
    number += 1
    if number == 100:
        print("a second", flush=True)
    time.sleep(0.01)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_program_killed_in_the_middle_loses_a_moment_and_leaves_a_readable_tape(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, env={**os.environ}
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"a second\n"
        program.send_signal(signal.SIGKILL)
    steps = list(TapeReader(tmp_path).steps())  # strict: every sound a line speaks of is there
    assert 50 <= len(steps) <= 110
    assert all(isinstance(happened, i.MicBlock) and happened.pcm == b"\1\0" * 240 for happened, _ in steps)


def test_opening_makes_the_files_before_anything_is_written(tmp_path: Path) -> None:
    recorder = TapeRecorder(tmp_path, TapeHeader(), writer=TapeWriter)
    assert not (tmp_path / "tape.jsonl").exists()
    recorder.open()
    assert (tmp_path / "tape.jsonl").exists()
    recorder.start()
    recorder.finish()
    assert recorder.join(10)
