from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.open_recording import OpenRecording


class Bench:
    def __init__(self) -> None:
        self.window = QWidget()
        self.opener = OpenRecording(self.window)
        self.chosen: list[str] = []
        self.opener.chosen.connect(self.chosen.append)
        shown(self.window, 300, 200)

    def drop(self, dropped: QMimeData) -> bool:
        """Drag something in and let it go; say whether it was taken."""
        actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(5, 5), actions, dropped, button, none)
        enter.ignore()
        QCoreApplication.sendEvent(self.window, enter)
        if enter.isAccepted():
            QCoreApplication.sendEvent(self.window, QDropEvent(QPointF(5, 5), actions, dropped, button, none))
        return enter.isAccepted()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def files(*paths: str) -> QMimeData:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return dropped


def test_a_folder_or_a_file_that_is_dropped_is_chosen(bench: Bench) -> None:
    assert bench.drop(files("/tapes/monday"))
    assert bench.drop(files("/tapes/monday/tape.jsonl"))
    assert bench.chosen == ["/tapes/monday", "/tapes/monday/tape.jsonl"]


def test_nothing_else_is_taken(bench: Bench) -> None:
    words, page = QMimeData(), QMimeData()
    words.setText("a word")
    page.setUrls([QUrl("https://example.org/tape.jsonl")])
    assert not bench.drop(words)
    assert not bench.drop(page)
    assert not bench.drop(files("/one", "/two"))
    assert bench.chosen == []


def test_a_dialog_is_shown_that_nothing_waits_for(bench: Bench, tmp_path: Path) -> None:
    bench.opener.show_dialog()
    (dialog,) = bench.window.findChildren(QFileDialog)
    assert dialog.isVisible()
    (tmp_path / "tape.jsonl").write_text("{}")
    dialog.fileSelected.emit(str(tmp_path / "tape.jsonl"))
    dialog.reject()
    settle()
    assert bench.chosen == [str(tmp_path / "tape.jsonl")]
