"""The rows of the transcript as Qt sees them.

A snapshot shares every unchanged row with the one before, so what changed is found by identity, and the view
is told row by row: inserted, removed, changed. Never a reset, which would lose the place of the reader,
the selection and the screen reader's focus.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from voiceapp.dialogue.snapshot import Row
from voiceapp.ui import wording

Index = QModelIndex | QPersistentModelIndex


RECENT_ROWS = 200
"""Rows with buttons are looked for among so many; further up the menu of a row has the same."""


class Role(IntEnum):
    """What a row can be asked for besides Qt's own roles."""

    ROW = Qt.ItemDataRole.UserRole + 1
    """The `Row` itself."""
    EXPANDED = Qt.ItemDataRole.UserRole + 2
    """Whether its details are shown."""
    TIME = Qt.ItemDataRole.UserRole + 3
    """Time of day, for people; with the day where it is another conversation's."""
    BUTTONS = Qt.ItemDataRole.UserRole + 4
    """Whether it needs room for buttons."""


class TranscriptModel(QAbstractListModel):
    """The rows of the latest snapshot and which of them show their details."""

    def __init__(self, wall_offset_ns: int = 0, parent: QObject | None = None) -> None:
        """`wall_offset_ns`: add it to a voice-clock time to get Unix time."""
        super().__init__(parent)
        self._wall_offset_ns = wall_offset_ns
        self._rows: list[Row] = []
        self._expanded: set[str] = set()
        self._answered_again: str | None = None

    # -- what Qt asks --------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 (Qt's name)
        """Return how many rows there are; rows have no children."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return one aspect of one row; None for what is not asked of a transcript."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Role.ROW:
                return row
            case Role.EXPANDED:
                return row.key in self._expanded
            case Role.TIME:
                return self._time(row)
            case Role.BUTTONS:
                return self._has_buttons(row)
            case Qt.ItemDataRole.DisplayRole:
                return wording.words_of(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return wording.spoken_row(row)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._time(row)
            case Qt.ItemDataRole.ToolTipRole if wording.cut_text(row):
                return wording.cut_explanation()
        return None

    # -- what the window does --------------------------------------------------------------------------

    def rows(self) -> tuple[Row, ...]:
        """Return the rows in order."""
        return tuple(self._rows)

    def row_at(self, position: int) -> Row:
        """Return the row at `position`."""
        return self._rows[position]

    def shows_details(self, position: int) -> bool:
        """Say whether the details of a row are shown."""
        return self._rows[position].key in self._expanded

    def toggle_details(self, position: int) -> None:
        """Show or hide the details of a row; nothing happens where there are none."""
        row = self._rows[position]
        if not row.details:
            return
        self._expanded ^= {row.key}
        index = self.index(position)
        self.dataChanged.emit(index, index, [Role.EXPANDED])

    def set_buttons_at(self, key: str) -> None:
        """Keep room for buttons in the row with this key, empty for none, and in those that can be kept."""
        if key == self._answered_again:
            return
        before, self._answered_again = self._answered_again, key
        for position in range(len(self._rows) - 1, max(-1, len(self._rows) - 1 - RECENT_ROWS), -1):
            row = self._rows[position]
            if row.key in (before, key) or (before is None and row.can_keep):
                self._changed(position, position)

    def with_buttons(self) -> list[int]:
        """Return where the rows with buttons are, in order; they are among the last."""
        first = max(0, len(self._rows) - RECENT_ROWS)
        return [at for at in range(first, len(self._rows)) if self._has_buttons(self._rows[at])]

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Become `rows`, telling the views only what changed."""
        first = 0
        limit = min(len(self._rows), len(rows))
        while first < limit and self._rows[first].key == rows[first].key:
            first += 1
        tail = 0
        while tail < limit - first and self._rows[-1 - tail].key == rows[-1 - tail].key:
            tail += 1
        self._reshape(first, rows[first : len(rows) - tail], len(self._rows) - tail)
        self._exchange(rows)
        if len(self._expanded) > len(self._rows):
            self._expanded &= {row.key for row in self._rows}

    def _has_buttons(self, row: Row) -> bool:
        return self._answered_again is not None and (row.can_keep or row.key == self._answered_again)

    def _time(self, row: Row) -> str:
        told = wording.day_and_time if row.earlier else wording.time_of_day
        return told(row.at_ns, self._wall_offset_ns)

    def _reshape(self, start: int, wanted: Sequence[Row], stop: int) -> None:
        """Make the rows from `start` to before `stop` have the keys of `wanted`, in that order."""
        wanted_keys = {row.key for row in wanted}
        position = stop
        while position > start:
            position -= 1
            if self._rows[position].key in wanted_keys:
                continue
            last = position
            while position > start and self._rows[position - 1].key not in wanted_keys:
                position -= 1
            self._remove(position, last)
            stop -= last - position + 1
        have_keys = {row.key for row in self._rows[start:stop]}
        offset = 0
        while offset < len(wanted):
            here = start + offset
            key = wanted[offset].key
            if here < stop and self._rows[here].key == key:
                offset += 1
                continue
            if key in have_keys:
                later = next((p for p in range(here, stop) if self._rows[p].key == key), None)
                if later is not None:  # it moved: taken out there, put in here
                    self._remove(later, later)
                    stop -= 1
                self._insert(here, wanted[offset : offset + 1])
                stop += 1
                offset += 1
                continue
            run = offset + 1
            while run < len(wanted) and wanted[run].key not in have_keys:
                run += 1
            self._insert(here, wanted[offset:run])
            stop += run - offset
            offset = run
        if start + len(wanted) < stop:
            self._remove(start + len(wanted), stop - 1)

    def _insert(self, position: int, rows: Sequence[Row]) -> None:
        self.beginInsertRows(QModelIndex(), position, position + len(rows) - 1)
        self._rows[position:position] = rows
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._rows[first : last + 1]
        self.endRemoveRows()

    def _exchange(self, rows: Sequence[Row]) -> None:
        """Take the new objects where keys agree, and report each stretch that changed once."""
        run_start: int | None = None
        for position, row in enumerate(rows):
            if self._rows[position] is not row:
                self._rows[position] = row
                if run_start is None:
                    run_start = position
            elif run_start is not None:
                self._changed(run_start, position - 1)
                run_start = None
        if run_start is not None:
            self._changed(run_start, len(rows) - 1)

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first), self.index(last))
