"""The thread of the archive: one question after the other, and never more than somebody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.stored import keep, said
from voiceapp import archive_thread
from voiceapp.archive_thread import QUESTIONS_MAX, ArchiveThread
from voiceapp.errors import StoreError, VoiceappError
from voiceapp.store.archive import Archive

LIMIT_S = 20.0


class Door:
    """A thread with a file, and everything it has answered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.opened = 0
        self.locked = ""
        self.answers: list[object] = []
        self.changed = threading.Event()
        self.thread = ArchiveThread(path, self._open, self.changed.set)

    def ask(self, work: Callable[[Archive | None], object], *, topic: str = "", fresh: bool = False) -> None:
        self.thread.ask(work, self.answers.append, self._refused, topic=topic, fresh=fresh)

    def titles(self) -> list[str]:
        """Ask for all titles, and wait."""
        found: list[str] = []
        self.wait(lambda archive: found.extend(one.title for one in archive.list()) if archive else None)
        return found

    def wait(self, work: Callable[[Archive | None], object] = lambda _archive: None) -> None:
        """Let the thread do `work` and everything before it."""
        done = threading.Event()
        self.thread.ask(work, lambda _answer: done.set(), lambda _error: done.set())
        assert done.wait(LIMIT_S)

    def _open(self, path: Path) -> Archive:
        self.opened += 1
        if self.locked:
            raise StoreError(self.locked)
        return Archive(path)

    def _refused(self, error: VoiceappError) -> None:
        self.answers.append(error.sentence)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path / "conversations.sqlite")
    yield made
    assert made.thread.close(LIMIT_S)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_thread, "LOOK_INTERVAL_S", 0.01)


def fill(path: Path, *texts: str) -> None:
    with Archive(path) as archive:
        for text in texts:
            keep(archive, said(text))


def test_questions_are_answered_in_order_on_one_thread(door: Door) -> None:
    fill(door.path, "one")
    threads: set[str] = set()

    def work(archive: Archive | None) -> int:
        threads.add(threading.current_thread().name)
        assert archive is not None
        return len(archive.list())

    door.thread.watch(
        watched=True
    )  # else the file is closed whenever the thread is quicker than the questions
    for _ in range(3):
        door.ask(work)
    door.wait()
    assert (door.answers, threads, door.opened) == ([1, 1, 1], {"archive"}, 1)
    assert door.thread.statistics().answered == 4


def test_looking_makes_no_file(door: Door) -> None:
    door.ask(lambda archive: archive)
    door.wait()
    assert door.answers == [None]
    assert not door.path.exists()


def test_a_newer_question_takes_the_place_of_one_that_waits(door: Door) -> None:
    going, go = threading.Event(), threading.Event()

    def wait(_archive: Archive | None) -> None:
        going.set()
        assert go.wait(LIMIT_S)

    door.ask(wait)
    assert going.wait(LIMIT_S)
    for letter in ("t", "tr", "tra"):
        door.ask(lambda _archive, letter=letter: letter, topic="list")  # type: ignore[misc]
    door.ask(lambda _archive: "open", topic="open")
    go.set()
    door.wait()
    assert door.answers == [None, "tra", "open"]
    assert door.thread.statistics().superseded == 2


def test_more_than_the_queue_holds_is_refused(door: Door) -> None:
    going, go = threading.Event(), threading.Event()

    def wait(_archive: Archive | None) -> None:
        going.set()
        assert go.wait(LIMIT_S)

    door.ask(wait)
    assert going.wait(LIMIT_S)
    for _ in range(QUESTIONS_MAX + 1):
        door.ask(lambda _archive: "done")
    assert door.answers == ["Too much is to be done with the kept conversations. Wait a moment."]
    assert door.thread.statistics().refused == 1
    go.set()
    while door.thread.statistics().answered < QUESTIONS_MAX + 1:
        door.wait()
    assert door.answers.count("done") == QUESTIONS_MAX


def test_what_is_refused_is_told_and_the_thread_goes_on(door: Door) -> None:
    fill(door.path, "one")
    door.ask(lambda archive: archive.open(99) if archive else None)  # type: ignore[arg-type]
    door.ask(lambda archive: len(archive.list()) if archive else 0)
    door.wait()
    assert door.answers == [
        "There is no kept conversation 99. `voiceapp sessions list` shows what there is.",
        1,
    ]


