"""The one Qt application of a process."""

from __future__ import annotations

import os
import signal
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from voiceapp.application import application, close_on_signals


@pytest.fixture
def handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_there_is_one_application_and_it_has_the_name_of_the_program() -> None:
    first = application()
    assert application() is first
    assert QApplication.instance() is first
    assert QCoreApplication.applicationName() == "voiceapp"
    assert QGuiApplication.desktopFileName() == "internal.voiceapp.voiceapp"


def test_a_window_that_nobody_holds_ends_on_the_thread_of_the_windows() -> None:
    application()
    loop = QEventLoop()
    ended: list[str] = []

    def end() -> None:
        ended.append(threading.current_thread().name)
        QTimer.singleShot(0, loop.quit)

    def litter() -> None:
        for _ in range(10_000):
            ring: list[object] = []
            ring.append(ring)

    window = QWidget()
    window.me = window  # type: ignore[attr-defined]  # only the collector can remove it
    weakref.finalize(window, end)
    del window
    other = threading.Thread(target=litter)
    other.start()
    other.join()
    assert ended == []
    loop.exec()
    assert ended == ["MainThread"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_on_qts_own_loop(number: signal.Signals, handlers: None) -> None:
    application()
    loop = QEventLoop()
    look = close_on_signals(loop.quit)
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), number))
    limit = QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(lambda: loop.exit(1))
    limit.start(10_000)
    assert loop.exec() == 0
    look.stop()
