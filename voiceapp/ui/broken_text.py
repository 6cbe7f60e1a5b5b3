"""Words broken into lines, in the colours of what was heard and what was not, in either direction."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextLayout, QTextOption

from voiceapp.ui.segments import Look, Segment, is_right_to_left, utf16_units
from voiceapp.ui.theme import Colors


def format_of(color: str) -> QTextCharFormat:
    """Return the format of letters in `color` (`#rrggbb`)."""
    result = QTextCharFormat()
    result.setForeground(QColor(color))
    return result


def looks_of(colors: Colors) -> dict[Look, QTextCharFormat]:
    """Return how heard, unheard, struck and absent words are drawn."""
    struck = format_of(colors.unheard)
    struck.setFontStrikeOut(True)
    absent = format_of(colors.secondary)
    absent.setFontItalic(True)
    return {
        Look.PLAIN: format_of(colors.text),
        Look.HEARD: format_of(colors.text),
        Look.UNHEARD: format_of(colors.unheard),
        Look.STRUCK: struck,
        Look.ABSENT: absent,
    }


def broken(
    parts: list[Segment],
    font: QFont,
    room: float,
    looks: dict[Look, QTextCharFormat],
    *,
    leading: float = 1.0,
) -> QTextLayout:
    """Break `parts` into lines at most `room` wide, `leading` times the font's own distance apart."""
    # One line separator for one newline: offsets stay what they are, and one layout holds all paragraphs.
    whole = "".join(text for text, _ in parts)
    layout = QTextLayout(whole.replace("\n", "\u2028"), font)
    mirrored = is_right_to_left(whole)
    option = QTextOption(Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    ranges: list[QTextLayout.FormatRange] = []
    start = 0
    for text, look in parts:
        stretch = QTextLayout.FormatRange()
        stretch.start, stretch.length, stretch.format = start, utf16_units(text), looks[look]
        ranges.append(stretch)
        start += stretch.length
    layout.setFormats(ranges)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    y = 0.0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1.0, room))
        line.setPosition(QPointF(0, y + line.height() * (leading - 1) / 2))
        y += line.height() * leading
    layout.endLayout()
    return layout


def width_of(layout: QTextLayout) -> float:
    """Return the width of the longest line, without the room left of it in right-to-left text."""
    return max((layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount())), default=0.0)


def height_of(layout: QTextLayout) -> float:
    """Return the height of all lines with what stands between them."""
    count = layout.lineCount()
    if not count:
        return 0.0
    first, last = layout.lineAt(0), layout.lineAt(count - 1)
    return last.y() + last.height() + first.y()


def ascent_of(layout: QTextLayout) -> float:
    """Return how far the base line of the first line lies below its top; 0 without lines."""
    return layout.lineAt(0).ascent() if layout.lineCount() else 0.0
