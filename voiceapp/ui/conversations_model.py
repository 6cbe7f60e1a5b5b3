"""The kept conversations as Qt sees them: the newest first, each day under its name.

Day, time and order are those of the moment when a conversation was last gone on with. The list knows only
as many as were looked at; `fetchMore` asks for the next. A new list shares every line that did not change
with the one before, so what changed is found by identity. Lines come, go and move one by one: one that is
continued moves up and stays chosen, and the view keeps its place among the others.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
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

from voiceapp.store.kept import ConversationId, Summary
from voiceapp.ui import wording
from voiceapp.ui.conversations_shelf import Line, Shelf

Index = QModelIndex | QPersistentModelIndex
STEPS_MAX = 50
"""A list that is more apart from the one before is another one: the rest of it is exchanged as a whole."""


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
        self._lines: list[Line] = []
        self._numbers: list[ConversationId] = []
        self._days: list[date] = []
        self._firsts: set[ConversationId] = set()
        """The first of each day."""
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
                return "\n".join(filter(None, (line.summary.title, began_text(line.summary))))
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
        before, after = self._shelf.lines, shelf.lines
        self._shelf, self._asked = shelf, False
        if after is before:
            return
        known, firsts = set(self._numbers), self._firsts
        numbers = [line.summary.id for line in after]
        if numbers != self._numbers:
            self._take_out(numbers)
            self._put_in_order(after, numbers)
        changed = {
            place for place, (old, new) in enumerate(zip(self._lines, after, strict=True)) if old is not new
        }
        self._lines = list(after)
        for place in changed:
            self._days[place] = day_of(after[place])
        # Whether a line is the first of its day also follows from the one above it.
        self._firsts = {
            number
            for number, day, above in zip(numbers, self._days, (None, *self._days), strict=False)
            if day != above
        }
        if others := (firsts ^ self._firsts) & known:
            changed |= {place for place, number in enumerate(numbers) if number in others}
        for place in sorted(changed):
            self.dataChanged.emit(self.index(place), self.index(place))

    def _take_out(self, wanted: list[ConversationId]) -> None:
        """Remove the lines that are not wanted any more."""
        gone = set(self._numbers).difference(wanted)
        if not gone:
            return
        runs: list[list[int]] = []
        for place, number in enumerate(self._numbers):
            if number in gone:
                if runs and runs[-1][1] == place - 1:
                    runs[-1][1] = place
                else:
                    runs.append([place, place])
        if len(runs) > STEPS_MAX:
            runs = [[0, len(self._numbers) - 1]]
        for first, last in reversed(runs):
            self._remove(first, last)

    def _put_in_order(self, after: tuple[Line, ...], numbers: list[ConversationId]) -> None:
        """Move lines to where they are in `after`, and insert those that are new."""
        known = set(self._numbers)
        place = _agree(self._numbers, numbers, 0)
        for _ in range(STEPS_MAX):
            if place == len(numbers):
                return
            if numbers[place] in known:
                self._move_up(self._numbers.index(numbers[place], place), place)
            else:
                end = place + 1
                while end < len(numbers) and numbers[end] not in known:
                    end += 1
                self._insert(place, after[place:end])
            place = _agree(self._numbers, numbers, place)
        if place < len(self._numbers):
            self._remove(place, len(self._numbers) - 1)
        if place < len(numbers):
            self._insert(place, after[place:])

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        for each in (self._lines, self._numbers, self._days):
            del each[first : last + 1]
        self.endRemoveRows()

    def _insert(self, place: int, lines: tuple[Line, ...]) -> None:
        self.beginInsertRows(QModelIndex(), place, place + len(lines) - 1)
        self._lines[place:place] = lines
        self._numbers[place:place] = [line.summary.id for line in lines]
        self._days[place:place] = map(day_of, lines)
        self.endInsertRows()

    def _move_up(self, source: int, goal: int) -> None:
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), goal)
        self._lines.insert(goal, self._lines.pop(source))
        self._numbers.insert(goal, self._numbers.pop(source))
        self._days.insert(goal, self._days.pop(source))
        self.endMoveRows()

    def _spoken(self, position: int) -> str:
        line = self._lines[position]
        day = day_name(self._days[position], self._today())
        parts = [line.summary.title, f"{day} {time_text(line.summary)}"]
        if line.summary.is_continued:
            parts.append(began_text(line.summary))
        if line.summary.tags:
            parts.append(wording.tr("tags: %1").replace("%1", ", ".join(line.summary.tags)))
        if line.summary.is_recorded:
            parts.append(wording.tr("recorded"))
        if line.snippet:
            parts.append(line.snippet)
        return ". ".join(parts)


def _agree(one: list[ConversationId], other: list[ConversationId], place: int) -> int:
    """Return up to where both are the same, from `place` on."""
    both = min(len(one), len(other))
    return next((at for at in range(place, both) if one[at] != other[at]), both)


def day_of(line: Line) -> date:
    """Return the day on which a conversation was last gone on with, here."""
    return line.summary.last_at.astimezone().date()


def day_name(day: date, today: date) -> str:
    """Return what a person calls a day."""
    if day == today:
        return wording.tr("Today")
    if day == today - timedelta(days=1):
        return wording.tr("Yesterday")
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def time_text(summary: Summary) -> str:
    """Return the time of day when a conversation was last gone on with, here."""
    return _time_of(summary.last_at)


def moment_text(moment: datetime) -> str:
    """Return a day and the time of it, here."""
    day = moment.astimezone().date()
    date_text = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
    return f"{date_text} {_time_of(moment)}"


def began_text(summary: Summary) -> str:
    """Return when a conversation began; empty where that is the moment it is listed by."""
    if not summary.is_continued:
        return ""
    return wording.tr("began %1").replace("%1", moment_text(summary.started_at))


def _time_of(moment: datetime) -> str:
    here = moment.astimezone()
    return QLocale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
