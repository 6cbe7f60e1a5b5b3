from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF

from tests.ui_tools import assistant, notice, tool, user
from voiceapp.dialogue.snapshot import Row, RowState
from voiceapp.ui.theme import COLUMN_MAX, LIGHT
from voiceapp.ui.transcript_layout import DETAILS_CHARS_MAX, Fonts, RowLayout, lay_out


def laid(row: Row, *, width: int = 700, expanded: bool = False) -> RowLayout:
    return lay_out(row, "14:02", expanded=expanded, width=width, fonts=Fonts.now(), colors=LIGHT)


def words(layout: RowLayout) -> list[str]:
    return [text.layout.text() for text in layout.texts]


def looks(layout: RowLayout) -> list[tuple[str, str, bool]]:
    """Return (text, colour, struck) of the row's own words."""
    own = next(text for text in layout.texts if text.searchable)
    units = own.layout.text().encode("utf-16-le")
    return [
        (
            units[2 * part.start : 2 * (part.start + part.length)].decode("utf-16-le"),
            part.format.foreground().color().name(),
            part.format.fontStrikeOut(),
        )
        for part in own.layout.formats()
    ]


def test_words_are_lit_when_heard_dim_before_and_struck_when_cut() -> None:
    live = assistant("one two", state=RowState.LIVE, heard_chars=3)
    assert looks(laid(live)) == [("one ", LIGHT.text, False), ("two", LIGHT.unheard, False)]
    cut = assistant("one two", state=RowState.CUT, heard_chars=3, cut_ms=100)
    assert looks(laid(cut)) == [("one ", LIGHT.text, False), ("two", LIGHT.unheard, True)]


def test_the_border_is_right_behind_letters_that_qt_counts_twice() -> None:
    row = assistant("🚄🚄 fast 京都", state=RowState.LIVE, heard_chars=2)
    assert [part for part, _, _ in looks(laid(row))] == ["🚄🚄 ", "fast 京都"]


def test_a_cut_is_marked_with_its_moment() -> None:
    layout = laid(assistant("one two", state=RowState.CUT, heard_chars=3, cut_ms=3_249))
    assert "you cut in at 3.2 s" in words(layout)
    assert "cut" in [drawing.name for drawing in layout.icons]


def test_you_are_on_the_right_and_the_assistant_on_the_left() -> None:
    bubble = laid(user("Hi")).boxes[0].where
    assert bubble.right() == 700 - 16
    reply = laid(assistant("Hi"))
    assert reply.boxes[0].where.left() == 16
    assert max(text.at.x() for text in reply.texts if text.searchable) < 100


def test_lines_are_no_longer_than_can_be_read() -> None:
    wide = laid(assistant("word " * 200), width=1_600)
    own = next(text for text in wide.texts if text.searchable)
    assert max(own.layout.lineAt(n).naturalTextWidth() for n in range(own.layout.lineCount())) <= COLUMN_MAX


def test_more_words_need_more_height_and_less_width_too() -> None:
    short, long = laid(assistant("word " * 10)), laid(assistant("word " * 200))
    assert long.height > short.height
    assert laid(assistant("word " * 200), width=400).height > long.height


def test_new_lines_are_kept() -> None:
    one = next(text for text in laid(user("a")).texts if text.searchable)
    three = next(text for text in laid(user("a\nb\nc")).texts if text.searchable)
    assert (one.layout.lineCount(), three.layout.lineCount()) == (1, 3)


def test_text_from_right_to_left_begins_at_the_right() -> None:
    layout = laid(assistant("يغادر القطار التالي.", state=RowState.DONE))
    own = next(text for text in layout.texts if text.searchable)
    line = own.layout.lineAt(0)
    assert line.naturalTextRect().right() > 600  # the column is 630 wide beside the picture
    places: list[Any] = [line.cursorToX(0), line.cursorToX(18)]  # each with the cursor, or so the stubs say
    first_letter, last_letter = (place[0] for place in places)
    assert first_letter > last_letter


def test_details_show_only_when_opened_and_only_where_there_are_any() -> None:
    closed = laid(tool("look()", details="secret\nlines"))
    assert "secret" not in " ".join(words(closed))
    opened = laid(tool("look()", details="secret\nlines"), expanded=True)
    assert any(text.startswith("secret") for text in words(opened))
    assert opened.height > closed.height
    assert closed.toggle is not None
    assert laid(tool("look()"), expanded=True).toggle is None


def test_very_long_details_are_shown_in_part() -> None:
    opened = laid(notice("x", details="d" * 50_000), expanded=True)
    longest = max(words(opened), key=len)
    assert len(longest) < DETAILS_CHARS_MAX + 100


def test_everything_lies_inside_the_row() -> None:
    rows = [
        user("word " * 90, details="x"),
        user(state=RowState.FAILED, note="why " * 30),
        assistant("word " * 90, state=RowState.CUT, cut_ms=0, details="y" * 300),
        assistant("one", note="cut short by the limit " * 6),
        tool("call(" + "x" * 300 + ")", note="took a very long time indeed " * 5, details="z\n" * 9),
        notice("Reconnected " * 30, details="w"),
        user(state=RowState.WAITING),
    ]
    for width in (200, 480, 700, 1_600):
        for row in rows:
            layout = laid(row, width=width, expanded=True)
            whole = QRectF(0, 0, width, layout.height)
            assert all(whole.contains(box.where) for box in layout.boxes), (width, row.kind)
            assert all(whole.contains(drawing.where) for drawing in layout.icons), (width, row.kind)
            for text in layout.texts:
                bottom = text.at.y() + text.layout.boundingRect().height()
                assert bottom <= layout.height + 1, (width, row.kind)
