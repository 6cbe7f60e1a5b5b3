"""The questions before conversations become files."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.kept_conversations import summary
from tests.ui_tools import controls, shown, spoken_name
from voiceapp.ui.conversations_files import ConversationsExport, ConversationsTraining
from voiceapp.ui.conversations_shelf import Export, Training


@pytest.fixture
def export(app: QApplication) -> ConversationsExport:
    made = ConversationsExport()
    shown(made, 320, 200)
    return made


def choose(asked: ConversationsExport | ConversationsTraining, value: str) -> None:
    asked.choice.setCurrentIndex(asked.choice.findData(value))


def test_a_format_is_chosen_and_whether_unheard_words_are_marked(export: ConversationsExport) -> None:
    chosen: list[Export] = []
    export.export_chosen.connect(chosen.append)
    export.ask([summary(1, "Trains")])
    assert export.question.text() == "Export “Trains”"
    export.save.click()
    export.marked.setChecked(True)
    choose(export, "vtt")
    export.save.click()
    assert chosen == [Export((summary(1).id,), "md", False), Export((summary(1).id,), "vtt", True)]


def test_there_is_sound_only_of_what_was_recorded(export: ConversationsExport) -> None:
    export.ask([summary(1, recorded=True), summary(2)])
    choose(export, "flac")
    assert not export.save.isEnabled()
    assert export.note.text() == "There is sound only of conversations that were recorded."
    assert export.marked.isHidden()
    export.ask([summary(1, recorded=True)])
    assert export.save.isEnabled()
    assert export.note.text() == "You on the left, what you heard on the right."


def test_every_format_is_offered(export: ConversationsExport) -> None:
    endings = [export.choice.itemData(place) for place in range(export.choice.count())]
    assert endings == ["md", "txt", "json", "srt", "vtt", "wav", "flac", "opus"]
    assert all(spoken_name(part) for part in controls(export))


def test_training_data_is_of_the_chosen_ones_or_of_all(app: QApplication) -> None:
    asked = ConversationsTraining()
    shown(asked, 320, 200)
    chosen: list[Training] = []
    closed: list[str] = []
    asked.training_chosen.connect(chosen.append)
    asked.closed.connect(lambda: closed.append("closed"))
    asked.ask([])
    assert asked.question.text() == "Training data of all conversations"
    asked.save.click()
    asked.ask([summary(1).id])
    assert asked.question.text() == "Training data of one conversation"
    asked.ask([summary(1).id, summary(2).id])
    assert asked.question.text() == "Training data of 2 conversations"
    choose(asked, "preferences")
    assert "never made from interruptions" in asked.note.text()
    asked.save.click()
    asked.cancel.click()
    assert chosen == [Training((), False), Training((summary(1).id, summary(2).id), True)]
    assert closed == ["closed"]
