from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui_tools import settle, shown
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.first_run_where import FirstRunWhere
from voiceapp.ui.settings_pieces import SettingsPieces
from voiceapp.ui.settings_whom import Service


class Desk:
    """The step, and the pieces it is made of."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.pieces = SettingsPieces(
            {Service.EMBEDDED: "embedded", Service.OPENAI: "https://api.openai.com"},
            lambda address: Service.AZURE if "azure" in address else Service.EMBEDDED,
            self.window,
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
    ("service", "asked", "has_address"),
    [
        (Service.EMBEDDED, set(), False),
        (Service.AZURE, {"endpoint", "deployment", "api_version"}, False),
        (Service.OPENAI, {"model"}, True),
        (Service.OTHER, {"endpoint", "model"}, False),
    ],
)
def test_each_service_is_asked_for_what_it_needs(
    desk: Desk, service: Service, asked: set[str], has_address: bool
) -> None:
    desk.choose(service)
    assert desk.asked == asked
    assert desk.pieces.identity.isVisible() == has_address
    assert desk.pieces.check.isVisible() == has_address


def test_who_one_is_is_asked_as_soon_as_the_service_has_an_address(desk: Desk) -> None:
    desk.choose(Service.AZURE)
    assert not desk.pieces.identity.isVisible()
    desk.pieces.destination.show_settings(Settings(endpoint="https://r.openai.azure.com"))
    desk.pieces.destination.tell()
    assert desk.pieces.identity.isVisible()
    assert desk.pieces.check.isVisible()


def test_a_service_that_is_shown_without_a_click_is_asked_for_what_it_needs_too(desk: Desk) -> None:
    desk.pieces.destination.picker.show_service(Service.OPENAI)
    desk.step.show_asked()
    assert desk.asked == {"model"}
