from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.ui_tools import settle, shown
from voiceapp.ui.inspector import Inspector
from voiceapp.ui.work_area import WorkArea


class Bench:
    """The area, with what is in it."""

    def __init__(self) -> None:
        self.conversation = QLineEdit()
        self.inspector = Inspector(0)
        self.area = WorkArea(self.conversation, self.inspector)
        shown(self.area, 1_200, 500)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_nobody_looks_inside_until_it_is_wanted(bench: Bench) -> None:
    toggled: list[bool] = []
    bench.area.inspector_toggled.connect(toggled.append)
    seen = [bench.inspector.isVisible()]
    for _ in range(2):
        bench.area.toggle_inspector()
        seen.append(bench.inspector.isVisible())
    assert (seen, toggled) == ([False, True, False], [True, False])


def test_it_stands_beside_the_conversation_and_below_where_it_is_narrow(bench: Bench) -> None:
    found = [bench.area.orientation()]
    for width in (959, 960):
        bench.area.resize(width, 500)
        settle()
        found.append(bench.area.orientation())
    assert found == [Qt.Orientation.Horizontal, Qt.Orientation.Vertical, Qt.Orientation.Horizontal]


def test_a_focus_that_would_be_lost_is_given_back(bench: Bench) -> None:
    freed: list[None] = []
    bench.area.focus_freed.connect(lambda: freed.append(None))
    bench.area.toggle_inspector()
    bench.conversation.setFocus()
    bench.area.toggle_inspector()
    assert freed == []
    bench.area.toggle_inspector()
    bench.inspector.shut.setFocus()
    bench.area.toggle_inspector()
    assert freed == [None]
