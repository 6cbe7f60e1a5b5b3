"""The kept conversations as Qt sees them: the newest first, each day under its name.

The list knows only as many as were looked at; `fetchMore` asks for the next. A new list shares every line
that did not change with the one before, so what changed is found by identity, and the view keeps its place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTime,
    Signal,
)

from voiceapp.store.kept import Summary
from voiceapp.ui import wording
from voiceapp.ui.conversations_shelf import Line, Shelf

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a line can be asked for besides Qt's own roles."""

    LINE = Qt.ItemDataRole.UserRole + 1
    """The `Line` itself."""
    DAY = Qt.ItemDataRole.UserRole + 2
    """The name of its day, where it is the first of it; else empty."""
    TIME = Qt.ItemDataRole.UserRole + 3
    """Time of day, for people."""


class ConversationsModel(QAbstractListModel):
    """The lines of the latest shelf.

    Signals:
        more_wanted(): somebody looks at the end of what is known.
        title_given(object, str): a conversation, and the title a person has typed.
    """

    more_wanted = Signal()
    title_given = Signal(object, str)

    def __init__(self, today: Callable[[], date] = date.today, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._shelf = Shelf()
        self._lines: tuple[Line, ...] = ()
        self._days: list[date] = []
        self._asked = False

    @property
    def shelf(self) -> Shelf:
        """Return what is shown."""
        return self._shelf

    def line_at(self, position: int) -> Line:
        """Return the line at `position`."""
        return self._lines[position]

    def begins_day(self, position: int) -> bool:
        """Say whether the name of a day stands over a line."""
        return position == 0 or self._days[position] != self._days[position - 1]

    def place_of(self, number: int) -> int | None:
        """Return where a conversation stands; None where it is not listed."""
        return next((place for place, line in enumerate(self._lines) if line.summary.id == number), None)

    # -- what Qt asks --------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 (Qt's name)
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return one aspect of one line."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        match role:
            case Role.LINE:
                return line
            case Role.DAY:
                begins = self.begins_day(index.row())
                return day_name(self._days[index.row()], self._today()) if begins else ""
            case Role.TIME:
                return time_text(line.summary)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return line.summary.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index.row())
            case Qt.ItemDataRole.ToolTipRole:
                return line.summary.title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that titles can be changed where they stand."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Ask for a title; the list shows it when it is kept."""
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not title:
            return False
        summary = self._lines[index.row()].summary
        if title != summary.title:
            self.title_given.emit(summary.id, title)
        return True

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        """Say whether there are further ones."""
        return not parent.isValid() and self._shelf.has_more and not self._asked

    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        """Ask for the next ones, once until they come."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()

    # -- what the panel does -------------------------------------------------------------------------

    def show_shelf(self, shelf: Shelf) -> None:
        """Become `shelf`, telling the views only what changed."""
        before, after = self._lines, shelf.lines
        self._shelf, self._asked = shelf, False
        if after is before:
            return
        first = 0
        limit = min(len(before), len(after))
        while first < limit and before[first].summary.id == after[first].summary.id:
            first += 1
        tail = 0
        while tail < limit - first and before[-1 - tail].summary.id == after[-1 - tail].summary.id:
            tail += 1
        days = [*self._days[:first], *map(day_of, after[first : len(after) - tail])]
        if len(before) - tail > first:
            self.beginRemoveRows(QModelIndex(), first, len(before) - tail - 1)
            self._lines = (*before[:first], *before[len(before) - tail :])
            self._days = [*self._days[:first], *self._days[len(before) - tail :]]
            self.endRemoveRows()
        if len(after) - tail > first:
            self.beginInsertRows(QModelIndex(), first, len(after) - tail - 1)
            self._lines = (*self._lines[:first], *after[first : len(after) - tail], *self._lines[first:])
            self._days = [*days, *self._days[first:]]
            self.endInsertRows()
        self._exchange(after)
        # Whether a day begins below what came or went may be different now.
        if len(after) - tail < len(after):
            self._changed(len(after) - tail)

    def _exchange(self, after: tuple[Line, ...]) -> None:
        before, self._lines = self._lines, after
        for position, (old, new) in enumerate(zip(before, after, strict=True)):
            if old is not new:
                self._days[position] = day_of(new)
                self._changed(position)

    def _changed(self, position: int) -> None:
        index = self.index(position)
        self.dataChanged.emit(index, index)

    def _spoken(self, position: int) -> str:
        line = self._lines[position]
        day = day_name(self._days[position], self._today())
        parts = [line.summary.title, f"{day} {time_text(line.summary)}"]
        if line.summary.tags:
            parts.append(wording.tr("tags: %1").replace("%1", ", ".join(line.summary.tags)))
        if line.summary.is_recorded:
            parts.append(wording.tr("recorded"))
        if line.snippet:
            parts.append(line.snippet)
        return ". ".join(parts)


def day_of(line: Line) -> date:
    """Return the day on which a conversation began, here."""
    return line.summary.started_at.astimezone().date()


def day_name(day: date, today: date) -> str:
    """Return what a person calls a day."""
    if day == today:
        return wording.tr("Today")
    if day == today - timedelta(days=1):
        return wording.tr("Yesterday")
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def time_text(summary: Summary) -> str:
    """Return the time of day when a conversation began, here."""
    began = summary.started_at.astimezone()
    return QLocale().toString(QTime(began.hour, began.minute), QLocale.FormatType.ShortFormat)
