"""Where everything in one row of the transcript goes.

A row is laid out once for a width and then only drawn: text that is already broken into lines, icons, boxes.
All coordinates are relative to the row's top left corner, in device-independent pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout

from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.ui import theme, wording
from voiceapp.ui.broken_text import ascent_of, broken, format_of, height_of, looks_of, width_of
from voiceapp.ui.segments import Look, is_right_to_left, segments
from voiceapp.ui.theme import XS, Colors, L, M, S

AVATAR_PX = 26
INDENT_PX = AVATAR_PX + M
"""Where the assistant's words begin; tool calls line up with them."""
ICON_PX = 16
BUBBLE_SHARE = 0.82
"""The user's words take at most this share of the column, so that the side they come from is plain to see."""
DETAILS_CHARS_MAX = 4_000
"""Details are shown up to this length; copying gives all of them."""
WIDTH_MIN = 120
LEADING = 1.18
"""Distance of lines of the conversation, in line heights: longer lines need more of it."""


@dataclass(frozen=True, slots=True)
class Text:
    """Broken lines at a place."""

    layout: QTextLayout
    at: QPointF
    searchable: bool = False
    """Holds the row's own words, from the first character on."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A drawing."""

    name: str
    color: str
    where: QRectF


@dataclass(frozen=True, slots=True)
class Box:
    """A rounded ground."""

    where: QRectF
    radius: float
    fill: str
    border: str = ""


@dataclass(slots=True)
class RowLayout:
    """Everything to draw, in this order: boxes, icons, texts."""

    height: int = 0
    boxes: list[Box] = field(default_factory=list)
    icons: list[Icon] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    toggle: QRectF | None = None
    """Where a click shows or hides the details."""
    buttons: QRectF | None = None
    """Where there is room for buttons."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of a row; made once per theme."""

    body: QFont
    name: QFont
    small: QFont
    fixed: QFont

    @staticmethod
    def now() -> Fonts:
        """Return the fonts that belong to the application's font."""
        return Fonts(
            body=theme.body_font(),
            name=theme.scaled_font(0.92, weight=QFont.Weight.DemiBold),
            small=theme.small_font(),
            fixed=theme.fixed_font(0.95),
        )


def lay_out(
    row: Row, time: str, *, expanded: bool, width: int, fonts: Fonts, colors: Colors, buttons: bool = False
) -> RowLayout:
    """Return the layout of `row` for a view `width` pixels wide; `buttons`: with room for them."""
    column = float(max(WIDTH_MIN, min(width - 2 * L, theme.COLUMN_MAX)))
    left = max(0.0, (width - column) / 2)
    hand = _Hand(row, time, expanded, left, column, fonts, colors)
    match row.kind:
        case RowKind.USER:
            hand.user()
        case RowKind.ASSISTANT:
            hand.assistant()
        case RowKind.TOOL:
            hand.tool()
        case RowKind.NOTICE:
            hand.notice()
    if buttons:
        hand.room_for_buttons()
    return hand.finished()


def estimated_height(row: Row, line_px: int, chars_per_line: int) -> int:
    """Return about how high `row` will be, without laying it out."""
    lines = 1 + len(row.text) // max(10, chars_per_line)
    frame = {RowKind.USER: 60, RowKind.ASSISTANT: 48, RowKind.TOOL: 40, RowKind.NOTICE: 28}[row.kind]
    return frame + lines * line_px


