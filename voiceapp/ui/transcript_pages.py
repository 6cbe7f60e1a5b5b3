"""What stands above the talk area: the beginning, the live conversation, or a kept one that is being read."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from voiceapp.ui.conversations_place import ConversationsPlace
from voiceapp.ui.empty_state import EmptyState
from voiceapp.ui.transcript_view import TranscriptView

HEIGHT_PX_MIN = 60
"""In a low window the transcript gives way, never the talk area."""


class TranscriptPages(QFrame):
    """One of three pages; the live conversation goes on behind a kept one."""

    def __init__(
        self, empty: EmptyState, live: TranscriptView, kept: ConversationsPlace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transcript_area")
        self.setMinimumHeight(HEIGHT_PX_MIN)
        self._empty = empty
        self._live = live
        self._kept = kept
        self._has_rows = False
        self.pages = QStackedLayout(self)
        for page in (empty, live, kept.reader):
            self.pages.addWidget(page)
        kept.page_changed.connect(self._choose)

    def show_live(self, *, has_rows: bool) -> None:
        """Note whether the live conversation has begun."""
        self._has_rows = has_rows
        self._choose()

    def _choose(self) -> None:
        live = self._live if self._has_rows else self._empty
        self.pages.setCurrentWidget(self._kept.reader if self._kept.is_reading else live)
