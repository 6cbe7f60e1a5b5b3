from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.side_by_side import set_below


def test_the_second_part_goes_below_the_first_and_back() -> None:
    window, first, second = QWidget(), QWidget(), QWidget()
    row = QHBoxLayout(window)
    row.addWidget(first)
    row.addWidget(second)
    shown(window, 300, 300)
    assert (first.y() == second.y(), first.x() < second.x()) == (True, True)
    assert set_below(row, True)
    settle()
    assert (first.x() == second.x(), first.y() < second.y()) == (True, True)
    assert set_below(row, False)
    settle()
    assert first.y() == second.y()


def test_what_is_so_already_is_no_change() -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    assert not set_below(row, False)
    set_below(row, True)
    assert not set_below(row, True)
