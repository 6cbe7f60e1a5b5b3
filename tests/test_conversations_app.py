"""The panel and the file: what a person does to kept conversations, on the disk and on the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from tests.kept_conversations import Heard
from tests.store.stored import answered, bytes_of, chapter, go_on, keep, keep_many, picture, said
from tests.ui_tools import Wishes, settle
from voiceapp import archive_thread
from voiceapp.application import application
from voiceapp.conversations_app import PAGE, ConversationsApp
from voiceapp.dialogue.snapshot import Recording, Snapshot
from voiceapp.errors import StoreError
from voiceapp.store import schema
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId
from voiceapp.ui.conversations_shelf import Export, Training
from voiceapp.ui.main_window import MainWindow

LIMIT_S = 20.0
CANARY = "pumpernickel-canary"
TAPE = Path(__file__).parent / "tapes" / "barge-in-while-generating-ga"


def wait_for(app: ConversationsApp) -> None:
    """Let what was asked so far be answered, and shown."""
    done = threading.Event()
    app._thread.ask(lambda _archive: None, lambda _: done.set(), lambda _: done.set())
    assert done.wait(LIMIT_S)
    settle()


class Desk:
    """The window and a folder with a file."""

    def __init__(self, folder: Path) -> None:
        application()
        self.path = folder / "conversations.sqlite"
        self.locked = ""
        self.window = MainWindow(Wishes(), title_label="Test", wall_offset_ns=0)
        self.app = ConversationsApp(self.window, self.path, self._open)
        self.place = self.window.kept
        self.wishes = self.place.wishes
        self.told: list[str] = []
        self.wishes.done.connect(self.told.append)
        self.wishes.refused.connect(self.told.append)
        self.window.resize(1_100, 700)
        self.window.show()

    def fill(self, *texts: str, tape: Path | None = None) -> None:
        with Archive(self.path) as archive:
            for text in texts:
                kept = keep(archive, said(text), answered(f"An answer about {text}.", heard_ms=900))
                if tape is not None:
                    kept.recorded(str(tape))
                    kept.write(archive)

    def open_panel(self) -> None:
        self.window.side.open_panel()
        self.wait()

    def wait(self) -> None:
        """Let everything that was asked so far be answered and shown."""
        for _ in range(3):  # an answer may ask again
            wait_for(self.app)

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is the case."""
        for _ in range(2_000):
            if is_so():
                return
            self.wait()
        raise AssertionError("It does not come about.")

    @property
    def titles(self) -> list[str]:
        return [line.summary.title for line in self.place.panel.model.shelf.lines]

    @property
    def sentence(self) -> str:
        return self.window.toast.text()

    def _open(self, path: Path) -> Archive:
        if self.locked:
            raise StoreError(self.locked)
        return Archive(path)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.app.close()
    made.window.close()


ONE, TWO, THREE = ConversationId(1), ConversationId(2), ConversationId(3)


def test_nothing_is_read_before_somebody_looks(desk: Desk) -> None:
    desk.fill("Trains")
    desk.wait()
    assert desk.titles == []
    desk.open_panel()
    assert desk.titles == ["Trains"]


def test_a_folder_without_a_file_is_an_empty_list_and_stays_so(desk: Desk) -> None:
    desk.open_panel()
    assert desk.place.panel.message.text() == "No conversation is kept."
    assert not desk.path.exists()


def test_it_searches_and_opens_at_the_row(desk: Desk) -> None:
    desk.fill("Trains to Kyoto", "Standup")
    desk.open_panel()
    desk.place.panel.search.setText("about kyoto")
    desk.wait()
    (line,) = desk.place.panel.model.shelf.lines
    assert (line.snippet, line.row_key) == ("An answer about Trains to Kyoto.", "item_2")
    desk.place.panel.list.opened.emit(line)
    desk.wait()
    assert desk.place.reader.number == ONE
    assert desk.place.reader.view.currentIndex().row() == 1
    desk.place.panel.search.setText("Standup")  # found in the title and in the words: those are shown
    desk.wait()
    assert desk.titles == ["Standup"]
    desk.place.panel.search.setText("zebra")
    desk.wait()
    assert desk.place.panel.message.text() == "Nothing found for “zebra”."
    desk.place.panel.search.clear()
    desk.wait()
    assert desk.titles == ["Standup", "Trains to Kyoto"]


