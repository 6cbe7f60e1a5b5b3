from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt

from tests.ui_tools import assistant, notice, user
from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.ui.transcript_model import Role, TranscriptModel


class Mirror:
    """A view that knows only what the model tells it."""

    def __init__(self, model: TranscriptModel) -> None:
        self.model = model
        self.rows: list[Row | None] = []
        self.told: list[str] = []
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(lambda: self.told.append("reset"))

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.told.append(f"insert {first}-{last}")
        self.rows[first:first] = [self.model.row_at(n) for n in range(first, last + 1)]

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.told.append(f"remove {first}-{last}")
        del self.rows[first : last + 1]

    def _changed(self, first: QModelIndex, last: QModelIndex, _roles: list[int]) -> None:
        self.told.append(f"change {first.row()}-{last.row()}")
        for n in range(first.row(), last.row() + 1):
            self.rows[n] = self.model.row_at(n)

    def fresh(self) -> list[str]:
        told, self.told = self.told, []
        return told


ROWS = st.lists(
    st.builds(
        Row,
        key=st.sampled_from("abcdefg"),
        kind=st.sampled_from(RowKind),
        state=st.sampled_from(RowState),
        text=st.sampled_from(["", "one", "two"]),
    ),
    max_size=9,
).map(tuple)


@given(st.lists(ROWS, min_size=1, max_size=6))
def test_any_sequence_of_rows_ends_in_the_last_one_and_views_are_told_enough(
    steps: list[tuple[Row, ...]],
) -> None:
    model = TranscriptModel()
    mirror = Mirror(model)
    for rows in steps:
        model.set_rows(rows)
        assert model.rows() == rows
        assert all(have is want for have, want in zip(model.rows(), rows, strict=True))
        assert mirror.rows == list(rows)
    assert "reset" not in mirror.told


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_rows_that_stay_in_order_are_not_taken_out(before: list[str], after: list[str]) -> None:
    kept = [key for key in after if key in before]
    if kept != sorted(kept, key=before.index):
        return
    model = TranscriptModel()
    model.set_rows([user(key=key) for key in before])
    removed: list[str] = []
    model.rowsAboutToBeRemoved.connect(
        lambda _parent, first, last: removed.extend(row.key for row in model.rows()[first : last + 1])
    )
    model.set_rows([user(key=key) for key in after])
    assert sorted(removed) == sorted(set(before) - set(after))


def test_a_new_row_is_one_insertion_and_the_rest_is_left_alone() -> None:
    model = TranscriptModel()
    mirror = Mirror(model)
    first, second = user("Hello", key="1"), assistant("Hi", key="2")
    model.set_rows((first,))
    assert mirror.fresh() == ["insert 0-0"]
    model.set_rows((first, second))
    assert mirror.fresh() == ["insert 1-1"]
    model.set_rows((first, second))
    assert mirror.fresh() == []


def test_words_that_arrive_change_one_row() -> None:
    model = TranscriptModel()
    mirror = Mirror(model)
    rows = [user("Hello", key="1"), assistant("Hi", key="2", state=RowState.LIVE), notice("ok")]
    model.set_rows(rows)
    mirror.fresh()
    model.set_rows([rows[0], replace(rows[1], heard_chars=1), rows[2]])
    assert mirror.fresh() == ["change 1-1"]


def test_many_rows_at_once_are_one_insertion() -> None:
    model = TranscriptModel()
    mirror = Mirror(model)
    model.set_rows([user(key=str(n)) for n in range(10_000)])
    assert mirror.told == ["insert 0-9999"]


def test_a_late_row_is_put_where_the_conversation_has_it() -> None:
    model = TranscriptModel()
    mirror = Mirror(model)
    question, answer = user("?", key="q"), assistant("!", key="a")
    model.set_rows((answer,))
    mirror.fresh()
    model.set_rows((question, answer))
    assert mirror.fresh() == ["insert 0-0"]


def test_details_open_and_close_and_only_where_there_are_any() -> None:
    model = TranscriptModel()
    model.set_rows((notice("a", key="1", details="why"), notice("b", key="2")))
    model.toggle_details(0)
    model.toggle_details(1)
    assert model.index(0).data(Role.EXPANDED) is True
    assert model.index(1).data(Role.EXPANDED) is False
    model.toggle_details(0)
    assert not model.shows_details(0)


def test_a_screen_reader_hears_who_what_and_where_it_was_cut() -> None:
    model = TranscriptModel(wall_offset_ns=0)
    model.set_rows(
        (
            user("Hello", key="1"),
            assistant("one two", key="2", state=RowState.CUT, heard_chars=3, cut_ms=3_249),
            user(key="3", state=RowState.FAILED, note="no speech"),
        )
    )
    texts = [model.index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(3)]
    assert texts == ["You: Hello", "Assistant: one. you cut in at 3.2 s", "You:  not transcribed, no speech"]


def test_the_word_at_a_cut_is_explained_and_nothing_else() -> None:
    model = TranscriptModel()
    model.set_rows((user("Hello", key="1"), assistant("one", key="2", state=RowState.CUT, cut_ms=5)))
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert "estimate" in model.index(1).data(Qt.ItemDataRole.ToolTipRole)


def test_nothing_is_known_of_a_place_without_a_row() -> None:
    model = TranscriptModel()
    assert model.data(QModelIndex(), Qt.ItemDataRole.DisplayRole) is None
    assert model.rowCount(model.index(0)) == 0
