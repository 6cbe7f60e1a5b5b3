from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui_tools import controls, settle, shown, spoken_description, spoken_name
from voiceapp.dialogue.snapshot import DuplexMode, EchoCheck
from voiceapp.ui.echo_panel import EchoPanel

FOUND = EchoCheck(1.0, 0, "Some echo remains.", DuplexMode.CAUTIOUS)


class Desk:
    """An open panel in a window, and what it asks for."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.panel = EchoPanel(self.window)
        QVBoxLayout(self.window).addWidget(self.panel)
        shown(self.window, 700, 300)
        self.asked: list[object] = []
        self.panel.check_requested.connect(lambda: self.asked.append("check"))
        self.panel.stop_requested.connect(lambda: self.asked.append("stop"))
        self.panel.mode_chosen.connect(self.asked.append)
        self.panel.closed.connect(lambda: self.asked.append("closed"))
        self.panel.open_panel()
        settle()

    def offered(self) -> list[str]:
        panel = self.panel
        buttons = (panel.begin, panel.halt, panel.use, panel.again)
        return [button.text() for button in buttons if button.isVisible()]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_it_says_what_will_happen_before_it_does(desk: Desk) -> None:
    assert desk.offered() == ["Begin"]
    assert desk.panel.begin.hasFocus()
    assert "be quiet" in desk.panel.text.text()
    assert desk.asked == []


def test_while_it_runs_progress_and_level_are_shown(desk: Desk) -> None:
    desk.panel.begin.click()
    assert desk.asked == ["check"]
    assert desk.offered() == ["Stop"]
    assert desk.panel.halt.hasFocus()
    assert desk.panel.title.text() == "Be quiet for five seconds"
    desk.panel.show_check(EchoCheck(0.5, 16_000))
    assert desk.panel.progress.value() == 500
    assert desk.panel.meter.segments_lit()[0] > 10


def test_the_result_is_a_sentence_and_a_mode_that_can_be_used(desk: Desk) -> None:
    desk.panel.begin.click()
    desk.panel.show_check(FOUND)
    assert desk.panel.title.text() == "Some echo remains."
    assert desk.panel.text.text() == "Recommended while the assistant speaks: only a clear voice cuts in."
    assert spoken_description(desk.panel).startswith("Some echo remains.")
    assert desk.offered() == ["Use it", "Again"]
    assert not desk.panel.meter.isVisible()
    desk.panel.use.click()
    assert desk.asked == ["check", DuplexMode.CAUTIOUS, "closed"]
    assert not desk.panel.isVisible()


def test_it_can_be_done_again(desk: Desk) -> None:
    desk.panel.begin.click()
    desk.panel.show_check(FOUND)
    desk.panel.again.click()
    assert desk.asked == ["check", "check"]
    assert (desk.offered(), desk.panel.progress.value()) == (["Stop"], 0)


def test_what_could_not_be_measured_recommends_nothing(desk: Desk) -> None:
    desk.panel.begin.click()
    desk.panel.show_check(EchoCheck(1.0, sentence="There is no microphone. Plug one in."))
    assert desk.panel.text.text() == "There is no microphone. Plug one in."
    assert desk.offered() == ["Again"]


def test_closing_a_check_that_runs_stops_it_and_its_result_is_not_shown(desk: Desk) -> None:
    desk.panel.begin.click()
    desk.panel.halt.click()
    assert desk.asked == ["check", "stop", "closed"]
    desk.panel.show_check(FOUND)
    desk.panel.open_panel()
    assert desk.offered() == ["Begin"]


def test_closing_what_does_not_run_stops_nothing(desk: Desk) -> None:
    desk.panel.shut.click()
    desk.panel.close_panel()
    assert desk.asked == ["closed"]


def test_a_panel_that_is_open_is_not_begun_anew(desk: Desk) -> None:
    desk.panel.begin.click()
    desk.panel.open_panel()
    assert desk.offered() == ["Stop"]


def test_every_control_has_a_name(desk: Desk) -> None:
    assert [part for part in controls(desk.panel) if not spoken_name(part)] == []