def test_a_title_that_is_found_is_no_snippet(desk: Desk) -> None:
    desk.fill("Standup")
    with Archive(desk.path) as archive:
        archive.rename(ONE, "Zebras")
    desk.open_panel()
    desk.place.panel.search.setText("zebra")
    desk.wait()
    (line,) = desk.place.panel.model.shelf.lines
    assert (line.snippet, line.marks, desk.place.panel.model.shelf.terms) == ("", (), ("zebra",))


def test_more_are_read_when_they_are_scrolled_to(desk: Desk) -> None:
    keep_many(desk.path, 2 * PAGE + 10)
    desk.open_panel()
    model, bar = desk.place.panel.model, desk.place.panel.list.verticalScrollBar()
    assert (model.rowCount(), model.shelf.has_more) == (PAGE, True)
    bar.setValue(bar.maximum())
    desk.wait()
    assert model.rowCount() == 2 * PAGE
    bar.setValue(bar.maximum())
    desk.until(lambda: not model.shelf.has_more)
    assert model.rowCount() == 2 * PAGE + 10
    desk.place.panel.search.setText("word")
    desk.wait()
    assert (model.rowCount(), model.shelf.has_more) == (PAGE, True)
    bar.setValue(bar.maximum())
    desk.wait()
    assert model.rowCount() == 2 * PAGE


@pytest.mark.parametrize("after_ms", [1, -1_795_269_690_000, None], ids=["goes on", "in 1970", "is deleted"])
def test_the_next_page_begins_at_its_place_also_when_the_last_line(desk: Desk, after_ms: int | None) -> None:
    keep_many(desk.path, 2 * PAGE + 10)
    with Archive(desk.path) as archive:
        shelf = desk.app._look(archive, "")
        assert (len(shelf.lines), shelf.lines[-1].summary.id) == (200, 211)
        if after_ms is None:
            archive.delete([ConversationId(211)])
        else:
            go_on(archive, 211, after_ms=after_ms)
        while shelf.has_more:
            shelf = desk.app._next_page(archive, "")
    assert [line.summary.id for line in shelf.lines] == list(range(410, 0, -1))


def test_a_page_of_what_is_not_searched_for_any_more_changes_nothing(desk: Desk) -> None:
    keep_many(desk.path, 2 * PAGE + 10)
    with Archive(desk.path) as archive:
        shelf = desk.app._look(archive, "word")
        assert desk.app._next_page(archive, "") is shelf
        assert len(desk.app._next_page(archive, "word").lines) == 2 * PAGE


def test_one_that_goes_on_below_a_page_comes_to_the_top_and_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "LOOK_INTERVAL_S", 0.01)
    keep_many(desk.path, 2 * PAGE + 10)
    desk.open_panel()
    with Archive(desk.path) as other:
        go_on(other, 5, after_ms=1)
    expected = [f"word {number}" for number in (5, *range(410, 5, -1), 4, 3, 2, 1)]

    def is_whole() -> bool:
        if desk.place.panel.model.shelf.has_more:
            desk.wishes.more_wanted.emit()
        return desk.titles == expected

    desk.until(is_whole)


def test_one_that_goes_on_comes_to_the_top(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_thread, "LOOK_INTERVAL_S", 0.01)
    desk.fill("Trains", "Standup")
    desk.open_panel()
    desk.place.panel.list.choose(1)
    with Archive(desk.path) as other:
        go_on(other, ONE, after_ms=60_000)
    desk.until(lambda: desk.titles == ["Trains", "Standup"])
    assert [one.title for one in desk.place.panel.list.chosen()] == ["Trains"]


