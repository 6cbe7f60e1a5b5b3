from __future__ import annotations

from tests.ui_tools import controls, shown, spoken_name
from voiceapp.dialogue.snapshot import Waterfall, WireNote
from voiceapp.ui.inspector import Inspector


def test_it_has_events_and_latency() -> None:
    inspector = Inspector()
    shown(inspector, 400, 500)
    assert [inspector.pages.tabText(n) for n in range(2)] == ["Events", "Latency"]
    inspector.note_wires([WireNote(1, True, "response.create", 20, "{}")], dropped=2)
    inspector.show_waterfalls((Waterfall("i", first_heard_ms=610),))
    assert inspector.wires.model.rowCount() == 1
    assert "2 lost" in inspector.wires.count.text()
    assert "610 ms" in inspector.waterfall.accessibleDescription()


def test_its_cross_asks_to_close_and_closes_nothing_itself() -> None:
    inspector = Inspector()
    shown(inspector, 400, 500)
    asked: list[bool] = []
    inspector.closed.connect(lambda: asked.append(True))
    inspector.shut.click()
    assert asked == [True]
    assert inspector.isVisible()


def test_every_control_has_a_name() -> None:
    inspector = Inspector()
    shown(inspector, 400, 500)
    assert [part for part in controls(inspector) if not spoken_name(part)] == []
