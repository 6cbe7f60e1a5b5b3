from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui_tools import assistant, controls, settle, shown, spoken_name, user
from voiceapp.dialogue.snapshot import (
    Banner,
    Numbers,
    Phase,
    ReplayMark,
    ReplayScene,
    Snapshot,
    Waterfall,
    WireNote,
)
from voiceapp.ui.replay_window import ReplayWindow
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.theme import DARK, palette_of

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
WIRES = tuple(WireNote(at_ns=n, sent=False, name=f"event.{n}", size_bytes=9, text="{}") for n in range(6))
ROWS = (user("a question", key="u1"), assistant("an answer", key="a1"))


def scene(position_ms: int = 6_000, wires_passed: int = 3, **fields: object) -> ReplayScene:
    picture = Snapshot(phase=Phase.SPEAKING, rows=ROWS, numbers=Numbers(interruptions=1))
    whole = {
        "snapshot": picture,
        "position_ms": position_ms,
        "duration_ms": 20_000,
        "marks": (ReplayMark(1_000),),
        "wires": WIRES,
        "wires_passed": wires_passed,
    }
    return ReplayScene(**{**whole, **fields})  # type: ignore[arg-type]


class Bench:
    def __init__(self) -> None:
        self.window = ReplayWindow("monday", about="Azure")
        self.wishes: list[object] = []
        window = self.window
        window.play_toggled.connect(lambda: self.wishes.append("play"))
        window.turn_requested.connect(lambda direction: self.wishes.append(("turn", direction)))
        window.sought.connect(lambda ms: self.wishes.append(("seek", ms)))
        window.speed_chosen.connect(lambda speed: self.wishes.append(("speed", speed)))
        window.row_requested.connect(lambda key: self.wishes.append(("row", key)))
        window.open_requested.connect(lambda: self.wishes.append("open"))
        window.dark_requested.connect(lambda: self.wishes.append("dark"))
        window.closing.connect(lambda: self.wishes.append("closed"))
        shown(window, 1_000, 700)
        window.show_scene(scene())
        settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifier)
        settle()

    def events(self) -> list[str]:
        model = self.window.inspector.wires.model
        return [model.note_at(row).name for row in range(model.rowCount())]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_window_says_that_it_is_a_recording_and_of_what(bench: Bench) -> None:
    assert bench.window.windowTitle() == "Recording: monday — voiceapp"
    assert bench.window.top.sign.word == "Recording"
    assert bench.window.top.sign.isVisible()


def test_it_shows_the_conversation_as_it_was_then(bench: Bench) -> None:
    assert [row.text for row in bench.window.model.rows()] == ["a question", "an answer"]
    assert bench.window.view.isVisible()
    assert bench.window.top.badge.word == "Speaking"
    assert bench.window.status.numbers.interruptions.text() == "1 interruption"


def test_before_anything_was_said_that_is_said(bench: Bench) -> None:
    bench.window.show_scene(ReplayScene(reading=True))
    assert bench.window.nothing.text() == "Reading the recording…"
    assert bench.window.nothing.isVisible()
    bench.window.show_scene(ReplayScene(duration_ms=100))
    assert bench.window.nothing.text() == "Nothing has been said yet at this point of the recording."


def test_the_inspector_has_the_events_before_the_position_forwards_and_back(bench: Bench) -> None:
    assert bench.events() == ["event.0", "event.1", "event.2"]
    bench.window.show_scene(scene(wires_passed=5))
    assert bench.events() == [f"event.{n}" for n in range(5)]
    bench.window.show_scene(scene(wires_passed=1))
    assert bench.events() == ["event.0"]
    bench.window.show_scene(scene(wires_passed=6))
    assert bench.events() == [f"event.{n}" for n in range(6)]


def test_the_waterfall_has_the_turns_so_far(bench: Bench) -> None:
    turns = (Waterfall("u1", committed_ms=10, first_heard_ms=300),)
    bench.window.show_scene(scene(snapshot=Snapshot(numbers=Numbers(waterfalls=turns))))
    assert bench.window.inspector.waterfall.accessibleDescription().startswith("Last turn: turn committed")


