from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QSplitter, QWidget

from tests.ui_tools import Wishes, assistant, controls, notice, settle, shown, spoken_name, user
from voiceapp.dialogue.inputs import (
    DuplexChosen,
    HandsFreeChosen,
    MuteChosen,
    NewConversationRequested,
    ReconnectRequested,
    StopPressed,
    TalkPressed,
    TalkReleased,
    TextSubmitted,
)
from voiceapp.dialogue.snapshot import Banner, DuplexMode, EchoCheck, Microphone, Phase, RowState, Snapshot
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.theme import Appearance, colors

NOW_NS = 7_000_000


class Bench:
    """A window with a bridge that remembers wishes."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self.bridge = Wishes()
        self.window = MainWindow(
            self.bridge, title_label="Azure · gpt-realtime", wall_offset_ns=0, settings=settings
        )
        shown(self.window, 1000, 700)

    def orientation(self) -> Qt.Orientation:
        splitter = self.window.inspector.parentWidget()
        assert isinstance(splitter, QSplitter)
        return splitter.orientation()

    @property
    def posted(self) -> list[object]:
        return list(self.bridge.posted)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def press(
    widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(widget, key, modifier)
    settle()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_title_names_whom_one_talks_to(bench: Bench) -> None:
    assert bench.window.windowTitle() == "Azure · gpt-realtime — voiceapp"
    assert bench.window.top.title.text() == "Azure · gpt-realtime"


def test_space_talks_from_the_start(bench: Bench) -> None:
    focus = focused()
    QTest.keyPress(focus, Qt.Key.Key_Space)
    assert bench.posted == [TalkPressed(at_ns=NOW_NS)]
    QTest.keyRelease(focus, Qt.Key.Key_Space)
    assert bench.posted == [TalkPressed(at_ns=NOW_NS), TalkReleased(at_ns=NOW_NS)]


def test_space_talks_from_the_transcript(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(rows=(user("Hello"),)))
    bench.window.view.setFocus()
    settle()
    QTest.keyPress(bench.window.view, Qt.Key.Key_Space)
    QTest.keyRelease(bench.window.view, Qt.Key.Key_Space)
    assert bench.posted == [TalkPressed(at_ns=NOW_NS), TalkReleased(at_ns=NOW_NS)]


def test_space_repeated_by_the_keyboard_is_one_hold(bench: Bench) -> None:
    view = bench.window.view
    bench.window.show_snapshot(Snapshot(rows=(user("Hello"),)))
    view.setFocus()

    def send(kind: QEvent.Type, repeat: bool) -> None:
        event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeat)
        QApplication.sendEvent(view, event)

    send(QEvent.Type.KeyPress, False)
    send(QEvent.Type.KeyRelease, True)
    send(QEvent.Type.KeyPress, True)
    assert bench.posted == [TalkPressed(at_ns=NOW_NS)]


def test_space_in_the_message_box_is_a_space(bench: Bench) -> None:
    box = bench.window.talk_area.message
    box.setFocus()
    settle()
    QTest.keyClicks(box, "a b")
    assert box.toPlainText() == "a b"
    assert bench.posted == []


def test_space_in_the_find_field_is_a_space(bench: Bench) -> None:
    bench.window.find_bar.open_bar()
    settle()
    QTest.keyClicks(bench.window.find_bar.field, "a b")
    assert bench.window.find_bar.field.text() == "a b"
    assert bench.posted == []


def test_space_on_a_button_presses_the_button(bench: Bench) -> None:
    mute = bench.window.talk_area.mute
    mute.setFocus()
    settle()
    press(mute, Qt.Key.Key_Space)
    assert bench.posted == [MuteChosen(at_ns=NOW_NS, muted=True)]


def test_going_to_another_field_while_holding_space_lets_go(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(rows=(user("Hello"),)))
    bench.window.view.setFocus()
    settle()
    QTest.keyPress(bench.window.view, Qt.Key.Key_Space)
    bench.window.talk_area.message.setFocus()
    settle()
    assert bench.posted == [TalkPressed(at_ns=NOW_NS), TalkReleased(at_ns=NOW_NS)]


def test_a_menu_taking_the_keyboard_lets_go(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(rows=(user("Hello"),)))
    view = bench.window.view
    view.setFocus()
    settle()
    QTest.keyPress(view, Qt.Key.Key_Space)
    menu = view.context_menu(bench.window.model.index(0))
    menu.popup(bench.window.mapToGlobal(bench.window.rect().center()))
    settle()
    assert bench.posted == [TalkPressed(at_ns=NOW_NS), TalkReleased(at_ns=NOW_NS)]
    menu.close()


def test_another_window_taking_the_keyboard_lets_go(bench: Bench) -> None:
    QTest.keyPress(bench.window.talk_area.talk, Qt.Key.Key_Space)
    other = QWidget()
    shown(other, 100, 100)
    assert not bench.window.isActiveWindow()
    assert bench.posted == [TalkPressed(at_ns=NOW_NS), TalkReleased(at_ns=NOW_NS)]


def test_another_window_takes_also_the_mouse_off_the_talk_button(bench: Bench) -> None:
    QTest.mousePress(bench.window.talk_area.talk, Qt.MouseButton.LeftButton)
    other = QWidget()
    shown(other, 100, 100)
    assert bench.posted == [TalkPressed(at_ns=NOW_NS), TalkReleased(at_ns=NOW_NS)]


def test_escape_stops_also_from_the_message_box(bench: Bench) -> None:
    bench.window.talk_area.message.setFocus()
    settle()
    press(bench.window.talk_area.message, Qt.Key.Key_Escape)
    assert bench.posted == [StopPressed(at_ns=NOW_NS)]


def test_escape_in_the_find_bar_closes_it_and_stops_nothing(bench: Bench) -> None:
    press(bench.window, Qt.Key.Key_F, CTRL)
    assert bench.window.find_bar.isVisible()
    press(bench.window.find_bar.field, Qt.Key.Key_Escape)
    assert not bench.window.find_bar.isVisible()
    assert bench.posted == []


@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [
        (Qt.Key.Key_M, CTRL, MuteChosen(at_ns=NOW_NS, muted=True)),
        (Qt.Key.Key_N, CTRL, NewConversationRequested(at_ns=NOW_NS)),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, ReconnectRequested(at_ns=NOW_NS)),
        (Qt.Key.Key_H, CTRL | SHIFT, HandsFreeChosen(at_ns=NOW_NS, hands_free=False)),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, StopPressed(at_ns=NOW_NS)),
    ],
)
def test_each_key_posts_its_wish(
    bench: Bench, key: Qt.Key, modifiers: Qt.KeyboardModifier, expected: object
) -> None:
    press(bench.window.talk_area.talk, key, modifiers)
    assert bench.posted == [expected]


def test_mute_asks_for_the_opposite_of_what_the_conversation_says(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(muted=True))
    press(bench.window, Qt.Key.Key_M, CTRL)
    assert bench.posted == [MuteChosen(at_ns=NOW_NS, muted=False)]


def test_typed_text_is_sent_and_the_transcript_goes_to_the_end(bench: Bench) -> None:
    box = bench.window.talk_area.message
    QTest.keyClicks(box, "  tell me a joke ")
    press(box, Qt.Key.Key_Return)
    assert bench.posted == [TextSubmitted(at_ns=NOW_NS, text="tell me a joke")]
    assert box.toPlainText() == ""


def test_an_example_is_sent_as_text(bench: Bench) -> None:
    bench.window.empty.examples[0].click()
    assert bench.posted == [TextSubmitted(at_ns=NOW_NS, text="What time is it?")]


def test_buttons_post_their_wishes(bench: Bench) -> None:
    bench.window.show_snapshot(
        Snapshot(phase=Phase.SPEAKING, rows=(user("x"),), banner=Banner("Lost.", can_retry=True))
    )
    bench.window.talk_area.stop.click()
    bench.window.talk_area.push_to_talk.click()
    bench.window.top.new.click()
    bench.window.banner.retry.click()
    assert bench.posted == [
        StopPressed(at_ns=NOW_NS),
        HandsFreeChosen(at_ns=NOW_NS, hands_free=False),
        NewConversationRequested(at_ns=NOW_NS),
        ReconnectRequested(at_ns=NOW_NS),
    ]


def test_the_empty_state_gives_way_to_the_first_row_and_comes_back(bench: Bench) -> None:
    assert bench.window.empty.isVisible()
    bench.window.show_snapshot(Snapshot(rows=(user("Hello"),)))
    assert not bench.window.empty.isVisible()
    assert bench.window.view.isVisible()
    bench.window.show_snapshot(Snapshot())
    assert bench.window.empty.isVisible()


def test_a_published_snapshot_reaches_the_pieces(bench: Bench) -> None:
    bench.bridge.publish(Snapshot(phase=Phase.THINKING, rows=(user("Hello"),), model="gpt-x"))
    bench.bridge.flush()
    assert bench.window.top.badge.word == "Thinking"
    assert bench.window.top.model.text() == "gpt-x"
    assert bench.window.model.rowCount() == 1


def test_every_control_has_a_name_for_screen_readers(bench: Bench) -> None:
    bench.window.work.toggle_inspector()
    bench.window.show_keys()
    bench.window.show_snapshot(
        Snapshot(rows=(user("x"), notice("y")), banner=Banner("Lost.", "why", can_retry=True))
    )
    nameless = [part for part in controls(bench.window) if not spoken_name(part).strip()]
    assert nameless == []
    assert len(controls(bench.window)) > 20
    areas = bench.window.findChildren(QAbstractScrollArea)
    unnamed = [
        area
        for area in areas
        if area.focusPolicy() is not Qt.FocusPolicy.NoFocus and not area.accessibleName()
    ]
    # A combo box's list and the corner of a table are Qt's own, named by what they belong to.
    assert [area for area in unnamed if type(area).__module__.startswith("voiceapp")] == []


def test_tab_reaches_every_control_that_can_be_used(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(phase=Phase.SPEAKING, rows=(user("x"),)))
    bench.window.set_devices(["Mic"], ["Speaker"])
    bench.window.talk_area.message.setPlainText("x")
    settle()
    bench.window.talk_area.talk.setFocus()
    reached: set[QWidget] = set()
    for _ in range(60):
        focus = focused()
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    area = bench.window.talk_area
    wanted = {
        area.talk,
        area.message,
        area.send,
        area.devices.microphone,
        area.devices.speaker,
        area.hands_free,
        area.push_to_talk,
        area.mute,
        area.stop,
        bench.window.view,
        bench.window.top.new,
        bench.window.top.find_button,
        bench.window.top.menu_button,
        bench.window.status.inspector,
        bench.window.status.keys,
    }
    assert wanted - reached == set()


def test_ctrl_o_asks_for_a_recording(bench: Bench) -> None:
    asked: list[None] = []
    bench.window.top.menu.open_requested.connect(lambda: asked.append(None))
    press(bench.window, Qt.Key.Key_O, CTRL)
    assert len(asked) == 1


def test_f12_shows_and_hides_the_inspector(bench: Bench) -> None:
    press(bench.window, Qt.Key.Key_F12)
    assert bench.window.inspector.isVisible()
    assert bench.window.status.inspector.isChecked()
    press(bench.window, Qt.Key.Key_F12)
    assert not bench.window.inspector.isVisible()
    assert not bench.window.status.inspector.isChecked()


def test_the_inspector_stands_below_where_the_window_is_narrow(bench: Bench) -> None:
    bench.window.work.toggle_inspector()
    settle()
    orientations = [bench.orientation()]
    bench.window.resize(500, 800)
    settle()
    orientations.append(bench.orientation())
    assert orientations == [Qt.Orientation.Horizontal, Qt.Orientation.Vertical]


def test_dark_and_light_by_key(bench: Bench) -> None:
    assert not colors().dark
    press(bench.window, Qt.Key.Key_D, CTRL | SHIFT)
    assert colors().dark
    press(bench.window, Qt.Key.Key_D, CTRL | SHIFT)
    assert not colors().dark


def test_closing_says_so_once_and_lets_go_of_the_talk_key(bench: Bench) -> None:
    closed: list[bool] = []
    bench.window.closing.connect(lambda: closed.append(True))
    QTest.keyPress(bench.window.talk_area.talk, Qt.Key.Key_Space)
    bench.window.close()
    QApplication.sendEvent(bench.window, QCloseEvent())
    assert closed == [True]
    assert bench.posted == [TalkPressed(at_ns=NOW_NS), TalkReleased(at_ns=NOW_NS)]


def test_ctrl_q_closes(bench: Bench) -> None:
    closed: list[bool] = []
    bench.window.closing.connect(lambda: closed.append(True))
    press(bench.window, Qt.Key.Key_Q, CTRL)
    assert closed == [True]


def test_size_and_appearance_are_remembered(tmp_path: Path) -> None:
    path = str(tmp_path / "window.ini")
    first = Bench(QSettings(path, QSettings.Format.IniFormat))
    first.window.resize(777, 666)
    first.window.choose_appearance(Appearance.DARK, high_contrast=True)
    first.window.work.toggle_inspector()
    first.window.close()
    settings = QSettings(path, QSettings.Format.IniFormat)
    second = MainWindow(Wishes(), title_label="x", wall_offset_ns=0, settings=settings)
    assert (second.width(), second.height()) == (777, 666)
    assert colors().dark
    assert colors().text == "#ffffff"
    assert not second.inspector.isHidden()


def test_settings_of_another_make_are_no_reason_to_fail(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("window/geometry", "nonsense")
    settings.setValue("window/appearance", "mauve")
    window = MainWindow(Wishes(), title_label="x", wall_offset_ns=0, settings=settings)
    assert window.width() == 776  # the usual 980 do not fit on this screen of 800


def test_a_sentence_in_passing_is_shown(bench: Bench) -> None:
    bench.window.show_sentence("The headset is gone.")
    assert bench.window.toast.isVisible()
    assert bench.window.toast.text() == "The headset is gone."


def test_device_choices_leave_the_window_by_name(bench: Bench) -> None:
    chosen: list[tuple[str, str]] = []
    bench.window.microphone_chosen.connect(lambda name: chosen.append(("microphone", name)))
    bench.window.speaker_chosen.connect(lambda name: chosen.append(("speaker", name)))
    bench.window.set_devices(["A", "B"], ["C"], "A", "")
    assert chosen == []
    bench.window.talk_area.devices.microphone.activated.emit(2)
    bench.window.talk_area.devices.speaker.activated.emit(0)
    assert chosen == [("microphone", "B"), ("speaker", "")]


@pytest.mark.parametrize("width", [420, 480, 640, 900, 1600])
def test_nothing_sticks_out_at_any_width(bench: Bench, width: int) -> None:
    bench.window.set_devices(["A very long name of a microphone " * 3], ["Another very long name " * 4])
    bench.window.show_snapshot(
        Snapshot(phase=Phase.USER_SPEAKING, rows=(user("x" * 500), assistant("y", state=RowState.LIVE)))
    )
    bench.window.resize(width, 700)
    settle()
    assert bench.window.width() == width
    area = bench.window.talk_area
    for part in (area.talk, area.message, area.send, area.mute, area.stop, area.devices.speaker):
        right = part.mapTo(bench.window, part.rect().topRight()).x()
        assert right < width, part


def test_ten_thousand_rows_are_shown_and_followed(bench: Bench) -> None:
    rows = tuple(
        user(f"question {n}", key=f"u{n}") if n % 2 else assistant(f"answer {n} " * 9, key=f"a{n}")
        for n in range(10_000)
    )
    bench.window.show_snapshot(Snapshot(rows=rows))
    settle()
    view = bench.window.view
    assert view.visualRect(view.model().index(9_999, 0)).bottom() <= view.viewport().height()
    bench.window.show_snapshot(Snapshot(rows=(*rows[:-1], replace(rows[-1], text="new words"))))
    assert bench.window.model.row_at(9_999).text == "new words"


# -- what may cut in, and the echo check -------------------------------------------------------------------


def test_a_chosen_mode_is_wished_for_and_told_to_whoever_remembers_it(bench: Bench) -> None:
    told: list[str] = []
    bench.window.duplex_chosen.connect(told.append)
    bench.window.top.menu.duplex.modes[DuplexMode.HALF].trigger()
    bench.window.top.menu.duplex.modes[None].trigger()
    assert bench.posted == [DuplexChosen(at_ns=NOW_NS, mode="half"), DuplexChosen(at_ns=NOW_NS, mode=None)]
    assert told == ["half", "auto"]


def test_the_mode_in_force_is_shown_in_the_menu_and_in_the_status_bar(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(duplex=DuplexMode.CAUTIOUS, echo="Some echo remains."))
    assert bench.window.status.duplex.text() == "Only a clear voice cuts in · automatic"
    assert "Some echo remains." in bench.window.status.duplex.toolTip()
    assert bench.window.top.menu.duplex.modes[None].isChecked()


def test_the_echo_check_is_asked_for_shown_used_and_in_nobodys_way(bench: Bench) -> None:
    window = bench.window
    asked: list[str] = []
    window.echo_check_wanted.connect(lambda: asked.append("check"))
    window.echo_check_stopped.connect(lambda: asked.append("stop"))
    window.top.menu.duplex.check.trigger()
    window.echo_panel.begin.click()
    assert asked == ["check"]
    assert not window.echo_panel.isWindow()
    QTest.keyClicks(window.talk_area.message, "hi")
    assert window.talk_area.message.toPlainText() == "hi"
    window.show_echo_check(EchoCheck(1.0, 0, "The loudspeaker is very loud.", DuplexMode.HALF))
    window.echo_panel.use.click()
    assert bench.posted == [DuplexChosen(at_ns=NOW_NS, mode="half")]
    assert asked == ["check"]
    assert not window.echo_panel.isVisible()


def test_escape_in_the_echo_check_ends_it_and_stops_no_answer(bench: Bench) -> None:
    bench.window.top.menu.duplex.check.trigger()
    settle()
    press(focused(), Qt.Key.Key_Escape)
    assert not bench.window.echo_panel.isVisible()
    assert bench.posted == []
    assert bench.window.talk_area.talk.hasFocus()


def test_a_device_that_does_not_work_is_said_for_as_long_as_it_does_not(bench: Bench) -> None:
    bench.window.show_snapshot(Snapshot(microphone_device="The microphone has stopped.", rows=(user("x"),)))
    assert bench.window.talk_area.notice.text.text() == "The microphone has stopped."
    assert bench.window.talk_area.notice.isVisible()
    working = Snapshot(microphone=Microphone.OPEN, microphone_device="A", speaker_works=True)
    bench.window.show_snapshot(working)
    assert not bench.window.talk_area.notice.isVisible()


def test_in_a_low_window_the_transcript_gives_way_and_the_talk_area_stays_whole(bench: Bench) -> None:
    window = bench.window
    window.top.menu.duplex.check.trigger()
    window.show_snapshot(Snapshot(microphone_device="The microphone has stopped."))
    window.resize(480, 500)
    settle()
    assert window.talk_area.height() >= window.talk_area.minimumSizeHint().height()
    assert window.echo_panel.height() >= window.echo_panel.minimumSizeHint().height()
    assert window.empty.height() < 240
