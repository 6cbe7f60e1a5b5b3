from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.ui.wire_panel import WirePanel, readable


def note(n: int, *, sent: bool = True, text: str = '{"type":"response.create","n":1}') -> WireNote:
    return WireNote(at_ns=n * 1_000_000, sent=sent, name="response.create", size_bytes=20, text=text)


@pytest.fixture
def panel() -> WirePanel:
    widget = WirePanel()
    shown(widget, 420, 600)
    return widget


def test_the_text_of_the_chosen_event_is_shown_with_line_breaks_and_copied(panel: WirePanel) -> None:
    panel.note_wires([note(1), note(2, text='{"type":"error","text":"京都"}')])
    assert not panel.copy.isEnabled()
    panel.table.selectRow(1)
    expected = '{\n  "type": "error",\n  "text": "京都"\n}'
    assert panel.text.toPlainText() == expected
    panel.copy.click()
    assert QGuiApplication.clipboard().text() == expected


def test_a_text_that_was_cut_off_is_shown_as_it_is() -> None:
    assert readable('{"type": "x", "delta": "abc') == '{"type": "x", "delta": "abc'


def test_new_events_are_followed_until_one_scrolls_up(panel: WirePanel) -> None:
    panel.note_wires([note(n) for n in range(200)])
    settle()
    bar = panel.table.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    panel.note_wires([note(n) for n in range(200, 300)])
    settle()
    assert bar.value() == 10


def test_a_pause_keeps_the_table_still_and_says_how_many_wait(panel: WirePanel) -> None:
    panel.note_wires([note(1)])
    panel.pause.click()
    panel.note_wires([note(2), note(3)])
    assert panel.count.text() == "1 event · paused, 2 waiting"
    assert spoken_name(panel.pause) == "Continue"
    panel.pause.click()
    assert panel.count.text() == "3 events"
    assert spoken_name(panel.pause) == "Pause"


def test_the_filter_says_how_much_it_leaves(panel: WirePanel) -> None:
    panel.note_wires([note(1), note(2, sent=False, text="needle")])
    QTest.keyClicks(panel.words, "needle")
    assert panel.count.text() == "1 of 2 events"
    panel.words.clear()
    panel.direction.activated.emit(1)
    assert panel.filter.rowCount() == 1


def test_lost_events_are_told(panel: WirePanel) -> None:
    panel.note_wires([note(1)], dropped=12)
    assert panel.count.text() == "1 event · 12 lost while the window was busy"


def test_clearing_empties_table_and_text(panel: WirePanel) -> None:
    panel.note_wires([note(1)])
    panel.table.selectRow(0)
    panel.clear.click()
    assert panel.model.rowCount() == 0
    assert panel.text.toPlainText() == ""
    assert not panel.copy.isEnabled()


def test_the_two_directions_have_different_arrows(panel: WirePanel) -> None:
    panel.note_wires([note(1, sent=True)])
    settle()
    sent = panel.table.grab().toImage()
    panel.model.clear()
    panel.note_wires([note(1, sent=False)])
    settle()
    assert panel.table.grab().toImage() != sent
