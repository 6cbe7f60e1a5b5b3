"""A window that appears by itself. The screen of the tests gives every window the keyboard; a real one asks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.quiet_show import show_quietly


class Window(QWidget):
    """Notes each time it is shown whether the desktop is asked to leave the keyboard alone."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet: list[bool] = []

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        assert handle is not None
        self.quiet.append(bool(handle.property("_q_showWithoutActivating")))


def test_the_desktop_is_asked_to_leave_the_keyboard_alone(app: QApplication) -> None:
    window = Window()
    show_quietly(window)
    settle()
    assert window.isVisible()
    assert window.quiet == [True]


def test_that_holds_for_a_window_that_was_shown_before_and_only_for_this_once(app: QApplication) -> None:
    window = Window()
    for show in (lambda: shown(window), lambda: show_quietly(window), lambda: shown(window)):
        show()
        window.hide()
    assert window.quiet == [False, True, False]
    assert not window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
