"""What went over the wire, as a table that never grows past its limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from voiceapp.dialogue.snapshot import WireNote
from voiceapp.ui import wording

NOTES_MAX = 5_000
"""Hours of talking: events of sound in a row share a line."""
SOUND_EVENTS = frozenset({"input_audio_buffer.append", "response.audio.delta", "response.output_audio.delta"})
"""A hundred a second: without folding they would push everything else out within a minute."""

Index = QModelIndex | QPersistentModelIndex
NOTE_ROLE = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    """Columns from left to right."""

    TIME = 0
    DIRECTION = 1
    NAME = 2
    SIZE = 3


class Direction(Enum):
    """Which events to show."""

    BOTH = "both"
    SENT = "sent"
    RECEIVED = "received"


def size_text(size_bytes: int) -> str:
    """Return a size for people."""
    if size_bytes < 1_000:
        return f"{size_bytes} B"
    unit, divisor = ("kB", 1_000) if size_bytes < 1_000_000 else ("MB", 1_000_000)
    return f"{QLocale().toString(size_bytes / divisor, 'f', 1)} {unit}"


class WireModel(QAbstractTableModel):
    """The last `NOTES_MAX` events; older ones go. While paused, new ones wait outside the table."""

    def __init__(self, wall_offset_ns: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wall_offset_ns = wall_offset_ns
        self._notes: deque[WireNote] = deque()
        self._waiting: deque[WireNote] = deque(maxlen=NOTES_MAX)
        self._paused = False

    @property
    def paused(self) -> bool:
        """Whether new events wait."""
        return self._paused

    @property
    def waiting(self) -> int:
        """How many events wait for the end of the pause."""
        return len(self._waiting)

    def pause(self, paused: bool) -> None:
        """Keep the table still, or let in what came meanwhile."""
        self._paused = paused
        if not paused:
            notes = tuple(self._waiting)
            self._waiting.clear()
            self.append(notes)

    def append(self, notes: Sequence[WireNote]) -> None:
        """Add events at the end."""
        if not notes:
            return
        if self._paused:
            self._waiting.extend(notes)
            return
        notes = self._fold(notes)[-NOTES_MAX:]
        if not notes:
            return
        excess = len(self._notes) + len(notes) - NOTES_MAX
        if excess > 0:
            self.beginRemoveRows(QModelIndex(), 0, excess - 1)
            for _ in range(excess):
                self._notes.popleft()
            self.endRemoveRows()
        first = len(self._notes)
        self.beginInsertRows(QModelIndex(), first, first + len(notes) - 1)
        self._notes.extend(notes)
        self.endInsertRows()

    def _fold(self, notes: Sequence[WireNote]) -> list[WireNote]:
        """Return what needs lines of its own; a run that goes on from the last line is folded into it."""
        folded: list[WireNote] = []
        for note in notes:
            last = folded[-1] if folded else (self._notes[-1] if self._notes else None)
            if (
                last is None
                or note.name not in SOUND_EVENTS
                or (note.name, note.sent) != (last.name, last.sent)
            ):
                folded.append(note)
                continue
            merged = replace(
                note,
                at_ns=last.at_ns,
                count=last.count + note.count,
                size_bytes=last.size_bytes + note.size_bytes,
            )
            if folded:
                folded[-1] = merged
            else:
                self._notes[-1] = merged
        if self._notes and self._notes[-1].count > 1:
            row = len(self._notes) - 1
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        return folded

    def clear(self) -> None:
        """Forget all events, also those that wait."""
        self._waiting.clear()
        if self._notes:
            self.beginRemoveRows(QModelIndex(), 0, len(self._notes) - 1)
            self._notes.clear()
            self.endRemoveRows()

    def note_at(self, position: int) -> WireNote:
        """Return the event at `position`."""
        return self._notes[position]

    # -- what Qt asks (its names) ------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many events there are."""
        return 0 if parent.isValid() else len(self._notes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section == Column.SIZE
            return int(
                (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
                | Qt.AlignmentFlag.AlignVCenter
            )
        names = {
            Column.TIME: wording.tr("Time"),
            Column.DIRECTION: "",
            Column.NAME: wording.tr("Event"),
            Column.SIZE: wording.tr("Size"),
        }
        accessible = {Column.DIRECTION: wording.tr("Direction")}
        if role == Qt.ItemDataRole.DisplayRole:
            return names[Column(section)]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return accessible.get(Column(section), names[Column(section)])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return one aspect of one cell."""
        if not index.isValid():
            return None
        note = self._notes[index.row()]
        match role, index.column():
            case (_, _) if role == NOTE_ROLE:
                return note
            case Qt.ItemDataRole.DisplayRole, Column.TIME:
                return wording.clock_text(note.at_ns, self._wall_offset_ns)
            case Qt.ItemDataRole.DisplayRole, Column.DIRECTION:
                return "→" if note.sent else "←"
            case Qt.ItemDataRole.DisplayRole, Column.NAME:
                return f"{note.name} × {note.count}" if note.count > 1 else note.name
            case Qt.ItemDataRole.DisplayRole, Column.SIZE:
                return size_text(note.size_bytes)
            case Qt.ItemDataRole.TextAlignmentRole, Column.SIZE:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.TextAlignmentRole, Column.DIRECTION:
                return int(Qt.AlignmentFlag.AlignCenter)
            case Qt.ItemDataRole.ToolTipRole, Column.DIRECTION:
                return self._direction(note)
            case Qt.ItemDataRole.ToolTipRole, Column.NAME:
                return note.name
            case Qt.ItemDataRole.AccessibleTextRole, Column.DIRECTION:
                return self._direction(note)
        return None

    @staticmethod
    def _direction(note: WireNote) -> str:
        return wording.tr("sent by us") if note.sent else wording.tr("sent by the service")


class WireFilter(QSortFilterProxyModel):
    """Shows the events whose name or text holds some words, in one direction or both."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._direction = Direction.BOTH

    def want_words(self, words: str) -> None:
        """Show only events that hold `words`, whatever the case."""
        self._words = words.strip().lower()
        self._refilter()

    def want_direction(self, direction: Direction) -> None:
        """Show only events of one direction."""
        self._direction = direction
        self._refilter()

    def filterAcceptsRow(self, position: int, parent: Index) -> bool:  # noqa: N802
        """Say whether an event is shown."""
        model = self.sourceModel()
        assert isinstance(model, WireModel)
        note = model.note_at(position)
        if self._direction is not Direction.BOTH and note.sent != (self._direction is Direction.SENT):
            return False
        return not self._words or self._words in note.name.lower() or self._words in note.text.lower()

    def _refilter(self) -> None:
        self.invalidate()
