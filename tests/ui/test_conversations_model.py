"""The list of kept conversations as Qt sees it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale, QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from tests.kept_conversations import NOON, shelf, summary
from voiceapp.ui.conversations_model import STEPS_MAX, ConversationsModel, Role, day_name, time_text
from voiceapp.ui.conversations_shelf import Line, Shelf

TODAY = date(2026, 11, 21)


@pytest.fixture
def model(app: QApplication) -> ConversationsModel:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return ConversationsModel(lambda: TODAY)


class Changes:
    """What a view is told."""

    def __init__(self, model: ConversationsModel) -> None:
        self.told: list[tuple[str, int, int]] = []
        model.rowsInserted.connect(lambda _p, first, last: self.told.append(("in", first, last)))
        model.rowsRemoved.connect(lambda _p, first, last: self.told.append(("out", first, last)))
        model.rowsMoved.connect(lambda _p, first, _last, _g, goal: self.told.append(("moved", first, goal)))
        model.dataChanged.connect(lambda first, last: self.told.append(("changed", first.row(), last.row())))


def titles(model: ConversationsModel) -> list[str]:
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def days(model: ConversationsModel) -> list[str]:
    return [model.data(model.index(row), Role.DAY) for row in range(model.rowCount())]


def test_each_day_is_named_once(model: ConversationsModel) -> None:
    model.show_shelf(shelf(summary(5), summary(4), summary(3, day=20), summary(2, day=3)))
    assert days(model) == ["Today", "", "Yesterday", "Tuesday, 3 November 2026"]
    assert [model.begins_day(row) for row in range(4)] == [True, False, True, True]


def test_dates_are_written_as_in_the_country_of_the_person(app: QApplication) -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale(QLocale.Language.Japanese))
        assert day_name(date(2026, 11, 3), TODAY) == "2026年11月3日火曜日"
        local = summary(5).started_at.astimezone()
        assert time_text(summary(5)) == f"{local.hour}:{local.minute:02}"
    finally:
        QLocale.setDefault(before)


def test_a_new_list_tells_only_what_changed(model: ConversationsModel) -> None:
    three, two, one = map(Line, (summary(3), summary(2), summary(1)))
    model.show_shelf(Shelf((three, two, one)))
    changes = Changes(model)
    model.show_shelf(Shelf((three, two, one)))
    assert changes.told == []
    renamed = Line(summary(2, "Trains"))
    model.show_shelf(Shelf((three, renamed, one)))
    assert changes.told == [("changed", 1, 1)]
    changes.told.clear()
    model.show_shelf(Shelf((Line(summary(4)), three, renamed, one)))
    assert changes.told == [("in", 0, 0), ("changed", 1, 1)]  # the day begins elsewhere now
    changes.told.clear()
    model.show_shelf(Shelf((Line(summary(4)), one)))
    assert [what for what in changes.told if what[0] == "out"] == [("out", 1, 2)]
    assert titles(model) == ["Talk 4", "Talk 1"]


def test_a_deleted_one_gives_the_name_of_its_day_to_the_next(model: ConversationsModel) -> None:
    model.show_shelf(shelf(summary(3), summary(2, day=20), summary(1, day=20)))
    model.show_shelf(shelf(summary(3), summary(1, day=20)))
    assert days(model) == ["Today", "Yesterday"]


def test_one_that_goes_on_moves_up_to_its_new_day(model: ConversationsModel) -> None:
    four, three, two, one = (Line(summary(number, day=10)) for number in (4, 3, 2, 1))
    model.show_shelf(Shelf((four, three, two, one)))
    changes = Changes(model)
    gone_on = Line(summary(2, day=10, last=NOON))
    model.show_shelf(Shelf((gone_on, four, three, one)))
    assert changes.told == [("moved", 2, 0), ("changed", 0, 0)]
    assert days(model) == ["Today", "Tuesday, 10 November 2026", "", ""]
    assert [model.data(model.index(row), Role.TIME) for row in (0, 1)] == [
        time_text(gone_on.summary),
        time_text(four.summary),
    ]
    changes.told.clear()
    new = Line(summary(5, last=NOON + timedelta(minutes=1)))
    again = Line(summary(3, day=10, last=NOON + timedelta(minutes=2)))
    model.show_shelf(Shelf((again, new, gone_on, one)))  # and number 4 is deleted
    assert [what for what in changes.told if what[0] != "changed"] == [
        ("out", 1, 1),
        ("moved", 1, 0),
        ("in", 1, 1),
    ]
    assert titles(model) == ["Talk 3", "Talk 5", "Talk 2", "Talk 1"]
    assert days(model) == ["Today", "", "", "Tuesday, 10 November 2026"]


def test_one_that_comes_from_below_the_list_moves_nothing_else(model: ConversationsModel) -> None:
    lines = [Line(summary(number)) for number in range(50, 0, -1)]
    model.show_shelf(Shelf(tuple(lines), has_more=True))
    changes = Changes(model)
    older = Line(summary(-7, day=10, last=NOON + timedelta(minutes=59)))
    model.show_shelf(Shelf((older, *lines[:-1]), has_more=True))
    assert changes.told == [("out", 49, 49), ("in", 0, 0), ("changed", 1, 1)]


def test_ten_thousand_lines_tell_one_move(model: ConversationsModel) -> None:
    lines = [Line(summary(-number, day=10)) for number in range(10_000)]
    model.show_shelf(Shelf(tuple(lines)))
    changes = Changes(model)
    gone_on = Line(summary(-9_000, day=10, last=NOON))
    model.show_shelf(Shelf((gone_on, *lines[:9_000], *lines[9_001:])))
    assert changes.told == [("moved", 9_000, 0), ("changed", 0, 0)]


def test_a_list_that_is_wholly_another_one_is_exchanged_in_few_steps(model: ConversationsModel) -> None:
    lines = [Line(summary(number)) for number in range(400, 0, -1)]
    model.show_shelf(Shelf(tuple(lines)))
    changes = Changes(model)
    model.show_shelf(Shelf(tuple(lines[::2]), "talk"))
    assert changes.told == [("out", 0, 399), ("in", 0, 199)]
    changes.told.clear()
    model.show_shelf(Shelf(tuple(lines)))
    assert len(changes.told) <= 2 * STEPS_MAX
    assert titles(model) == [line.summary.title for line in lines]
    model.show_shelf(Shelf(tuple(reversed(lines))))
    assert titles(model) == [line.summary.title for line in reversed(lines)]


def test_lists_that_share_nothing_follow_each_other(model: ConversationsModel) -> None:
    model.show_shelf(shelf(summary(9), summary(8)))
    model.show_shelf(shelf(summary(3), summary(2), summary(1), query="talk"))
    assert titles(model) == ["Talk 3", "Talk 2", "Talk 1"]
    assert (model.place_of(2), model.place_of(8)) == (1, None)
    model.show_shelf(Shelf())
    assert (model.rowCount(), days(model)) == (0, [])


def test_the_next_ones_are_asked_for_once(model: ConversationsModel) -> None:
    wanted: list[str] = []
    model.more_wanted.connect(lambda: wanted.append("more"))
    model.show_shelf(shelf(summary(3), has_more=True))
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert wanted == ["more"]
    model.show_shelf(shelf(summary(3), summary(2)))
    model.fetchMore(QModelIndex())
    assert wanted == ["more"]


def test_a_title_is_asked_for_not_taken(model: ConversationsModel) -> None:
    given: list[tuple[object, str]] = []
    model.title_given.connect(lambda number, title: given.append((number, title)))
    model.show_shelf(shelf(summary(3, "Old")))
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEditable
    assert model.setData(model.index(0), "  Trains   to Kyoto ")
    assert not model.setData(model.index(0), "   ")
    assert model.setData(model.index(0), "Old")
    assert (given, titles(model)) == ([(3, "Trains to Kyoto")], ["Old"])


def test_a_screen_reader_hears_title_day_tags_and_what_was_found(model: ConversationsModel) -> None:
    one = summary(5, "Trains", tags=("work", "travel"), recorded=True)
    model.show_shelf(Shelf((Line(one, "item_1", "the platform in Kyoto", ((4, 12),)),), "platform"))
    assert model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole) == (
        f"Trains. Today {time_text(one)}. tags: work, travel. recorded. the platform in Kyoto"
    )


def test_when_one_began_that_went_on_is_told_beside_its_title(model: ConversationsModel) -> None:
    one = summary(5, "Trains", day=3, last=NOON)
    model.show_shelf(shelf(one, summary(2, "Bus")))
    began = f"began Tuesday, 3 November 2026 {time_text(summary(5))}"
    assert model.data(model.index(0), Qt.ItemDataRole.ToolTipRole) == f"Trains\n{began}"
    assert model.data(model.index(1), Qt.ItemDataRole.ToolTipRole) == "Bus"
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"Trains. Today {time_text(one)}. {began}"


def test_what_nobody_knows_is_nothing(model: ConversationsModel) -> None:
    model.show_shelf(shelf(summary(1)))
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0), Qt.ItemDataRole.DecorationRole) is None
    assert model.rowCount(model.index(0)) == 0
    assert model.data(model.index(0), Role.LINE) is model.line_at(0)


def test_the_day_is_that_of_the_person_not_of_greenwich(model: ConversationsModel) -> None:
    late = datetime(2026, 11, 21, 23, 30).astimezone()
    model.show_shelf(shelf(summary(1, last=late)))
    assert days(model) == ["Today"]
