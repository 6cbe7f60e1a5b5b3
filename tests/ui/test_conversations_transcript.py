"""The words of a kept conversation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui_tools import shown, user
from voiceapp.ui.conversations_transcript import ConversationsTranscript
from voiceapp.ui.transcript_model import TranscriptModel


def made(count: int = 2) -> ConversationsTranscript:
    model = TranscriptModel()
    view = ConversationsTranscript(model)
    model.set_rows([user(f"row {place}", key=f"item_{place}") for place in range(count)])
    shown(view, 600, 300)
    return view


def test_it_begins_at_the_first_row_without_a_way_to_the_latest(app: QApplication) -> None:
    view = made(100)
    assert view.verticalScrollBar().value() == 0
    assert view.jump.isHidden()


def test_f2_and_delete_are_about_the_conversation(app: QApplication) -> None:
    view = made()
    wanted: list[str] = []
    view.rename_wanted.connect(lambda: wanted.append("rename"))
    view.deletion_wanted.connect(lambda: wanted.append("delete"))
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    assert wanted == ["rename", "delete"]


def test_a_row_leads_to_its_sound_where_there_is_any(app: QApplication) -> None:
    view = made()
    index = view.model().index(1, 0)
    assert view.context_menu(index).actions()[0].text() == "Copy"
    view.is_recorded = True
    wanted: list[str] = []
    view.tape_wanted.connect(wanted.append)
    first = view.context_menu(index).actions()[0]
    assert first.text() == "Open the recording here"
    first.trigger()
    assert wanted == ["item_1"]
    assert "kept conversation" in view.accessibleDescription()
