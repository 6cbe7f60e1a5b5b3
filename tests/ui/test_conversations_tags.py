"""Tags: shown, taken off and added."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.kept_conversations import summary
from tests.ui_tools import settle, shown
from voiceapp.ui.conversations_tags import ConversationsTags


@pytest.fixture
def tags(app: QApplication) -> ConversationsTags:
    made = ConversationsTags()
    shown(made, 300, 200)
    return made


def names(tags: ConversationsTags) -> list[str]:
    return [button.accessibleName() for button in tags.tags]


def test_a_tag_is_taken_off_by_its_button(tags: ConversationsTags) -> None:
    removed: list[str] = []
    tags.tag_removed.connect(removed.append)
    tags.ask([summary(1, "Trains", tags=("work", "travel"))])
    assert tags.question.text() == "Tags of “Trains”"
    assert names(tags) == ["Remove the tag work", "Remove the tag travel"]
    tags.tags[1].setFocus()
    tags.tags[1].click()
    assert removed == ["travel"]
    tags.show_tags([summary(1, "Trains", tags=("work",))])
    assert names(tags) == ["Remove the tag work"]
    assert tags.field.hasFocus()  # the button that had it is gone


def test_a_tag_is_typed(tags: ConversationsTags) -> None:
    added: list[str] = []
    tags.tag_added.connect(added.append)
    tags.ask([summary(1), summary(2, tags=("old",))])
    assert tags.question.text() == "Tags of 2 conversations"
    assert tags.field.hasFocus()
    QTest.keyClicks(tags.field, "#holiday  plans")
    QTest.keyClick(tags.field, Qt.Key.Key_Return)
    QTest.keyClicks(tags.field, "  ")
    tags.add.click()
    assert (added, tags.field.text()) == (["holiday plans"], "")


def test_the_buttons_stay_where_nothing_has_changed(tags: ConversationsTags) -> None:
    tags.ask([summary(1, tags=("work",))])
    before = tags.tags
    tags.show_tags([summary(1, "Renamed", tags=("work",))])
    assert tags.tags is before


def test_done_closes_it_and_space_stays_in_it(tags: ConversationsTags) -> None:
    closed: list[str] = []
    tags.closed.connect(lambda: closed.append("closed"))
    tags.ask([summary(1)])
    QTest.keyClick(tags, Qt.Key.Key_Space)
    QTest.keyClick(tags, Qt.Key.Key_F9)
    tags.shut.click()
    settle()
    assert closed == ["closed"]