def test_what_others_change_is_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_thread, "LOOK_INTERVAL_S", 0.01)
    desk.fill("Trains")
    desk.open_panel()
    desk.wishes.open_wanted.emit(ONE, "")
    desk.wait()
    before = desk.place.panel.model.line_at(0)
    with Archive(desk.path) as other:
        keep(other, said("Standup"))
    desk.until(lambda: desk.titles == ["Standup", "Trains"])
    assert desk.place.panel.model.line_at(1) is before  # what did not change is the same object
    with Archive(desk.path) as other:
        other.rename(ONE, "Trains to Kyoto")
    desk.until(lambda: desk.place.reader.title.toolTip() == "Trains to Kyoto")
    with Archive(desk.path) as other:
        other.delete([ONE])
    desk.until(lambda: not desk.place.is_reading)
    assert desk.sentence == "The conversation you were reading was deleted."


def test_a_conversation_that_is_being_kept_grows_while_it_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "LOOK_INTERVAL_S", 0.01)
    with Archive(desk.path) as keeper:
        live = chapter()
        live.show(picture(said("Hello")))
        live.write(keeper)
        desk.open_panel()
        desk.wishes.open_wanted.emit(ONE, "")
        desk.wait()
        live.show(picture(said("Hello"), answered("Good morning.")))
        live.write(keeper)
        desk.until(lambda: desk.place.reader.model.rowCount() == 2)


def test_it_is_renamed_and_tagged(desk: Desk) -> None:
    desk.fill("one", "two")
    desk.open_panel()
    desk.wishes.rename_wanted.emit(ONE, "Trains")
    desk.wishes.tag_wanted.emit((ONE, TWO), ("work", "old"), ())
    desk.wishes.tag_wanted.emit((ONE,), (), ("old",))
    desk.wait()
    assert [(line.summary.title, line.summary.tags) for line in desk.place.panel.model.shelf.lines] == [
        ("two", ("work", "old")),
        ("Trains", ("work",)),
    ]
    desk.wishes.rename_wanted.emit(ConversationId(99), "Nobody")
    desk.wishes.tag_wanted.emit((ConversationId(99),), ("work",), ())
    desk.wait()
    assert desk.sentence.startswith("There is no kept conversation 99.")
    assert desk.told[-1].startswith("There is no kept conversation 99.")


# -- deleting ----------------------------------------------------------------------------------------------


def recorded(folder: Path) -> Path:
    """Return the folder of a recording with the words in it."""
    folder.mkdir(parents=True)
    (folder / "tape.jsonl").write_text(f'{{"text": "{CANARY}"}}\n')
    return folder


def test_what_is_deleted_is_on_the_disk_nowhere(desk: Desk, tmp_path: Path) -> None:
    tape = recorded(tmp_path / "recordings" / "one")
    desk.fill("Something else")
    desk.fill(CANARY, tape=tape)
    desk.open_panel()
    desk.place.panel.search.setText("canary")
    desk.wishes.open_wanted.emit(TWO, "item_2")
    desk.wait()

    def every() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert every().count(CANARY.encode()) > 3
    desk.place.reader.ask.ask_deletion([desk.place.panel.model.line_at(0).summary])
    desk.wait()
    question = desk.place.reader.ask.deletion
    question.recordings.setChecked(True)
    question.delete.click()
    desk.until(lambda: desk.told == ["Deleted for good."])
    assert CANARY.encode() not in every()
    assert b"pumpernickel" not in every()
    assert not tape.exists()
    assert not desk.place.is_reading
    desk.place.panel.search.clear()
    desk.wait()
    assert desk.titles == ["Something else"]


