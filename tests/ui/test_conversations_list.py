"""The list of kept conversations: walked, opened, renamed, and never longer than what was asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionViewItem

from tests.kept_conversations import shelf, summary
from tests.ui_tools import settle, shown, spoken_name
from voiceapp.ui.conversations_list import ConversationsList
from voiceapp.ui.conversations_model import ConversationsModel
from voiceapp.ui.conversations_shelf import Line


class Stand:
    """A list of some conversations, and what was wanted of it."""

    def __init__(self, count: int = 4, *, has_more: bool = False) -> None:
        self.model = ConversationsModel()
        self.list = ConversationsList(self.model)
        self.opened: list[int] = []
        self.titles: list[tuple[object, str]] = []
        self.more = 0
        self.list.opened.connect(self._note)
        self.model.title_given.connect(lambda number, title: self.titles.append((number, title)))
        self.model.more_wanted.connect(self._on_more)
        self.show(count, has_more=has_more)
        shown(self.list, 300, 400)
        self.list.setFocus()

    def show(self, count: int, *, has_more: bool = False) -> None:
        lines = [summary(number) for number in range(count, 0, -1)]
        self.model.show_shelf(shelf(*lines, has_more=has_more))
        settle()

    def place(self, row: int) -> QPoint:
        return self.list.visualRect(self.model.index(row)).center()

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.list, key, keys)

    def _note(self, line: Line) -> None:
        self.opened.append(line.summary.id)

    def _on_more(self) -> None:
        self.more += 1


@pytest.fixture
def stand(app: QApplication) -> Stand:
    return Stand()


def test_it_begins_at_the_newest_and_does_not_run_to_the_end(app: QApplication) -> None:
    stand = Stand(300)
    assert stand.list.verticalScrollBar().value() == 0
    assert stand.list.currentIndex().row() == 0  # the keyboard came, and has a place to begin
    bar = stand.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    older = [summary(number, day=1) for number in range(-1, -50, -1)]
    stand.model.show_shelf(shelf(*(line.summary for line in stand.model.shelf.lines), *older))
    settle()
    assert bar.value() < bar.maximum()  # what comes below does not carry the reader away


def test_arrows_walk_and_enter_opens(stand: Stand) -> None:
    for _ in range(2):
        stand.press(Qt.Key.Key_Down)
    assert stand.opened == []
    stand.press(Qt.Key.Key_Return)
    assert stand.opened == [2]


def test_a_click_opens_and_a_click_with_control_chooses(stand: Stand) -> None:
    viewport = stand.list.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=stand.place(0))
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, stand.place(2))
    assert stand.opened == [4]
    assert [chosen.id for chosen in stand.list.chosen()] == [4, 2]


def test_a_press_that_is_let_go_elsewhere_opens_nothing(stand: Stand) -> None:
    viewport = stand.list.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=stand.place(0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=stand.place(2))
    assert stand.opened == []


def test_f2_types_a_title_where_it_stands(stand: Stand) -> None:
    stand.list.choose(1)
    stand.press(Qt.Key.Key_F2)
    field = stand.list.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText("Trains to Kyoto")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert stand.titles == [(3, "Trains to Kyoto")]


def test_delete_is_about_the_chosen_ones_else_about_the_one_with_the_ring(stand: Stand) -> None:
    wanted: list[list[int]] = []
    stand.list.deletion_wanted.connect(lambda: wanted.append([chosen.id for chosen in stand.list.chosen()]))
    stand.press(Qt.Key.Key_Delete)
    stand.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    stand.press(Qt.Key.Key_Delete)
    assert wanted == [[4], [4, 3]]


def test_an_empty_list_renames_and_deletes_nothing(app: QApplication) -> None:
    stand = Stand(0)
    wanted: list[str] = []
    stand.list.deletion_wanted.connect(lambda: wanted.append("delete"))
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Down):
        stand.press(key)
    assert (stand.list.findChild(QLineEdit), wanted, stand.opened) == (None, [], [])


def test_letters_are_for_the_search_and_space_is_for_talking(stand: Stand) -> None:
    typed: list[str] = []
    stand.list.search_wanted.connect(typed.append)
    stand.press(Qt.Key.Key_K)
    stand.press(Qt.Key.Key_Space)
    stand.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert typed == ["k"]


def test_the_next_ones_are_asked_for_before_the_end_is_seen(app: QApplication) -> None:
    stand = Stand(200, has_more=True)
    assert stand.more == 0
    bar = stand.list.verticalScrollBar()
    bar.setValue(bar.maximum() - 2 * stand.list.viewport().height())
    assert stand.more == 1
    few = Stand(3, has_more=True)
    assert few.more == 1


def test_ten_thousand_lines_lay_out_only_those_that_are_seen(app: QApplication) -> None:
    stand = Stand(0)
    measured: set[int] = set()
    measure = stand.list.itemDelegate().sizeHint

    def noted(option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        measured.add(index.row())
        return measure(option, index)

    stand.list.itemDelegate().sizeHint = noted  # type: ignore[method-assign]
    stand.show(10_000)
    stand.list.grab()
    assert 0 < len(measured) < 40


def test_the_menu_is_that_of_what_is_under_the_pointer(stand: Stand) -> None:
    asked: list[object] = []
    stand.list.menu_wanted.connect(asked.append)
    keyboard = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(stand.list.viewport(), keyboard)
    assert asked == []  # nothing is chosen
    mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, stand.place(2), QPoint(5, 5))
    QApplication.sendEvent(stand.list.viewport(), mouse)
    assert [chosen.id for chosen in stand.list.chosen()] == [2]
    assert asked == [QPoint(5, 5)]
    QApplication.sendEvent(stand.list.viewport(), keyboard)
    assert len(asked) == 2


def test_what_is_under_the_pointer_is_seen(stand: Stand) -> None:
    before = stand.list.grab().toImage()
    QTest.mouseMove(stand.list.viewport(), stand.place(1))
    settle()
    hovered = stand.list.grab().toImage()
    QApplication.sendEvent(stand.list, QEvent(QEvent.Type.Leave))
    assert hovered != before
    assert stand.list.grab().toImage() == before


def test_marks_and_the_opened_one_are_drawn(stand: Stand) -> None:
    before = stand.list.grab().toImage()
    stand.list.show_terms(("Talk",))
    marked = stand.list.grab().toImage()
    stand.list.show_terms(())
    stand.list.show_opened(3)
    opened = stand.list.grab().toImage()
    assert before != marked
    assert opened not in (before, marked)


def test_it_is_a_list_to_screen_readers(stand: Stand) -> None:
    assert spoken_name(stand.list) == "Kept conversations"
    assert "F2" in stand.list.accessibleDescription()
    stand.list.keyboardSearch("x")
    assert stand.list.itemDelegate() is not None
    assert stand.list.indexAt(QPointF(10, 1_000).toPoint()).isValid() is False
