from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown, spoken_name
from voiceapp.ui.message_box import REMEMBERED_MAX, MessageBox


class Bench:
    def __init__(self) -> None:
        self.box = MessageBox()
        self.sent: list[str] = []
        self.filled: list[bool] = []
        self.box.submitted.connect(self.sent.append)
        self.box.filled_changed.connect(self.filled.append)
        shown(self.box, 300, 44)
        self.box.setFocus()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.box, text)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.box, key, modifier)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_enter_sends_without_the_white_space_around(bench: Bench) -> None:
    bench.type("  hello  ")
    bench.key(Qt.Key.Key_Return)
    assert bench.sent == ["hello"]
    assert bench.box.toPlainText() == ""


def test_the_enter_of_the_number_pad_sends_too(bench: Bench) -> None:
    bench.type("hello")
    bench.key(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert bench.sent == ["hello"]


def test_shift_enter_makes_a_new_line(bench: Bench) -> None:
    bench.type("one")
    bench.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    bench.type("two")
    bench.key(Qt.Key.Key_Return)
    assert bench.sent == ["one\ntwo"]


def test_white_space_is_not_sent(bench: Bench) -> None:
    bench.type("   ")
    bench.key(Qt.Key.Key_Return)
    assert bench.sent == []
    assert bench.filled == []


def test_whether_there_is_anything_to_send_is_told_once(bench: Bench) -> None:
    bench.type("ab")
    bench.key(Qt.Key.Key_Return)
    assert bench.filled == [True, False]


def test_up_brings_back_what_was_sent_and_down_goes_forward_again(bench: Bench) -> None:
    for text in ("one", "two"):
        bench.type(text)
        bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Up)
    assert bench.box.toPlainText() == "two"
    bench.key(Qt.Key.Key_Up)
    assert bench.box.toPlainText() == "one"
    bench.key(Qt.Key.Key_Up)
    assert bench.box.toPlainText() == "one"
    bench.key(Qt.Key.Key_Down)
    assert bench.box.toPlainText() == "two"
    bench.key(Qt.Key.Key_Down)
    assert bench.box.toPlainText() == ""


def test_up_in_a_text_of_ones_own_moves_the_cursor(bench: Bench) -> None:
    bench.type("one")
    bench.key(Qt.Key.Key_Return)
    bench.type("mine")
    bench.key(Qt.Key.Key_Up)
    assert bench.box.toPlainText() == "mine"


def test_a_recalled_text_that_was_edited_is_ones_own(bench: Bench) -> None:
    bench.type("one")
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Up)
    bench.type("!")
    bench.key(Qt.Key.Key_Up)
    assert bench.box.toPlainText() == "one!"
    bench.key(Qt.Key.Key_Return)
    assert bench.sent == ["one", "one!"]


def test_memory_is_bounded(bench: Bench) -> None:
    for n in range(REMEMBERED_MAX + 5):
        bench.box.setPlainText(str(n))
        bench.box.submit()
    for _ in range(REMEMBERED_MAX + 20):
        bench.key(Qt.Key.Key_Up)
    assert bench.box.toPlainText() == "5"


def test_the_box_grows_with_its_lines_up_to_a_limit(bench: Bench) -> None:
    heights = []
    for lines in (1, 3, 5, 30):
        bench.box.setPlainText("\n".join("x" * lines))
        heights.append(bench.box.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_a_screen_reader_knows_it(bench: Bench) -> None:
    assert spoken_name(bench.box) == "Message"
