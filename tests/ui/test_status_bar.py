from __future__ import annotations

from tests.ui_tools import shown, spoken_name
from voiceapp.ui.status_bar import StatusBar


def test_it_leads_to_the_inspector_and_the_keys() -> None:
    bar = StatusBar()
    shown(bar, 600, 40)
    asked: list[str] = []
    bar.inspector_requested.connect(lambda: asked.append("inspector"))
    bar.keys_requested.connect(lambda: asked.append("keys"))
    bar.inspector.click()
    bar.keys.click()
    assert asked == ["inspector", "keys"]
    assert (spoken_name(bar.inspector), spoken_name(bar.keys)) == ("Inspector", "Keys")
