from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui_tools import settle, shown
from voiceapp.settings import problem_with
from voiceapp.ui.first_run_where import FirstRunWhere
from voiceapp.ui.settings_pieces import SettingsPieces
from voiceapp.ui.settings_whom import Service


class Desk:
    """The step, and the pieces it is made of."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.pieces = SettingsPieces(
            {Service.EMBEDDED: "embedded"}, lambda _address: Service.EMBEDDED, self.window
        )
        self.step = FirstRunWhere(self.pieces, problem_with)
        self.pieces.rows.update(self.step.rows)
        shown(self.step, 600, 700)

    def choose(self, service: Service) -> None:
        self.pieces.destination.picker.buttons[service].click()
        settle()

    @property
    def asked(self) -> set[str]:
        return {name for name, row in self.step.rows.items() if row.isVisible()}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("service", "asked"),
    [
        (Service.EMBEDDED, set()),
        (Service.AZURE, {"endpoint", "deployment", "api_version"}),
        (Service.OPENAI, {"model"}),
        (Service.OTHER, {"endpoint", "model"}),
    ],
)
def test_each_service_is_asked_for_what_it_needs(desk: Desk, service: Service, asked: set[str]) -> None:
    desk.choose(service)
    assert desk.asked == asked
    assert desk.pieces.identity.isVisible() == (service is not Service.EMBEDDED)
    assert desk.pieces.check.isVisible() == (service is not Service.EMBEDDED)


def test_a_service_that_is_shown_without_a_click_is_asked_for_what_it_needs_too(desk: Desk) -> None:
    desk.pieces.destination.picker.show_service(Service.OPENAI)
    desk.step.show_asked()
    assert desk.asked == {"model"}