def test_space_plays_wherever_the_focus_is_in_the_conversation(bench: Bench) -> None:
    assert QApplication.focusWidget() is bench.window.bar.play
    bench.press(Qt.Key.Key_Space)
    bench.window.view.setFocus()
    bench.press(Qt.Key.Key_Space)
    bench.window.bar.slider.setFocus()
    bench.press(Qt.Key.Key_Space)
    assert bench.wishes == ["play"] * 3


def test_a_space_that_is_being_typed_plays_nothing(bench: Bench) -> None:
    bench.press(Qt.Key.Key_F, CTRL)
    bench.press(Qt.Key.Key_Space)
    assert bench.window.find_bar.field.text() == " "
    bench.press(Qt.Key.Key_Escape)
    assert bench.window.find_bar.isHidden()
    assert bench.wishes == []


def test_everything_can_be_done_with_keys(bench: Bench) -> None:
    for key, modifier in (
        (Qt.Key.Key_Left, CTRL),
        (Qt.Key.Key_Right, CTRL),
        (Qt.Key.Key_Left, ALT),
        (Qt.Key.Key_Right, ALT),
        (Qt.Key.Key_Up, CTRL),
        (Qt.Key.Key_Down, CTRL),
        (Qt.Key.Key_O, CTRL),
        (Qt.Key.Key_D, CTRL | Qt.KeyboardModifier.ShiftModifier),
    ):
        bench.press(key, modifier)
    assert bench.wishes == [
        ("turn", -1),
        ("turn", 1),
        ("seek", 1_000),
        ("seek", 11_000),
        ("speed", 2.0),
        ("speed", 0.5),
        "open",
        "dark",
    ]


def test_return_on_a_row_plays_from_it(bench: Bench) -> None:
    bench.window.view.setFocus()
    bench.window.view.setCurrentIndex(bench.window.model.index(1, 0))
    bench.press(Qt.Key.Key_Return)
    assert bench.wishes == [("row", "a1")]


def test_f12_shows_the_inspector_and_f1_the_keys_of_a_recording(bench: Bench) -> None:
    bench.press(Qt.Key.Key_F12)
    assert bench.window.inspector.isVisible()
    assert bench.window.status.inspector.isChecked()
    bench.press(Qt.Key.Key_F12)
    assert bench.window.inspector.isHidden()
    bench.window.show_keys()
    keys = bench.window._keys
    assert keys is not None
    assert keys.isVisible()


def test_what_is_wrong_with_the_recording_stands_above_it(bench: Bench) -> None:
    bench.window.show_scene(scene(problem=Banner("Line 7 of the tape is damaged.", "offset 3")))
    assert bench.window.banner.isVisible()
    assert bench.window.banner.text.text() == "Line 7 of the tape is damaged."


def test_a_trouble_of_that_time_is_told_as_one_and_cannot_be_retried(bench: Bench) -> None:
    then = Snapshot(rows=ROWS, banner=Banner("The service cannot be reached.", can_retry=True))
    bench.window.show_scene(scene(snapshot=then))
    assert bench.window.banner.text.text() == "At that time: The service cannot be reached."
    assert not bench.window.banner.retry.isVisible()


def test_a_recording_that_cannot_be_read_shows_only_why(bench: Bench) -> None:
    fresh = ReplayWindow("monday")
    shown(fresh, 800, 600)
    fresh.show_scene(ReplayScene(problem=Banner("There is no tape in monday.")))
    assert fresh.banner.text.text() == "There is no tape in monday."
    assert fresh.nothing.text() == ""
    assert not fresh.bar.play.isEnabled()


def test_closing_is_told_once(bench: Bench) -> None:
    bench.press(Qt.Key.Key_W, CTRL)
    assert bench.wishes == ["closed"]
    assert not bench.window.isVisible()


def test_the_colours_follow_the_application(bench: Bench, app: QApplication) -> None:
    app.setPalette(palette_of(DARK))
    settle()
    assert bench.window.styleSheet() == style_sheet(DARK)


def test_narrow_windows_have_the_inspector_below(bench: Bench) -> None:
    bench.window.work.toggle_inspector()
    bench.window.resize(500, 700)
    settle()
    assert bench.window.inspector.y() > 0
    bench.window.resize(1_100, 700)
    settle()
    assert bench.window.inspector.x() > 0


def test_everything_has_a_name(bench: Bench) -> None:
    assert all(spoken_name(part) for part in [*controls(bench.window), bench.window.bar.slider])
