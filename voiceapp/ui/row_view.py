"""Very many rows of different heights on screen, for what the visible ones cost.

`QListView` asks every row for its height whenever one of them changes, which at 30 changes a second and
10 000 rows is more than a core. So this view keeps its own heights (`RowHeights`), lays out only what is
visible and overrides whatever Qt would answer from its own bookkeeping. It stays a `QListView`, because that
is what makes it a list to screen readers.

It follows the end until the person scrolls up; then the row at the top of the window stays where it is,
whatever happens below or above, until the person comes back.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from voiceapp.ui import theme
from voiceapp.ui.row_heights import RowHeights

Index = QModelIndex | QPersistentModelIndex

END_SLACK_PX = 8
"""This near to the end counts as at the end."""
PASSES_MAX = 8
"""Laying out what is visible may change what is visible; it settles in two or three passes."""
OTHER_LOOKS = (
    QEvent.Type.PaletteChange,
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.LanguageChange,
)
"""After these every row may have another height."""
PADDING_PX = theme.M
"""Room above the first and below the last row."""


class RowView(QListView):
    """A list whose rows are as high as its delegate says, asked only for the visible ones.

    Signals:
        following_changed(bool): whether the view stays at the end.
    """

    following_changed = Signal(bool)

    def __init__(
        self,
        model: QAbstractListModel,
        delegate: QStyledItemDelegate,
        parent: QWidget | None = None,
        *,
        follows: bool = True,
    ) -> None:
        """`follows`: begin at the end and stay there while nobody scrolls up; else begin at the first row."""
        super().__init__(parent)
        self._follows = follows
        self._source = model
        self._painter_of_rows = delegate
        self._heights = RowHeights()
        self._following = follows
        self._adjusting = False
        self._laid_out_width = 0
        self._by_keyboard = False
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # On all the time: a bar that comes and goes would break every line anew.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setModel(model)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.rowsRemoved.connect(self._on_rows_removed)
        model.rowsMoved.connect(self._on_rows_moved)
        model.dataChanged.connect(self._on_rows_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # -- what its owner does and overrides ---------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether new rows scroll into view by themselves."""
        return self._following

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._set_following(True)
        self._settle()

    def show_row(self, position: int) -> None:
        """Bring a row to sight and make it the current one."""
        index = self._source.index(position)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def estimates(self, positions: range) -> Iterable[int]:
        """Return about how high these rows will be; an owner that knows its rows can do better."""
        return [3 * self.fontMetrics().height()] * len(positions)

    def rows_moved(self) -> None:
        """Rows are in other places now; for an owner that has put something over them."""

    # -- heights and scrolling -------------------------------------------------------------------------

    def _settle(self) -> None:
        """Lay out what is visible, correct the scroll range and keep the reader's place."""
        bar = self.verticalScrollBar()
        width = self.viewport().width()
        view_px = self.viewport().height()
        anchor, offset = self._anchor()
        if width != self._laid_out_width or len(self._heights) != self._source.rowCount():
            self._laid_out_width = width
            self._heights.replace(self.estimates(range(self._source.rowCount())))
        for _ in range(PASSES_MAX):
            reach = max(0, self._heights.total() + 2 * PADDING_PX - view_px)
            value = reach
            if not self._following:
                place = self._heights.top(anchor) + offset if anchor >= 0 else 0
                value = min(reach, max(0, place))
            self._adjusting = True
            bar.setPageStep(max(1, view_px))
            bar.setSingleStep(24)
            bar.setRange(0, reach)
            bar.setValue(value)
            self._adjusting = False
            if not self._measure(value - PADDING_PX, value - PADDING_PX + view_px):
                break
        self.viewport().update()
        self.rows_moved()

    def _anchor(self) -> tuple[int, int]:
        """Return the row at the top of the window, and how far the window's top lies below the row's."""
        value = self.verticalScrollBar().value()
        position = self._heights.at(value - PADDING_PX)
        return position, value - self._heights.top(position) if position >= 0 else 0

    def _measure(self, top: int, bottom: int) -> bool:
        """Lay out the rows between `top` and `bottom`; True if one has another height than was thought."""
        changed = False
        position = self._heights.at(top)
        if position < 0 or self._laid_out_width <= 0:
            return False
        option = QStyleOptionViewItem()
        option.rect = QRect(0, 0, self._laid_out_width, 0)
        y = self._heights.top(position)
        while position < len(self._heights) and y < bottom:
            if not self._heights.is_exact(position):
                height = self._painter_of_rows.sizeHint(option, self._source.index(position)).height()
                changed |= self._heights.set(position, height)
            y += self._heights.height(position)
            position += 1
        return changed

    def _set_following(self, following: bool) -> None:
        following = following and self._follows
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)

    def _on_scrolled(self, value: int) -> None:
        if self._adjusting:
            return
        self._set_following(value >= self.verticalScrollBar().maximum() - END_SLACK_PX)
        self._settle()

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        anchor, offset = self._anchor()
        self._heights.insert(first, self.estimates(range(first, last + 1)))
        self._keep(anchor + (last - first + 1) if 0 <= first <= anchor else anchor, offset)

    def _on_rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        anchor, offset = self._anchor()
        self._heights.remove(first, last)
        if anchor > last:
            anchor -= last - first + 1
        elif anchor >= first:
            anchor, offset = min(first, len(self._heights) - 1), 0
        self._keep(anchor, offset)

    def _on_rows_moved(
        self, parent: QModelIndex, first: int, last: int, _goal_parent: QModelIndex, goal: int
    ) -> None:
        """Keep the reader's place among the rows that stay; `goal` counts as before the move."""
        count = last - first + 1
        self._on_rows_removed(parent, first, last)
        at = goal - count if goal > last else goal
        self._on_rows_inserted(parent, at, at + count - 1)

    def _keep(self, anchor: int, offset: int) -> None:
        """Put the scroll bar where `anchor` is now, so that `_settle` finds the same place."""
        if not self._following and anchor >= 0:
            value = self._heights.top(anchor) + offset
            bar = self.verticalScrollBar()
            self._adjusting = True
            bar.setMaximum(max(bar.maximum(), value))
            bar.setValue(value)
            self._adjusting = False
        self.scheduleDelayedItemsLayout()

    def _on_rows_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._heights.forget(first.row(), last.row())
        self.scheduleDelayedItemsLayout()

    # -- what Qt asks (its names) ------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show where the focus is, unless a click brought it: then everybody knows."""
        self._by_keyboard = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk; whoever walks by keys must see where they are."""
        self._by_keyboard = True
        super().keyPressEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose; no ring is needed for that."""
        self._by_keyboard = False
        super().mousePressEvent(event)

    def doItemsLayout(self) -> None:  # noqa: N802
        """Lay out what is visible: many changes in one turn of the event loop cost one of these."""
        self._settle()
        super(QListView, self).doItemsLayout()

    def updateGeometries(self) -> None:  # noqa: N802
        """Do nothing: `_settle` owns the scroll bar."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Break the lines again for the new width."""
        super(QListView, self).resizeEvent(event)
        self._settle()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Lay out again when the font, the colours or the language change."""
        super().changeEvent(event)
        if event.type() in OTHER_LOOKS:
            self._laid_out_width = 0
            self.scheduleDelayedItemsLayout()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802
        """Draw again; only the visible rows are drawn anyway."""
        self.viewport().update()
        self.rows_moved()

    def verticalOffset(self) -> int:  # noqa: N802
        """Return how far the contents are scrolled."""
        return self.verticalScrollBar().value() - PADDING_PX

    def horizontalOffset(self) -> int:  # noqa: N802
        """Return 0: rows are as wide as the view."""
        return 0

    def visualRect(self, index: Index) -> QRect:  # noqa: N802
        """Return where a row is in the viewport, seen or not."""
        if not index.isValid() or index.row() >= len(self._heights):
            return QRect()
        top = self._heights.top(index.row()) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._heights.height(index.row()))

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """Return the row at a place of the viewport; invalid above and below the rows."""
        y = point.y() + self.verticalOffset()
        if y < 0 or y >= self._heights.total():
            return QModelIndex()
        return self._source.index(self._heights.at(y))

    def scrollTo(  # noqa: N802
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row to sight, moving as little as possible."""
        if not index.isValid() or index.row() >= len(self._heights):
            return
        bar = self.verticalScrollBar()
        top = self._heights.top(index.row())
        self._measure(top, top + 1)
        rect = self.visualRect(index)
        view_px = self.viewport().height()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - view_px // 2)
        elif rect.top() < 0 or rect.height() > view_px:
            bar.setValue(bar.value() + rect.top() - PADDING_PX)
        elif rect.bottom() > view_px:
            bar.setValue(bar.value() + rect.bottom() - view_px + PADDING_PX)

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return the row an arrow or page key goes to; without a current row, the last one."""
        count = self._source.rowCount()
        if not count:
            return QModelIndex()
        actions = QAbstractItemView.CursorAction
        current = self.currentIndex()
        here = current.row() if current.isValid() else count
        page = self.viewport().height()
        match action:
            case actions.MoveUp | actions.MoveLeft | actions.MovePrevious:
                goal = here - 1
            case actions.MoveDown | actions.MoveRight | actions.MoveNext:
                goal = here + 1
            case actions.MovePageUp:
                goal = self._heights.at(self._heights.top(min(here, count - 1)) - page)
            case actions.MovePageDown:
                goal = self._heights.at(self._heights.top(min(here, count - 1)) + page)
            case actions.MoveHome:
                goal = 0
            case _:
                goal = count - 1
        return self._source.index(max(0, min(count - 1, goal)))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802
        """Choose the rows that `rect` touches."""
        top = rect.normalized().top() + self.verticalOffset()
        bottom = rect.normalized().bottom() + self.verticalOffset()
        selection = QItemSelection()
        if len(self._heights) and bottom >= 0 and top < self._heights.total():
            first, last = self._heights.at(top), self._heights.at(bottom)
            selection.select(self._source.index(first), self._source.index(last))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """Return where the chosen rows are, as far as they can be seen."""
        region = QRegion()
        for index in selection.indexes():
            region = region.united(QRegion(self.visualRect(index)))
        return region.intersected(QRegion(self.viewport().rect()))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a comfortable size."""
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the rows that the event's region touches."""
        self.executeDelayedItemsLayout()
        painter = QPainter(self.viewport())
        offset = self.verticalOffset()
        area = event.rect()
        position = self._heights.at(area.top() + offset)
        if position < 0:
            return
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        focus = self.currentIndex() if self.hasFocus() and self._by_keyboard else QModelIndex()
        y = self._heights.top(position) - offset
        while position < len(self._heights) and y <= area.bottom():
            index = self._source.index(position)
            height = self._heights.height(position)
            option.state = plain
            if index == focus:
                option.state |= QStyle.StateFlag.State_HasFocus
            if self.selectionModel().isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            option.rect = QRect(0, y, self.viewport().width(), height)
            self._painter_of_rows.paint(painter, option, index)
            y += height
            position += 1
