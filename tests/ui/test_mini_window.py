"""The conversation in a corner of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui_tools import assistant, controls, settle, shown, spoken_name, user
from voiceapp.dialogue.snapshot import Banner, Microphone, Phase, RowState, Snapshot
from voiceapp.ui.mini_window import MiniWindow
from voiceapp.ui.theme import DARK, palette_of


class Desk:
    """A mini window, and what it asked for."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self.mini = MiniWindow("Azure · gpt-realtime", settings)
        self.asked: list[object] = []
        for name in ("talk_pressed", "talk_released", "stop_requested", "window_requested", "quit_requested"):
            getattr(self.mini, name).connect(lambda name=name: self.asked.append(name))
        self.mini.mute_requested.connect(lambda muted: self.asked.append(("mute", muted)))
        self.mini.visibility_changed.connect(lambda seen: self.asked.append(("seen", seen)))

    def open(self) -> Desk:
        self.mini.open_window()
        settle()
        self.asked.clear()
        return self


@pytest.fixture
def desk(app: QApplication) -> Iterator[Desk]:
    found = Desk().open()
    yield found
    found.mini.close()


def press(desk: Desk, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(desk.mini, key, modifier)
    settle()


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_it_stays_above_others_without_a_frame_and_can_be_reached_like_any_window(desk: Desk) -> None:
    flags = desk.mini.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.FramelessWindowHint
    assert desk.mini.windowType() == Qt.WindowType.Window
    assert desk.mini.windowTitle() == "Mini window — voiceapp"


def test_space_talks_from_the_start_and_from_wherever_the_focus_is(desk: Desk) -> None:
    for focus in (desk.mini.talk, desk.mini):
        focus.setFocus()
        QTest.keyPress(focus, Qt.Key.Key_Space)
        QTest.keyRelease(focus, Qt.Key.Key_Space)
    assert desk.asked == ["talk_pressed", "talk_released"] * 2


def test_the_talk_button_is_held_by_the_mouse(desk: Desk) -> None:
    QTest.mousePress(desk.mini.talk, Qt.MouseButton.LeftButton)
    assert desk.asked == ["talk_pressed"]
    QTest.mouseRelease(desk.mini.talk, Qt.MouseButton.LeftButton)
    assert desk.asked == ["talk_pressed", "talk_released"]


def test_talk_ends_when_another_window_takes_the_keyboard_and_when_it_is_closed(desk: Desk) -> None:
    QTest.keyPress(desk.mini.talk, Qt.Key.Key_Space)
    other = shown(QWidget())
    assert desk.asked == ["talk_pressed", "talk_released"]
    other.close()
    desk.mini.activateWindow()
    settle()
    desk.mini.talk.setFocus()
    desk.asked.clear()
    QTest.keyPress(desk.mini.talk, Qt.Key.Key_Space)
    desk.mini.close()
    assert desk.asked == ["talk_pressed", "talk_released", ("seen", False)]


def test_keys_stop_mute_and_lead_back(desk: Desk) -> None:
    press(desk, Qt.Key.Key_Escape)
    press(desk, Qt.Key.Key_M, CTRL)
    press(desk, Qt.Key.Key_M, CTRL | SHIFT)
    press(desk, Qt.Key.Key_Q, CTRL)
    assert desk.asked == ["stop_requested", ("mute", True), "window_requested", "quit_requested"]


def test_buttons_do_the_same(desk: Desk) -> None:
    desk.mini.show_snapshot(Snapshot(phase=Phase.SPEAKING, muted=True))
    for button in (desk.mini.stop, desk.mini.mute, desk.mini.window_button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.asked == ["stop_requested", ("mute", False), "window_requested"]
    QTest.mouseClick(desk.mini.shut, Qt.MouseButton.LeftButton)
    assert not desk.mini.isVisible()


def test_it_shows_the_state_the_level_and_the_last_lines(desk: Desk) -> None:
    rows = (user("Tell me a story"), assistant("Once there was", heard_chars=4, state=RowState.LIVE))
    picture = Snapshot(phase=Phase.SPEAKING, rows=rows, microphone=Microphone.OPEN, mic_rms=9_000)
    desk.mini.show_snapshot(picture)
    assert desk.mini.badge.word == "Speaking"
    assert desk.mini.talk.meter.segments_lit()[0] > 3
    assert [block.row for block in desk.mini.lines._blocks] == list(rows)
    assert desk.mini.stop.isEnabled()
    desk.mini.show_snapshot(Snapshot(phase=Phase.LISTENING))
    assert not desk.mini.stop.isEnabled()


def test_a_long_answer_that_was_cut_shows_the_place_of_the_cut_and_not_its_end(desk: Desk) -> None:
    text = "Once there was a lighthouse at the end of a long gray coast. " * 20
    cut = assistant(text, heard_chars=30, state=RowState.CUT, cut_ms=1_500)
    desk.mini.show_snapshot(Snapshot(phase=Phase.LISTENING, rows=(cut,)))
    assert desk.mini.lines.offset() == 0.0


def test_what_is_wrong_stands_in_the_place_of_the_name_until_it_is_over(desk: Desk) -> None:
    banner = Banner("The connection is gone. Trying again in 2 s.")
    desk.mini.show_snapshot(Snapshot(phase=Phase.RECONNECTING, banner=banner))
    assert desk.mini.name.toolTip() == "The connection is gone. Trying again in 2 s."
    assert spoken_name(desk.mini.name) == "The connection is gone. Trying again in 2 s."
    desk.mini.show_snapshot(Snapshot(phase=Phase.LISTENING))
    assert desk.mini.name.toolTip() == "Azure · gpt-realtime"


def test_every_control_has_a_name_and_is_reached_with_tab(desk: Desk) -> None:
    desk.mini.show_snapshot(Snapshot(phase=Phase.SPEAKING))
    reached: list[QWidget] = []
    desk.mini.talk.setFocus()
    for _ in range(5):
        reached.append(desk.mini.focusWidget())
        QTest.keyClick(desk.mini.focusWidget(), Qt.Key.Key_Tab)
    mini = desk.mini
    assert reached == [mini.talk, mini.mute, mini.stop, mini.window_button, mini.shut]
    assert all(spoken_name(control) for control in controls(mini))
    assert spoken_name(mini) == "Mini window"
    assert spoken_name(mini.name) == "Talking to Azure · gpt-realtime"


def test_a_name_too_long_is_cut_off_at_its_end_and_told_whole_by_the_pointer(desk: Desk) -> None:
    name = "An assistant with a name that is much too long for a window of this size"
    desk.mini.show_whom(name)
    settle()
    assert desk.mini.name.shown().endswith("…")
    assert desk.mini.name.toolTip() == name
    assert desk.mini.width() <= 360


def test_it_begins_in_the_lower_right_corner_of_the_screen(desk: Desk) -> None:
    room = desk.mini.screen().availableGeometry()
    assert room.contains(desk.mini.geometry())
    assert desk.mini.geometry().center().x() > room.center().x()
    assert desk.mini.geometry().center().y() > room.center().y()


def test_it_comes_back_where_it_was_left(app: QApplication, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    before = Desk(settings).open()
    before.mini.move(QPoint(40, 50))
    before.mini.resize(400, 260)
    before.mini.close()
    after = Desk(settings).open()
    assert after.mini.pos() == QPoint(40, 50)
    assert (after.mini.width(), after.mini.height()) == (400, 260)
    after.mini.close()


def test_by_itself_it_is_shown_without_asking_for_the_keyboard(app: QApplication) -> None:
    asked: list[bool] = []

    class Noting(MiniWindow):
        def activateWindow(self) -> None:
            asked.append(True)

    mini = Noting("Azure")
    mini.open_window(by_itself=True)
    assert mini.isVisible()
    assert asked == []
    mini.hide()
    mini.open_window()
    assert asked == [True]
    mini.close()


def test_it_takes_other_colours_with_the_program(desk: Desk, app: QApplication) -> None:
    before = desk.mini.styleSheet()
    app.setPalette(palette_of(DARK))
    settle()
    assert desk.mini.styleSheet() != before


def test_a_double_click_leads_back(desk: Desk) -> None:
    QTest.mouseDClick(desk.mini.badge, Qt.MouseButton.LeftButton)
    assert desk.asked == ["window_requested"]
