"""Draws one kept conversation in the list: its day, its title and time, tags, and what a search found.

How high a line is follows from what is in it and the font, so no text is laid out for lines nobody sees.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.conversations_model import Role
from voiceapp.ui.conversations_shelf import Line
from voiceapp.ui.icons import draw_icon
from voiceapp.ui.segments import find_all, utf16_units

PADDING_PX = 7
ICON_PX = 14
SNIPPET_LINES = 2
BAR_PX = 3
"""At the left of the conversation that is being read."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Fonts:
    """Made once per theme, with the heights of their lines."""

    title: QFont
    small: QFont
    day: QFont
    title_px: int
    small_px: int
    day_px: int

    @staticmethod
    def now() -> _Fonts:
        title, small = theme.scaled_font(1.0), theme.small_font()
        day = theme.scaled_font(0.92, weight=QFont.Weight.DemiBold)
        heights = (round(QFontMetricsF(font).height()) for font in (title, small, day))
        return _Fonts(title, small, day, *heights)


class ConversationsDelegate(QStyledItemDelegate):
    """Paints lines, and makes the field in which a title is typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fonts = _Fonts.now()
        self.terms: tuple[str, ...] = ()
        """What is searched for: marked in titles and tags."""
        self.opened = 0
        """The conversation that is being read; 0: none."""
        self.hovered: QPersistentModelIndex | None = None

    def forget_fonts(self) -> None:
        """The font is another one now."""
        self._fonts = _Fonts.now()

    def height_of(self, line: Line, *, begins_day: bool) -> int:
        """Return how high a line is, in pixels."""
        fonts = self._fonts
        height = 2 * PADDING_PX + fonts.title_px
        if line.summary.tags:
            height += theme.XS + fonts.small_px
        if line.snippet:
            height += theme.XS + SNIPPET_LINES * fonts.small_px
        return height + (self._day_px() if begins_day else 0)

    # -- what Qt asks --------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of a line for the width in `option`."""
        line: Line = index.data(Role.LINE)
        return QSize(option.rect.width(), self.height_of(line, begins_day=bool(index.data(Role.DAY))))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a line into `option.rect`."""
        tokens = theme.colors()
        line: Line = index.data(Role.LINE)
        day: str = index.data(Role.DAY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        if day:
            self._text(painter, day, self._fonts.day, tokens.secondary, self._day_rect(rect))
            rect.setTop(rect.top() + self._day_px())
        frame = rect.adjusted(theme.S, 1, -theme.S, -1)
        self._ground(painter, frame, option.state, index, is_opened=line.summary.id == self.opened)
        self._write(
            painter, line, index.data(Role.TIME), frame.adjusted(theme.S, PADDING_PX - 1, -theme.S, 0)
        )
        painter.restore()

    def createEditor(  # noqa: N802
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Return the field for a title."""
        field = QLineEdit(parent)
        field.setObjectName("title_field")
        field.setAccessibleName(wording.tr("Title of the conversation"))
        field.setMaxLength(200)
        field.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        field.selectAll()
        return field

    def setEditorData(self, _editor: QWidget, _index: Index) -> None:  # noqa: N802
        """Leave what is being typed alone when the list changes meanwhile."""

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Put the field over the title."""
        day_px = self._day_px() if index.data(Role.DAY) else 0
        height = self._fonts.title_px + 2 * PADDING_PX
        rect = option.rect
        editor.setGeometry(
            QRect(rect.left() + theme.S, rect.top() + day_px, rect.width() - 2 * theme.S, height)
        )

    # -- pieces --------------------------------------------------------------------------------------

    def _day_px(self) -> int:
        return self._fonts.day_px + theme.S + theme.XS

    def _day_rect(self, rect: QRectF) -> QRectF:
        return QRectF(
            rect.left() + theme.L, rect.top() + theme.S, rect.width() - 2 * theme.L, self._fonts.day_px
        )

    def _ground(
        self, painter: QPainter, frame: QRectF, state: QStyle.StateFlag, index: Index, *, is_opened: bool
    ) -> None:
        tokens = theme.colors()
        ground = ""
        if state & QStyle.StateFlag.State_Selected:
            ground = tokens.accent_soft
        elif self.hovered is not None and self.hovered == index:
            ground = tokens.hover
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        if is_opened:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            bar = QRectF(frame.left(), frame.top() + theme.XS, BAR_PX, frame.height() - 2 * theme.XS)
            painter.drawRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)

    def _write(self, painter: QPainter, line: Line, time: str, room: QRectF) -> None:
        tokens, fonts = theme.colors(), self._fonts
        time_px = QFontMetricsF(fonts.small).horizontalAdvance(time) + 1
        right = room.right() - time_px
        top = QRectF(right, room.top(), time_px, fonts.title_px)
        self._text(painter, time, fonts.small, tokens.secondary, top)
        if line.summary.is_recorded:
            right -= ICON_PX + theme.XS
            where = QRectF(right, room.top() + (fonts.title_px - ICON_PX) / 2, ICON_PX, ICON_PX)
            draw_icon(painter, "tape", tokens.secondary, where)
        title = QRectF(room.left(), room.top(), right - theme.S - room.left(), fonts.title_px)
        self._text(painter, line.summary.title, fonts.title, tokens.text, title, marked=True)
        y = room.top() + fonts.title_px
        if line.summary.tags:
            y += theme.XS
            tags = "  ".join(f"#{tag}" for tag in line.summary.tags)
            below = QRectF(room.left(), y, room.width(), fonts.small_px)
            self._text(painter, tags, fonts.small, tokens.accent, below, marked=True)
            y += fonts.small_px
        if line.snippet:
            self._snippet(painter, line, QPointF(room.left(), y + theme.XS), room.width())

    def _text(
        self, painter: QPainter, text: str, font: QFont, color: str, where: QRectF, *, marked: bool = False
    ) -> None:
        """Write one line, cut off at the end; with `marked`, what is searched for has a ground of its own."""
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, where.width()))
        places = [place for term in self.terms for place in find_all(shown, term)] if marked else []
        if not places:
            painter.setFont(font)
            painter.setPen(QColor(color))
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
            return
        layout = _laid_out(shown, font, color, where.width(), [(at, at + count) for at, count in places], 1)
        layout.draw(painter, QPointF(where.left(), where.center().y() - layout.boundingRect().height() / 2))

    def _snippet(self, painter: QPainter, line: Line, at: QPointF, width: float) -> None:
        color = theme.colors().secondary
        layout = _laid_out(line.snippet, self._fonts.small, color, width, list(line.marks), SNIPPET_LINES)
        layout.draw(painter, at)


def _laid_out(
    text: str, font: QFont, color: str, width: float, marks: list[tuple[int, int]], lines: int
) -> QTextLayout:
    """Break `text` into at most so many lines, with a ground under each stretch of `marks`."""
    tokens = theme.colors()
    plain, mark = QTextCharFormat(), QTextCharFormat()
    plain.setForeground(QColor(color))
    mark.setForeground(QColor(tokens.text))
    mark.setBackground(QColor(tokens.found))
    ranges = [_stretch(0, utf16_units(text), plain)]
    ranges += [
        _stretch(utf16_units(text[:first]), utf16_units(text[first:last]), mark) for first, last in marks
    ]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(ranges)
    layout.beginLayout()
    y = 0.0
    for _ in range(lines):
        row = layout.createLine()
        if not row.isValid():
            break
        row.setLineWidth(max(1.0, width))
        row.setPosition(QPointF(0, y))
        y += row.height()
    layout.endLayout()
    return layout


def _stretch(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    stretch = QTextLayout.FormatRange()
    stretch.start, stretch.length, stretch.format = start, length, look
    return stretch
