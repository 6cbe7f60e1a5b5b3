from __future__ import annotations

import pytest

from voiceapp.settings import Settings
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_destination import SettingsDestination
from voiceapp.ui.settings_whom import Service

AZURE = "https://r.openai.azure.com"
OPENAI = "https://api.openai.com"


def service_of(address: str) -> Service:
    return {"": Service.EMBEDDED, "embedded": Service.EMBEDDED, AZURE: Service.AZURE}.get(
        address, Service.OTHER
    )


class Desk:
    """Picker and panel, and what they told."""

    def __init__(self) -> None:
        self.destination = SettingsDestination(
            {Service.EMBEDDED: "embedded", Service.OPENAI: OPENAI}, service_of
        )
        self.told: list[str] = []
        self.destination.address_chosen.connect(self.told.append)
        self.destination.address_wanted.connect(lambda: self.told.append("address?"))

    def choose(self, service: Service) -> None:
        self.destination.picker.buttons[service].click()

    @property
    def said(self) -> str:
        return self.destination.panel.says.text()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_begins_with_the_assistant_inside(desk: Desk) -> None:
    assert desk.destination.service is Service.EMBEDDED
    assert desk.destination.is_embedded


def test_a_service_with_an_address_of_its_own_is_chosen_by_one_click(desk: Desk) -> None:
    desk.choose(Service.OPENAI)
    assert desk.told == [OPENAI]


def test_a_service_without_one_waits_for_the_address(desk: Desk) -> None:
    desk.destination.show_way(Way("Embedded assistant", "Embedded assistant"))
    assert desk.said == "In use: Embedded assistant."
    desk.choose(Service.AZURE)
    assert desk.told == ["address?"]
    assert desk.said == "Type the address of the service."
    assert not desk.destination.is_embedded


def test_an_address_that_was_typed_once_is_found_again(desk: Desk) -> None:
    desk.choose(Service.AZURE)
    assert desk.destination.show_settings(Settings(endpoint=AZURE)) is Service.AZURE
    desk.choose(Service.EMBEDDED)
    desk.choose(Service.AZURE)
    assert desk.told == ["address?", "embedded", AZURE]


def test_a_service_that_is_looked_at_stays_while_something_else_is_saved(desk: Desk) -> None:
    desk.choose(Service.AZURE)
    assert desk.destination.show_settings(Settings(record="on")) is Service.EMBEDDED
    assert desk.destination.service is Service.AZURE


def test_another_address_shows_its_service(desk: Desk) -> None:
    shown = []
    for address in (AZURE, "wss://gateway.test", "embedded"):
        desk.destination.show_settings(Settings(endpoint=address))
        shown.append(desk.destination.service)
    assert shown == [Service.AZURE, Service.OTHER, Service.EMBEDDED]


def test_it_leads_elsewhere_only_with_an_address_that_works(desk: Desk) -> None:
    wanted = Way("Embedded assistant", "Azure · gpt-realtime", is_other=True)
    desk.choose(Service.AZURE)
    desk.destination.show_way(wanted)
    found = [desk.destination.leads_elsewhere]
    desk.destination.show_settings(Settings(endpoint=AZURE))
    desk.destination.show_way(wanted)
    found.append(desk.destination.leads_elsewhere)
    assert desk.destination.whom == "Azure · gpt-realtime"
    desk.destination.show_way(Way("Embedded assistant", "", "The address is wrong.", is_other=True))
    found.append(desk.destination.leads_elsewhere)
    assert found == [False, True, False]
    assert desk.destination.whom == "Embedded assistant"


def test_each_time_it_may_say_something_else_that_is_told(desk: Desk) -> None:
    times: list[int] = []
    desk.destination.told.connect(lambda: times.append(1))
    desk.destination.show_way(Way("Embedded assistant"))
    desk.choose(Service.OPENAI)
    desk.choose(Service.OTHER)
    assert len(times) == 3
