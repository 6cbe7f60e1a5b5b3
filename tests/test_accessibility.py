"""What holds for every window: a screen reader can name all of it, and a keyboard reaches all of it.

The windows are listed in `every_window.py`; a new one gets a line there and is tested here.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFocusEvent, QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tests import screen_reader
from tests.every_window import EVERY_WINDOW
from tests.screen_reader import Part, parts, tab_through, wants_tab
from tests.ui import gallery
from tests.ui.conftest import app, quiet_qt  # noqa: F401 (fixtures)
from tests.ui_tools import settle, shown
from voiceapp.ui import wording

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.timeout(240)]

every_window = pytest.mark.parametrize("name", EVERY_WINDOW)


def made(name: str) -> QWidget:
    window = EVERY_WINDOW[name]()
    window.activateWindow()
    settle()
    return window


@every_window
def test_a_screen_reader_can_tell_what_everything_is_and_a_keyboard_reaches_it(name: str) -> None:
    window = made(name)
    _is_told(window)
    _is_reached(window)


def _is_told(window: QWidget) -> None:
    found = parts(window)
    assert screen_reader.nameless(found) == []
    assert screen_reader.without_a_role(found) == []
    assert screen_reader.twins(found) == []
    assert screen_reader.empty_pictures(found) == []
    assert screen_reader.without_a_value(found) == []


def _is_reached(window: QWidget) -> None:
    """Tab comes by everything, it is seen there, and it leaves again."""
    widgets = window.findChildren(QWidget)
    wanted = {widget for widget in widgets if widget.window() is window and wants_tab(widget)}
    stops, stuck = tab_through(window)
    assert stuck is None, stuck
    missed = wanted - {stop.widget for stop in stops}
    assert [f"{type(one).__name__} {one.accessibleName()}" for one in missed] == []
    unseen = [stop.widget for stop in stops if not stop.seen]
    assert [f"{type(one).__name__} {one.accessibleName()}" for one in unseen] == []


def test_the_rows_of_the_transcript_are_items_and_say_what_was_heard() -> None:
    window = made("main, talking")
    items = [part for part in parts(window) if part.role is QAccessible.Role.ListItem]
    spoken = [wording.spoken_row(row) for row in gallery.TALKING.rows]
    assert len(items) >= 5
    assert [item.name for item in items] == spoken[-len(items) :]  # those above are out of sight
    cut = next(item.name for item in items if "ten past three" in item.name)
    assert "you cut in at 3.2 s" in cut
    assert "fifty minutes" not in cut  # it was never heard


def test_a_level_is_told_in_a_word_and_not_more_often_than_its_mark_moves() -> None:
    window = made("main, muted")
    meter = next(part for part in parts(window) if part.name == "Microphone level")
    assert meter.role is QAccessible.Role.StaticText
    assert meter.description == "loud"  # 9 000 of 32 768 are -11 dB


# -- the checks themselves find what they are for ------------------------------------------------------------


class Blind(QPushButton):
    """A button that does not show the focus."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        return

    def focusInEvent(self, event: QFocusEvent) -> None:
        QWidget.focusInEvent(self, event)


def window_with(*widgets: QWidget) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    return shown(window, 300, 300)


def found_in(*widgets: QWidget) -> list[Part]:
    return parts(window_with(*widgets))


def test_a_button_without_a_name_is_found() -> None:
    assert len(screen_reader.nameless(found_in(QPushButton(), QPushButton("Send"), QLineEdit()))) == 2


def test_two_of_the_same_name_are_found() -> None:
    assert screen_reader.twins(found_in(QPushButton("Stop"), QPushButton("Stop"))) == ["Button “Stop”"]


def test_a_place_for_the_focus_without_a_role_is_found() -> None:
    bare = QWidget()
    bare.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    bare.setAccessibleName("Something")
    assert len(screen_reader.without_a_role(found_in(bare))) == 1


def test_a_picture_without_words_is_found() -> None:
    picture = QLabel()
    picture.setPixmap(QWidget().grab())
    assert len(screen_reader.empty_pictures(found_in(picture, QProgressBar()))) == 1


def test_a_trap_for_tab_is_found() -> None:
    trap = QPlainTextEdit()  # takes Tab as a letter
    _stops, stuck = tab_through(window_with(trap, QPushButton("Out")))
    assert stuck is trap


def test_a_focus_that_cannot_be_seen_is_found() -> None:
    blind = Blind()
    stops, _stuck = tab_through(window_with(blind, QLineEdit()))
    assert [stop.seen for stop in stops] == [False, True]
