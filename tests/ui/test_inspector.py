from __future__ import annotations

from tests.ui_tools import controls, shown, spoken_name
from voiceapp.abilities import Ability, Fact, KnownBy
from voiceapp.dialogue.snapshot import Account, Numbers, Snapshot, Waterfall, WireNote
from voiceapp.ui.inspector import Inspector


def test_it_has_events_latency_numbers_usage_and_what_the_server_can_do() -> None:
    inspector = Inspector()
    shown(inspector, 400, 500)
    assert [inspector.pages.tabText(n) for n in range(5)] == [
        "Events",
        "Latency",
        "Numbers",
        "Usage",
        "Server",
    ]
    inspector.note_wires([WireNote(1, True, "response.create", 20, "{}")], dropped=2)
    account = Account(context_tokens=250)
    waterfalls = (Waterfall("i", first_heard_ms=610),)
    numbers = Numbers(stop_ms=31, waterfalls=waterfalls, account=account)
    captions = Fact(Ability.CAPTIONS, works=True, known_by=KnownBy.SESSION)
    inspector.show_snapshot(Snapshot(numbers=numbers, abilities=(captions,)))
    assert inspector.wires.model.rowCount() == 1
    assert "2 lost" in inspector.wires.count.text()
    assert "610 ms" in inspector.waterfall.accessibleDescription()
    assert inspector.numbers.texts()["Stop time"][0] == "31 ms"
    assert inspector.usage.sums.texts() == [("Context", "250 tokens")]
    assert inspector.abilities.table.texts()[-1] == ("Writing down what you say", "yes", "found now")


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
