from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel

from tests.ui_tools import settle, shown, spoken_description
from voiceapp.ui.settings_connect import ConnectPanel, Way

VALUES = (
    ("endpoint", "wss://r.openai.azure.com/openai/v1/realtime", "settings file"),
    ("deployment", "mine", "AZURE_OPENAI_DEPLOYMENT_NAME"),
)


def panel(way: Way) -> ConnectPanel:
    made = ConnectPanel()
    shown(made, 600, 200)
    made.show_way(way)
    settle()
    return made


def test_while_nothing_has_changed_there_is_nothing_to_press() -> None:
    made = panel(Way("Azure · mine", "Azure · mine"))
    assert made.says.text() == "In use: Azure · mine."
    assert made.connect_now.isHidden()


def test_another_place_is_named_and_can_be_gone_to() -> None:
    made = panel(Way("Embedded assistant", "Azure · mine", is_other=True))
    assert made.says.text() == (
        "You are connected to Embedded assistant; the settings lead to Azure · mine. "
        "Connecting begins a new conversation."
    )
    pressed: list[bool] = []
    made.connect_requested.connect(lambda: pressed.append(True))
    made.connect_now.click()
    assert pressed == [True]


def test_settings_that_lead_nowhere_say_why_and_cannot_be_followed() -> None:
    made = panel(Way("Embedded assistant", problem="Name the deployment.", is_other=True))
    assert made.says.text() == "Name the deployment."
    assert spoken_description(made) == "Name the deployment."
    assert made.connect_now.isHidden()


def test_every_value_is_shown_with_where_it_came_from() -> None:
    made = panel(Way("A", "A", values=VALUES))
    texts = [label.text() for label in made.findChildren(QLabel)]
    for row in VALUES:
        assert set(row) <= set(texts)
    made.show_way(Way("A", "A"))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert "mine" not in [label.text() for label in made.findChildren(QLabel)]
