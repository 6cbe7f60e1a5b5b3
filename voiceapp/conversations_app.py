"""The panel of kept conversations and the file they are in, put together.

Everything that waits for a disk is asked of the archive's thread; what it answers comes back as a call on the
window's thread. The list on screen follows the file: what the keeper, the command line or another window
changes is seen within a second or two, while somebody looks.

The archive's thread remembers which list it has told last. A next page begins where the last line of that
stood; a look because something has changed tells as many lines as there were, anew and all at once. So
nothing is listed twice, and a conversation that is continued while one scrolls comes to the top with the
next look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from voiceapp.archive_thread import ArchiveThread
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.errors import StoreError, VoiceappError
from voiceapp.kept_files import (
    chat_examples,
    delete_recording,
    free_path,
    has_recording,
    moment_of,
    preference_pairs,
    write_conversation,
    write_training,
)
from voiceapp.store.archive import Archive
from voiceapp.store.export.file_name import file_name_of
from voiceapp.store.export.texts import Unheard
from voiceapp.store.kept import ConversationId
from voiceapp.store.searching import query_of
from voiceapp.ui.conversations_shelf import Export, Line, Opened, Shelf, Training, opened
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.save_panel import ask_file, ask_folder

PAGE = 200
"""Conversations that are read at once."""
CLOSE_LIMIT_S = 1.0
TRAINING_NAMES = {False: "chat.jsonl", True: "preferences.jsonl"}
RECORDED_NOW = "Its recording is still under way: stop it before you delete it. Nothing is deleted."
GONE = "The conversation you were reading was deleted."


class ConversationsApp(QObject):
    """Does what the panel and the reading view want; lives as long as the window.

    Signals:
        continue_wanted(object): go on with a conversation by voice.
        tape_wanted(str, object): open the recording in a folder, at a moment of its clock (ns).
    """

    continue_wanted = Signal(object)
    tape_wanted = Signal(str, object)
    _answered = Signal(object, object)
    _changed = Signal()

    def __init__(self, window: MainWindow, path: Path, open_archive: Callable[[Path], Archive]) -> None:
        """Wait for the person's wish; the file at `path` is not touched before."""
        super().__init__(window)
        self._window = window
        self._place = window.kept
        self._wishes = window.kept.wishes
        self._thread = ArchiveThread(path, open_archive, self._changed.emit)
        self._query = ""
        self._shelf = Shelf(loading=True)
        self._recorded_now = ""
        """The name of the folder that is being recorded into."""
        # The archive thread's own, while it answers:
        self._told = Shelf()
        self._lines: dict[ConversationId, Line] = {}
        self._read: Opened | None = None
        self._answered.connect(lambda slot, value: slot(value), Qt.ConnectionType.QueuedConnection)
        self._changed.connect(self._on_changed, Qt.ConnectionType.QueuedConnection)
        self._connect()
        if self._place.is_watched:  # the panel was open when the window was closed the last time
            self._on_watched(True)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Remember what is being recorded now."""
        self._recorded_now = snapshot.recording.name if snapshot.recording is not None else ""

    def close(self) -> None:
        """End the thread."""
        self._thread.close(CLOSE_LIMIT_S)

    # -- the list --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        wishes = self._wishes
        wishes.watched.connect(self._on_watched)
        wishes.search_wanted.connect(self._search)
        wishes.more_wanted.connect(self._more)
        wishes.retry_wanted.connect(self._retry)
        wishes.open_wanted.connect(self._open)
        wishes.rename_wanted.connect(self._rename)
        wishes.tag_wanted.connect(self._tag)
        wishes.tapes_wanted.connect(self._count_tapes)
        wishes.delete_wanted.connect(self._delete)
        wishes.delete_all_wanted.connect(lambda recordings: self._delete(None, recordings))
        wishes.continue_wanted.connect(self.continue_wanted)
        wishes.tape_wanted.connect(self._open_tape)
        wishes.export_wanted.connect(self._export)
        wishes.training_wanted.connect(self._train)

    def _on_watched(self, watched: bool) -> None:
        self._thread.watch(watched=watched)
        if watched and not self._shelf.refusal:
            self._refresh()

    def _on_changed(self) -> None:
        self._refresh()
        number = self._place.reader.number
        if number is not None:
            self._ask(lambda archive: self._reread(archive, number), self._on_reread, topic="reread")

    def _search(self, query: str) -> None:
        self._query = query
        if not self._shelf.refusal:
            self._refresh()

    def _retry(self) -> None:
        self._show(Shelf(loading=True, query=self._query))
        self._refresh(fresh=True)

    def _more(self) -> None:
        query = self._query  # a topic of its own: a look at what has changed is never given up for it
        self._ask(lambda archive: self._next_page(archive, query), self._show, topic="more")

    def _refresh(self, *, fresh: bool = False) -> None:
        """Look again at as many as are shown, at least a page."""
        query = self._query
        self._ask(
            lambda archive: self._look(archive, query),
            self._show,
            lambda error: self._show(Shelf(query=query, refusal=error.sentence)),
            topic="list",
            fresh=fresh,
        )

    def _show(self, shelf: Shelf) -> None:
        if shelf.query == self._query:
            self._shelf = shelf
            self._place.panel.show_shelf(shelf)

    def _look(self, archive: Archive | None, query: str, further: int = 0) -> Shelf:
        """Return the list, as long as it was and `further` lines, on the archive's thread."""
        before = self._told.lines if query == self._told.query else ()
        limit = max(PAGE, len(before) + further)
        self._told = Shelf(query=query)
        if archive is None:
            return self._told
        if query:
            found = archive.search(query, limit=limit + 1)
            lines = [
                Line(one.summary, one.row_key, *((one.snippet, one.marks) if one.row_key else ("", ())))
                for one in found
            ]
        else:
            lines = [Line(summary) for summary in archive.list(limit=limit + 1)]
        shown = tuple(self._same(line) for line in lines[:limit])
        self._lines = {line.summary.id: line for line in shown}
        self._told = Shelf(shown, query, query_of(query).terms, has_more=len(lines) > limit)
        return self._told

    def _next_page(self, archive: Archive | None, query: str) -> Shelf:
        """Return the list with one more page; what a search finds is looked for anew."""
        before = self._told
        if query != before.query:
            return before  # something else is searched for meanwhile
        if archive is None or query or not before.lines:
            return self._look(archive, query, PAGE)
        found = archive.list(before=before.lines[-1].summary, limit=PAGE + 1)
        # One that is listed already is below only where the clock was set back meanwhile.
        lines = tuple(Line(one) for one in found[:PAGE] if one.id not in self._lines)
        self._lines.update((line.summary.id, line) for line in lines)
        self._told = replace(before, lines=(*before.lines, *lines), has_more=len(found) > PAGE)
        return self._told

    def _same(self, line: Line) -> Line:
        """Return the line as it was shown, where nothing of it has changed."""
        known = self._lines.get(line.summary.id)
        return known if known is not None and known == line else line

    # -- one conversation ------------------------------------------------------------------------------

    def _open(self, number: ConversationId, row_key: str) -> None:
        terms = self._shelf.terms if row_key else ()

        def read(archive: Archive | None) -> Opened:
            self._read = opened(_there(archive).open(number), row_key, terms)
            return self._read

        self._ask(read, self._place.show_opened, topic="open")

    def _reread(self, archive: Archive | None, number: ConversationId) -> Opened | None:
        """Return the conversation that is read, where it has changed; one that is gone has no rows left."""
        before = self._read
        try:
            found = opened(_there(archive).open(number))
        except StoreError:
            raise StoreError(GONE) from None
        if before is not None and (before.conversation, before.rows) == (found.conversation, found.rows):
            return None
        self._read = found
        return found

    def _on_reread(self, found: Opened | None) -> None:
        if found is not None and found.conversation.summary.id == self._place.reader.number:
            self._place.show_opened(found)

    def _rename(self, number: ConversationId, title: str) -> None:
        self._change(lambda archive: archive.rename(number, title))

    def _tag(self, numbers: Sequence[ConversationId], add: Sequence[str], remove: Sequence[str]) -> None:
        def tag(archive: Archive) -> None:
            for number in numbers:
                archive.tag(number, add=add, remove=remove)

        self._change(tag, self._refuse)

    def _open_tape(self, number: ConversationId, row_key: str) -> None:
        def find(archive: Archive | None) -> tuple[str, int]:
            tape, at_ns = moment_of(_there(archive).open(number), row_key)
            if not has_recording(Path(tape)):
                raise StoreError(f"The recording is not there any more: {tape}")
            return tape, at_ns

        self._ask(find, lambda found: self.tape_wanted.emit(*found))

    # -- deleting --------------------------------------------------------------------------------------

    def _count_tapes(self, numbers: Sequence[ConversationId]) -> None:
        def count(archive: Archive | None) -> tuple[int, int]:
            found = _tapes(_there(archive), numbers or None)
            return len(found), sum(found.values())

        self._ask(count, lambda told: self._wishes.tapes_told.emit(*told))

    def _delete(self, numbers: Sequence[ConversationId] | None, recordings: bool) -> None:
        """Delete these for good, or all."""
        recorded_now = self._recorded_now

        def delete(archive: Archive | None) -> str:
            archive = _there(archive)
            tapes = [Path(tape) for tape in _tapes(archive, numbers)] if recordings else []
            if any(tape.name == recorded_now for tape in tapes):
                raise StoreError(RECORDED_NOW)
            if numbers is None:
                archive.delete_all()
            else:
                archive.delete(numbers)
            for tape in tapes:
                delete_recording(tape)
                archive.forget_tape(str(tape))
            return "Deleted for good."

        def deleted(sentence: str) -> None:
            if numbers is None or self._place.reader.number in numbers:
                self._place.leave()
            self._wishes.done.emit(sentence)
            self._refresh()

        def refused(error: VoiceappError) -> None:
            self._refuse(error)
            self._refresh()

        self._ask(delete, deleted, refused)

    # -- files -----------------------------------------------------------------------------------------

    def _export(self, export: Export) -> None:
        if len(export.numbers) > 1:
            ask_folder(self._window, lambda path: self._write(export, Path(path)), self._nothing)
            return

        def named(name: str) -> None:
            ask_file(self._window, name, lambda path: self._write(export, Path(path)), self._nothing)

        number = export.numbers[0]
        self._ask(
            lambda archive: file_name_of(_there(archive).open(number), export.ending), named, self._refuse
        )

    def _write(self, export: Export, path: Path) -> None:
        unheard = Unheard.MARKED if export.marked else Unheard.LEFT_OUT

        def write(archive: Archive | None) -> str:
            archive = _there(archive)
            written: list[Path] = []
            for number in export.numbers:
                conversation = archive.open(number)
                file = path
                if len(export.numbers) > 1:
                    file = free_path(path / file_name_of(conversation, export.ending))
                written += write_conversation(conversation, file, export.ending, unheard)
            if len(written) > 1:
                return f"{len(written)} files are written to {written[0].parent}."
            return f"{written[0]} is written."

        self._ask(write, self._wishes.done.emit, self._refuse)

    def _train(self, training: Training) -> None:
        def chosen(path: str) -> None:
            self._ask(lambda archive: _write_training(archive, training, Path(path)), done, self._refuse)

        done = self._wishes.done.emit
        ask_file(self._window, TRAINING_NAMES[training.preferences], chosen, self._nothing)

    # -- asking ----------------------------------------------------------------------------------------

    def _change(
        self, work: Callable[[Archive], None], refused: Callable[[VoiceappError], None] | None = None
    ) -> None:
        """Change something, and show it."""
        self._ask(lambda archive: work(_there(archive)), lambda _done: self._on_changed(), refused)

    def _ask(
        self,
        work: Callable[[Archive | None], Any],
        answer: Callable[[Any], object],
        refused: Callable[[VoiceappError], object] | None = None,
        *,
        topic: str = "",
        fresh: bool = False,
    ) -> None:
        """Let the archive's thread work, and go on with the answer on this one."""
        refuse = refused or self._tell
        self._thread.ask(
            work,
            lambda found: self._answered.emit(answer, found),
            lambda error: self._answered.emit(refuse, error),
            topic=topic,
            fresh=fresh,
        )

    def _tell(self, error: VoiceappError) -> None:
        """Say why a wish was not met, in passing."""
        if error.sentence == GONE:
            self._place.leave()
        self._window.show_sentence(error.sentence)

    def _refuse(self, error: VoiceappError) -> None:
        """Say it where the wish came from."""
        self._wishes.refused.emit(error.sentence)

    def _nothing(self) -> None:
        self._wishes.done.emit("")


def _there(archive: Archive | None) -> Archive:
    """Return the archive. Raises StoreError where nothing was ever kept."""
    if archive is None:
        raise StoreError("The file of kept conversations is not there any more.")
    return archive


def _tapes(archive: Archive, numbers: Sequence[ConversationId] | None) -> dict[str, int]:
    """Return the recordings of these conversations, or of all, and how many others are on each."""
    wanted = [summary.id for summary in archive.list()] if numbers is None else numbers
    return {tape: others for tape, others in archive.tapes(wanted).items() if has_recording(Path(tape))}


def _write_training(archive: Archive | None, training: Training, path: Path) -> str:
    """Write training data, oldest first, and return what a person should know of it."""
    archive = _there(archive)
    numbers = training.numbers or [summary.id for summary in archive.list()]
    make = preference_pairs if training.preferences else chat_examples
    return write_training(path, make(archive, sorted(numbers)))