class _Hand:
    """Puts one row together from the top down; `_y` is where the next thing goes."""

    def __init__(
        self, row: Row, time: str, expanded: bool, left: float, column: float, fonts: Fonts, colors: Colors
    ) -> None:
        self._row = row
        self._time = time
        self._expanded = expanded and bool(row.details)
        self._left = left
        self._column = column
        self._fonts = fonts
        self._colors = colors
        self._out = RowLayout()
        self._y = float(S)

    def room_for_buttons(self) -> None:
        x = self._left + INDENT_PX
        height = max(theme.CONTROL_HEIGHT, QFontMetricsF(self._fonts.body).height() + 2 * S)
        room = QRectF(x, self._y + S, self._column - INDENT_PX, height)
        self._out.buttons, self._y = room, room.bottom()

    def finished(self) -> RowLayout:
        self._out.height = round(self._y + S)
        return self._out

    # -- the four kinds ------------------------------------------------------------------------------

    def user(self) -> None:
        name = self._line(wording.tr("You"), self._fonts.name, self._colors.secondary)
        time = self._line(self._time, self._fonts.small, self._colors.secondary)
        right = self._left + self._column
        self._put(time, right - width_of(time), ascent_of(name) - ascent_of(time))
        self._put(name, right - width_of(time) - S - width_of(name))
        self._y += height_of(name) + XS
        room = self._column * BUBBLE_SHARE - 2 * M
        words = self._words(room)
        bubble = QRectF(0, self._y, min(room, width_of(words)) + 2 * M, height_of(words) + 2 * S + 2)
        bubble.moveRight(right)
        self._out.boxes.append(Box(bubble, 14, self._colors.accent_soft))
        # Lines are broken at `room`; a shorter text is laid out again at its own width, so that lines which
        # run from right to left begin at the bubble's edge.
        words = self._words(bubble.width() - 2 * M + 0.5)
        self._out.texts.append(
            Text(words, QPointF(bubble.left() + M, self._y + S + 1), searchable=bool(self._row.text))
        )
        self._y = bubble.bottom()
        self._footer_details(right_edge=right)

    def assistant(self) -> None:
        avatar = QRectF(self._left, self._y, AVATAR_PX, AVATAR_PX)
        self._out.boxes.append(Box(avatar, AVATAR_PX / 2, self._colors.accent_soft))
        self._out.icons.append(Icon("hands-free", self._colors.accent, avatar.adjusted(5, 5, -5, -5)))
        x = self._left + INDENT_PX
        room = self._column - INDENT_PX
        name = self._line(wording.tr("Assistant"), self._fonts.name, self._colors.secondary)
        time = self._line(self._time, self._fonts.small, self._colors.secondary)
        self._put(name, x)
        self._put(time, x + width_of(name) + S, ascent_of(name) - ascent_of(time))
        self._y += height_of(name) + XS
        words = self._words(room)
        self._out.texts.append(Text(words, QPointF(x, self._y), searchable=bool(self._row.text)))
        self._y += height_of(words)
        cut = wording.cut_text(self._row)
        if cut:
            self._chip("cut", cut, x, room, self._colors.warning, self._colors.warning_soft)
        elif self._row.note and self._row.state is not RowState.FAILED:
            self._footnote("info", self._row.note, x, room)
        take = wording.take_text(self._row)
        if take:
            self._footnote("info", take, x, room)
        self._footer_details(left_edge=x)

    def tool(self) -> None:
        failed = self._row.state is RowState.FAILED
        x = self._left + INDENT_PX
        room = self._column - INDENT_PX
        top = self._y
        self._y += S
        inner = x + M + ICON_PX + S
        note = self._line(self._row.note, self._fonts.small, self._colors.secondary)
        chevron = ICON_PX + S if self._row.details else 0
        beside = width_of(note) <= room * 0.35
        words_room = (
            x + room - M - chevron - inner - ((width_of(note) + S) if beside and self._row.note else 0)
        )
        words = self._broken(self._row.text, self._fonts.fixed, self._colors.text, words_room)
        line = QFontMetricsF(self._fonts.fixed).height()
        icon = QRectF(x + M, self._y + (line - ICON_PX) / 2, ICON_PX, ICON_PX)
        if failed:
            self._out.icons.append(Icon("warning", self._colors.danger, icon))
        else:
            self._out.icons.append(Icon("tool", self._colors.secondary, icon))
        self._out.texts.append(Text(words, QPointF(inner, self._y), searchable=True))
        if self._row.note and beside:
            self._out.texts.append(Text(note, QPointF(x + room - M - chevron - width_of(note), self._y)))
        if self._row.details:
            where = QRectF(x + room - M - ICON_PX + 2, icon.top(), ICON_PX, ICON_PX)
            self._out.icons.append(Icon(self._chevron(), self._colors.secondary, where))
        self._y += max(height_of(words), line)
        if self._row.note and not beside:
            long_note = self._broken(
                self._row.note, self._fonts.small, self._colors.secondary, x + room - M - inner
            )
            self._out.texts.append(Text(long_note, QPointF(inner, self._y + XS)))
            self._y += height_of(long_note) + XS
        head_bottom = self._y + S
        if self._expanded:
            self._y += S
            details = self._details(x + room - M - inner)
            self._out.texts.append(Text(details, QPointF(inner, self._y)))
            self._y += height_of(details)
        self._y += S
        self._out.boxes.append(
            Box(QRectF(x, top, room, self._y - top), theme.RADIUS, self._colors.window, self._colors.border)
        )
        if self._row.details:
            self._out.toggle = QRectF(x, top, room, head_bottom - top)

    def notice(self) -> None:
        failed = self._row.state is RowState.FAILED
        color = self._colors.danger if failed else self._colors.secondary
        chevron = XS + ICON_PX if self._row.details else 0
        room = self._column - 2 * (ICON_PX + XS) - chevron
        text = f"{self._row.text} {self._row.note}".strip()
        words = self._broken(text, self._fonts.small, color, room)
        total = ICON_PX + XS + width_of(words) + chevron
        x = self._left + (self._column - total) / 2
        line = QFontMetricsF(self._fonts.small).height()
        top = self._y
        icon = QRectF(x, top + (line - ICON_PX) / 2, ICON_PX, ICON_PX)
        self._out.icons.append(Icon("warning" if failed else "info", color, icon))
        self._out.texts.append(Text(words, QPointF(x + ICON_PX + XS, top), searchable=True))
        if self._row.details:
            where = QRectF(x + total - ICON_PX, icon.top(), ICON_PX, ICON_PX)
            self._out.icons.append(Icon(self._chevron(), color, where))
            self._out.toggle = QRectF(x - S, top - XS, total + 2 * S, height_of(words) + 2 * XS)
        self._y += height_of(words)
        if self._expanded:
            self._y += S
            self._details_card(self._left + L, self._column - 2 * L)

    # -- pieces --------------------------------------------------------------------------------------

    def _chip(self, icon: str, text: str, x: float, room: float, color: str, ground: str) -> None:
        self._y += S
        words = self._broken(text, self._fonts.small, color, room - ICON_PX - XS - 2 * S)
        box = QRectF(x, self._y, ICON_PX + XS + width_of(words) + 2 * S + 2, height_of(words) + 2 * XS)
        self._out.boxes.append(Box(box, min(12.0, box.height() / 2), ground))
        line = QFontMetricsF(self._fonts.small).height()
        where = QRectF(x + S, self._y + XS + (line - ICON_PX) / 2, ICON_PX, ICON_PX)
        self._out.icons.append(Icon(icon, color, where))
        self._out.texts.append(Text(words, QPointF(x + S + ICON_PX + XS, self._y + XS)))
        self._y = box.bottom()

    def _footnote(self, icon: str, text: str, x: float, room: float) -> None:
        self._y += XS
        words = self._broken(text, self._fonts.small, self._colors.secondary, room - ICON_PX - XS)
        line = QFontMetricsF(self._fonts.small).height()
        where = QRectF(x, self._y + (line - ICON_PX) / 2, ICON_PX, ICON_PX)
        self._out.icons.append(Icon(icon, self._colors.secondary, where))
        self._out.texts.append(Text(words, QPointF(x + ICON_PX + XS, self._y)))
        self._y += height_of(words)

    def _footer_details(self, *, left_edge: float | None = None, right_edge: float | None = None) -> None:
        """A small “Details” under spoken rows that have any."""
        if not self._row.details:
            return
        self._y += XS
        word = self._line(wording.tr("Details"), self._fonts.small, self._colors.secondary)
        total = ICON_PX + 2 + width_of(word)
        x = left_edge if left_edge is not None else (right_edge or 0.0) - total
        where = QRectF(x, self._y + (height_of(word) - ICON_PX) / 2, ICON_PX, ICON_PX)
        self._out.icons.append(Icon(self._chevron(), self._colors.secondary, where))
        self._out.texts.append(Text(word, QPointF(x + ICON_PX + 2, self._y)))
        self._out.toggle = QRectF(x - XS, self._y - XS, total + 2 * XS, height_of(word) + 2 * XS)
        self._y += height_of(word)
        if self._expanded:
            self._y += XS
            self._details_card(self._left + INDENT_PX, self._column - INDENT_PX)

    def _details_card(self, x: float, room: float) -> None:
        details = self._details(room - 2 * M)
        box = QRectF(x, self._y, room, height_of(details) + 2 * S)
        self._out.boxes.append(Box(box, theme.RADIUS, self._colors.window, self._colors.border))
        self._out.texts.append(Text(details, QPointF(x + M, self._y + S)))
        self._y = box.bottom()

    def _details(self, room: float) -> QTextLayout:
        text = self._row.details
        if len(text) > DETAILS_CHARS_MAX:
            text = f"{text[:DETAILS_CHARS_MAX]}\n{wording.tr('… copy the details to see all of them')}"
        return self._broken(text, self._fonts.fixed, self._colors.secondary, room)

    def _chevron(self) -> str:
        return "chevron-down" if self._expanded else "chevron-right"

    def _put(self, layout: QTextLayout, x: float, down: float = 0.0) -> None:
        self._out.texts.append(Text(layout, QPointF(x, self._y + down)))

    def _line(self, text: str, font: QFont, color: str) -> QTextLayout:
        return self._broken(text, font, color, 10_000.0)

    def _broken(self, text: str, font: QFont, color: str, room: float) -> QTextLayout:
        parts, looks = [(text, Look.PLAIN)], {Look.PLAIN: format_of(color)}
        layout = broken(parts, font, room, looks)
        if is_right_to_left(text):  # its lines begin at the right end of the room: take no more than needed
            layout = broken(parts, font, width_of(layout) + 0.5, looks)
        return layout

    def _words(self, room: float) -> QTextLayout:
        colors = self._colors
        if self._row.earlier or self._row.set_aside:
            colors = replace(colors, text=colors.secondary)
        looks = looks_of(colors)
        parts = segments(self._row, not_transcribed=wording.tr("(not transcribed)"))
        return broken(parts, self._fonts.body, room, looks, leading=LEADING)
