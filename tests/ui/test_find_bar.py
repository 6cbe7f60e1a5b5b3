from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import assistant, shown, user
from voiceapp.ui.find_bar import FindBar
from voiceapp.ui.transcript_model import TranscriptModel

ROWS = (
    user("the train", key="1"),
    assistant("a bus", key="2"),
    user("THE end", key="3"),
    user("there", key="4"),
)


class Bench:
    def __init__(self) -> None:
        self.model = TranscriptModel()
        self.model.set_rows(ROWS)
        self.bar = FindBar(self.model)
        self.found: list[int] = []
        self.marked: list[str] = []
        self.bar.found.connect(self.found.append)
        self.bar.wanted_changed.connect(self.marked.append)
        shown(self.bar, 500, 50)
        self.bar.open_bar()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_typing_goes_to_the_newest_place(bench: Bench) -> None:
    bench.bar.field.setText("the")
    assert bench.found == [3]
    assert bench.marked[-1] == "the"
    assert bench.bar.count.text() == "1 of 3"


def test_enter_goes_back_in_time_and_round_the_corner(bench: Bench) -> None:
    bench.bar.field.setText("the")
    for _ in range(3):
        QTest.keyClick(bench.bar.field, Qt.Key.Key_Return)
    assert bench.found == [3, 2, 0, 3]
    QTest.keyClick(bench.bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bench.found[-1] == 0


def test_what_is_not_there_is_said(bench: Bench) -> None:
    bench.bar.field.setText("zebra")
    assert bench.bar.count.text() == "Not found"
    assert not bench.bar.older.isEnabled()
    bench.bar.step(-1)
    assert bench.found == []


def test_new_rows_are_counted(bench: Bench) -> None:
    bench.bar.field.setText("the")
    bench.model.set_rows((*ROWS, user("the new one", key="5")))
    assert bench.bar._recount.isActive()
    bench.bar._recount.timeout.emit()
    assert bench.bar.count.text() == "2 of 4"
    bench.bar.step(+1)
    assert bench.found[-1] == 4


def test_a_row_that_goes_takes_its_place_with_it(bench: Bench) -> None:
    bench.bar.field.setText("the")
    bench.model.set_rows(ROWS[:2])
    assert bench.bar.hits() == [0]
    bench.bar.step(-1)
    assert bench.found[-1] == 0


def test_escape_closes_and_takes_the_marks_away(bench: Bench) -> None:
    closed: list[bool] = []
    bench.bar.closed.connect(lambda: closed.append(True))
    bench.bar.field.setText("the")
    QTest.keyClick(bench.bar.field, Qt.Key.Key_Escape)
    assert bench.bar.isHidden()
    assert bench.marked[-1] == ""
    assert closed == [True]
    bench.bar.close_bar()
    assert closed == [True]


def test_opening_it_again_marks_again(bench: Bench) -> None:
    bench.bar.field.setText("bus")
    bench.bar.close_bar()
    bench.bar.open_bar()
    assert bench.marked[-1] == "bus"
    assert bench.bar.field.selectedText() == "bus"
