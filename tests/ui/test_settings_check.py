from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.ui_tools import shown, spoken_name
from voiceapp.ui.settings_check import CheckPanel, FindingRow, ShownFinding

FINE = ShownFinding("endpoint", "ok", "wss://r.openai.azure.com", "settings file")
BAD = ShownFinding("sign-in", "failed", "Your account needs the role.", details="HTTP 403")


def panel() -> tuple[CheckPanel, list[object]]:
    made = CheckPanel()
    asked: list[object] = []
    made.check_requested.connect(asked.append)
    made.check_stopped.connect(lambda: asked.append("stopped"))
    shown(made, 600, 400)
    return made, asked


def test_a_check_asks_aloud_unless_that_is_switched_off() -> None:
    made, asked = panel()
    made.begin.click()
    made.show_end()
    made.speak.click()
    made.begin.click()
    assert asked == [True, False]


def test_findings_come_one_by_one_with_a_mark_that_has_a_name() -> None:
    made, _ = panel()
    made.begin.click()
    made.show_finding(FINE)
    made.show_finding(BAD)
    names = [spoken_name(row) for row in made.findChildren(FindingRow)]
    assert names == ["endpoint, fine", "sign-in, failed"]
    made.show_end()
    assert made.says.text() == "Not everything works. What to do about it is written below."


def test_a_check_without_a_failure_says_so() -> None:
    made, _ = panel()
    made.begin.click()
    made.show_finding(FINE)
    made.show_end()
    assert made.says.text() == "Everything that is needed works."


def test_a_stopped_check_shows_nothing_more() -> None:
    made, asked = panel()
    made.begin.click()
    made.stop.click()
    made.show_finding(FINE)
    made.show_end()
    assert (made.findings, made.says.text(), asked) == ((), "Stopped.", [True, "stopped"])


def test_all_of_it_can_be_copied() -> None:
    made, _ = panel()
    made.begin.click()
    made.show_finding(FINE)
    made.show_finding(BAD)
    made.show_end()
    made.copy.click()
    assert QApplication.clipboard().text() == (
        "ok      endpoint      wss://r.openai.azure.com (settings file)\n"
        "failed  sign-in       Your account needs the role. [HTTP 403]"
    )


def test_another_check_begins_with_nothing_found() -> None:
    made, _ = panel()
    made.begin.click()
    made.show_finding(BAD)
    made.show_end()
    made.begin.click()
    assert made.findings == ()