@pytest.mark.expects_log("a question about kept conversations failed")
def test_a_fault_costs_one_answer(door: Door) -> None:
    fill(door.path, "one")
    door.ask(lambda _archive: 1 // 0)
    door.wait()
    assert door.answers == [archive_thread.FAULT]
    assert door.titles() == ["one"]


@pytest.mark.usefixtures("quick")
def test_changes_of_others_are_noticed_while_somebody_watches(door: Door) -> None:
    fill(door.path, "one")
    assert door.titles() == ["one"]
    door.thread.watch(watched=True)
    fill(door.path, "two")
    assert door.changed.wait(LIMIT_S)
    assert door.titles() == ["two", "one"]


@pytest.mark.usefixtures("quick")
def test_a_file_that_comes_later_is_noticed(door: Door) -> None:
    door.thread.watch(watched=True)
    assert door.titles() == []
    fill(door.path, "one")
    assert door.changed.wait(LIMIT_S)
    assert door.titles() == ["one"]


def test_another_file_in_its_place_is_opened(door: Door) -> None:
    fill(door.path, "one")
    door.thread.watch(watched=True)
    assert door.titles() == ["one"]
    other = door.path.with_name("other.sqlite")
    fill(other, "of the other file")
    for ending in ("-wal", "-shm"):
        door.path.with_name(door.path.name + ending).unlink(missing_ok=True)
    other.replace(door.path)
    assert door.titles() == ["of the other file"]


@pytest.mark.usefixtures("quick")
def test_a_locked_file_is_not_tried_again_until_somebody_asks(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, enough = iter(range(20)), threading.Event()
    look = ArchiveThread._look

    def counted(thread: ArchiveThread) -> None:
        look(thread)
        if next(looks, None) is None:
            enough.set()

    monkeypatch.setattr(ArchiveThread, "_look", counted)
    door.path.write_bytes(b"no plain file of SQLite")
    door.locked = "The keyring is locked."
    door.thread.watch(watched=True)
    door.ask(lambda archive: archive)
    door.wait()
    tried = door.opened
    assert enough.wait(LIMIT_S)
    assert door.opened == tried
    door.locked = ""
    door.path.unlink()
    fill(door.path, "one")
    door.ask(lambda archive: len(archive.list()) if archive else 0, fresh=True)
    door.wait()
    assert door.answers == ["The keyring is locked.", 1]


@pytest.mark.usefixtures("quick")
def test_a_plain_file_that_could_not_be_opened_is_tried_again(door: Door) -> None:
    fill(door.path, "one")
    door.locked = "Another program is making it."
    door.thread.watch(watched=True)
    door.ask(lambda archive: archive)
    door.wait()
    assert door.answers == ["Another program is making it."]
    door.changed.clear()
    door.locked = ""
    assert door.changed.wait(LIMIT_S)
    assert door.titles() == ["one"]


@pytest.mark.usefixtures("quick")
def test_a_file_that_breaks_while_it_is_watched_is_told_once(door: Door) -> None:
    fill(door.path, "one")
    door.thread.watch(watched=True)
    assert door.titles() == ["one"]
    door.locked = "It is damaged."
    door.path.unlink()
    door.path.write_bytes(b"x" * 4096)
    assert door.changed.wait(LIMIT_S)
    door.ask(lambda archive: archive)
    door.wait()
    assert door.answers == ["It is damaged."]


def test_nobody_looking_closes_the_file(door: Door) -> None:
    fill(door.path, "one")
    door.thread.watch(watched=True)
    door.titles()
    door.titles()
    assert door.opened == 1
    door.thread.watch(watched=False)
    while door.opened < 2:  # the file is closed as soon as there is nothing to do
        door.titles()


def test_closing_forgets_what_waits(door: Door) -> None:
    assert door.thread.close()
    assert door.thread.close()
    other = Door(door.path)
    going, go = threading.Event(), threading.Event()

    def wait(_archive: Archive | None) -> None:
        going.set()
        assert go.wait(LIMIT_S)

    other.ask(wait)
    assert going.wait(LIMIT_S)
    other.ask(lambda _archive: "never")
    assert not other.thread.close(0.0)
    go.set()
    assert other.thread.close(LIMIT_S)
    assert other.answers == [None]
