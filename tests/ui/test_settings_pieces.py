"""The pieces without a window of settings: what they show, and what they tell of what is chosen in them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui_tools import settle, shown
from voiceapp.dialogue.snapshot import DuplexMode, EchoCheck
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.first_run_step import section
from voiceapp.ui.settings_card import SettingsCard
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.settings_pieces import SettingsPieces
from voiceapp.ui.settings_text import SettingText
from voiceapp.ui.settings_whom import Service

AZURE = "https://r.openai.azure.com"
ROWS = ("endpoint", "microphone", "speaker", "keep_nothing")


class Desk:
    """A window with all the pieces and four rows, and what they wished."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.pieces = SettingsPieces(
            {Service.EMBEDDED: "embedded"},
            lambda address: Service.AZURE if address == AZURE else Service.EMBEDDED,
            self.window,
        )
        card = SettingsCard(section("Devices", *ROWS), problem_with, {}, self.window)
        column = QVBoxLayout(self.window)
        for part in (card, *self.pieces.panels.values()):
            column.addWidget(part)
        self.pieces.take_rows({row.entry.name: row for row in card.rows})
        self.chosen: list[tuple[str, object]] = []
        self.wishes: list[str] = []
        self.pieces.setting_chosen.connect(lambda name, value: self.chosen.append((name, value)))
        for name, signal in (
            ("connect", self.pieces.connect_requested),
            ("check", self.pieces.check_requested),
            ("check stopped", self.pieces.check_stopped),
            ("devices", self.pieces.devices_wanted),
            ("opened", self.pieces.opened),
            ("echo", self.pieces.echo_check_wanted),
            ("echo stopped", self.pieces.echo_check_stopped),
        ):
            signal.connect(lambda *_told, name=name: self.wishes.append(name))
        shown(self.window, 600, 900)
        self.told_when_opened, self.wishes[:] = tuple(self.wishes), []

    def choice(self, name: str) -> SettingChoice:
        control = self.pieces.rows[name].control
        assert isinstance(control, SettingChoice)
        return control

    @property
    def address(self) -> str:
        control = self.pieces.rows["endpoint"].control
        assert isinstance(control, SettingText)
        return control.text()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_setting_that_is_chosen_in_a_row_is_told(desk: Desk) -> None:
    desk.pieces.rows["keep_nothing"].control.click()  # type: ignore[attr-defined]
    assert desk.chosen == [("keep_nothing", True)]


def test_values_are_shown_and_nothing_is_told_of_that(desk: Desk) -> None:
    assert desk.pieces.show_settings(Settings(keep_nothing=True, endpoint=AZURE)) is Service.AZURE
    assert desk.pieces.rows["keep_nothing"].control.isChecked()  # type: ignore[attr-defined]
    assert desk.address == AZURE
    assert desk.chosen == []


def test_the_assistant_inside_has_no_address_to_read(desk: Desk) -> None:
    assert desk.pieces.show_settings(Settings(endpoint="embedded")) is Service.EMBEDDED
    assert desk.address == ""


def test_a_service_whose_address_is_known_is_chosen_and_another_is_asked_for_it(desk: Desk) -> None:
    desk.pieces.show_settings(Settings(endpoint=AZURE))
    buttons = desk.pieces.destination.picker.buttons
    buttons[Service.EMBEDDED].click()
    assert desk.chosen == [("endpoint", "embedded")]
    buttons[Service.OTHER].click()
    assert desk.address == ""
    assert desk.chosen == [("endpoint", "embedded")]


def test_devices_are_offered_by_name(desk: Desk) -> None:
    desk.pieces.set_devices(("Rig", "Headset"), ("Desk",), "Rig", "")
    assert desk.choice("microphone").currentText() == "Rig"
    assert desk.choice("speaker").currentText() == "System default"
    desk.choice("microphone").showPopup()
    assert desk.wishes == ["devices"]
    desk.choice("microphone").hidePopup()


def test_what_is_in_force_instead_and_a_refusal_are_said_at_their_rows(desk: Desk) -> None:
    desk.pieces.show_in_force({"keep_nothing": ("no", "VOICEAPP_KEEP_NOTHING")})
    desk.pieces.show_refusal("keep_nothing", "The disk is full.")
    row = desk.pieces.rows["keep_nothing"]
    assert row.origin.text() == "In force is “no” from VOICEAPP_KEEP_NOTHING, which comes before this."
    assert row.problem.text() == "The disk is full."
    assert desk.pieces.rows["endpoint"].origin.text() == ""
    desk.pieces.show_in_force({})
    assert row.origin.text() == ""


def test_a_refusal_of_what_has_no_row_here_is_for_another_window(desk: Desk) -> None:
    desk.pieces.show_refusal("temperature", "The disk is full.")
    assert {row.problem.text() for row in desk.pieces.rows.values()} == {""}


def test_what_the_echo_check_recommends_is_a_setting(desk: Desk) -> None:
    desk.pieces.echo.begin.click()
    desk.pieces.echo.panel.begin.click()
    desk.pieces.echo.panel.show_check(EchoCheck(1.0, sentence="Some.", recommended=DuplexMode.CAUTIOUS))
    desk.pieces.echo.panel.use.click()
    desk.pieces.echo.panel.mode_chosen.emit(None)
    assert desk.wishes == ["echo"]
    assert desk.chosen == [("duplex", "cautious"), ("duplex", "auto")]


def test_a_window_that_opens_asks_for_what_may_have_changed(desk: Desk) -> None:
    assert desk.told_when_opened == ("opened", "devices")
    desk.window.hide()
    desk.window.show()
    assert desk.wishes == ["opened", "devices"]


def test_a_window_that_closes_ends_the_checks(desk: Desk) -> None:
    desk.pieces.check.begin.click()
    desk.window.hide()  # as closing, Esc and the last step do
    assert desk.wishes == ["check", "check stopped"]


def test_checks_that_run_are_stopped_together(desk: Desk) -> None:
    desk.pieces.check.begin.click()
    desk.pieces.echo.begin.click()
    desk.pieces.echo.panel.begin.click()
    desk.pieces.stop_checks()
    settle()
    assert desk.wishes == ["check", "echo", "check stopped", "echo stopped"]
    assert desk.pieces.echo.panel.isHidden()
