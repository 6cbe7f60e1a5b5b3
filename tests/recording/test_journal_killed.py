"""A whole program, killed in the middle of a sentence, and the next one."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.offline.loopback import GA, PREVIEW, server
from tests.recording.test_undelivered import Shelf
from tests.terminal import ended, environment, objects_until, run, start
from tests.test_conversation import Room
from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.inputs import Input, LinkDropped, TextSubmitted
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.snapshot import Phase, RowKind
from voiceapp.recording.recovery import Recovery
from voiceapp.recording.tape import TapeReader
from voiceapp.recording.undelivered import Undelivered
from voiceapp.seeded import converse

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")

TAPES = Path(__file__).parents[1] / "tapes"
DELIVERED = ["barge-in-after-generation", "cough", "push-to-talk", "text", "vad-turn"]

PROGRAM = """
import asyncio, sys
from pathlib import Path
from tests.sounds import tone
from tests.test_conversation import Room
from voiceapp.dialogue.snapshot import Phase

async def main():
    room = Room(undelivered=Path(sys.argv[1]))
    await room.listening()
    room.sound.say(tone(4_000))
    for _ in range(200):
        for _ in range(3):
            await asyncio.sleep(0)
        room.sound.advance(10)
        await asyncio.sleep(0.005)
    print(room.picture.phase.value, flush=True)
    await asyncio.sleep(float(sys.argv[2]))
    await room.conversation.close()

asyncio.run(main())
"""


def speaking(folder: Path, *, stays_s: float) -> Popen[str]:
    """Start a conversation in a simulated room; 2 s of a sentence have been said when it prints something."""
    return Popen([sys.executable, "-c", PROGRAM, str(folder), str(stays_s)], stdout=PIPE, text=True)


def test_a_sentence_cut_off_by_a_kill_is_found_but_for_a_fifth_of_a_second(tmp_path: Path) -> None:
    with speaking(tmp_path, stays_s=0.2) as first, speaking(tmp_path, stays_s=0.2) as second:
        for program in (first, second):
            assert program.stdout is not None
            assert program.stdout.readline() == "you are speaking\n"
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        assert second.wait(10) == 0  # it came to a good end and has left nothing, in the middle of a sentence
    recovery = Recovery(tmp_path)
    assert 2_000 - sum(turn.frames for turn in recovery.turns) // 24 <= 200
    recovery.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", [GA, PREVIEW], ids=["GA", "preview"])
async def test_the_next_program_says_so_and_delivers_it_once(path: str, tmp_path: Path) -> None:
    folder = tmp_path / "undelivered"
    with speaking(folder, stays_s=10) as program:
        assert program.stdout is not None
        program.stdout.readline()
        await asyncio.sleep(0.2)
        program.send_signal(signal.SIGKILL)
    env = environment(VOICEAPP_DATA_DIR=str(tmp_path))
    listed = run("recover", env=env)
    assert (listed.code, listed.error) == (0, "")
    assert "s of speech from" in listed.out
    async with server() as running:
        address = f"ws://127.0.0.1:{running.port}{path}"
        process = await start("talk", "--json", "--endpoint", address, env=env)
        told = (await objects_until(process, "notice"))[-1]
        assert told["text"].endswith("was not delivered. `voiceapp recover` sends, saves or discards it.")
        process.send_signal(signal.SIGINT)
        assert (await ended(process)).code == 0
        process = await start("recover", "--send", "--endpoint", address, env=env)
        assert process.stdout is not None
        async with asyncio.timeout(20):
            while not (line := (await process.stdout.readline()).decode()).startswith("assistant:"):
                assert line
        process.send_signal(signal.SIGINT)
        found = await ended(process)
    assert (found.code, found.error) == (0, "")
    assert list(folder.iterdir()) == []
    assert run("recover", env=env).out == "Everything was delivered; there is nothing to recover.\n"


@pytest.mark.expects_log("what was not delivered will be lost")
async def test_a_disk_that_refuses_is_told_once_and_the_conversation_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    room = Room(undelivered=tmp_path / "file" / "undelivered")
    await room.listening()
    room.type("good morning")
    picture = await room.until(
        lambda p: p.phase is Phase.SPEAKING and any(row.kind is RowKind.NOTICE for row in p.rows)
    )
    notices = [row.text for row in picture.rows if row.kind is RowKind.NOTICE]
    assert len(notices) == 1
    assert notices[0].startswith("Should the program crash, what was not delivered will be lost: ")
    await room.conversation.close()


async def test_nothing_is_written_beside_a_private_recording(tmp_path: Path) -> None:
    root = tmp_path / "undelivered"
    room = Room(record=tmp_path / "tape", record_privately=True, undelivered=root)
    await room.listening()
    await room.conversation.close()
    assert not root.exists()


@pytest.mark.parametrize("name", [f"{name}-{dialect}" for name in DELIVERED for dialect in ("ga", "preview")])
def test_nothing_is_kept_of_a_conversation_that_was_answered(name: str) -> None:
    tape = TapeReader(TAPES / name)
    dialogue, watched = Dialogue(tape.header.options), Watched()
    for happened, _ in tape.steps():
        watched.write(happened, dialogue.handle(happened))
    assert watched.kept >= 1
    assert watched.shelf.sheets == []


def test_of_any_conversation_only_what_was_never_sent_or_lost_its_connection_is_kept() -> None:
    kept = left = 0
    for seed in range(30):
        watched = Watched()
        converse(seed, tape=watched)  # type: ignore[arg-type]
        kept += watched.kept
        left += len(watched.shelf.sheets)
        assert watched.connection_failed or not watched.shelf.sheets, f"seed {seed}"
    assert kept >= 100
    assert left <= 5


class Watched:
    """A tape that keeps what is not delivered, in memory."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.kept = 0
        self.connection_failed = False
        """The connection was lost, or a message was typed when there was none."""
        self._undelivered = Undelivered(self.shelf)

    def write(self, happened: Input, commands: list[Command]) -> int:
        before = len(self.shelf.sheets)
        self._undelivered.take(happened, commands)
        self.kept += max(0, len(self.shelf.sheets) - before)
        unsent = isinstance(happened, TextSubmitted) and not commands
        self.connection_failed = self.connection_failed or unsent or isinstance(happened, LinkDropped)
        return 0
