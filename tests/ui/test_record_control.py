from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from tests.ui_tools import shown
from voiceapp.dialogue.snapshot import Recording
from voiceapp.ui.record_control import RecordControl


class Desk:
    """A control in a window, and what was asked for."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.menu = QMenu(self.window)
        self.control = RecordControl(self.menu, self.window)
        self.asked: list[str] = []
        self.control.start_requested.connect(
            lambda private: self.asked.append("record privately" if private else "record")
        )
        self.control.stop_requested.connect(lambda: self.asked.append("stop"))
        self.control.folder_requested.connect(lambda: self.asked.append("folder"))
        shown(self.window)

    @property
    def lines(self) -> list[str]:
        return [action.text() for action in self.menu.actions()]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_menu_names_what_is_kept_and_where(desk: Desk) -> None:
    assert desk.lines == [
        "Record this conversation\tCtrl+R",
        "Record timing only, no words or sound",
        "Open recordings folder",
    ]
    for action in desk.menu.actions():
        action.trigger()
    desk.control.button.click()
    desk.control.toggle()  # the key
    assert desk.asked == ["record", "record privately", "folder", "record", "record"]


def test_while_something_is_recorded_only_its_end_is_offered(desk: Desk) -> None:
    desk.control.show_recording(Recording("a"))
    assert desk.lines[0] == "Stop recording\tCtrl+R"
    assert not desk.menu.actions()[1].isEnabled()
    assert desk.control.button.isHidden()
    desk.menu.actions()[0].trigger()
    desk.control.toggle()
    assert desk.asked == ["stop", "stop"]
    desk.control.show_recording(None)
    assert desk.lines[0] == "Record this conversation\tCtrl+R"
    assert desk.control.button.isVisible()
