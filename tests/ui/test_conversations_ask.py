"""The line in which more is asked: one question at a time, and what came of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.kept_conversations import Heard, summary
from tests.ui_tools import controls, shown, spoken_name
from voiceapp.ui.conversations_ask import ConversationsAsk
from voiceapp.ui.conversations_shelf import Export, Training
from voiceapp.ui.conversations_wishes import ConversationsWishes


class Stand:
    def __init__(self) -> None:
        self.wishes = ConversationsWishes()
        self.heard = Heard(self.wishes)
        self.window = QWidget()
        self.elsewhere = QLineEdit(self.window)
        self.ask = ConversationsAsk(self.wishes, self.window)
        column = QVBoxLayout(self.window)
        column.addWidget(self.elsewhere)
        column.addWidget(self.ask)
        self.closed = 0
        self.ask.closed.connect(self._on_closed)
        shown(self.window, 320, 400)

    def shown(self) -> list[QWidget]:
        ask = self.ask
        if ask.isHidden():
            return []
        parts = (ask.deletion, ask.tags, ask.export, ask.training, ask.told)
        return [part for part in parts if not part.isHidden()]

    def _on_closed(self) -> None:
        self.closed += 1


@pytest.fixture
def stand(app: QApplication) -> Stand:
    return Stand()


def test_one_question_takes_the_place_of_another(stand: Stand) -> None:
    assert stand.shown() == []
    stand.ask.ask_deletion([summary(1)])
    assert stand.shown() == [stand.ask.deletion]
    stand.ask.ask_tags([summary(1)])
    assert stand.shown() == [stand.ask.tags]
    assert list(stand.ask.tagged) == [1]
    stand.ask.ask_export([summary(1)])
    assert stand.shown() == [stand.ask.export]
    assert list(stand.ask.tagged) == []
    stand.ask.ask_training([])
    assert stand.shown() == [stand.ask.training]


def test_recordings_are_counted_where_there_are_any(stand: Stand) -> None:
    stand.ask.ask_deletion([summary(1)])
    assert stand.heard.take() == []
    stand.ask.ask_deletion([summary(2, recorded=True)])
    stand.ask.ask_deletion_of_all()
    assert stand.heard.take() == [("tapes_wanted", (2,)), ("tapes_wanted", ())]
    stand.wishes.tapes_told.emit(4, 0)
    assert stand.ask.deletion.recordings.text() == "and 4 recordings"
    stand.ask.close_ask()
    stand.wishes.tapes_told.emit(1, 0)
    assert stand.ask.deletion.recordings.text() == "and 4 recordings"  # nobody asks any more


def test_a_deletion_is_told_from_its_begin_to_its_end(stand: Stand) -> None:
    stand.ask.ask_deletion([summary(1)])
    stand.ask.deletion.delete.click()
    assert stand.heard.take() == [("delete_wanted", (1,), False)]
    assert stand.ask.sentence.text() == "Deleting for good…"
    stand.wishes.done.emit("Deleted for good.")
    assert stand.ask.sentence.text() == "Deleted for good."
    stand.ask.shut.click()
    assert stand.shown() == []
    stand.ask.ask_deletion_of_all()
    stand.ask.deletion.delete.click()
    stand.ask.deletion.delete.click()
    assert stand.heard.take() == [("tapes_wanted", ()), ("delete_all_wanted", False)]
    stand.wishes.refused.emit("It is locked.")
    assert stand.ask.sentence.text() == "It is locked."


def test_what_came_of_the_wishes_of_others_is_not_told_here(stand: Stand) -> None:
    stand.wishes.done.emit("Deleted for good.")
    stand.wishes.refused.emit("It is locked.")
    assert stand.shown() == []
    stand.ask.ask_export([summary(1)])
    stand.wishes.done.emit("Deleted for good.")
    assert stand.shown() == [stand.ask.export]


def test_files_are_wished_for_and_thought_better_of(stand: Stand) -> None:
    stand.ask.ask_export([summary(1)])
    stand.ask.export.save.click()
    stand.wishes.done.emit("")
    assert stand.shown() == []
    stand.ask.ask_training([])
    stand.ask.training.save.click()
    assert stand.heard.take() == [
        ("export_wanted", Export((summary(1).id,), "md", False)),
        ("training_wanted", Training((), False)),
    ]


def test_tags_are_changed_one_by_one_and_a_refusal_is_told(stand: Stand) -> None:
    stand.ask.ask_tags([summary(1, tags=("old",)), summary(2)])
    stand.ask.tags.field.setText("new")
    stand.ask.tags.add.click()
    stand.ask.tags.tags[0].click()
    assert stand.heard.take() == [
        ("tag_wanted", (1, 2), ("new",), ()),
        ("tag_wanted", (1, 2), (), ("old",)),
    ]
    stand.wishes.refused.emit("It is locked.")
    assert stand.ask.sentence.text() == "It is locked."


def test_the_keyboard_goes_back_only_where_it_was_here(stand: Stand) -> None:
    stand.ask.ask_deletion([summary(1)])
    stand.ask.deletion.keep.click()
    assert (stand.shown(), stand.closed) == ([], 1)
    stand.ask.ask_deletion([summary(1)])
    stand.elsewhere.setFocus()
    stand.ask.close_ask()
    stand.ask.close_ask()
    assert stand.closed == 1


def test_enter_presses_the_button_that_has_the_focus(stand: Stand) -> None:
    stand.ask.ask_deletion([summary(1)])
    stand.ask.deletion.delete.setFocus()
    QTest.keyClick(stand.ask.deletion.delete, Qt.Key.Key_Return)
    assert stand.heard.take() == [("delete_wanted", (1,), False)]
    QTest.keyClick(stand.ask, Qt.Key.Key_F9)


def test_everything_has_a_name(stand: Stand) -> None:
    stand.ask.ask_tags([summary(1, tags=("old",))])
    assert [part for part in controls(stand.ask) if not spoken_name(part)] == []
