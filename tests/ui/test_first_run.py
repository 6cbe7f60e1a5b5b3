"""The introduction with hand-made facts: its steps, its keys, what it wishes and what it says of privacy."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui_tools import controls, settle, spoken_description, spoken_name
from voiceapp.dialogue.snapshot import DuplexMode, EchoCheck, Microphone, Snapshot
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.first_run import FirstRun
from voiceapp.ui.settings_check import ShownFinding
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_identity import Identity
from voiceapp.ui.settings_whom import Service

AZURE = "https://r.openai.azure.com"


def service_of(address: str) -> Service:
    return {"": Service.EMBEDDED, "embedded": Service.EMBEDDED, AZURE: Service.AZURE}.get(
        address, Service.OTHER
    )


class Desk:
    """The window and what it wished."""

    def __init__(self) -> None:
        self.window = FirstRun(problem_with, {Service.EMBEDDED: "embedded"}, service_of)
        self.chosen: list[tuple[str, object]] = []
        self.wishes: list[str] = []
        window = self.window
        window.pieces.setting_chosen.connect(lambda name, value: self.chosen.append((name, value)))
        for name, signal in (
            ("opened", window.pieces.opened),
            ("devices", window.pieces.devices_wanted),
            ("connect", window.pieces.connect_requested),
            ("check", window.pieces.check_requested),
            ("check stopped", window.pieces.check_stopped),
            ("echo", window.pieces.echo_check_wanted),
            ("echo stopped", window.pieces.echo_check_stopped),
            ("finished", window.accepted),
            ("skipped", window.rejected),
        ):
            signal.connect(lambda *_told, name=name: self.wishes.append(name))
        window.open_window()
        settle()

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.window.focusWidget(), key)
        settle()


@pytest.fixture
def desk() -> Desk:
    return Desk()


# -- steps -------------------------------------------------------------------------------------------------


def test_nothing_waits_for_it(desk: Desk) -> None:
    assert not desk.window.isModal()
    assert desk.wishes == ["opened", "devices"]


def test_return_goes_through_the_steps_and_ends_it(desk: Desk) -> None:
    for step in (1, 2, 3):
        assert desk.window.step == step
        assert f"Step {step} of 3" in spoken_description(desk.window)
        desk.press(Qt.Key.Key_Return)
    assert not desk.window.isVisible()
    assert desk.wishes[-1] == "finished"
    assert desk.chosen == []


def test_esc_skips_all_of_it_at_any_step(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Escape)
    assert not desk.window.isVisible()
    assert desk.wishes[-1] == "skipped"


def test_there_is_a_way_back_except_at_the_first_step(desk: Desk) -> None:
    assert not desk.window.back.isVisible()
    desk.window.next.click()
    assert desk.window.back.isVisible()
    desk.window.back.click()
    assert desk.window.step == 1
    assert not desk.window.back.isVisible()
    assert desk.window.focusWidget() is desk.window.next


def test_the_last_button_says_what_comes_then(desk: Desk) -> None:
    assert spoken_name(desk.window.next) == "Next"
    desk.window.next.click()
    desk.window.next.click()
    assert spoken_name(desk.window.next) == "Start talking"


def test_it_begins_at_the_first_step_each_time_it_is_opened(desk: Desk) -> None:
    desk.window.next.click()
    desk.window.reject()
    desk.window.open_window()
    assert desk.window.step == 1
    desk.window.next.click()
    desk.window.open_window()  # it is there: brought to the front as it is
    assert desk.window.step == 2


def test_return_in_a_field_ends_the_field_and_not_the_step(desk: Desk) -> None:
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    field = desk.window.pieces.rows["endpoint"].control
    field.setFocus()
    QTest.keyClicks(field, AZURE)
    desk.press(Qt.Key.Key_Return)
    assert desk.window.step == 1
    assert ("endpoint", AZURE) in desk.chosen


def test_return_presses_the_button_that_has_the_focus(desk: Desk) -> None:
    desk.window.next.click()
    desk.window.pieces.echo.begin.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert desk.window.step == 2
    assert desk.window.pieces.echo.panel.isVisible()


# -- where to connect --------------------------------------------------------------------------------------


def visible_rows(desk: Desk) -> set[str]:
    return {name for name, row in desk.window.pieces.rows.items() if row.isVisible()}


def test_the_assistant_inside_needs_nothing_more(desk: Desk) -> None:
    assert visible_rows(desk) == set()
    assert not desk.window.pieces.identity.isVisible()
    assert not desk.window.pieces.check.isVisible()


def test_a_service_is_asked_for_what_it_needs_with_key_and_check_right_there(desk: Desk) -> None:
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    assert visible_rows(desk) == {"endpoint", "deployment", "api_version"}
    assert "Type the address" in desk.window.pieces.destination.panel.says.text()
    assert not desk.window.pieces.identity.isVisible()
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    assert desk.window.pieces.identity.isVisible()
    assert desk.window.pieces.check.isVisible()
    desk.window.pieces.check.begin.click()
    desk.window.pieces.check.show_finding(
        ShownFinding("link", "failed", "The key is refused. Keep another one.")
    )
    assert desk.window.pieces.check.findings[0].sentence == "The key is refused. Keep another one."
    desk.window.pieces.identity.show_identity(Identity(sign_in="Nobody is signed in.", can_sign_in=True))
    assert desk.window.pieces.identity.sign_in.isVisible()


def test_whoever_has_chosen_a_service_is_connected_to_it_by_going_on(desk: Desk) -> None:
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    desk.window.show_way(Way("Embedded assistant", "Azure · gpt-realtime", is_other=True))
    desk.window.next.click()
    assert desk.wishes.count("connect") == 1
    desk.window.back.click()
    desk.window.show_way(Way("Azure · gpt-realtime", "Azure · gpt-realtime"))
    desk.window.next.click()
    assert desk.wishes.count("connect") == 1


def test_a_service_without_an_address_keeps_nobody_from_going_on(desk: Desk) -> None:
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    desk.window.show_way(Way("Embedded assistant", "", "The address is missing.", is_other=True))
    desk.window.next.click()
    assert desk.window.step == 2
    assert "connect" not in desk.wishes


def test_a_refusal_is_said_where_it_was_chosen(desk: Desk) -> None:
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    desk.window.pieces.show_refusal("endpoint", "The disk is full.")
    assert desk.window.pieces.rows["endpoint"].problem.text() == "The disk is full."
    desk.window.pieces.show_refusal("temperature", "not here")  # of the settings window


# -- microphone and loudspeaker ----------------------------------------------------------------------------


def test_devices_meter_echo_and_talk_key_are_at_the_second_step(desk: Desk) -> None:
    desk.window.next.click()
    desk.window.pieces.set_devices(["Rig", "Headset"], ["Speakers"], "Rig", "")
    settle()
    assert visible_rows(desk) == {"microphone", "speaker", "hotkey"}
    desk.window.show_snapshot(Snapshot(microphone=Microphone.OPEN, mic_rms=9_000))
    assert desk.window.pieces.meter.microphone.segments_lit()[0] > 0


def test_what_the_echo_check_recommends_is_saved_if_it_is_wanted(desk: Desk) -> None:
    desk.window.next.click()
    desk.window.pieces.echo.begin.click()
    desk.window.pieces.echo.panel.begin.click()
    assert desk.wishes[-1] == "echo"
    desk.window.pieces.echo.panel.show_check(
        EchoCheck(1.0, sentence="Some echo.", recommended=DuplexMode.CAUTIOUS)
    )
    desk.window.pieces.echo.panel.use.click()
    assert desk.chosen == [("duplex", "cautious")]


def test_a_check_that_runs_ends_with_its_step(desk: Desk) -> None:
    desk.window.next.click()
    desk.window.pieces.echo.begin.click()
    desk.window.pieces.echo.panel.begin.click()
    desk.window.next.click()
    assert desk.wishes[-1] == "echo stopped"


# -- privacy -----------------------------------------------------------------------------------------------


def privacy(desk: Desk) -> str:
    desk.window.next.click()
    desk.window.next.click()
    return desk.window.privacy.text.text()


def test_with_the_assistant_inside_nothing_leaves_the_computer(desk: Desk) -> None:
    said = privacy(desk)
    assert said.startswith("What you say stays on this computer")
    assert "no usage data" in said


def test_with_a_service_it_is_named(desk: Desk) -> None:
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    desk.window.show_way(Way("Azure · gpt-realtime", "Azure · gpt-realtime"))
    assert privacy(desk).startswith("What you say goes to Azure · gpt-realtime")


def test_nothing_is_kept_until_it_is_switched_on(desk: Desk) -> None:
    privacy(desk)
    assert visible_rows(desk) == {"keep_conversations", "record"}
    kept = desk.window.pieces.rows["keep_conversations"].control
    assert not kept.isChecked()  # type: ignore[attr-defined]
    kept.click()  # type: ignore[attr-defined]
    assert desk.chosen == [("keep_conversations", True)]


def test_whoever_keeps_nothing_sees_why_the_others_do_nothing(desk: Desk) -> None:
    desk.window.show_settings(Settings(keep_nothing=True), ())
    privacy(desk)
    assert "keep_nothing" in visible_rows(desk)


# -- the window --------------------------------------------------------------------------------------------


def test_every_control_has_a_name(desk: Desk) -> None:
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    assert [part for part in controls(desk.window) if not spoken_name(part) and part.isVisible()] == []


def test_it_can_be_used_at_400_pixels(desk: Desk) -> None:
    desk.window.resize(400, 600)
    for _ in range(3):
        settle()
        area: QWidget = desk.window.steps[desk.window.step - 1].viewport()
        body = area.findChild(QWidget, "settings_body")
        assert body is not None
        assert body.width() <= area.width()
        assert desk.window.next.mapTo(desk.window, desk.window.next.rect().bottomRight()).x() <= 400
        desk.window.next.click()
