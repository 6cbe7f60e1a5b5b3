"""The question before conversations are deleted for good."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui_tools import shown
from voiceapp.store.kept import ConversationId
from voiceapp.ui.conversations_deletion import ConversationsDeletion

ONE, TWO = ConversationId(1), ConversationId(2)


@pytest.fixture
def question(app: QApplication) -> ConversationsDeletion:
    asked = ConversationsDeletion()
    shown(asked, 300, 200)
    return asked


def test_one_step_deletes_what_was_named(question: ConversationsDeletion) -> None:
    chosen: list[tuple[object, bool]] = []
    question.delete_chosen.connect(lambda numbers, also: chosen.append((numbers, also)))
    question.ask((ONE,), "Trains")
    assert question.question.text() == "Delete “Trains” for good?"
    assert question.keep.hasFocus()  # Enter by mistake deletes nothing
    assert question.recordings.isHidden()
    question.delete.click()
    assert chosen == [((ONE,), False)]
    question.ask((ONE, TWO), "")
    assert question.question.text() == "Delete 2 conversations for good?"


def test_the_recording_goes_only_when_that_is_ticked(question: ConversationsDeletion) -> None:
    chosen: list[bool] = []
    question.delete_chosen.connect(lambda _numbers, also: chosen.append(also))
    question.ask((ONE,), "Trains")
    question.show_tapes(1, 0)
    assert (question.recordings.text(), question.recordings.isChecked()) == ("and its recording", False)
    assert question.others.isHidden()
    question.delete.click()
    question.recordings.setChecked(True)
    question.delete.click()
    assert chosen == [False, True]
    question.show_tapes(3, 2)
    assert question.recordings.text() == "and 3 recordings"
    assert question.others.text() == "Other conversations on the same recording lose it: 2."
    question.ask((TWO,), "Bus")
    assert (question.recordings.isChecked(), question.recordings.isHidden()) == (False, True)


def test_all_of_them_need_two_steps(question: ConversationsDeletion) -> None:
    chosen: list[bool] = []
    question.delete_all_chosen.connect(chosen.append)
    question.ask_all()
    assert question.question.text() == "Delete all kept conversations for good?"
    question.delete.click()
    assert chosen == []
    assert question.question.text().startswith("Really every one?")
    assert (question.delete.text(), question.keep.hasFocus()) == ("Delete every one", True)
    question.delete.click()
    assert chosen == [False]
    question.ask_all()
    assert question.delete.text() == "Delete all"  # and it begins from the first step again


def test_keeping_closes_the_question(question: ConversationsDeletion) -> None:
    closed: list[str] = []
    question.closed.connect(lambda: closed.append("closed"))
    question.ask((ONE,), "Trains")
    question.keep.click()
    assert closed == ["closed"]
