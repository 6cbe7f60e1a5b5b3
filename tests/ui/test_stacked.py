from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tests.ui_tools import shown
from voiceapp.ui.stacked import stacked


def part(height: int) -> QWidget:
    made = QWidget()
    made.setMinimumHeight(height)
    return made


def test_parts_stand_below_each_other_without_a_gap_and_one_takes_the_rest() -> None:
    window, above, middle, below = QWidget(), part(30), part(10), part(20)
    stacked(window, above, middle, below, stretched=middle)
    shown(window, 200, 300)
    assert [(one.y(), one.height()) for one in (above, middle, below)] == [(0, 30), (30, 250), (280, 20)]
    assert above.width() == 200


def test_a_row_of_parts_is_a_part_too() -> None:
    window, above, left, right = QWidget(), part(30), part(10), part(10)
    row = QHBoxLayout()
    row.setSpacing(0)
    row.addWidget(left)
    row.addWidget(right)
    stacked(window, above, row, stretched=row)
    shown(window, 200, 300)
    assert above.height() == 30
    assert (left.y(), left.height(), right.x()) == (30, 270, 100)
