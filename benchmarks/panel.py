"""What the panel of kept conversations costs the window: how long it computes at once, and until it shows.

Ten thousand conversations in a file, one of them with ten thousand rows; the window, the roof and the
archive's thread are the program's own, drawn offscreen. A frame of 60 a second lasts 16.7 ms. "Busy" is what
the window's own thread computes at once, without what other programs and threads take from it meanwhile.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, spread
from benchmarks.store import CONVERSATIONS, LONG_ROWS, fill
from voiceapp.clock import ManualClock
from voiceapp.loop_thread import SWITCH_INTERVAL_S
from voiceapp.pcm import NS_PER_MS
from voiceapp.store.archive import Archive

ROUNDS = 10
WAIT_LIMIT_MS = 10_000
QUIET_MS = 60
"""After this long without work everything is drawn."""
SCREENS = 60


def rows() -> Iterator[Row]:
    """Fill a file once, then do what a person does."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)  # as the voice loop does
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "conversations.sqlite"
            fill(path)
            bench = _Bench(path)
            try:
                yield from bench.rows()
            finally:
                bench.close()
    finally:
        sys.setswitchinterval(before_s)


class _Bench:
    """The window with the panel, and a watch on its event loop."""

    def __init__(self, path: Path) -> None:
        from voiceapp.application import application
        from voiceapp.conversations_app import ConversationsApp
        from voiceapp.ui.bridge import Bridge
        from voiceapp.ui.main_window import MainWindow

        self._program = application()
        self._window = MainWindow(
            Bridge(lambda _input: None, ManualClock()), title_label="bench", wall_offset_ns=0
        )
        self._app = ConversationsApp(self._window, path, Archive)
        self._window.resize(1200, 800)
        self._window.show()
        self._settle()

    def close(self) -> None:
        """End the archive's thread."""
        self._app.close()
        self._window.close()
        self._window.deleteLater()
        self._settle()

    def rows(self) -> Iterator[Row]:
        """Measure one thing after the other."""
        window, panel = self._window, self._window.kept.panel
        bar = panel.list.verticalScrollBar()
        note = f"{CONVERSATIONS} conversations"
        yield from self._measured("open the panel", self._reopen, lambda: panel.model.rowCount() > 0, note)
        letters = iter("the train to kyoto leaves" * ROUNDS)
        yield from self._measured(
            "type a letter",
            lambda: panel.search.insert(next(letters)),
            lambda: panel.model.shelf.query == " ".join(panel.search.text().split()),
            note,
        )
        panel.search.clear()
        self._settle()
        busy: list[float] = []
        for _ in range(SCREENS):
            busy += self._watched(lambda: bar.setValue(bar.value() + bar.pageStep()), lambda: True)[0]
        listed = f"{note}, {panel.model.rowCount()} of them listed in the end"
        yield spread("window busy: scroll the list by a screen", "ms", busy, note=listed)
        busy = []
        while panel.model.shelf.has_more:
            count = panel.model.rowCount()
            busy += self._watched(
                lambda: bar.setValue(bar.maximum()),
                lambda count=count: panel.model.rowCount() > count,  # type: ignore[misc]
            )[0]
        yield spread("window busy: go to the end of the list, page by page", "ms", busy, note=note)
        longest = max(panel.model.shelf.lines, key=lambda line: line.summary.rows).summary.id
        shortest = panel.model.shelf.lines[5].summary.id
        kept = window.kept

        def open_long() -> None:
            if kept.reader.number == longest:
                kept.wishes.open_wanted.emit(shortest, "")
                self._watched(lambda: None, lambda: kept.reader.number == shortest)
            kept.wishes.open_wanted.emit(longest, f"item_{LONG_ROWS // 2}")

        yield from self._measured(
            f"open a transcript of {LONG_ROWS} rows in its middle",
            open_long,
            lambda: kept.reader.number == longest,
            note,
        )
        busy = []
        rows = kept.reader.view.verticalScrollBar()
        for _ in range(SCREENS):
            busy += self._watched(lambda: rows.setValue(rows.value() - rows.pageStep()), lambda: True)[0]
        yield spread(f"window busy: scroll {LONG_ROWS} rows by a screen", "ms", busy, note=note)

    def _reopen(self) -> None:
        self._window.side.close_panel()
        self._window.side.open_panel()

    def _measured(
        self, name: str, act: Callable[[], object], is_done: Callable[[], bool], note: str
    ) -> Iterator[Row]:
        busy, until = [], []
        for _ in range(ROUNDS):
            pieces, shown_ms = self._watched(act, is_done)
            busy.append(max(pieces))
            until.append(shown_ms)
        yield spread(f"window busy: {name}", "ms", busy, note=note)
        yield spread(f"until shown: {name}", "ms", until, note=note)

    def _watched(self, act: Callable[[], object], is_done: Callable[[], bool]) -> tuple[list[float], float]:
        """Act, run the event loop until all is drawn; return what each turn computed, and until when."""
        begun_ns, at_ns = time.perf_counter_ns(), time.thread_time_ns()
        act()
        busy = [(time.thread_time_ns() - at_ns) / NS_PER_MS]
        shown_ms = quiet_since_ms = 0.0
        while True:
            at_ns = time.thread_time_ns()
            self._program.processEvents()
            took_ms = (time.thread_time_ns() - at_ns) / NS_PER_MS
            busy.append(took_ms)
            now_ms = (time.perf_counter_ns() - begun_ns) / NS_PER_MS
            if not shown_ms and is_done():
                shown_ms = now_ms
            if took_ms > 0.2 or not shown_ms:
                quiet_since_ms = now_ms
            if now_ms - quiet_since_ms > QUIET_MS:
                return busy, shown_ms
            if now_ms > WAIT_LIMIT_MS:
                raise TimeoutError("The panel does not show what it was asked for.")
            time.sleep(0.001)

    def _settle(self) -> None:
        self._watched(lambda: None, lambda: True)
