"""What stands above the talk area."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from tests.kept_conversations import conversation, rows, summary
from tests.ui_tools import shown
from voiceapp.ui.conversations_place import ConversationsPlace
from voiceapp.ui.conversations_shelf import opened
from voiceapp.ui.empty_state import EmptyState
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.transcript_pages import TranscriptPages
from voiceapp.ui.transcript_view import TranscriptView


def test_the_live_conversation_goes_on_behind_a_kept_one(app: QApplication) -> None:
    window = QWidget()
    kept = ConversationsPlace(window)
    empty, live = EmptyState(), TranscriptView(TranscriptModel())
    area = TranscriptPages(empty, live, kept, window)
    shown(window)
    assert area.pages.currentWidget() is empty
    kept.show_opened(opened(conversation(summary(1), *rows(2))))
    assert area.pages.currentWidget() is kept.reader
    area.show_live(has_rows=True)
    assert area.pages.currentWidget() is kept.reader
    kept.leave()
    assert area.pages.currentWidget() is live
    area.show_live(has_rows=False)
    assert area.pages.currentWidget() is empty
