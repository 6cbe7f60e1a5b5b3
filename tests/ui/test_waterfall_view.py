from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from tests.ui_tools import shown
from voiceapp.dialogue.snapshot import Waterfall
from voiceapp.ui.waterfall_view import Step, WaterfallView, scale_ms, steps

WHOLE = Waterfall("i", committed_ms=205, first_delta_ms=520, first_handed_ms=541, first_heard_ms=588)


def test_each_step_begins_where_the_one_before_ended() -> None:
    assert steps(WHOLE) == [
        Step("committed", 0, 205),
        Step("first_delta", 205, 520),
        Step("first_handed", 520, 541),
        Step("first_heard", 541, 588),
    ]


def test_an_unknown_moment_belongs_to_the_next_step() -> None:
    turn = Waterfall("i", first_delta_ms=520, first_heard_ms=588)
    assert steps(turn) == [Step("first_delta", 0, 520), Step("first_heard", 520, 588)]


def test_a_turn_without_measurements_has_no_steps() -> None:
    assert steps(Waterfall("i")) == []


def test_moments_out_of_order_make_steps_of_nothing() -> None:
    turn = Waterfall("i", committed_ms=300, first_delta_ms=290, first_heard_ms=-5)
    assert steps(turn) == [
        Step("committed", 0, 300),
        Step("first_delta", 300, 300),
        Step("first_heard", 300, 300),
    ]


@pytest.mark.parametrize(
    ("heard_ms", "limit"), [(0, 200), (200, 200), (201, 500), (977, 1_000), (61_000, 120_000)]
)
def test_the_axis_is_round_and_long_enough(heard_ms: int, limit: int) -> None:
    assert scale_ms((Waterfall("i", first_heard_ms=heard_ms),)) == limit


def test_every_turn_has_room_and_the_newest_is_described() -> None:
    view = WaterfallView()
    shown(view, 300, 300)
    assert "nothing measured yet" in view.accessibleDescription()
    empty = view.grab().toImage()
    few = view.sizeHint().height()
    view.show_waterfalls((Waterfall("a", first_heard_ms=900), *[WHOLE] * 20))
    assert view.sizeHint().height() > few + 19 * 30
    assert view.accessibleDescription() == (
        "Last turn: turn committed after 205 ms, first sound received after 520 ms, "
        "first sound handed over after 541 ms, first sound heard after 588 ms"
    )
    assert view.grab().toImage() != empty


def test_the_turn_under_the_pointer_is_found() -> None:
    view = WaterfallView()
    older = Waterfall("a", first_heard_ms=900)
    view.show_waterfalls((older, WHOLE))
    shown(view, 300, 300)
    top = view._top()
    assert view._turn_at(QPoint(10, top + 5)) is WHOLE
    assert view._turn_at(QPoint(10, top + view._row_px() + 5)) is older
    assert view._turn_at(QPoint(10, top + 5 * view._row_px())) is None
    assert view._turn_at(QPoint(10, 2)) is None
