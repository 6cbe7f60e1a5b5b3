"""At twice the size nothing is cut off: words have the room they need, or the place scrolls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QSizePolicy,
    QWidget,
)

from tests.every_window import EVERY_WINDOW
from tests.ui.conftest import app, quiet_qt  # noqa: F401 (fixtures)
from tests.ui_tools import settle, shown
from voiceapp.ui.text_size import TextSize

pytestmark = [pytest.mark.usefixtures("twice_as_large"), pytest.mark.timeout(240)]

SIZE = QSize(980, 720)
SLACK_PX = 1
LAYOUTS = 6
"""Rows that are arranged otherwise, a scroll bar that comes: each changes the room of others once more."""
NEVER = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


@pytest.fixture
def twice_as_large(app: QApplication) -> Iterator[None]:  # noqa: F811
    size = TextSize(app)
    size.choose(2.0)
    yield
    size.choose(1.0)


def cut_off(window: QWidget) -> list[str]:
    """Return the words that have less room than they need."""
    return [
        f"{type(widget).__name__} “{words}” {why}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.window() is window
        for words, why in _of(widget)
    ]


def _of(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLabel) and widget.text() and not _gives_way(widget):
        if widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
            if needed > widget.height() + SLACK_PX:
                yield widget.text(), f"is {widget.height()} px high and needs {needed}"
        elif widget.sizeHint().width() > widget.width() + SLACK_PX:
            yield widget.text(), f"has {widget.width()} px and needs {widget.sizeHint().width()}"
    elif isinstance(widget, QAbstractButton) and widget.text() and getattr(widget, "labelled", True):
        hint = widget.sizeHint()
        if hint.width() > widget.width() + SLACK_PX or hint.height() > widget.height() + SLACK_PX:
            yield widget.text(), f"is {widget.size().toTuple()} and needs {hint.toTuple()}"
    else:
        return
    missing = _beyond(widget)
    if missing:
        yield widget.accessibleName() or str(widget.property("text")), missing


def _gives_way(label: QLabel) -> bool:
    """A label that may be cut says so by its policy, and has a hint with all of its words."""
    return label.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored


def _beyond(widget: QWidget) -> str:
    """Say whether part of a widget lies outside of what it stands in, and cannot be scrolled to."""
    inner: QWidget = widget
    outer = widget.parentWidget()
    while outer is not None:
        area = outer.parentWidget()
        if isinstance(area, QAbstractScrollArea):
            bars = area.horizontalScrollBarPolicy()
            fits = inner.width() <= outer.width() + SLACK_PX
            return "" if fits or bars is not NEVER else f"is wider than {type(outer).__name__}"
        place = QRect(widget.mapTo(outer, QPoint()), widget.size())
        if not outer.rect().adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX).contains(place):
            return f"lies at {place.getRect()} in {type(outer).__name__} {outer.size().toTuple()}"
        if outer.isWindow():
            break
        inner, outer = outer, outer.parentWidget()
    return ""


@pytest.mark.parametrize("name", EVERY_WINDOW)
def test_nothing_is_cut_off_at_twice_the_size(name: str) -> None:
    window = EVERY_WINDOW[name]()
    for size in (SIZE, window.minimumSize()):
        window.resize(size)
        for _ in range(LAYOUTS):
            settle()
        assert cut_off(window) == [], size


def test_words_without_room_are_found() -> None:
    window = QWidget()
    label = QLabel("A sentence that is longer than the room it has", window)
    label.setGeometry(0, 0, 40, 20)
    shown(window, 300, 200)
    assert len(cut_off(window)) == 1
    label.setGeometry(280, 0, 600, 40)
    assert len(cut_off(window)) == 1