def test_all_of_them_are_deleted_and_the_recordings_stay_unless_that_was_said(
    desk: Desk, tmp_path: Path
) -> None:
    tape = recorded(tmp_path / "recordings" / "one")
    desk.fill("one", "two", tape=tape)
    desk.open_panel()
    desk.place.panel.ask.ask_deletion_of_all()
    desk.wait()
    question = desk.place.panel.ask.deletion
    assert question.recordings.text() == "and its recording"
    question.delete.click()
    question.delete.click()
    desk.until(lambda: bool(desk.told))
    assert (desk.titles, tape.exists()) == ([], True)
    assert b"An answer" not in bytes_of(desk.path.parent / "recordings" / "one")
    assert b"An answer" not in desk.path.read_bytes()


def test_others_on_the_same_recording_are_counted_before_and_lose_it(desk: Desk, tmp_path: Path) -> None:
    tape = recorded(tmp_path / "recordings" / "one")
    desk.fill("one", "two", tape=tape)
    desk.open_panel()
    counted: list[tuple[int, int]] = []
    desk.wishes.tapes_told.connect(lambda tapes, others: counted.append((tapes, others)))
    desk.wishes.tapes_wanted.emit((ONE,))
    desk.wishes.tapes_wanted.emit(())
    desk.wait()
    assert counted == [(1, 1), (1, 0)]
    desk.wishes.delete_wanted.emit((ONE,), True)
    desk.until(lambda: bool(desk.told))
    assert [line.summary.is_recorded for line in desk.place.panel.model.shelf.lines] == [False]


def test_what_is_being_recorded_is_not_deleted(desk: Desk, tmp_path: Path) -> None:
    tape = recorded(tmp_path / "recordings" / "now")
    desk.fill("one", tape=tape)
    desk.open_panel()
    desk.app.show_snapshot(Snapshot(recording=Recording("now")))
    desk.wishes.delete_wanted.emit((ONE,), True)
    desk.until(lambda: bool(desk.told))
    assert desk.told[0].startswith("Its recording is still under way")
    assert (desk.titles, tape.exists()) == (["one"], True)


def test_what_cannot_be_finished_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_LIMIT_S", 0.1)
    desk.fill("one")
    desk.open_panel()
    other = Archive(desk.path)
    other._connection.execute("BEGIN")
    other._connection.execute("SELECT count(*) FROM conversations").fetchone()
    desk.wishes.delete_wanted.emit((ONE,), False)
    desk.until(lambda: bool(desk.told))
    other._connection.execute("COMMIT")
    other.close()
    assert "another program reads the file" in desk.told[0]
    assert desk.titles == []


# -- a file that cannot be read ------------------------------------------------------------------------------


def test_a_locked_keyring_is_a_sentence_with_another_try(desk: Desk) -> None:
    desk.fill("Trains")
    desk.locked = "The kept conversations are encrypted, and the keyring cannot be read. Unlock it."
    desk.open_panel()
    panel = desk.place.panel
    assert panel.message.text() == desk.locked
    panel.search.setText("tra")  # asks the keyring no more often than the person does
    desk.locked = ""
    desk.wait()
    assert panel.message.text().startswith("The kept conversations are encrypted")
    panel.retry.click()
    desk.wait()
    assert desk.titles == ["Trains"]


def test_a_damaged_file_is_told_and_left_as_it_is(desk: Desk) -> None:
    desk.path.write_bytes(b"SQLite format 3\0" + b"x" * 5_000)
    desk.open_panel()
    assert "or damaged" in desk.place.panel.message.text()
    assert desk.path.read_bytes().endswith(b"x" * 5_000)


def test_a_file_that_is_gone_is_told(desk: Desk) -> None:
    desk.open_panel()
    desk.wishes.open_wanted.emit(ONE, "")
    desk.wait()
    assert desk.sentence == "The file of kept conversations is not there any more."


# -- files -------------------------------------------------------------------------------------------------


