"""The window reached from outside: shown, closed, told, and a key tried on its screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui_tools import settle
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.reach_window import WindowReach
from voiceapp.settings import Settings


class Window(QWidget):
    """What the main window is to its reach."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[str] = []

    def quit(self) -> None:
        self.close()

    def show_sentence(self, text: str) -> None:
        self.sentences.append(text)


class Talk:
    """What the conversation is to its reach."""

    def __init__(self) -> None:
        self.engine = self

    def sink(self, happened: Input) -> None: ...

    def snapshot(self) -> Snapshot:
        return Snapshot()


class Loop:
    """A voice loop that keeps what it was asked to run, by name."""

    def __init__(self) -> None:
        self.spawned: list[str] = []

    def spawn(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        work().close()
        self.spawned.append(name)


class KeyTest(QObject):
    """What the test of a key on the screen asks for and shows."""

    keys_wanted = Signal()
    trial_requested = Signal(str)
    trial_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[object] = []

    def show_watched(self, *told: object) -> None:
        self.shown.append(told)

    def show_key(self, is_down: bool) -> None:
        self.shown.append(is_down)


class Stage:
    def __init__(self) -> None:
        self.window = Window()
        self.loop = Loop()
        self.reaching = WindowReach(
            self.loop,  # type: ignore[arg-type]
            self.window,  # type: ignore[arg-type]
            Talk(),  # type: ignore[arg-type]
            Settings(),
            ManualClock(),
            None,
        )

    def on_another_thread(self, work: Callable[[], object]) -> None:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
        settle()


@pytest.fixture
def stage() -> Iterator[Stage]:
    QApplication.instance() or QApplication([])
    found = Stage()
    yield found
    found.window.close()


def test_a_hidden_or_minimized_window_is_shown(stage: Stage) -> None:
    stage.on_another_thread(stage.reaching.reach.show)
    assert stage.window.isVisible()
    stage.window.showMinimized()
    stage.on_another_thread(stage.reaching.reach.show)
    assert stage.window.isVisible()
    assert not stage.window.isMinimized()


def test_the_mini_window_is_asked_for_and_the_window_left_alone(stage: Stage) -> None:
    asked: list[bool] = []
    stage.reaching.mini_requested.connect(lambda: asked.append(True))
    stage.on_another_thread(lambda: stage.reaching.reach.show(mini=True))
    assert asked == [True]
    assert not stage.window.isVisible()


def test_a_menu_talks_on_the_loop_like_a_key(stage: Stage) -> None:
    stage.reaching.talk(True)
    stage.reaching.talk(False)
    assert stage.loop.spawned == ["talk from a menu"] * 2


def test_quitting_closes_the_window(stage: Stage) -> None:
    stage.window.show()
    stage.on_another_thread(stage.reaching.reach.quit)
    assert not stage.window.isVisible()


def test_what_is_told_is_shown_as_a_sentence(stage: Stage) -> None:
    stage.on_another_thread(lambda: stage.reaching.told.emit("Another program has the key F9."))
    assert stage.window.sentences == ["Another program has the key F9."]


def test_a_test_of_a_key_is_done_on_the_loop_and_shown_in_the_window(stage: Stage) -> None:
    test = KeyTest()
    stage.reaching.take_trials(test)  # type: ignore[arg-type]
    test.keys_wanted.emit()
    test.trial_requested.emit("F9")
    test.trial_ended.emit()
    assert stage.loop.spawned == ["free the hotkeys", "try a hotkey", "end the trial of a hotkey"]
    stage.on_another_thread(lambda: stage.reaching.trial_told.emit("Watched.", True))
    stage.on_another_thread(lambda: stage.reaching.trial_key.emit(True))
    assert test.shown == [("Watched.", True), True]


def test_other_settings_bring_other_keys(stage: Stage) -> None:
    stage.reaching.use(Settings(hotkey="F10"))
    assert stage.loop.spawned == ["choose hotkeys"]
