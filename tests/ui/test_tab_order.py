from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.tab_order import set_tab_order, stops


def test_tab_goes_through_the_places_in_that_order(app: QApplication) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    first, second, third = (QLineEdit(window) for _ in range(3))
    for field in (third, first, second):
        row.addWidget(field)
    set_tab_order((second, third, first))
    shown(window)
    second.setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        settle()
        seen.append(app.focusWidget())
    assert seen == [third, first, second]


def test_stops_are_what_the_keyboard_can_reach_from_above() -> None:
    window = QWidget()
    first = QWidget(window)
    field, label = QLineEdit(first), QLabel(first)
    second = QLineEdit(window)
    assert stops((first, second)) == [field, second]
    assert label.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_button_that_only_arrows_reach_now_has_its_place() -> None:
    part = QWidget()
    button = QLineEdit(part)
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert stops((part,)) == [button]


def test_a_window_above_is_no_part() -> None:
    part = QWidget()
    above = QDialog(part)
    QLineEdit(above)
    assert stops((part,)) == []
