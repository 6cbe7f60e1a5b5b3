"""The door between the voice loop and the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.store.stored import picture, said
from voiceapp.errors import StoreError
from voiceapp.store.archive import Archive
from voiceapp.store.chapter import About
from voiceapp.store.keeper import CHAPTERS_MAX, Keeper
from voiceapp.store.kept import ConversationId

LIMIT_S = 20.0


class RefusingDisk:
    """A disk that refuses some times, and then takes everything."""

    def __init__(self, refusals: int) -> None:
        self.refused = 0
        self._refusals = refusals
        self.gave_in = threading.Event()

    def open(self, path: Path) -> Archive:
        if self.refused < self._refusals:
            self.refused += 1
            raise StoreError("The disk is full.")
        self.gave_in.set()
        return Archive(path)


class StandingDisk:
    """A disk that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def open(self, path: Path) -> Archive:
        self.reached.set()
        assert self.go_on.wait(LIMIT_S)
        return Archive(path)


def ended(keeper: Keeper) -> Keeper:
    keeper.finish()
    assert keeper.join(LIMIT_S)
    return keeper


def titles(path: Path) -> list[str]:
    with Archive(path) as archive:
        return [summary.title for summary in archive.list()]


def test_what_was_shown_is_on_disk_when_the_keeper_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    keeper = Keeper(path)
    keeper.start(About(), now_ns=0, wall_ns=0)
    keeper.show(picture(said("Hello")))
    keeper.show(picture(said("Hello there")))
    assert ended(keeper).statistics().written_rows == 1
    assert titles(path) == ["Hello there"]


def test_a_new_conversation_begins_a_new_chapter_and_the_old_one_has_its_last_picture(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    keeper = Keeper(path)
    keeper.start(About(), now_ns=0, wall_ns=1_000_000_000_000)
    keeper.recorded(tmp_path / "tape")
    keeper.show(picture(said("one")))
    keeper.begin_anew(picture(said("one and a half")), now_ns=60_000_000_000)
    keeper.show(picture(said("two")))
    keeper.recording_ended()
    keeper.begin_anew(picture(said("two")), now_ns=90_000_000_000)
    keeper.show(picture(said("three")))
    ended(keeper)
    assert titles(path) == ["three", "two", "one and a half"]
    with Archive(path) as archive:
        opened = [archive.open(ConversationId(number)) for number in (1, 2, 3)]
    assert [one.parts[0].started_ns for one in opened] == [0, 60_000_000_000, 90_000_000_000]
    assert [one.summary.started_at.timestamp() for one in opened] == [1_000, 1_060, 1_090]
    assert [bool(one.parts[0].tape) for one in opened] == [True, True, False]


def test_nothing_is_touched_before_it_is_started(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "c.sqlite")
    keeper.show(picture(said("nobody asked")))
    keeper.begin_anew(picture(said("nobody asked")), now_ns=1)
    ended(keeper)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.expects_log("The disk is full")
def test_a_disk_that_refuses_is_told_once_and_tried_again(tmp_path: Path) -> None:
    disk = RefusingDisk(2)
    told: list[str] = []
    keeper = Keeper(
        tmp_path / "c.sqlite", refused=lambda error: told.append(error.sentence), open_archive=disk.open
    )
    keeper.start(About(), now_ns=0, wall_ns=0)
    keeper.show(picture(said("Hello")))
    assert disk.gave_in.wait(LIMIT_S)
    assert ended(keeper).statistics().failures == 2
    assert told == ["The disk is full."]
    assert titles(tmp_path / "c.sqlite") == ["Hello"]


@pytest.mark.expects_log("keeper of conversations failed|fault in this program")
def test_a_fault_of_ours_costs_what_would_be_kept_and_is_told(tmp_path: Path) -> None:
    def faulty(path: Path) -> Archive:
        raise ZeroDivisionError

    told: list[str] = []
    keeper = Keeper(tmp_path / "c", refused=lambda error: told.append(error.sentence), open_archive=faulty)
    keeper.start(About(), now_ns=0, wall_ns=0)
    assert keeper.join(LIMIT_S)
    keeper.show(picture(said("the conversation goes on")))
    assert told == ["Conversations are not kept: a fault in this program."]


def test_of_conversations_that_a_standing_disk_keeps_waiting_the_oldest_are_given_up(tmp_path: Path) -> None:
    disk = StandingDisk()
    keeper = Keeper(tmp_path / "c.sqlite", open_archive=disk.open)
    keeper.start(About(), now_ns=0, wall_ns=0)
    assert disk.reached.wait(LIMIT_S)
    for number in range(CHAPTERS_MAX + 1):
        keeper.begin_anew(picture(said(f"number {number}")), now_ns=number)
    keeper.show(picture(said("the last")))
    disk.go_on.set()
    assert ended(keeper).statistics().lost_conversations == 2
    kept = titles(tmp_path / "c.sqlite")
    assert (len(kept), kept[0], kept[-1]) == (CHAPTERS_MAX, "the last", "number 2")


PROGRAM = """
import sys, threading
from pathlib import Path
from tests.store.stored import picture, said
from voiceapp.store.archive import Archive
from voiceapp.store.chapter import About
from voiceapp.store.keeper import Keeper

path = Path(sys.argv[1])
keeper = Keeper(path)
keeper.start(About(), now_ns=0, wall_ns=0)
keeper.show(picture(said("a turn that is finished")))
with Archive(path) as archive:
    while not archive.list():
        threading.Event().wait(0.01)
keeper.show(picture(said("a turn that is finished"), said("and one that is not", "b")))
print("kept", flush=True)
threading.Event().wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_program_that_is_killed_leaves_what_was_written_and_a_file_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"kept\n"
        os.kill(program.pid, signal.SIGKILL)
    assert titles(path) == ["a turn that is finished"]
    with Archive(path) as archive:
        assert len(archive.search("finished")) == 1
        assert archive._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_conversation_that_goes_on_is_kept_as_another_part_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    keeper = Keeper(path)
    keeper.start(About(), now_ns=0, wall_ns=0)
    keeper.show(picture(said("one")))
    keeper.begin_anew(picture(said("one")), now_ns=60_000_000_000)
    keeper.show(picture(said("two")))
    assert keeper.catch_up(LIMIT_S)
    assert keeper.number == 2
    keeper.begin_anew(picture(said("two")), now_ns=90_000_000_000, continues=ConversationId(1))
    assert keeper.number == 1
    keeper.show(picture(said("three", "item_3")))
    ended(keeper)
    assert titles(path) == ["one", "two"]
    with Archive(path) as archive:
        assert [row.text for row in archive.open(ConversationId(1)).rows] == ["one", "three"]


def test_whoever_waits_for_the_disk_finds_there_what_was_shown_before(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "c.sqlite")
    keeper.start(About(), now_ns=0, wall_ns=0)
    for words in ("one", "one two", "one two three"):
        keeper.show(picture(said(words)))
        assert keeper.catch_up(LIMIT_S)
        assert titles(tmp_path / "c.sqlite") == [words]
    ended(keeper)


def test_nobody_waits_for_a_disk_that_stands_still(tmp_path: Path) -> None:
    disk = StandingDisk()
    keeper = Keeper(tmp_path / "c.sqlite", open_archive=disk.open)
    assert not keeper.catch_up(LIMIT_S)  # it was never started
    keeper.start(About(), now_ns=0, wall_ns=0)
    assert disk.reached.wait(LIMIT_S)
    assert not keeper.catch_up(0.01)
    disk.go_on.set()
    ended(keeper)
