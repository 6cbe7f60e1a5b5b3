"""The panel of kept conversations: what it shows in every state, and what it wants."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.kept_conversations import NOON, Heard, shelf, summary
from tests.ui_tools import controls, settle, shown, spoken_description, spoken_name
from voiceapp.ui.conversations_panel import ConversationsPanel
from voiceapp.ui.conversations_shelf import Keeping, Line, Shelf
from voiceapp.ui.conversations_wishes import ConversationsWishes


class Stand:
    def __init__(self) -> None:
        self.wishes = ConversationsWishes()
        self.heard = Heard(self.wishes)
        self.panel = ConversationsPanel(self.wishes)
        shown(self.panel, 300, 600)
        self.heard.take()

    @property
    def message(self) -> str:
        """What stands in place of the list; empty: the list does."""
        return self.panel.message.text() if not self.panel.message.isHidden() and self._is_empty() else ""

    def _is_empty(self) -> bool:
        return self.panel.message.isVisible()


@pytest.fixture
def stand(app: QApplication) -> Stand:
    return Stand()


def test_every_state_is_a_sentence(stand: Stand) -> None:
    panel = stand.panel
    assert stand.message == "Reading…"
    panel.show_shelf(Shelf())
    assert stand.message == "No conversation is kept."
    panel.show_keeping(Keeping.ON)
    assert stand.message == "Nothing is kept yet. What is said next will be found here."
    panel.show_shelf(Shelf(query="zebra"))
    assert stand.message == "Nothing found for “zebra”."
    panel.show_shelf(Shelf(refusal="The keyring is locked."))
    assert stand.message == "The keyring is locked."
    assert panel.retry.isVisible()
    panel.retry.click()
    assert stand.heard.take() == [("retry_wanted",)]
    panel.show_shelf(shelf(summary(1)))
    assert (stand.message, panel.retry.isVisible(), panel.list.isVisible()) == ("", False, True)


def test_whether_words_are_kept_is_said_with_a_switch(stand: Stand) -> None:
    panel = stand.panel
    assert panel.keeping.text() == "What is said is not kept. What is kept stays until you delete it."
    panel.switch.click()
    assert stand.heard.take() == [("keeping_wanted", True)]
    panel.show_keeping(Keeping.ON)
    assert (panel.switch.isChecked(), panel.keeping.text()) == (
        True,
        "Words are kept, on this computer only.",
    )
    panel.switch.click()
    assert stand.heard.take() == [("keeping_wanted", False)]
    panel.show_keeping(Keeping.NOTHING)
    assert panel.switch.isHidden()
    assert panel.keeping.text().startswith("Nothing new is kept")


def test_it_searches_as_one_types(stand: Stand) -> None:
    panel = stand.panel
    QTest.keyClicks(panel.search, "ky ")
    assert stand.heard.take() == [("search_wanted", "k"), ("search_wanted", "ky"), ("search_wanted", "ky")]
    panel.show_shelf(shelf(summary(2), summary(1), query="ky", terms=("ky",), has_more=True))
    assert panel.count.text() == "2+ found"
    panel.show_shelf(shelf(summary(2), query="ky", terms=("ky",)))
    assert panel.count.text() == "1 found"
    panel.show_shelf(shelf(summary(2)))
    assert panel.count.isHidden()


def test_the_first_find_is_opened_by_enter_at_its_row(stand: Stand) -> None:
    panel = stand.panel
    found = Line(summary(2), "item_7", "words", ())
    panel.show_shelf(Shelf((found, Line(summary(1))), "words", ("words",)))
    panel.search.setFocus()
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert stand.heard.take() == [("open_wanted", 2, "item_7")]
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.list.hasFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert stand.heard.take() == [("open_wanted", 1, "")]


def test_letters_in_the_list_go_on_in_the_search_field(stand: Stand) -> None:
    panel = stand.panel
    panel.show_shelf(shelf(summary(1)))
    panel.list.setFocus()
    QTest.keyClicks(panel.list, "ky")
    assert panel.search.text() == "ky"
    assert panel.search.hasFocus()


def test_an_empty_list_opens_nothing(stand: Stand) -> None:
    stand.panel.show_shelf(Shelf())
    stand.panel.search.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_F9):
        QTest.keyClick(stand.panel.search, key)
    assert stand.heard.take() == []
    assert stand.panel.search.hasFocus()


def test_escape_closes_what_is_open_the_last_first(stand: Stand) -> None:
    panel = stand.panel
    panel.show_shelf(shelf(summary(1)))
    panel.search.setText("ky")
    panel.ask.ask_deletion([summary(1)])
    assert panel.step_back()
    assert (panel.ask.isHidden(), panel.search.text()) == (True, "ky")
    assert panel.step_back()
    assert panel.search.text() == ""
    assert not panel.step_back()


def menu_lines(menu: QMenu) -> list[str]:
    return [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]


def test_the_menu_of_one_and_of_several(stand: Stand) -> None:
    panel = stand.panel
    panel.show_shelf(shelf(summary(2, recorded=True), summary(1)))
    panel.list.choose(0)
    panel.list.menu_wanted.emit(QPoint(10, 10))
    one = panel.findChildren(QMenu)[-1]
    assert menu_lines(one) == [
        "Open",
        "Continue by voice",
        "Open the recording",
        "Rename",
        "Tags…",
        "Export…",
        "Training data…",
        "Delete…",
    ]
    one.close()
    panel.list.selectAll()
    panel.list.menu_wanted.emit(QPoint(10, 10))
    several = panel.findChildren(QMenu)[-1]
    assert menu_lines(several) == ["Tags…", "Export…", "Training data…", "Delete 2 conversations…"]
    several.close()


def test_all_of_them_are_deleted_or_learned_from_by_the_menu_above(stand: Stand) -> None:
    panel = stand.panel
    panel.show_shelf(shelf(summary(2), summary(1)))
    training, delete = [action for action in panel.more.menu().actions() if not action.isSeparator()]
    training.trigger()
    assert panel.ask.training.question.text() == "Training data of all conversations"
    panel.show_shelf(shelf(summary(2), query="talk"))
    assert training.text() == "Training data of these…"
    training.trigger()
    assert panel.ask.training.question.text() == "Training data of one conversation"
    delete.trigger()
    assert panel.ask.deletion.question.text() == "Delete all kept conversations for good?"
    panel.show_shelf(Shelf())
    assert not panel.more.isEnabled()


def test_tags_that_are_shown_follow_the_list(stand: Stand) -> None:
    panel = stand.panel
    panel.show_shelf(shelf(summary(2, tags=("old",))))
    panel.ask.ask_tags([summary(2, tags=("old",))])
    panel.show_shelf(shelf(summary(2, tags=("old", "new"))))
    assert [button.text() for button in panel.ask.tags.tags] == ["#old  ×", "#new  ×"]


def test_what_is_chosen_and_where_one_is_survive_a_new_list(stand: Stand) -> None:
    panel = stand.panel
    panel.show_shelf(shelf(*(summary(number) for number in range(90, 0, -1))))
    settle()
    bar = panel.list.verticalScrollBar()
    panel.show_shelf(shelf(*(summary(number) for number in range(91, 0, -1))))
    settle()
    assert bar.value() == 0  # the newest is seen
    panel.list.choose(60)
    settle()
    chosen, top = panel.list.chosen(), panel.list.visualRect(panel.model.index(60)).top()
    panel.show_shelf(shelf(*(summary(number) for number in range(92, 0, -1))))
    settle()
    assert panel.list.chosen() == chosen
    assert panel.list.visualRect(panel.model.index(61)).top() == top
    panel.show_shelf(shelf(summary(5), query="five"))
    settle()
    assert (bar.value(), panel.list.chosen()) == (0, ())


def test_one_that_goes_on_moves_up_and_stays_chosen_while_the_view_keeps_its_place(stand: Stand) -> None:
    panel = stand.panel
    lines = [Line(summary(number, day=10)) for number in range(-1, -91, -1)]
    panel.show_shelf(Shelf(tuple(lines)))
    settle()
    bar = panel.list.verticalScrollBar()
    panel.list.choose(70)
    bar.setValue(900)
    settle()
    seen = panel.list.indexAt(QPoint(10, 300)).row()
    top = panel.list.visualRect(panel.model.index(seen)).top()
    gone_on = Line(summary(-71, day=10, last=NOON))
    panel.show_shelf(Shelf((gone_on, *lines[:70], *lines[71:])))
    settle()
    assert panel.model.line_at(0) is gone_on
    assert panel.list.chosen() == (gone_on.summary,)
    assert panel.list.currentIndex().row() == 0
    assert panel.list.visualRect(panel.model.index(seen + 1)).top() == top
    bar.setValue(0)
    again = Line(summary(-90, day=10, last=NOON))
    panel.show_shelf(Shelf((again, gone_on, *lines[:70], *lines[71:-1])))
    settle()
    assert bar.value() == 0  # the newest is seen
    assert panel.list.chosen() == (gone_on.summary,)


def test_everything_has_a_name_and_the_list_can_be_closed(stand: Stand) -> None:
    panel = stand.panel
    closed: list[str] = []
    panel.closed.connect(lambda: closed.append("closed"))
    panel.show_shelf(shelf(summary(1)))
    assert [part for part in controls(panel) if not spoken_name(part)] == []
    assert spoken_description(panel.switch) == panel.keeping.text()
    panel.begin()
    assert panel.search.hasFocus()
    panel.list.choose(0)
    panel.begin()
    assert panel.list.hasFocus()
    panel.shut.click()
    assert closed == ["closed"]
