"""What holds for every test of the window: one application, no words from Qt, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.guards import close_windows
from voiceapp.ui.theme import LIGHT, palette_of

# The offscreen platform says so for each window that is shown or raised.
_OFFSCREEN_SAYS = "This plugin does not support"


@pytest.fixture(scope="session")
def app() -> QApplication:
    application = QApplication.instance() or QApplication([])  # there is one per process
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    return application


@pytest.fixture(autouse=True)
def quiet_qt(app: QApplication) -> Iterator[None]:
    """Fail a test in which Qt warns, start each one light, and leave no widget to the next."""
    said: list[str] = []

    def note(_kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
        if text and not text.startswith(_OFFSCREEN_SAYS):
            said.append(text)

    before = qInstallMessageHandler(note)
    app.setPalette(palette_of(LIGHT))
    app.clipboard().clear()
    yield
    close_windows()  # while Qt is still listened to
    app.processEvents()
    qInstallMessageHandler(before)
    assert said == []
