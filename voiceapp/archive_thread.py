"""A door: the window asks about kept conversations, a thread of its own opens the file and answers.

Why a thread: SQLite waits for the disk and for another program that writes, a whole file is written anew when
something is deleted for good, and the key of an encrypted file may wait for a person at the keyring. Why this
is safe: only this thread touches the archive; questions cross in a deque under a condition that is never held
while anything is called, and answers are handed to whoever asked, on this thread.

The queue is bounded: a question takes the place of a waiting one about the same topic (a search for what has
been typed further since), and past `QUESTIONS_MAX` questions are refused.

While somebody watches, it looks once a second whether another connection has changed the file. While nobody
does, the file is closed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from voiceapp.errors import StoreError, VoiceappError
from voiceapp.store.archive import Archive
from voiceapp.store.cipher import is_encrypted

log = logging.getLogger("voiceapp.state")

T = TypeVar("T")
LOOK_INTERVAL_S = 1.0
QUESTIONS_MAX = 64
CLOSE_LIMIT_S = 1.0
FAULT = "The kept conversations cannot be used: a fault in this program."


@dataclass(frozen=True, slots=True)
class ArchiveThreadStatistics:
    """What has gone through the door."""

    answered: int
    superseded: int
    """Questions whose place a newer one about the same topic took."""
    refused: int
    """Questions that were one too many."""


@dataclass(frozen=True, slots=True)
class _Question:
    work: Callable[[Archive | None], Any]
    answer: Callable[[Any], None]
    refused: Callable[[VoiceappError], None]
    topic: str
    is_fresh: bool


class ArchiveThread:
    """Owns an archive; made, asked and closed by one thread."""

    def __init__(
        self,
        path: Path,
        open_archive: Callable[[Path], Archive],
        changed: Callable[[], None],
    ) -> None:
        """Touch nothing yet; `changed` is called on the thread when the file has changed by somebody else."""
        self._path = path
        self._open_archive = open_archive
        self._changed = changed
        self._questions: deque[_Question] = deque()
        self._condition = threading.Condition()
        self._is_watched = False
        self._is_ending = False
        # A daemon: a keyring that waits for its password must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._superseded = self._refused = 0
        # The thread's own:
        self._archive: Archive | None = None
        self._seen: tuple[int, int, int] | None = None
        self._is_shut = False
        """The file could not be opened; an encrypted one is not tried again until somebody asks."""
        self._answered = 0

    # -- the owner ---------------------------------------------------------------------------------

    def ask(
        self,
        work: Callable[[Archive | None], T],
        answer: Callable[[T], None],
        refused: Callable[[VoiceappError], None],
        *,
        topic: str = "",
        fresh: bool = False,
    ) -> None:
        """Let the thread do `work` and hand what it returns to `answer`; never waits.

        `work` gets no archive where nothing was ever kept: looking makes no file. What it raises goes to
        `refused`. Both are called on the thread. `fresh`: the file is opened anew.
        """
        question = _Question(work, answer, refused, topic, fresh)
        with self._condition:
            older = next((one for one in self._questions if topic and one.topic == topic), None)
            if older is not None:
                self._questions.remove(older)
                self._superseded += 1
            is_full = len(self._questions) >= QUESTIONS_MAX
            if not is_full:
                self._questions.append(question)
                self._condition.notify()
        if is_full:
            self._refused += 1
            refused(StoreError("Too much is to be done with the kept conversations. Wait a moment."))
        elif self._thread.ident is None:
            self._thread.start()

    def watch(self, *, watched: bool) -> None:
        """Look for changes from now on, or close the file until the next question."""
        with self._condition:
            self._is_watched = watched
            self._condition.notify()

    def close(self, limit_s: float = CLOSE_LIMIT_S) -> bool:
        """Forget what waits and end; say whether the thread ended within `limit_s`. Idempotent."""
        with self._condition:
            self._is_ending = True
            self._questions.clear()
            self._condition.notify()
        if self._thread.ident is not None:
            self._thread.join(limit_s)
        return not self._thread.is_alive()

    def statistics(self) -> ArchiveThreadStatistics:
        """Count what was asked."""
        return ArchiveThreadStatistics(self._answered, self._superseded, self._refused)

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        look_at_s = time.monotonic()
        while True:
            with self._condition:
                if not self._questions and not self._is_ending:
                    if self._is_watched:
                        self._condition.wait(max(0.0, look_at_s - time.monotonic()))
                    elif self._archive is None:  # else it is closed before one waits
                        self._condition.wait()
                if self._is_ending:
                    break
                question = self._questions.popleft() if self._questions else None
                is_watched = self._is_watched
            if question is not None:
                self._do(question)
            elif not is_watched:
                self._close()
            if is_watched and time.monotonic() >= look_at_s:
                self._look()
                look_at_s = time.monotonic() + LOOK_INTERVAL_S
        self._close()

    def _do(self, question: _Question) -> None:
        if question.is_fresh:
            self._close()
        try:
            answer = question.work(self._opened())
        except VoiceappError as error:
            question.refused(error)
        except Exception as error:
            # Whatever it is, it costs an answer and not the window.
            log.exception("! a question about kept conversations failed")
            self._close()
            question.refused(StoreError(FAULT, details=repr(error)))
        else:
            question.answer(answer)
        self._answered += 1

    def _opened(self) -> Archive | None:
        """Return the archive of the file that is there now; None without one. Raises VoiceappError."""
        if self._archive is not None and self._seen is not None and self._seen[:2] != self._file():
            self._close()  # it was deleted, encrypted or decrypted: another file lies there
        if self._archive is None and self._path.is_file():
            self._is_shut = True
            self._archive = self._open_archive(self._path)
            self._is_shut = False
            self._seen = (*self._file(), self._archive.version())
        return self._archive

    def _look(self) -> None:
        """Tell when the file is another one, or another connection has changed it."""
        was_shut, before = self._is_shut, self._seen
        try:
            if was_shut and is_encrypted(self._path):
                return
            archive = self._opened()
            if archive is not None:
                self._seen = (*self._file(), archive.version())
        except (VoiceappError, OSError) as error:
            log.debug("! %r", error)
            self._is_shut = True
            if not was_shut:
                self._changed()  # whoever asks now is told why
            return
        if self._seen != before:
            self._changed()

    def _file(self) -> tuple[int, int]:
        """Return what tells the file from another one in its place."""
        try:
            found = self._path.stat()
        except OSError:
            return 0, 0
        return found.st_dev, found.st_ino

    def _close(self) -> None:
        if self._archive is not None:
            self._archive.close()
        self._archive = self._seen = None
