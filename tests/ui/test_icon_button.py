from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from tests.ui_tools import settle, shown, spoken_description, spoken_name
from voiceapp.ui.icon_button import IconButton


def test_the_word_is_the_name_and_the_hint_explains() -> None:
    button = IconButton("stop", "Stop", hint="Stop the answer (Esc)")
    assert spoken_name(button) == "Stop"
    assert spoken_description(button) == "Stop the answer (Esc)"
    assert button.toolTip() == "Stop the answer (Esc)"


def test_it_is_a_square_without_the_word_and_wider_with_it() -> None:
    button = IconButton("stop", "Stop")
    assert button.sizeHint().width() - button.sizeHint().height() == 2
    narrow = button.sizeHint().width()
    button.set_labelled(True)
    assert button.sizeHint().width() > narrow + 20


def test_a_click_does_not_take_the_focus_but_tab_does() -> None:
    whole = QWidget()
    column = QVBoxLayout(whole)
    field, button = QLineEdit(whole), IconButton("stop", "Stop", whole)
    column.addWidget(field)
    column.addWidget(button)
    shown(whole, 200, 100)
    field.setFocus()
    settle()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert button.hasFocus()


@pytest.mark.parametrize("kind", ["plain", "bordered", "primary", "danger", "float"])
def test_focus_can_be_seen_on_every_kind(kind: str) -> None:
    whole = QWidget()
    column = QVBoxLayout(whole)
    first, second = IconButton("stop", "Stop", whole, kind=kind), IconButton("mic", "Mic", whole)
    column.addWidget(first)
    column.addWidget(second)
    shown(whole, 200, 120)
    second.setFocus()
    settle()
    without = first.grab().toImage()
    first.setFocus()
    settle()
    assert first.grab().toImage() != without


def test_checked_disabled_and_another_icon_look_different() -> None:
    button = IconButton("mic", "Mute", kind="bordered")
    button.setCheckable(True)
    pictures = [button.grab().toImage()]
    button.setChecked(True)
    pictures.append(button.grab().toImage())
    button.setChecked(False)
    button.setEnabled(False)
    pictures.append(button.grab().toImage())
    button.setEnabled(True)
    button.set_icon("mic-off")
    pictures.append(button.grab().toImage())
    button.set_kind("danger")
    pictures.append(button.grab().toImage())
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[n + 1 :])


def test_after_its_menu_a_button_does_not_believe_the_pointer_is_still_there() -> None:
    button = IconButton("menu", "Menu")
    button.setMenu(QMenu(button))
    shown(button, 40, 40)
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    QCursor.setPos(button.mapToGlobal(button.rect().bottomRight()) + QPoint(500, 300))
    button.menu().aboutToHide.emit()
    assert not button.underMouse()
