from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui_tools import settle, shown, spoken_description
from voiceapp.ui.toast import Toast


def test_it_lies_inside_its_parent_whatever_its_size() -> None:
    parent = QWidget()
    shown(parent, 300, 200)
    toast = Toast(parent)
    toast.say("A rather long sentence that needs more than a single line to be told in so small a place.")
    assert toast.isVisible()
    assert parent.rect().contains(toast.geometry())
    parent.resize(600, 400)
    settle()
    assert parent.rect().contains(toast.geometry())
    assert toast.geometry().center().x() in range(298, 303)
    assert spoken_description(toast).startswith("A rather long sentence")


def test_a_click_sends_it_away() -> None:
    parent = QWidget()
    shown(parent, 300, 200)
    toast = Toast(parent)
    toast.say("Gone.")
    QTest.mouseClick(toast, Qt.MouseButton.LeftButton)
    assert toast.isHidden()


def test_it_goes_by_itself_after_a_time_to_read() -> None:
    toast = Toast(QWidget())
    toast.say("x" * 100)
    assert toast._timer.isActive()
    assert toast._timer.interval() == 10_000
    toast._timer.timeout.emit()
    assert toast.isHidden()
