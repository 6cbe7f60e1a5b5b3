from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from tests.ui_tools import assistant, notice, settle, shown, tool, user
from voiceapp.dialogue.snapshot import Row, RowState
from voiceapp.ui import theme
from voiceapp.ui.captions_view import ROWS_MAX, CaptionsView

LONG = "The next train to Kyoto leaves at ten past three from platform four. " * 8


def view_of(*rows: Row, width: int = 600, height: int = 260) -> CaptionsView:
    view = CaptionsView()
    view.set_size(2.0)
    shown(view, width, height)
    view.show_rows(rows)
    return view


def inks(view: CaptionsView) -> QImage:
    return view.grab().toImage()


def count(picture: QImage, color: str) -> int:
    wanted = QColor(color)
    return sum(
        picture.pixelColor(x, y) == wanted for x in range(picture.width()) for y in range(picture.height())
    )


def test_only_what_was_said_is_shown_and_only_the_last_of_it() -> None:
    rows = [user(f"words {n}", key=f"u{n}") for n in range(ROWS_MAX + 5)]
    view = view_of(*rows, tool("search"), notice("reconnected"), assistant("set aside", set_aside=True))
    shown_rows = [block.row.text for block in view._blocks]
    assert shown_rows == [f"words {n}" for n in range(5, ROWS_MAX + 5)]


def test_a_speaker_is_named_once_and_again_when_the_other_has_spoken() -> None:
    view = view_of(
        user("a", key="1"), user("b", key="2"), assistant("c", key="3"), user("d", key="4"), height=600
    )
    names = [block.name.text() if block.name is not None else "" for block in view._blocks]
    assert names == ["You", "", "Assistant", "You"]


def test_the_speaker_is_named_above_when_the_name_has_gone_out_of_sight() -> None:
    row = assistant(LONG, state=RowState.LIVE, heard_chars=0)
    view = view_of(row)
    assert view.unnamed(view.offset()) is None  # the name itself is there
    heard = replace(row, heard_chars=len(LONG))
    view.show_rows((heard,))
    assert view.unnamed(view.offset()) is heard
    margin = view.grab(QRect(0, 0, view.width(), view._margin())).toImage()
    assert count(margin, theme.strong_colors().good) > 20


def test_words_light_up_as_they_are_heard_and_do_not_move() -> None:
    row = assistant("one two three four", state=RowState.LIVE, heard_chars=0)
    view = view_of(row)
    unheard = inks(view)
    view.show_rows((replace(row, heard_chars=18),))
    heard = inks(view)
    tokens = theme.strong_colors()
    assert count(unheard, tokens.text) == 0
    assert count(heard, tokens.text) > 100
    ground = QColor(tokens.surface)
    for x in range(0, heard.width(), 3):
        for y in range(60, heard.height(), 3):  # below the name
            assert (heard.pixelColor(x, y) == ground) == (unheard.pixelColor(x, y) == ground)


def test_the_line_being_heard_is_in_sight_with_some_of_what_follows() -> None:
    row = assistant(LONG, state=RowState.LIVE, heard_chars=0)
    view = view_of(row)
    offsets = []
    for heard in range(0, len(LONG) + 1, 10):
        view.show_rows((replace(row, heard_chars=heard),))
        offset = view.offset()
        offsets.append(offset)
        bottom = view._blocks[-1].heard_bottom()
        assert offset <= bottom <= offset + view.height()
    assert offsets == sorted(offsets), "it never goes back"
    assert offsets[0] == 0.0
    assert offsets[-1] > view.height() / 2


def test_the_view_moves_by_whole_lines() -> None:
    row = assistant(LONG, state=RowState.LIVE, heard_chars=0)
    view = view_of(row)
    offsets = []
    for heard in range(len(LONG)):
        view.show_rows((replace(row, heard_chars=heard),))
        offsets.append(view.offset())
    moves = {round(after - before) for before, after in pairwise(offsets)} - {0}
    line = view._blocks[0].words.lineAt(0).height() * 1.2
    # The first and the last move bring the rest of a line that was half in sight.
    assert max(moves) <= line + 1
    assert len([move for move in moves if abs(move - line) > 2]) <= 2


def test_words_that_come_at_the_end_do_not_move_the_view_while_an_answer_is_heard() -> None:
    row = assistant(LONG[:400], state=RowState.LIVE, heard_chars=30)
    view = view_of(row)
    before = view.offset()
    view.show_rows((replace(row, text=LONG),))
    assert view.offset() == before


def test_the_newest_line_is_in_sight_when_an_answer_is_over() -> None:
    view = view_of(assistant(LONG, state=RowState.DONE, heard_chars=len(LONG)))
    assert view.offset() + view.height() >= view._blocks[-1].bottom


def test_the_line_of_the_cut_stays_in_sight_when_an_answer_is_cut() -> None:
    live = assistant(LONG, state=RowState.LIVE, heard_chars=200)
    view = view_of(live)
    before = view.offset()
    view.show_rows((replace(live, state=RowState.CUT, cut_ms=3_000),))
    assert view.offset() == before


def test_what_the_person_says_over_an_answer_is_in_sight() -> None:
    live = assistant(LONG, key="a", state=RowState.LIVE, heard_chars=40)
    view = view_of(live)
    view.show_rows((live, user("Wait", key="u", state=RowState.LIVE)))
    last = view._blocks[-1]
    assert last.row.text == "Wait"
    assert view.offset() <= last.top
    assert last.bottom <= view.offset() + view.height()


def test_a_line_that_is_half_in_sight_is_not_drawn() -> None:
    view = view_of(assistant(LONG, state=RowState.DONE, heard_chars=len(LONG)))
    first = view._first_whole(view.offset())
    assert first >= view.offset()
    assert any(abs(first - top) < 0.01 for block in view._blocks for top in block.tops())


def test_the_same_rows_are_not_laid_out_again() -> None:
    rows = (user("a", key="1"), assistant("b", key="2"))
    view = view_of(*rows)
    before = view._blocks
    view.show_rows(rows)
    assert view._blocks is before


def test_before_anything_was_said_it_says_what_will_be_here() -> None:
    view = view_of()
    assert view.offset() == 0.0
    assert count(inks(view), theme.strong_colors().secondary) > 20


@pytest.mark.parametrize("text", ["", "x", "京都" * 80, "متى يغادر القطار " * 20])
def test_any_words_can_be_shown(text: str) -> None:
    view = view_of(assistant(text, state=RowState.LIVE, heard_chars=len(text) // 2))
    settle()
    assert view.offset() >= 0.0
    inks(view)
