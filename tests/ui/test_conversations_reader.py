"""A kept conversation in place of the live one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.kept_conversations import NOON, Heard, conversation, rows, summary
from tests.ui_tools import controls, settle, shown, spoken_name
from voiceapp.store.kept import Summary
from voiceapp.ui.conversations_reader import FIRST_ROWS, ROWS_AT_ONCE, ConversationsReader
from voiceapp.ui.conversations_shelf import Opened, opened
from voiceapp.ui.conversations_wishes import ConversationsWishes


class Stand:
    def __init__(self) -> None:
        self.wishes = ConversationsWishes()
        self.heard = Heard(self.wishes)
        self.reader = ConversationsReader(self.wishes)
        self.left = 0
        self.reader.left.connect(self._on_left)
        shown(self.reader, 700, 500)

    def open(self, about: Summary, count: int = 4, row_key: str = "", *terms: str) -> Opened:
        made = opened(conversation(about, *rows(count)), row_key, terms)
        self.reader.show_opened(made)
        return made

    def grown(self) -> None:
        """Let every row come."""
        for _ in range(200):
            settle()

    def _on_left(self) -> None:
        self.left += 1


@pytest.fixture
def stand(app: QApplication) -> Stand:
    return Stand()


def keys(stand: Stand) -> list[str]:
    return [row.key for row in stand.reader.model.rows()]


def test_what_was_said_stands_under_its_title_and_day(stand: Stand) -> None:
    stand.open(summary(1, "Trains to Kyoto", tags=("work",)))
    reader = stand.reader
    settle()
    assert reader.number == 1
    assert reader.title.text() == "Trains to Kyoto"
    assert "2026" in reader.about.toolTip()
    assert reader.about.toolTip().endswith("Azure · gpt-realtime · #work")
    assert keys(stand) == ["item_0", "item_1", "item_2", "item_3"]
    assert reader.accessibleName() == "Kept conversation: Trains to Kyoto"
    stand.open(summary(2, "Nothing said"), 0)
    assert "no words" in reader.about.toolTip()


def test_one_that_went_on_stands_under_that_day_and_its_beginning(stand: Stand) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    stand.open(summary(1, day=3, last=NOON))
    last, began, _service = stand.reader.about.toolTip().split(" · ", 2)
    assert last.startswith("Saturday, 21 November 2026 ")
    assert began.startswith("began Tuesday, 3 November 2026 ")


def test_a_long_one_comes_in_pieces_around_the_row_that_was_found(stand: Stand) -> None:
    made = stand.open(summary(1), 3_000, "item_1500", "1500")
    model, view = stand.reader.model, stand.reader.view
    assert model.rowCount() <= 2 * FIRST_ROWS
    steps: list[int] = []
    model.rowsInserted.connect(lambda _parent, first, last: steps.append(last - first + 1))
    stand.grown()
    assert model.rows() == made.rows
    assert max(steps) == ROWS_AT_ONCE
    assert view.currentIndex().row() == 1_500
    assert view.viewport().rect().contains(view.visualRect(model.index(1_500)).center())


def test_the_same_one_again_keeps_the_place_and_shows_what_was_added(stand: Stand) -> None:
    stand.open(summary(1), 60)
    stand.grown()
    bar = stand.reader.view.verticalScrollBar()
    bar.setValue(700)
    stand.open(summary(1, "Renamed"), 62)
    settle()
    assert (bar.value(), len(keys(stand))) == (700, 62)
    assert stand.reader.title.text() == "Renamed"
    stand.open(summary(1), 62, "item_1")
    stand.grown()
    assert stand.reader.view.currentIndex().row() == 1
    assert bar.value() < 700


def test_another_one_begins_at_its_beginning(stand: Stand) -> None:
    stand.open(summary(1), 60)
    stand.grown()
    stand.reader.view.verticalScrollBar().setValue(700)
    stand.reader.find_bar.open_bar()
    stand.reader.ask.ask_tags([summary(1)])
    stand.open(summary(2), 60)
    stand.grown()
    assert stand.reader.view.verticalScrollBar().value() == 0
    assert stand.reader.find_bar.isHidden()
    assert stand.reader.ask.isHidden()


def test_its_buttons_wish(stand: Stand) -> None:
    stand.open(summary(1))
    reader = stand.reader
    assert reader.tape.isHidden()
    stand.open(summary(2, recorded=True))
    reader.go_on.click()
    reader.tape.click()
    reader.view.tape_wanted.emit("item_1")
    reader.back.click()
    assert stand.heard.take() == [
        ("continue_wanted", 2),
        ("tape_wanted", 2, ""),
        ("tape_wanted", 2, "item_1"),
    ]
    assert stand.left == 1
    reader.more.click()
    menu = reader.findChildren(QMenu)[-1]
    assert "Tags…" in [action.text() for action in menu.actions()]
    menu.close()


def test_its_title_is_typed_where_it_stands(stand: Stand) -> None:
    stand.open(summary(1, "Old"))
    reader = stand.reader
    QTest.keyClick(reader.view, Qt.Key.Key_F2)
    assert reader.title_field.hasFocus()
    reader.title_field.setText(" New   title ")
    QTest.keyClick(reader.title_field, Qt.Key.Key_Return)
    assert stand.heard.take() == [("rename_wanted", 1, "New title")]
    assert reader.title_field.isHidden()
    assert reader.view.hasFocus()
    reader.rename()
    reader.title_field.setText("Thought better of")
    assert reader.step_back()
    assert (stand.heard.take(), reader.title_field.isHidden()) == ([], True)


def test_delete_asks_first(stand: Stand) -> None:
    stand.open(summary(1, "Trains"))
    QTest.keyClick(stand.reader.view, Qt.Key.Key_Delete)
    assert stand.reader.ask.deletion.question.text() == "Delete “Trains” for good?"
    assert stand.heard.take() == []


def test_escape_closes_what_is_over_the_rows_the_last_first(stand: Stand) -> None:
    stand.open(summary(1))
    reader = stand.reader
    reader.find_bar.open_bar()
    reader.ask.ask_tags([summary(1)])
    assert reader.step_back()
    assert (reader.ask.isHidden(), reader.find_bar.isHidden()) == (True, False)
    assert reader.step_back()
    assert reader.find_bar.isHidden()
    assert not reader.step_back()


def test_tags_that_are_shown_follow_the_conversation(stand: Stand) -> None:
    stand.open(summary(1))
    stand.reader.ask.ask_tags([summary(1)])
    stand.open(summary(1, tags=("new",)))
    assert len(stand.reader.ask.tags.tags) == 1


def test_what_is_closed_is_forgotten(stand: Stand) -> None:
    stand.open(summary(1), 3_000)
    stand.reader.close_reader()
    stand.grown()
    assert (stand.reader.number, keys(stand)) == (None, [])


def test_a_narrow_one_has_drawings_only_and_every_control_a_name(stand: Stand) -> None:
    stand.open(summary(1, "A title that is much longer than a narrow window has room for, and goes on"))
    was_labelled = stand.reader.back.labelled
    assert was_labelled
    stand.reader.setMinimumWidth(100)
    stand.reader.resize(380, 500)
    settle()
    assert stand.reader.back.labelled is not was_labelled
    assert stand.reader.title.text().endswith("…")
    assert [part for part in controls(stand.reader) if not spoken_name(part)] == []
