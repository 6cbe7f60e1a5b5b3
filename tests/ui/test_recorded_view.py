from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import assistant, settle, shown, user
from voiceapp.ui.recorded_view import RecordedView
from voiceapp.ui.transcript_model import TranscriptModel


class Bench:
    def __init__(self) -> None:
        self.model = TranscriptModel()
        self.model.set_rows((user("a question", key="u1"), assistant("an answer", key="a1", details="more")))
        self.view = RecordedView(self.model)
        self.wanted: list[str] = []
        self.view.play_requested.connect(self.wanted.append)
        shown(self.view, 600, 400)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_double_click_plays_from_the_row(bench: Bench) -> None:
    for row in (1, 0):
        where = bench.view.visualRect(bench.model.index(row, 0)).center()
        QTest.mouseDClick(bench.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert bench.wanted == ["a1", "u1"]


def test_a_double_click_beside_the_rows_plays_nothing(bench: Bench) -> None:
    below = bench.view.viewport().rect().bottomLeft()
    QTest.mouseDClick(bench.view.viewport(), Qt.MouseButton.LeftButton, pos=below)
    assert bench.wanted == []


def test_return_plays_from_the_current_row(bench: Bench) -> None:
    bench.view.setCurrentIndex(bench.model.index(1, 0))
    QTest.keyClick(bench.view, Qt.Key.Key_Return)
    assert bench.wanted == ["a1"]


def test_the_menu_of_a_row_plays_first_and_keeps_the_rest(bench: Bench) -> None:
    menu = bench.view.context_menu(bench.model.index(1, 0))
    names = [action.text() for action in menu.actions() if action.text()]
    assert names == ["Play from here", "Copy", "Copy details", "Show details"]
    menu.actions()[0].trigger()
    assert bench.wanted == ["a1"]
    menu.close()
    settle()
