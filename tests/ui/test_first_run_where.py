from __future__ import annotations

import pytest

from tests.ui_tools import settle, shown
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.first_run_where import FirstRunWhere
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_whom import Service

AZURE = "https://r.openai.azure.com"
OPENAI = "https://api.openai.com"


def service_of(address: str) -> Service:
    return {"": Service.EMBEDDED, "embedded": Service.EMBEDDED, AZURE: Service.AZURE}.get(
        address, Service.OTHER
    )


class Desk:
    """The step and the addresses that were chosen in it."""

    def __init__(self) -> None:
        self.step = FirstRunWhere(
            problem_with, {Service.EMBEDDED: "embedded", Service.OPENAI: OPENAI}, service_of
        )
        self.addresses: list[str] = []
        self.step.address_chosen.connect(self.addresses.append)
        self.step.show_service(Settings())
        shown(self.step, 600, 700)

    def choose(self, service: Service) -> None:
        self.step.service.buttons[service].click()
        settle()


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
    assert {name for name, row in desk.step.rows.items() if row.isVisible()} == asked
    assert desk.step.identity.isVisible() == (service is not Service.EMBEDDED)
    assert desk.step.check.isVisible() == (service is not Service.EMBEDDED)


def test_a_service_with_an_address_of_its_own_is_chosen_by_one_click(desk: Desk) -> None:
    desk.choose(Service.OPENAI)
    assert desk.addresses == [OPENAI]


def test_an_address_that_was_typed_once_is_found_again(desk: Desk) -> None:
    desk.choose(Service.AZURE)
    assert desk.addresses == []
    desk.step.show_service(Settings(endpoint=AZURE))
    desk.choose(Service.EMBEDDED)
    desk.choose(Service.AZURE)
    assert desk.addresses == ["embedded", AZURE]


def test_a_service_that_is_looked_at_stays_while_something_else_is_saved(desk: Desk) -> None:
    desk.choose(Service.AZURE)
    desk.step.show_service(Settings(record="on"))
    assert desk.step.service.service is Service.AZURE
    assert not desk.step.is_embedded


def test_it_leads_elsewhere_only_with_an_address_that_works(desk: Desk) -> None:
    desk.choose(Service.AZURE)
    desk.step.show_way(Way("Embedded assistant", "", is_other=True))
    assert "Type the address" in desk.step.way.says.text()
    desk.step.show_service(Settings(endpoint=AZURE))
    desk.step.show_way(Way("Embedded assistant", "Azure · gpt-realtime", is_other=True))
    assert desk.step.leads_elsewhere
    assert desk.step.whom == "Azure · gpt-realtime"
    desk.step.show_way(Way("Embedded assistant", "", "The address is wrong.", is_other=True))
    assert not desk.step.leads_elsewhere
