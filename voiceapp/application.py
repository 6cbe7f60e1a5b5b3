"""The Qt application itself: one per process, and closed by Ctrl+C as by the mouse."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from voiceapp import garbage
from voiceapp.app_id import APP_ID

SIGNAL_LOOK_MS = 200
"""Python handles signals between bytecodes; an idle Qt loop runs none without a timer."""
COLLECTOR = "collector"
"""The name of the timer by which garbage is collected."""


def application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the application of this process, made if there is none.

    From then on garbage is collected on the calling thread only, in Qt's loop (`garbage.py` says why).
    """
    found = QApplication.instance() or QApplication([sys.argv[0], *arguments])
    assert isinstance(found, QApplication)
    found.setApplicationName("voiceapp")
    found.setDesktopFileName(APP_ID)
    if found.findChild(QTimer, COLLECTOR) is None:
        garbage.take_over()
        timer = QTimer(found)
        timer.setObjectName(COLLECTOR)
        timer.timeout.connect(garbage.collect_if_due)
        timer.start(garbage.LOOK_MS)
    return found


def close_on_signals(close: Callable[[], object]) -> QTimer:
    """Call `close` for SIGINT and SIGTERM, on Qt's loop; keep what is returned as long as it is to work."""
    look = QTimer()
    look.timeout.connect(lambda: None)
    look.start(SIGNAL_LOOK_MS)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: QTimer.singleShot(0, close))
    return look
