"""What a screen reader says by itself: each finished answer, once, politely; never the words as they come."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.ui import sentences, wording

_FINISHED = (RowState.DONE, RowState.CUT, RowState.FAILED)


def newly_finished(before: tuple[Row, ...], after: tuple[Row, ...]) -> list[Row]:
    """Return the answers that were under way in `before` and are finished in `after`.

    An answer that appears finished was not heard here and is not announced: it belongs to a conversation
    that is being shown again, or all of it would be read out.
    """
    under_way = {row.key for row in before if row.kind is RowKind.ASSISTANT and row.state not in _FINISHED}
    if not under_way:
        return []
    return [row for row in after if row.key in under_way and row.state in _FINISHED]


class Announcer:
    """Follows the rows of a window and tells the accessibility bridge."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._rows: tuple[Row, ...] = ()

    def rows_changed(self, rows: tuple[Row, ...]) -> None:
        """Announce what has finished since the last time."""
        if rows is self._rows:
            return
        # Only the last rows can change; looking at all 10 000 of them 30 times a second would be waste.
        for row in newly_finished(self._rows[-20:], rows[-40:]):
            self.announce(wording.spoken_row(row))
        self._rows = rows

    def announce(self, sentence: str) -> None:
        """Say `sentence` when the reader has finished what it is saying."""
        event = QAccessibleAnnouncementEvent(self._widget, sentences.translated(sentence))
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)
