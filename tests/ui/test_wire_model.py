from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt

from voiceapp.dialogue.snapshot import WireNote
from voiceapp.ui.wire_model import NOTES_MAX, Column, Direction, WireFilter, WireModel, size_text


def note(n: int, *, sent: bool = True, name: str = "response.create", text: str = "{}") -> WireNote:
    return WireNote(at_ns=n * 1_000_000, sent=sent, name=name, size_bytes=1_327, text=text)


def shown(model: WireFilter) -> list[str]:
    return [str(model.index(n, Column.NAME).data()) for n in range(model.rowCount())]


def test_a_row_shows_time_direction_name_and_size() -> None:
    model = WireModel(wall_offset_ns=0)
    model.append([note(5)])
    cells = [model.index(0, column).data() for column in Column]
    assert cells[0].endswith(":00.005")
    assert cells[1:] == ["→", "response.create", "1.3 kB"]
    spoken = model.index(0, Column.DIRECTION).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "sent by us"


def test_the_table_never_grows_past_its_limit_and_loses_the_oldest() -> None:
    model = WireModel()
    model.append([note(n) for n in range(NOTES_MAX)])
    removed: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _parent, first, last: removed.append((first, last)))
    model.append([note(n) for n in range(NOTES_MAX, NOTES_MAX + 10)])
    assert model.rowCount() == NOTES_MAX
    assert model.note_at(0).at_ns == 10_000_000
    assert removed == [(0, 9)]


def test_more_than_the_limit_at_once_keeps_the_newest() -> None:
    model = WireModel()
    model.append([note(1)])
    model.append([note(n) for n in range(2 * NOTES_MAX)])
    assert model.rowCount() == NOTES_MAX
    assert model.note_at(NOTES_MAX - 1).at_ns == (2 * NOTES_MAX - 1) * 1_000_000


def test_a_paused_table_stands_still_and_catches_up() -> None:
    model = WireModel()
    model.append([note(1)])
    model.pause(True)
    model.append([note(2), note(3)])
    assert (model.rowCount(), model.waiting) == (1, 2)
    model.pause(False)
    assert (model.rowCount(), model.waiting) == (3, 0)


def test_what_waits_is_bounded_too() -> None:
    model = WireModel()
    model.pause(True)
    model.append([note(n) for n in range(NOTES_MAX + 7)])
    assert model.waiting == NOTES_MAX


def test_clearing_forgets_also_what_waits() -> None:
    model = WireModel()
    model.append([note(1)])
    model.pause(True)
    model.append([note(2)])
    model.clear()
    model.pause(False)
    assert model.rowCount() == 0


def test_words_are_looked_for_in_names_and_texts_whatever_the_case() -> None:
    model, table = WireModel(), WireFilter()
    table.setSourceModel(model)
    model.append([note(1, name="session.update"), note(2, name="error", text='{"code": "Session"}'), note(3)])
    table.want_words(" SESSION ")
    assert shown(table) == ["session.update", "error"]
    model.append([note(4, name="session.updated"), note(5)])
    assert shown(table) == ["session.update", "error", "session.updated"]
    table.want_words("")
    assert len(shown(table)) == 5


def test_one_direction_can_be_chosen() -> None:
    model, table = WireModel(), WireFilter()
    table.setSourceModel(model)
    model.append([note(1, name="a"), note(2, name="b", sent=False)])
    table.want_direction(Direction.SENT)
    assert shown(table) == ["a"]
    table.want_direction(Direction.RECEIVED)
    assert shown(table) == ["b"]
    table.want_direction(Direction.BOTH)
    assert shown(table) == ["a", "b"]


def test_sizes_are_for_people() -> None:
    assert [size_text(n) for n in (0, 999, 1_000, 12_930, 2_500_000)] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "12.9 kB",
        "2.5 MB",
    ]


def test_columns_have_names_also_where_none_is_shown() -> None:
    model = WireModel()
    spoken = [
        model.headerData(n, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) for n in Column
    ]
    assert spoken == ["Time", "Direction", "Event", "Size"]
    assert model.data(QModelIndex()) is None


def test_sound_events_in_a_row_share_a_line() -> None:
    model = WireModel()
    append = WireNote(1, True, "input_audio_buffer.append", 700, "{}")
    model.append([append, replace(append, at_ns=2), WireNote(3, False, "response.done", 10, "{}")])
    assert model.rowCount() == 2
    assert model.data(model.index(0, Column.NAME)) == "input_audio_buffer.append × 2"
    assert model.data(model.index(0, Column.SIZE)) == "1.4 kB"
    changed: list[int] = []
    model.append([append])
    model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    model.append([append] * 98)
    assert model.rowCount() == 3
    assert changed == [2]
    assert model.note_at(2).count == 99


def test_other_events_in_a_row_keep_their_lines() -> None:
    model = WireModel()
    model.append([WireNote(1, False, "response.text.delta", 10, "{}")] * 3)
    assert model.rowCount() == 3
