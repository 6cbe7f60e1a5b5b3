from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from tests.ui_tools import assistant, notice, user
from voiceapp.dialogue.snapshot import Row, RowState
from voiceapp.ui.theme import LIGHT
from voiceapp.ui.transcript_delegate import LAYOUTS_MAX, TranscriptDelegate
from voiceapp.ui.transcript_model import TranscriptModel

TEXT = "MMMM MMMM MMMM"


class Easel:
    """Paints one row on a white ground."""

    def __init__(self, *rows: Row) -> None:
        self.model = TranscriptModel()
        self.model.set_rows(rows)
        self.delegate = TranscriptDelegate()

    def paint(self, position: int = 0, width: int = 500) -> QImage:
        option = QStyleOptionViewItem()
        index = self.model.index(position)
        option.rect = QRect(0, 0, width, 0)
        size = self.delegate.sizeHint(option, index)
        option.rect = QRect(QPoint(0, 0), size)
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        self.delegate.paint(painter, option, index)
        painter.end()
        return image


def pixels(image: QImage, color: str) -> int:
    wanted = QColor(color).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def longest_stroke(image: QImage) -> int:
    """Return the length in pixels of the longest horizontal line that is not white."""
    longest = 0
    for y in range(image.height()):
        run = 0
        for x in range(image.width()):
            run = run + 1 if image.pixel(x, y) != QColor("#ffffff").rgb() else 0
            longest = max(longest, run)
    return longest


@pytest.mark.parametrize("heard", [0, 4, 9, 14])
def test_the_more_was_heard_the_more_is_lit(heard: int) -> None:
    row = assistant(TEXT, state=RowState.LIVE, heard_chars=heard)
    image = Easel(row).paint()
    lit, dim = pixels(image, LIGHT.text), pixels(image, LIGHT.unheard)
    assert (lit > 0) == (heard > 0)
    assert (dim > 0) == (heard < 14)


def test_what_was_cut_is_struck_through() -> None:
    row = assistant(TEXT, state=RowState.LIVE, heard_chars=4)
    live = Easel(row).paint()
    cut = Easel(assistant(TEXT, state=RowState.CUT, heard_chars=4, cut_ms=900)).paint()
    assert cut.height() > live.height()  # the mark below
    # A line through two words crosses the space between them; how bright a thin line is depends on the font.
    words = cut.copy(0, 0, cut.width(), live.height())
    assert longest_stroke(words) > 1.8 * longest_stroke(live)
    assert pixels(cut, LIGHT.warning) > 0


def test_search_hits_are_marked() -> None:
    easel = Easel(assistant("find the needle"))
    assert pixels(easel.paint(), LIGHT.found) == 0
    easel.delegate.mark("NEEDLE")
    assert pixels(easel.paint(), LIGHT.found) > 50


def test_search_hits_behind_an_emoji_are_where_they_should_be() -> None:
    easel = Easel(assistant("🚄🚄🚄 needle"), assistant("abc needle", key="b"))
    easel.delegate.mark("needle")
    own = next(text for text in easel.delegate.layout_of(easel.model.index(0), 500).texts if text.searchable)
    (found,) = easel.delegate._found(own.layout)
    assert (found.start, found.length) == (7, 6)


def test_a_row_is_laid_out_once_for_a_width() -> None:
    easel = Easel(user("Hello"))
    index = easel.model.index(0)
    first = easel.delegate.layout_of(index, 500)
    assert easel.delegate.layout_of(index, 500) is first
    assert easel.delegate.layout_of(index, 400) is not first


def test_a_new_row_object_is_laid_out_again() -> None:
    easel = Easel(user("Hello"))
    first = easel.delegate.layout_of(easel.model.index(0), 500)
    easel.model.set_rows((user("Hello again"),))
    assert easel.delegate.layout_of(easel.model.index(0), 500) is not first


def test_layouts_of_rows_long_gone_are_forgotten() -> None:
    easel = Easel(*[user("x", key=str(n)) for n in range(LAYOUTS_MAX + 10)])
    for n in range(LAYOUTS_MAX + 10):
        easel.delegate.layout_of(easel.model.index(n), 500)
    assert len(easel.delegate._layouts) == LAYOUTS_MAX


def test_a_click_on_the_mark_of_a_notice_hits_and_beside_it_does_not() -> None:
    easel = Easel(notice("Reconnected", details="why"))
    index = easel.model.index(0)
    toggle = easel.delegate.layout_of(index, 500).toggle
    assert toggle is not None
    assert easel.delegate.hits_toggle(index, 500, toggle.center().toPoint())
    assert not easel.delegate.hits_toggle(index, 500, QPoint(2, 2))
