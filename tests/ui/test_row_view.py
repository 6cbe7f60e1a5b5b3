from __future__ import annotations

import pytest
from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    QStringListModel,
    Qt,
)
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tests.ui_tools import settle, shown
from voiceapp.ui.row_view import PADDING_PX, RowView


class Tall(QStyledItemDelegate):
    """Rows as high as their text says; counts what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.measured = 0
        self.painted: list[str] = []

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        self.measured += 1
        return QSize(option.rect.width(), int(index.data()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.painted.append(str(index.data()))


class Bench:
    def __init__(self, heights: list[int]) -> None:
        self.model = QStringListModel([str(height) for height in heights])
        self.delegate = Tall()
        self.view = RowView(self.model, self.delegate)
        shown(self.view, 300, 200)

    def top(self, position: int) -> int:
        return self.view.visualRect(self.model.index(position)).top()

    def bottom(self, position: int) -> int:
        rect = self.view.visualRect(self.model.index(position))
        return rect.top() + rect.height()

    def append(self, *heights: int) -> None:
        at = self.model.rowCount()
        self.insert(at, *heights)

    def insert(self, at: int, *heights: int) -> None:
        self.model.insertRows(at, len(heights))
        for n, height in enumerate(heights):
            self.model.setData(self.model.index(at + n), str(height))
        settle()


def test_few_rows_begin_at_the_top() -> None:
    bench = Bench([30, 40])
    assert bench.top(0) == PADDING_PX
    assert bench.top(1) == PADDING_PX + 30
    assert bench.view.verticalScrollBar().maximum() == 0


def test_many_rows_are_shown_from_their_end() -> None:
    bench = Bench([50] * 40)
    assert bench.bottom(39) == bench.view.viewport().height() - PADDING_PX


def test_only_what_is_visible_is_measured_and_painted() -> None:
    bench = Bench([50] * 10_000)
    bench.view.grab()
    assert 0 < bench.delegate.measured < 60
    assert len(set(bench.delegate.painted)) == 1
    assert len(bench.delegate.painted) < 60


def test_a_change_of_the_last_of_many_rows_measures_one() -> None:
    bench = Bench([50] * 10_000)
    bench.delegate.measured = 0
    bench.model.setData(bench.model.index(9_999), "80")
    settle()
    assert bench.delegate.measured == 1
    assert bench.bottom(9_999) == bench.view.viewport().height() - PADDING_PX


def test_new_rows_are_followed() -> None:
    bench = Bench([50] * 10)
    bench.append(70, 90)
    assert bench.view.following
    assert bench.bottom(11) == bench.view.viewport().height() - PADDING_PX


def test_whoever_scrolled_up_is_left_in_peace() -> None:
    bench = Bench([50] * 40)
    told: list[bool] = []
    bench.view.following_changed.connect(told.append)
    bench.view.verticalScrollBar().setValue(500)
    before = bench.top(12)
    bench.append(70, 90)
    assert bench.top(12) == before
    bench.model.setData(bench.model.index(39), "400")
    settle()
    assert bench.top(12) == before
    assert told == [False]


def test_rows_that_come_or_go_above_do_not_move_what_is_read() -> None:
    bench = Bench([50] * 40)
    bench.view.verticalScrollBar().setValue(1_000)
    read = bench.view.indexAt(QPoint(10, 0)).row()
    place = QPersistentModelIndex(bench.model.index(read))
    before = bench.view.visualRect(place).top()
    bench.insert(0, 33, 44, 55)
    assert place.row() == read + 3
    assert bench.view.visualRect(place).top() == before
    bench.model.removeRows(1, 2)
    settle()
    assert bench.view.visualRect(place).top() == before


@pytest.mark.parametrize(("source", "goal"), [(35, 0), (2, 30), (0, 40), (39, 5)])
def test_rows_that_move_from_one_side_to_the_other_do_not_move_what_is_read(source: int, goal: int) -> None:
    bench = Bench([50] * 40)
    bench.model.setData(bench.model.index(source), "80")
    bench.view.verticalScrollBar().setValue(1_000)
    read = QPersistentModelIndex(bench.model.index(bench.view.indexAt(QPoint(10, 0)).row()))
    chosen = QPersistentModelIndex(bench.model.index(source))
    bench.view.selectionModel().select(
        bench.model.index(source), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    settle()
    before = bench.view.visualRect(read).top()
    assert bench.model.moveRow(QModelIndex(), source, QModelIndex(), goal)
    settle()
    assert bench.view.visualRect(read).top() == before
    assert chosen.row() == (goal if goal < source else goal - 1)
    assert [index.row() for index in bench.view.selectionModel().selectedIndexes()] == [chosen.row()]
    bench.view.scrollTo(bench.model.index(chosen.row()))
    settle()
    assert bench.bottom(chosen.row()) - bench.top(chosen.row()) == 80


def test_scrolling_back_to_the_end_follows_again() -> None:
    bench = Bench([50] * 40)
    bar = bench.view.verticalScrollBar()
    bar.setValue(500)
    assert not bench.view.following
    bar.setValue(bar.maximum())
    assert bench.view.following


def test_following_can_be_asked_for() -> None:
    bench = Bench([50] * 40)
    bench.view.verticalScrollBar().setValue(0)
    bench.view.follow()
    assert bench.view.following
    assert bench.bottom(39) == bench.view.viewport().height() - PADDING_PX


def test_places_and_rows_agree_everywhere() -> None:
    bench = Bench([30, 70, 20, 110, 40, 60] * 8)
    for value in (0, 77, 300, 10_000):
        bench.view.verticalScrollBar().setValue(value)
        settle()
        for y in range(0, bench.view.viewport().height(), 7):
            index = bench.view.indexAt(QPoint(5, y))
            if index.isValid():
                rect = bench.view.visualRect(index)
                assert rect.top() <= y < rect.top() + rect.height()


def test_beside_the_rows_is_no_row() -> None:
    bench = Bench([30])
    assert not bench.view.indexAt(QPoint(5, 2)).isValid()
    assert not bench.view.indexAt(QPoint(5, 150)).isValid()
    assert bench.view.visualRect(QModelIndex()) == QRect()


def test_arrow_and_page_keys_walk_and_scroll() -> None:
    bench = Bench([50] * 40)
    bench.view.setFocus()
    settle()
    assert bench.view.currentIndex().row() == 39
    QTest.keyClick(bench.view, Qt.Key.Key_Up)
    assert bench.view.currentIndex().row() == 38
    QTest.keyClick(bench.view, Qt.Key.Key_PageUp)
    assert bench.view.currentIndex().row() in (33, 34)  # a page of 200; rows above are still estimates
    QTest.keyClick(bench.view, Qt.Key.Key_Home)
    assert bench.view.currentIndex().row() == 0
    assert bench.top(0) >= 0
    QTest.keyClick(bench.view, Qt.Key.Key_End)
    assert bench.view.currentIndex().row() == 39
    QTest.keyClick(bench.view, Qt.Key.Key_Down)
    assert bench.view.currentIndex().row() == 39


@pytest.mark.parametrize("position", [0, 3, 20, 39])
def test_a_row_that_is_asked_for_comes_to_sight(position: int) -> None:
    bench = Bench([50, 90, 20, 70] * 10)
    bench.view.show_row(position)
    settle()
    assert bench.top(position) >= 0
    assert bench.bottom(position) <= bench.view.viewport().height()
    assert bench.view.currentIndex().row() == position


def test_dragging_chooses_the_rows_it_touches() -> None:
    bench = Bench([40] * 4)
    bench.view.setSelectionMode(RowView.SelectionMode.ExtendedSelection)
    bench.view.setSelection(
        QRect(5, PADDING_PX + 60, 1, 50), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert sorted(index.row() for index in bench.view.selectedIndexes()) == [1, 2]
    assert not bench.view.visualRegionForSelection(bench.view.selectionModel().selection()).isEmpty()


def test_an_emptied_list_is_empty() -> None:
    bench = Bench([50] * 40)
    bench.model.removeRows(0, 40)
    settle()
    bench.view.grab()
    assert bench.view.verticalScrollBar().maximum() == 0
    QTest.keyClick(bench.view, Qt.Key.Key_Down)
    assert not bench.view.currentIndex().isValid()


def test_it_is_a_list_to_screen_readers() -> None:
    bench = Bench([50, 60])
    interface = QAccessible.queryAccessibleInterface(bench.view)
    assert interface.role() is QAccessible.Role.List
    assert interface.childCount() == 2
    assert interface.child(1).text(QAccessible.Text.Name) == "60"


def test_the_current_row_is_marked_for_whoever_walks_by_keys() -> None:
    bench = Bench([50] * 3)
    focused: list[bool] = []

    class Watching(Tall):
        def paint(
            self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
        ) -> None:
            focused.append(bool(option.state & QStyle.StateFlag.State_HasFocus))

    bench.view._painter_of_rows = Watching()
    QTest.mouseClick(bench.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, PADDING_PX + 60))
    focused.clear()
    bench.view.grab()
    assert focused == [False, False, False]
    QTest.keyClick(bench.view, Qt.Key.Key_Down)
    focused.clear()
    bench.view.grab()
    assert focused == [False, False, True]


@pytest.mark.usefixtures("app")
def test_a_list_that_does_not_follow_begins_at_its_first_row() -> None:
    model = QStringListModel([str(40)] * 50)
    view = RowView(model, Tall(), follows=False)
    followed: list[bool] = []
    view.following_changed.connect(followed.append)
    shown(view, 300, 200)
    bar = view.verticalScrollBar()
    assert (bar.value(), view.following) == (0, False)
    bar.setValue(bar.maximum())
    model.insertRows(50, 10)
    for row in range(50, 60):
        model.setData(model.index(row), "40")
    settle()
    assert bar.value() < bar.maximum()
    assert followed == []
