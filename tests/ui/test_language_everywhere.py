"""Every window in a language made for the test, and back: nothing is left in English, nothing is cut off."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from assets.i18n import make
from tests.kept_conversations import shelf, summary
from tests.ui import gallery, pseudo
from tests.ui.test_replay_window import scene
from tests.ui.test_settings_window import AZURE, Desk, service_of
from tests.ui_tools import assistant, settle, shown, user
from voiceapp.dialogue.snapshot import Banner, DuplexMode, EchoCheck, Phase, SessionFacts, Snapshot
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.bundle_panel import BundlePanel, ShownFile
from voiceapp.ui.captions import Captions
from voiceapp.ui.conversations_panel import ConversationsPanel
from voiceapp.ui.conversations_wishes import ConversationsWishes
from voiceapp.ui.device_picker import Choice
from voiceapp.ui.first_run import FirstRun
from voiceapp.ui.keys_dialog import KeysDialog
from voiceapp.ui.mini_window import MiniWindow
from voiceapp.ui.replay_keys import REPLAY_KEYS
from voiceapp.ui.replay_window import ReplayWindow
from voiceapp.ui.settings_check import ShownFinding
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_identity import Identity
from voiceapp.ui.settings_table import PAGES
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.tray_menu import TrayMenu

CHOICES_ELIDE = (Choice,)
"""Drawn by hand, with an ellipsis and the whole text as a tooltip or in the opened list."""
SCENES = (
    "talking",
    "empty",
    "banner",
    "muted",
    "no-devices",
    "unfinished",
    "retiring",
    "echo-found",
    "inspector",
)


@functools.cache
def ours() -> set[str]:
    """Return the words that must never be seen in English: whole, or several of them inside a text."""
    spelt_alike = {"OpenAI", "Azure OpenAI", "gpt-realtime", "ms", "p50", "p95"}
    said = {*make.window_words(), *make.told_sentences()}
    return {words for words in said - spelt_alike if "%" not in words}


def main_window(name: str) -> QWidget:
    found = gallery.SCENES[name]
    window = gallery.make(found)
    gallery.enter(window, found)
    window.show_snapshot(found.snapshot)  # what `then` changed shows with the next picture
    return window


def settings_window() -> QWidget:
    desk = Desk()
    window = desk.window
    window.show_settings(
        Settings(endpoint=AZURE),
        ("settings.toml, line 3: there is no setting `foo`.",),
    )
    window.pieces.show_in_force({"model": ("gpt-realtime", "settings file")})
    window.show_way(Way("Azure · one", "Embedded assistant", is_other=True))
    window.pieces.identity.show_identity(
        Identity("ada is signed in with the browser.", "The key is kept.", can_sign_in=True)
    )
    window.pieces.check.begin.click()
    window.pieces.check.show_finding(
        ShownFinding("microphone", "failed", "There is no microphone. Plug one in; typing works without.")
    )
    window.pieces.check.show_end()
    window.pieces.set_devices(("Rig",), ("HDMI",), "Headset", "")
    window.session.show_session(SessionFacts(turn_detection="by silence of 500 ms", transcription="off"))
    window.pieces.echo.begin.click()
    window.pieces.echo.panel.begin.click()
    window.pieces.echo.panel.show_check(
        EchoCheck(sentence="The echo is too quiet to matter.", recommended=DuplexMode.FULL)
    )
    window.pieces.rows["speed"].show_problem("`speed` must be a number from 0.25 to 1.5.")
    return window


def replay_window() -> QWidget:
    window = ReplayWindow("monday", about="Azure")
    shown(window, 1_000, 700)
    window.show_scene(scene(problem=Banner("There is no tape in monday."), silent="There is no loudspeaker."))
    return window


def bundle_panel() -> QWidget:
    panel = BundlePanel()
    shown(panel, 860, 600)
    panel.show_files((ShownFile("about.txt", 2_000, "text"),), ("There is no tape of the conversation.",) * 5)
    return panel


def captions() -> QWidget:
    window = Captions()
    window.open_window()
    window.show_snapshot(Snapshot(phase=Phase.SPEAKING, rows=(user("a question"), assistant("an answer"))))
    return window


def mini_window() -> QWidget:
    window = MiniWindow("Embedded assistant")
    window.open_window()
    return window


def first_run() -> QWidget:
    window = FirstRun(problem_with, {Service.EMBEDDED: "embedded"}, service_of)
    window.open_window()
    window.show_settings(Settings(endpoint=AZURE), ())
    window.show_way(Way("Azure · one", "Embedded assistant", is_other=True))
    return window


KEPT = (summary(2, "Trains", tags=("travel",), recorded=True), summary(1, "Notes"))


def conversations(ask: Callable[[ConversationsPanel], None] = lambda _panel: None) -> QWidget:
    panel = ConversationsPanel(ConversationsWishes())
    shown(panel, 320, 700)
    panel.show_shelf(shelf(*KEPT))
    ask(panel)
    return panel


WINDOWS: dict[str, Callable[[], QWidget]] = {
    **{f"main-{name}": functools.partial(main_window, name) for name in SCENES},
    "settings": settings_window,
    "replay": replay_window,
    "report": bundle_panel,
    "captions": captions,
    "mini": mini_window,
    "first-run": first_run,
    "tray": TrayMenu,
    "conversations": conversations,
    "conversations-delete": lambda: conversations(lambda panel: panel.ask.ask_deletion(KEPT)),
    "conversations-delete-all": lambda: conversations(lambda panel: panel.ask.ask_deletion_of_all()),
    "conversations-tags": lambda: conversations(lambda panel: panel.ask.ask_tags(KEPT)),
    "conversations-export": lambda: conversations(lambda panel: panel.ask.ask_export(KEPT)),
    "conversations-training": lambda: conversations(lambda panel: panel.ask.ask_training(())),
    "keys": KeysDialog,
    "replay-keys": lambda: KeysDialog(table=REPLAY_KEYS),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_another_language_reaches_every_word_of_a_window_and_leaves_no_trace(name: str) -> None:
    window = WINDOWS[name]()
    settle()
    before = pseudo.everything_shown(window)
    assert before
    with pseudo.Speaking():
        left = pseudo.leftovers(window, ours())
    assert left == []
    assert pseudo.everything_shown(window) == before


@pytest.mark.parametrize("width", [420, 1_000])
@pytest.mark.parametrize("name", ["main-talking", "main-banner", "main-echo-found", "replay", "report"])
def test_long_words_are_not_cut_off(name: str, width: int) -> None:
    window = WINDOWS[name]()
    with pseudo.Speaking():
        shown(window, width, 800)
        assert pseudo.cut_off(window, CHOICES_ELIDE) == []


@pytest.mark.parametrize("width", [480, 940])
@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_long_words_are_not_cut_off_in_the_settings(page: str, width: int) -> None:
    desk = Desk(width)
    desk.window.show_settings(Settings(endpoint=AZURE), ())
    with pseudo.Speaking():
        desk.page(page)
        assert pseudo.cut_off(desk.window, CHOICES_ELIDE) == []
