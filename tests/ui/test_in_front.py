from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.in_front import show_in_front


def test_a_window_is_shown_and_has_the_keyboard(app: QApplication) -> None:
    other, window = QWidget(), QWidget()
    shown(other)
    show_in_front(window)
    settle()
    assert window.isVisible()
    assert app.activeWindow() is window


def test_one_that_is_there_comes_to_the_front_again(app: QApplication) -> None:
    window, other = QWidget(), QWidget()
    shown(window)
    shown(other)
    show_in_front(window)
    settle()
    assert app.activeWindow() is window
    assert other.isVisible()
