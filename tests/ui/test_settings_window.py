"""The settings window with hand-made facts: pages, search, wishes, keyboard, and what it says of values."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.ui_tools import controls, settle, shown
from voiceapp.dialogue.snapshot import EchoCheck, Microphone, Snapshot
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.settings_table import PAGES
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.settings_window import SettingsWindow

AZURE = "https://r.openai.azure.com"


def service_of(address: str) -> Service:
    return {"": Service.EMBEDDED, "embedded": Service.EMBEDDED, AZURE: Service.AZURE}.get(
        address, Service.OTHER
    )


class Desk:
    """A window and what it wished."""

    def __init__(self, width: int = 940, height: int = 700) -> None:
        self.window = SettingsWindow(problem_with, {Service.EMBEDDED: "embedded"}, service_of)
        self.chosen: list[tuple[str, object]] = []
        self.wishes: list[str] = []
        self.window.pieces.setting_chosen.connect(lambda name, value: self.chosen.append((name, value)))
        self.window.pieces.opened.connect(lambda: self.wishes.append("opened"))
        self.window.pieces.devices_wanted.connect(lambda: self.wishes.append("devices"))
        self.window.pieces.check_stopped.connect(lambda: self.wishes.append("check stopped"))
        self.window.pieces.echo_check_stopped.connect(lambda: self.wishes.append("echo stopped"))
        shown(self.window, width, height)

    def page(self, name: str) -> None:
        self.window.side.pages.setCurrentRow([page.name for page in PAGES].index(name))
        settle()

    @property
    def body(self) -> QWidget:
        """What is scrolled."""
        body = self.window.area.widget()
        assert body is not None
        return body

    def rows(self) -> list[str]:
        return [name for name, row in self.window.pieces.rows.items() if row.isVisible()]


def test_nothing_waits_for_it_and_esc_closes_it() -> None:
    desk = Desk()
    assert not desk.window.isModal()
    assert desk.wishes == ["opened", "devices"]
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    assert not desk.window.isVisible()


def test_return_closes_nothing() -> None:
    desk = Desk()
    QTest.keyClick(desk.window, Qt.Key.Key_Return)
    assert desk.window.isVisible()


def test_a_page_shows_its_own_settings_only() -> None:
    desk = Desk()
    desk.page("privacy")
    assert desk.rows() == ["keep_nothing", "keep_conversations", "keep_undelivered", "record"]
    desk.page("appearance")
    looks = ["interface_language", "appearance", "text_scale", "motion"]
    assert desk.rows() == [*looks, "tray", "close_to_tray", "start_hidden"]


def test_a_search_looks_on_all_pages_and_esc_ends_it_first() -> None:
    desk = Desk()
    desk.window.side.search.setFocus()
    QTest.keyClicks(desk.window.side.search, "noise")
    assert {"noise_reduction", "noise_suppression"} <= set(desk.rows())
    QTest.keyClicks(desk.window.side.search, "xyz")
    assert desk.rows() == []
    assert desk.window.nothing.text() == "No setting is called “noisexyz”."
    QTest.keyClick(desk.window.side.search, Qt.Key.Key_Escape)
    assert desk.window.isVisible()
    assert desk.window.side.search.text() == ""


def test_ctrl_f_goes_to_the_search() -> None:
    desk = Desk()
    QTest.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert desk.window.side.search.hasFocus()


def test_every_value_is_shown() -> None:
    desk = Desk()
    wanted = Settings(speed=1.25, instructions="Be brief.", keep_nothing=True, duplex="half", language="ja")
    desk.window.show_settings(wanted, ())
    rows = desk.window.pieces.rows
    assert rows["speed"].control.text == "1.25"  # type: ignore[attr-defined]
    assert rows["instructions"].control.toPlainText() == "Be brief."  # type: ignore[attr-defined]
    assert rows["keep_nothing"].control.isChecked()  # type: ignore[attr-defined]
    assert rows["duplex"].control.currentText() == "Only keys cut in"  # type: ignore[attr-defined]
    assert rows["language"].control.text() == "ja"  # type: ignore[attr-defined]
    assert desk.chosen == []


def test_what_has_no_meaning_now_is_not_shown() -> None:
    desk = Desk()
    desk.page("voice")
    assert {"vad_silence_ms", "turn_detection"} <= set(desk.rows())
    assert "eagerness" not in desk.rows()
    desk.window.show_settings(Settings(turn_detection="semantic_vad"), ())
    assert "eagerness" in desk.rows()
    assert "vad_silence_ms" not in desk.rows()
    desk.window.show_settings(Settings(turn_detection="semantic_vad", hands_free=False), ())
    assert not {"eagerness", "turn_detection"} & set(desk.rows())


def test_each_service_asks_for_what_it_needs() -> None:
    desk = Desk()
    assert desk.rows() == ["cost_cap"]
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    assert not desk.window.pieces.identity.isVisible()  # it is about the service in force still
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    assert desk.rows() == ["endpoint", "deployment", "api_version", "tenant", "client_id", "cost_cap"]
    assert desk.window.pieces.identity.isVisible()


def test_a_service_with_an_address_of_its_own_is_chosen_at_once() -> None:
    desk = Desk()
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    desk.window.pieces.destination.picker.buttons[Service.EMBEDDED].click()
    assert desk.chosen == [("endpoint", "embedded")]


def test_a_service_without_one_waits_for_the_address_while_other_settings_are_saved() -> None:
    desk = Desk()
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    assert desk.chosen == []
    assert desk.window.pieces.rows["endpoint"].isVisible()
    assert desk.window.pieces.destination.panel.says.text() == "Type the address of the service."
    desk.window.show_settings(Settings(deployment="mine"), ())  # saved meanwhile
    assert desk.window.pieces.destination.service is Service.AZURE
    assert "endpoint" in desk.rows()


def test_going_back_to_a_service_brings_back_its_address() -> None:
    desk = Desk()
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    desk.window.show_settings(Settings(endpoint="embedded"), ())
    desk.window.pieces.destination.picker.buttons[Service.AZURE].click()
    assert desk.chosen == [("endpoint", AZURE)]


def test_mistakes_in_the_file_are_shown_above_everything() -> None:
    desk = Desk()
    desk.window.show_settings(Settings(), ("settings.toml, line 3: there is no setting `sped`.",))
    assert desk.window.problems.isVisible()
    assert desk.window.problems.y() == 0


def test_a_value_that_is_beaten_says_by_what() -> None:
    desk = Desk()
    desk.window.pieces.show_in_force({"voice": ("ash", "VOICEAPP_VOICE")})
    said = desk.window.pieces.rows["voice"].origin.text()
    assert said == "In force is “ash” from VOICEAPP_VOICE, which comes before this."
    desk.window.pieces.show_in_force({})
    assert desk.window.pieces.rows["voice"].origin.text() == ""


def test_a_setting_that_could_not_be_saved_says_why_beside_it() -> None:
    desk = Desk()
    desk.window.pieces.show_refusal("speed", "The setting is not saved: the disk is full.")
    assert desk.window.pieces.rows["speed"].problem.text() == "The setting is not saved: the disk is full."


def test_devices_are_offered_and_a_missing_one_stays() -> None:
    desk = Desk()
    desk.page("sound")
    desk.window.pieces.set_devices(("Headset",), ("Desk",), "Old", "")
    microphone = desk.window.pieces.rows["microphone"].control
    assert microphone.currentText() == "Old (not connected)"  # type: ignore[attr-defined]
    desk.window.show_settings(Settings(microphone="Headset"), ())
    assert microphone.currentText() == "Headset"  # type: ignore[attr-defined]


def test_levels_move_only_while_somebody_looks() -> None:
    desk = Desk()
    desk.page("sound")
    loud = Snapshot(microphone=Microphone.OPEN, mic_rms=3_000)
    desk.window.show_snapshot(loud)
    assert desk.window.pieces.meter.microphone.segments_lit()[0] > 0
    desk.window.hide()
    desk.window.show_snapshot(Snapshot(microphone=Microphone.OPEN))
    assert desk.window.pieces.meter.microphone.segments_lit()[0] > 0


def test_closing_ends_what_only_this_window_shows() -> None:
    desk = Desk()
    desk.page("sound")
    desk.window.pieces.echo.begin.click()
    desk.window.pieces.echo.panel.begin.click()
    desk.window.pieces.echo.panel.show_check(EchoCheck(0.5))
    desk.window.pieces.check.begin.click()
    desk.window.close()
    assert desk.wishes[-2:] == ["check stopped", "echo stopped"]


def test_what_the_echo_check_recommends_is_a_setting() -> None:
    desk = Desk()
    desk.page("sound")
    desk.window.pieces.echo.panel.mode_chosen.emit(None)
    assert desk.chosen == [("duplex", "auto")]


@pytest.mark.parametrize("page", [page.name for page in PAGES])
@pytest.mark.parametrize("width", [480, 940])
def test_nothing_is_cut_off_at_the_side(page: str, width: int) -> None:
    desk = Desk(width)
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    desk.page(page)
    assert desk.window.size() == QSize(width, 700)
    assert desk.body.width() <= desk.window.area.viewport().width()


def test_every_control_has_a_name() -> None:
    desk = Desk()
    unnamed = [
        part
        for part in controls(desk.window)
        if not part.accessibleName() and not _text(part) and not isinstance(part.parent(), QLineEdit)
    ]
    assert unnamed == []


def test_tab_goes_from_the_pages_down_the_page_as_the_eye_does() -> None:
    desk = Desk()
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    desk.window.side.pages.setFocus()
    seen = []
    for _ in range(6):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(desk.window.focusWidget())
    rows = desk.window.pieces.rows
    first = [desk.window.pieces.destination.picker.buttons[Service.AZURE]]
    assert seen == first + [
        rows[name].control for name in ("endpoint", "deployment", "api_version", "tenant", "client_id")
    ]


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_every_control_of_a_page_is_reached_with_tab(page: str) -> None:
    desk = Desk()
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    desk.page(page)
    wanted = {
        part
        for part in controls(desk.body)
        if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    reached: set[QWidget] = set()
    desk.window.side.search.setFocus()
    for _ in range(80):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        if (now := desk.window.focusWidget()) is not None:
            reached.add(now)
    radios = set(
        desk.window.pieces.destination.picker.buttons.values()
    )  # Tab reaches the chosen one, arrows the others
    assert wanted - reached - radios == set()


def _text(part: QWidget) -> str:
    return str(part.property("text") or "")
