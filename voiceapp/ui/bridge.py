"""The door between the window and the conversation, and the only place in `ui` that two threads touch.

Going in, the latest snapshot wins: a view that is busy for a second gets one snapshot afterwards, not
thirty. Wire notes are each worth keeping, so they wait in a bounded queue. One queued signal wakes the Qt
thread for any number of publications; a timer keeps deliveries apart. The lock protects three assignments
and is never held while anything is called.

Going out, a wish is an input with the time stamped on it, posted without waiting.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import Input
from voiceapp.dialogue.snapshot import Snapshot, WireNote

INTERVAL_MS = 33
"""Least time between two deliveries: 30 a second is as smooth as text gets, and half the cost of 60."""

WIRE_NOTES_MAX = 5000
"""Notes that may wait for a window that does not answer; then the oldest go, and are counted."""


class Bridge(QObject):
    """Hands snapshots to the window and wishes to the conversation; made in the Qt thread.

    Signals:
        snapshot_changed(Snapshot): at most one per `INTERVAL_MS`, the latest.
        wires_noted(tuple[WireNote, ...]): every note since the last time, in order.
    """

    snapshot_changed = Signal(object)
    wires_noted = Signal(object)
    _woken = Signal()

    def __init__(self, post: Callable[[Input], None], clock: Clock) -> None:
        """`post` must be safe from this thread and return at once."""
        super().__init__()
        self._post = post
        self._clock = clock
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._notes: deque[WireNote] = deque(maxlen=WIRE_NOTES_MAX)
        self._notes_dropped = 0
        self._wake_sent = False
        self._closed = False
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(INTERVAL_MS)
        self._pace.timeout.connect(self._on_pace)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    # -- any thread ----------------------------------------------------------------------------------

    def publish(self, snapshot: Snapshot) -> None:
        """Offer a snapshot in place of one that was not delivered yet. Any thread; never waits."""
        with self._lock:
            if self._closed:
                return
            self._snapshot = snapshot
            wake = not self._wake_sent
            self._wake_sent = True
        if wake:
            self._woken.emit()

    def publish_wire(self, note: WireNote) -> None:
        """Offer a wire event to the inspector. Any thread; never waits."""
        with self._lock:
            if self._closed:
                return
            if len(self._notes) == WIRE_NOTES_MAX:
                self._notes_dropped += 1
            self._notes.append(note)
            wake = not self._wake_sent
            self._wake_sent = True
        if wake:
            self._woken.emit()

    def close(self) -> None:
        """Take nothing more, and forget what waits: the window is going. Any thread."""
        with self._lock:
            self._closed = True
            self._snapshot = None
            self._notes.clear()

    @property
    def wires_dropped(self) -> int:
        """How many notes were lost because the window did not answer. Any thread."""
        with self._lock:
            return self._notes_dropped

    # -- Qt thread -----------------------------------------------------------------------------------

    def wish(self, input_class: type[Input], **fields: Any) -> None:
        """Post `input_class` with the time of now and `fields`."""
        self._post(input_class(at_ns=self._clock.now_ns(), **fields))

    def flush(self) -> None:
        """Deliver what waits, now."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
            notes = tuple(self._notes)
            self._notes.clear()
            self._wake_sent = False
        if snapshot is None and not notes:
            return
        self._pace.start()
        if notes:
            self.wires_noted.emit(notes)
        if snapshot is not None:
            self.snapshot_changed.emit(snapshot)

    @Slot()
    def _on_woken(self) -> None:
        if not self._pace.isActive():
            self.flush()

    @Slot()
    def _on_pace(self) -> None:
        self.flush()
