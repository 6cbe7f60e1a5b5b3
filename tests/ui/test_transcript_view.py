from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest

from tests.ui_tools import assistant, notice, settle, shown, tool, user
from voiceapp.dialogue.snapshot import Row, RowState
from voiceapp.ui.theme import Appearance, Theme
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.transcript_view import TranscriptView

ROWS: tuple[Row, ...] = (
    user("When is the train?", key="1"),
    tool("look()", key="2", details='{"platform": 4}'),
    assistant("At ten past three.", key="3", state=RowState.CUT, heard_chars=6, cut_ms=900),
    notice("Reconnected.", key="4", details="code 1006"),
)


class Bench:
    def __init__(self, rows: tuple[Row, ...] = ROWS) -> None:
        self.model = TranscriptModel()
        self.model.set_rows(rows)
        self.view = TranscriptView(self.model)
        shown(self.view, 600, 400)

    def menu(self, position: int) -> dict[str, bool]:
        menu = self.view.context_menu(self.model.index(position))
        return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}

    def trigger(self, position: int, text: str) -> None:
        self.view.setCurrentIndex(self.model.index(position))
        menu = self.view.context_menu(self.model.index(position))
        next(action for action in menu.actions() if action.text() == text).trigger()
        settle()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_one_row_is_copied_as_its_words(bench: Bench) -> None:
    bench.trigger(2, "Copy")
    assert clipboard() == "At ten past three."


def test_several_rows_are_copied_with_who_said_them(bench: Bench) -> None:
    bench.view.selectAll()
    QTest.keyClick(bench.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard().splitlines() == [
        "You: When is the train?",
        "Tool: look()",
        "Assistant: At ten past three.",
        "Notice: Reconnected.",
    ]


def test_details_are_copied_whole(bench: Bench) -> None:
    bench.trigger(1, "Copy details")
    assert clipboard() == '{"platform": 4}'


def test_the_menu_offers_what_a_row_has(bench: Bench) -> None:
    assert bench.menu(0) == {"Copy": True}
    assert bench.menu(1) == {"Copy": True, "Copy details": True, "Show details": True}
    bench.model.set_rows((user(state=RowState.WAITING),))
    assert bench.menu(0) == {"Copy": False}


def test_enter_shows_and_hides_details(bench: Bench) -> None:
    bench.view.setCurrentIndex(bench.model.index(3))
    before = bench.view.visualRect(bench.model.index(3)).height()
    QTest.keyClick(bench.view, Qt.Key.Key_Return)
    settle()
    assert bench.view.visualRect(bench.model.index(3)).height() > before
    QTest.keyClick(bench.view, Qt.Key.Key_Return)
    settle()
    assert bench.view.visualRect(bench.model.index(3)).height() == before


def test_a_click_on_a_tool_call_shows_its_details(bench: Bench) -> None:
    index = bench.model.index(1)
    QTest.mouseClick(
        bench.view.viewport(), Qt.MouseButton.LeftButton, pos=bench.view.visualRect(index).center()
    )
    assert bench.model.shows_details(1)


def test_a_press_that_slips_off_the_mark_shows_nothing(bench: Bench) -> None:
    viewport = bench.view.viewport()
    start = bench.view.visualRect(bench.model.index(1)).center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(5, 390))
    assert not bench.model.shows_details(1)


def test_the_way_back_appears_when_one_has_scrolled_up_and_leads_back() -> None:
    bench = Bench(tuple(user("word " * 30, key=str(n)) for n in range(60)))
    assert bench.view.jump.isHidden()
    bench.view.verticalScrollBar().setValue(100)
    assert bench.view.jump.isVisible()
    assert bench.view.rect().contains(bench.view.jump.geometry())
    bench.view.jump.click()
    assert bench.view.jump.isHidden()
    assert bench.view.following


def test_words_that_stream_in_keep_the_end_in_sight() -> None:
    rows = tuple(user("word " * 30, key=str(n)) for n in range(60))
    bench = Bench(rows)
    for count in range(1, 60, 5):
        bench.model.set_rows((*rows, assistant("word " * count, state=RowState.LIVE)))
        settle()
        rect = bench.view.visualRect(bench.model.index(60))
        assert rect.top() + rect.height() <= bench.view.viewport().height()


def test_a_narrower_window_breaks_the_lines_again() -> None:
    bench = Bench((assistant("word " * 100),))
    before = bench.view.visualRect(bench.model.index(0)).height()
    bench.view.resize(300, 400)
    settle()
    assert bench.view.visualRect(bench.model.index(0)).height() > before


def test_another_theme_draws_everything_again(bench: Bench) -> None:
    light = bench.view.grab().toImage()
    Theme().choose(Appearance.DARK, high_contrast=False)
    settle()
    assert bench.view.grab().toImage() != light


def test_letters_do_not_jump_about_in_the_rows(bench: Bench) -> None:
    bench.view.setCurrentIndex(bench.model.index(0))
    QTest.keyClicks(bench.view, "ar")
    assert bench.view.currentIndex().row() == 0


def test_a_screen_reader_reads_rows_as_sentences(bench: Bench) -> None:
    interface = QAccessible.queryAccessibleInterface(bench.view)
    assert interface.text(QAccessible.Text.Name) == "Transcript"
    assert interface.child(0).text(QAccessible.Text.Name) == "You: When is the train?"
    assert interface.child(2).text(QAccessible.Text.Name) == "Assistant: At ten. you cut in at 0.9 s"
    assert interface.child(3).text(QAccessible.Text.Name) == "Reconnected.. Details available"
