from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown, spoken_description
from voiceapp.ui.settings_table import CONNECTION
from voiceapp.ui.settings_whom import FIELDS, Service, ServicePicker


def picker() -> tuple[ServicePicker, list[object]]:
    made = ServicePicker()
    chosen: list[object] = []
    made.service_chosen.connect(chosen.append)
    shown(made, 500, 240)
    made.show_service(Service.EMBEDDED)
    return made, chosen


def test_showing_a_service_tells_nobody() -> None:
    made, chosen = picker()
    made.show_service(Service.AZURE)
    assert (made.service, chosen) == (Service.AZURE, [])


def test_arrow_keys_choose() -> None:
    made, chosen = picker()
    made.buttons[Service.EMBEDDED].setFocus()
    QTest.keyClick(made.buttons[Service.EMBEDDED], Qt.Key.Key_Down)
    assert (made.service, chosen) == (Service.AZURE, [Service.AZURE])


def test_each_service_is_described_to_those_who_do_not_see_it() -> None:
    made, _ = picker()
    told = {service: spoken_description(button) for service, button in made.buttons.items()}
    assert set(told) == set(Service)
    assert "nothing leaves this computer" in told[Service.EMBEDDED]
    assert len(set(told.values())) == 4


def test_what_has_to_be_told_of_a_service_is_on_the_page() -> None:
    on_page = {entry.name for section in CONNECTION.sections for entry in section.entries}
    assert frozenset[str]().union(*FIELDS.values()) <= on_page
