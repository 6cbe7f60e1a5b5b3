"""A door: the voice loop shows pictures of a conversation, a thread of its own keeps them on disk.

Why a thread: SQLite waits for the disk, and for another program that reads the same file. Why this is safe:
pictures are immutable, and the newest one of a chapter is one assignment; chapters cross in a `deque`, whose
operations are atomic; every counter has one writer. The loop wakes nobody: the thread looks twice a second,
so a finished turn is on disk within a second, and a program that is killed loses no more than that.

The queue is bounded: a picture that was not written in time is replaced by the next, and of more than
`CHAPTERS_MAX` conversations that a standing disk has kept waiting, the oldest are given up and counted.
A disk that refuses is told once and tried again at every look: the next picture has everything.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.errors import StoreError, VoiceappError
from voiceapp.store.archive import Archive
from voiceapp.store.chapter import About, Chapter
from voiceapp.store.kept import ConversationId

log = logging.getLogger("voiceapp.state")

LOOK_INTERVAL_S = 0.5
CHAPTERS_MAX = 64
CATCH_UP_LIMIT_S = 3.0
AWAITED_MAX = 16
"""Who waits for the disk; of more the oldest are told nothing, and give up by themselves."""
CLOSE_LIMIT_S = 1.5
"""The window gives everything together 3 s."""


@dataclass(frozen=True, slots=True)
class KeeperStatistics:
    """What has gone through the door."""

    written_rows: int
    """A row that changed ten times counts ten times."""
    failures: int
    """Looks at which the disk refused; what was refused is tried again."""
    lost_conversations: int


class Keeper:
    """Keeps the conversations of one window or terminal, one after the other; called on the loop."""

    def __init__(
        self,
        path: Path,
        *,
        refused: Callable[[VoiceappError], None] | None = None,
        open_archive: Callable[[Path], Archive] = Archive,
    ) -> None:
        """Touch nothing yet; `refused` is told, on the keeper's thread, once: of the first failure."""
        self._path = path
        self._refused = refused
        self._open_archive = open_archive
        self._about = About()
        self._wall_offset_ns = 0
        self._tape = ""
        self._chapters: deque[Chapter] = deque(maxlen=CHAPTERS_MAX)
        self._awaited: deque[threading.Event] = deque(maxlen=AWAITED_MAX)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._lost = 0
        self._written_rows = self._failures = 0

    # -- the loop ----------------------------------------------------------------------------------

    def start(
        self,
        about: About,
        *,
        now_ns: int,
        wall_ns: int,
        began_ns: int | None = None,
        continues: ConversationId | None = None,
        skips: frozenset[str] = frozenset(),
    ) -> None:
        """Begin to keep a conversation; `now_ns` and `wall_ns` are this moment on both clocks.

        `began_ns`: it has been going on since then. `continues`: it is another part of this kept one.
        `skips`: keys of rows that are not to be kept.
        """
        self._about = about
        self._wall_offset_ns = wall_ns - now_ns
        self._begin(now_ns if began_ns is None else began_ns, continues, skips)
        self._thread.start()

    def show(self, picture: Snapshot) -> None:
        """Take a picture of the conversation; nothing before `start`. Never waits."""
        if self._chapters:
            self._chapters[-1].show(picture)

    @property
    def number(self) -> ConversationId | None:
        """Return what this conversation is called in the archive; None: nothing of it was written yet."""
        return self._chapters[-1].number if self._chapters else None

    def begin_anew(self, last: Snapshot, now_ns: int, *, continues: ConversationId | None = None) -> None:
        """End this conversation with its last picture and begin another; nothing before `start`.

        `continues`: that is another part of this kept one.
        """
        if self._chapters:
            self.show(last)
            self._begin(now_ns, continues)

    def catch_up(self, limit_s: float = CATCH_UP_LIMIT_S) -> bool:
        """Wait until what was shown so far is on disk; False when it is not in time. Not for the loop."""
        written = threading.Event()
        self._awaited.append(written)
        return self._thread.is_alive() and written.wait(limit_s)

    def recorded(self, folder: Path) -> None:
        """Remember where this conversation and the ones after it are recorded."""
        self._tape = str(folder.absolute())
        if self._chapters:
            self._chapters[-1].recorded(self._tape)

    def recording_ended(self) -> None:
        """Do not name the recording in conversations that begin from now on."""
        self._tape = ""

    def finish(self) -> None:
        """Let the thread write what waits and end; does not wait. Idempotent."""
        self._ending.set()

    def join(self, limit_s: float = CLOSE_LIMIT_S) -> bool:
        """Wait for the end of the thread, at most `limit_s`; say whether it came. Not for the loop."""
        if self._thread.ident is not None:
            self._thread.join(limit_s)
        return not self._thread.is_alive()

    def statistics(self) -> KeeperStatistics:
        """Count what was written and what was not."""
        return KeeperStatistics(self._written_rows, self._failures, self._lost)

    def _begin(
        self,
        now_ns: int,
        continues: ConversationId | None = None,
        skips: frozenset[str] = frozenset(),
    ) -> None:
        chapter = Chapter(
            self._about,
            started_ns=now_ns,
            wall_offset_ns=self._wall_offset_ns,
            continues=continues,
            skips=skips,
        )
        if self._tape:
            chapter.recorded(self._tape)
        self._lost += len(self._chapters) == CHAPTERS_MAX
        self._chapters.append(chapter)

    # -- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        archive: Archive | None = None
        is_over = False
        while not is_over:
            is_over = self._ending.wait(LOOK_INTERVAL_S)  # asked before the last look at the pictures
            try:
                if archive is None:
                    archive = self._open_archive(self._path)
                # What was shown before they came is in the pictures now.
                awaited = [self._awaited.popleft() for _ in range(len(self._awaited))]
                self._write(archive)
                for written in awaited:
                    written.set()
            except VoiceappError as error:
                self._failed(error)
            except Exception as error:
                # Whatever it is, it costs what would have been kept and not the conversation.
                log.exception("! the keeper of conversations failed")
                self._failed(
                    StoreError("Conversations are not kept: a fault in this program.", details=repr(error))
                )
                break
        if archive is not None:
            archive.close()

    def _write(self, archive: Archive) -> None:
        """Write every chapter; all but the last are over, and go."""
        while True:
            is_last = len(self._chapters) == 1
            chapter = self._chapters[0]
            self._written_rows += chapter.write(archive)
            if is_last:
                return
            if self._chapters[0] is chapter:  # otherwise it was given up meanwhile
                self._chapters.popleft()

    def _failed(self, error: VoiceappError) -> None:
        self._failures += 1
        if self._failures == 1:
            log.warning("! %s %s", error.sentence, error.details)
            if self._refused is not None:
                self._refused(error)