def choose(desk: Desk, path: Path) -> None:
    """Choose a path in the panel of the system that is open."""
    desk.wait()
    (dialog,) = [one for one in desk.window.findChildren(QFileDialog) if one.isVisible()]
    dialog.fileSelected.emit(str(path))
    dialog.deleteLater()
    dialog.close()
    desk.wait()


def test_one_conversation_becomes_a_file(desk: Desk, tmp_path: Path) -> None:
    desk.fill("Trains")
    desk.open_panel()
    desk.wishes.export_wanted.emit(Export((ONE,), "md", False))
    choose(desk, tmp_path / "trains.md")
    assert "**You:** Trains" in (tmp_path / "trains.md").read_text(encoding="utf-8")
    assert desk.told[-1] == f"{tmp_path / 'trains.md'} is written."


def test_several_become_files_in_a_folder_and_none_is_written_over(desk: Desk, tmp_path: Path) -> None:
    desk.fill("Trains", "Trains")
    desk.open_panel()
    folder = tmp_path / "out"
    folder.mkdir()
    desk.wishes.export_wanted.emit(Export((ONE, TWO), "txt", True))
    choose(desk, folder)
    assert len(list(folder.glob("*Trains*.txt"))) == 2
    assert desk.told[-1] == f"2 files are written to {folder}."


def test_a_panel_that_is_closed_writes_nothing(desk: Desk) -> None:
    desk.fill("Trains")
    desk.open_panel()
    desk.wishes.export_wanted.emit(Export((ONE,), "md", False))
    desk.wait()
    (dialog,) = [one for one in desk.window.findChildren(QFileDialog) if one.isVisible()]
    dialog.reject()
    assert desk.told == [""]


def test_training_data_is_written_with_its_warnings(desk: Desk, tmp_path: Path) -> None:
    desk.fill("Trains", "Bus")
    desk.open_panel()
    desk.wishes.training_wanted.emit(Training((), False))
    choose(desk, tmp_path / "chat.jsonl")
    assert "with 2 examples" in desk.told[-1]
    assert "are too few" in desk.told[-1]
    desk.wishes.training_wanted.emit(Training((TWO,), True))
    choose(desk, tmp_path / "pairs.jsonl")
    assert desk.told[-1].startswith("Nothing is written")


# -- continuing and hearing --------------------------------------------------------------------------------


def test_wishes_for_others_are_handed_on(desk: Desk) -> None:
    handed: list[Any] = []
    desk.app.continue_wanted.connect(handed.append)
    desk.app.tape_wanted.connect(lambda tape, at_ns: handed.append((tape, at_ns)))
    desk.fill("Trains", tape=TAPE)
    desk.fill("Bus")
    desk.fill("Gone", tape=TAPE.with_name("gone"))
    desk.wishes.continue_wanted.emit(TWO)
    desk.wishes.tape_wanted.emit(ONE, "item_2")
    desk.wait()
    assert handed[0] == TWO
    assert handed[1][0] == str(TAPE)
    desk.wishes.tape_wanted.emit(TWO, "")
    desk.wait()
    assert "was not recorded" in desk.sentence
    desk.wishes.tape_wanted.emit(THREE, "")
    desk.wait()
    assert desk.sentence.startswith("The recording is not there any more")
    assert len(handed) == 2


def test_a_panel_that_was_open_the_last_time_is_read_at_once(tmp_path: Path) -> None:
    application()
    with Archive(tmp_path / "conversations.sqlite") as archive:
        keep(archive, said("Trains"))
    window = MainWindow(Wishes(), title_label="Test", wall_offset_ns=0)
    window.side.open_panel()
    heard = Heard(window.kept.wishes)
    app = ConversationsApp(window, tmp_path / "conversations.sqlite", Archive)
    wait_for(app)
    assert window.kept.panel.model.rowCount() == 1
    assert heard.take() == []
    app.close()
    assert isinstance(app, QObject)
