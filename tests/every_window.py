"""Every window and panel of the program, made and shown as a person would meet it.

`EVERY_WINDOW` is a table from a name to a function that returns the window, shown and in its state. A new
window or panel gets a line here, and everything that holds for all of them is tested for it:
`test_accessibility.py` (names, roles, keyboard, focus) and `test_text_size.py` (nothing cut at twice the size).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from tests.kept_conversations import conversation, shelf, summary
from tests.kept_conversations import rows as kept_rows
from tests.ui import gallery
from tests.ui_tools import assistant, settle, user
from voiceapp.dialogue.snapshot import (
    DuplexMode,
    EchoCheck,
    Phase,
    Recording,
    ReplayMark,
    ReplayScene,
    SessionFacts,
    Snapshot,
)
from voiceapp.dialogue.two_answers import Again
from voiceapp.personas import Persona
from voiceapp.settings import Settings, problem_with
from voiceapp.ui.bundle_panel import BundlePanel, ShownFile
from voiceapp.ui.captions import Captions
from voiceapp.ui.conversations_shelf import Keeping, opened
from voiceapp.ui.first_run import FirstRun
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.mini_window import MiniWindow
from voiceapp.ui.replay_window import ReplayWindow
from voiceapp.ui.settings_check import ShownFinding
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_identity import Identity
from voiceapp.ui.settings_table import PAGES
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.settings_window import SettingsWindow

MICROPHONES = ("Rig microphone", "Headset WH-1000XM4 (Bluetooth hands-free)")
SPEAKERS = ("Speakers", "HDMI 2")
AZURE = "https://r.openai.azure.com"
IDENTITY = Identity(
    "You are signed in as anna@example.com.",
    "A key is kept for r.openai.azure.com.",
    can_sign_in=True,
    can_sign_out=True,
    can_keep=True,
    can_remove=True,
)
FINDINGS = (
    ShownFinding("settings", "ok", "settings.toml is fine.", "settings file"),
    ShownFinding("microphone", "warning", "It is very quiet. Turn it up.", details="-58 dB"),
    ShownFinding("link", "failed", "The service refuses the key. Keep another one.", details="401"),
)


def _main(name: str) -> Callable[[], QWidget]:
    def make() -> QWidget:
        scene = gallery.SCENES[name]
        window = gallery.make(replace(scene, size=(980, 720)))
        gallery.enter(window, scene)
        return window

    return make


def _with(then: Callable[[MainWindow], None]) -> Callable[[], QWidget]:
    def make() -> QWidget:
        window = gallery.make(gallery.Scene(size=(980, 720)))
        gallery.enter(window, gallery.Scene())
        then(window)
        settle()
        return window

    return make


def _above() -> MainWindow:
    """Return a window to stand above: its style sheet holds for those below it."""
    return gallery.make(gallery.Scene())


def _keys() -> QWidget:
    window = gallery.make(gallery.Scene())
    gallery.enter(window, gallery.Scene())
    window.show_keys()
    settle()
    keys = window.findChild(QWidget, "keys_area")
    assert keys is not None
    return keys.window()


def _server(window: MainWindow) -> None:
    window.work.toggle_inspector()
    window.inspector.pages.setCurrentIndex(4)


def _record(window: MainWindow) -> None:
    window.show_snapshot(replace(gallery.TALKING, recording=Recording("2026-11-21 14.02")))


def _recovered(window: MainWindow) -> None:
    window.recovered.offer("4 s of what you said before the crash were not delivered.", speech=True)


def service_of(address: str) -> Service:
    """Tell the services that the windows below are shown with."""
    return {"": Service.EMBEDDED, "embedded": Service.EMBEDDED, AZURE: Service.AZURE}.get(
        address, Service.OTHER
    )


def _filled(window: SettingsWindow | FirstRun) -> None:
    """Bring a window of settings to a state in which much is offered."""
    window.pieces.set_devices(MICROPHONES, SPEAKERS, "Rig microphone", "")
    window.show_way(Way("Embedded assistant", "Azure · gpt-realtime", is_other=True))
    window.pieces.identity.show_identity(IDENTITY)
    window.show_snapshot(replace(gallery.TALKING, session=SessionFacts(model="gpt-realtime", voice="marin")))
    window.pieces.check.begin.click()
    for finding in FINDINGS:
        window.pieces.check.show_finding(finding)
    window.pieces.check.show_end()


def _settings(page: str) -> Callable[[], QWidget]:
    def make() -> QWidget:
        addresses = {Service.EMBEDDED: "embedded", Service.AZURE: AZURE}
        window = SettingsWindow(problem_with, addresses, service_of, _above())
        window.open_window()
        window.side.pages.setCurrentRow([page.name for page in PAGES].index(page))
        window.pieces.destination.picker.buttons[Service.AZURE].click()
        _filled(window)
        settle()
        return window

    return make


def _settings_narrow() -> QWidget:
    window = _settings("sound")()
    window.resize(480, 600)
    settle()
    return window


def _settings_searched() -> QWidget:
    window = SettingsWindow(problem_with, {Service.EMBEDDED: "embedded"}, service_of, _above())
    window.open_window()
    window.side.search.setText("noise")
    settle()
    return window


def _first_run(step: int, service: Service = Service.EMBEDDED) -> Callable[[], QWidget]:
    def make() -> QWidget:
        addresses = {Service.EMBEDDED: "embedded", Service.AZURE: AZURE}
        window = FirstRun(problem_with, addresses, service_of, _above())
        window.open_window()
        if service is not Service.EMBEDDED:
            window.pieces.destination.picker.buttons[service].click()
        _filled(window)
        while window.step < step:
            window.next.click()
        settle()
        return window

    return make


def _first_run_echo() -> QWidget:
    window = _first_run(2)()
    assert isinstance(window, FirstRun)
    window.pieces.echo.begin.click()
    window.pieces.echo.panel.begin.click()
    window.pieces.echo.panel.show_check(EchoCheck(1.0, 0, "Some echo remains.", DuplexMode.CAUTIOUS))
    settle()
    return window


def _replay() -> QWidget:
    window = ReplayWindow("monday", about="Azure · gpt-realtime")
    window.show()
    picture = Snapshot(phase=Phase.SPEAKING, rows=gallery.TRAINS, numbers=gallery.NUMBERS)
    window.show_scene(
        ReplayScene(
            picture, position_ms=6_000, duration_ms=20_000, marks=(ReplayMark(1_000), ReplayMark(9_000, True))
        )
    )
    settle()
    return window


def _bundle() -> QWidget:
    panel = BundlePanel(_above())
    panel.show_files(
        (ShownFile("about.txt", 400, "What is in here"), ShownFile("tape/tape.jsonl", 586_645, "{}\n{}")),
        ["There is no log."],
    )
    panel.show()
    settle()
    return panel


def _captions() -> QWidget:
    window = Captions()
    window.open_window()
    window.show_snapshot(gallery.TALKING)
    settle()
    return window


def _mini() -> QWidget:
    window = MiniWindow("Azure · gpt-realtime")
    window.open_window()
    window.show_snapshot(gallery.TALKING)
    settle()
    return window


def _conversations(window: MainWindow) -> None:
    window.side.toggle_panel()
    window.kept.panel.show_keeping(Keeping.ON)
    window.kept.panel.show_shelf(shelf(summary(2), summary(1)))


def _found(window: MainWindow) -> None:
    window.side.toggle_panel()
    window.kept.panel.search.setText("kyoto")
    window.kept.panel.show_shelf(shelf(summary(2), summary(1), query="kyoto", terms=("kyoto",)))


def _kept_export(window: MainWindow) -> None:
    _conversations(window)
    window.kept.panel.ask.ask_export((summary(1),))


def _kept_deletion(window: MainWindow) -> None:
    _conversations(window)
    window.kept.panel.ask.ask_deletion((summary(1),))


def _kept_open(window: MainWindow) -> None:
    window.kept.show_opened(opened(conversation(summary(1), *kept_rows(4)), "", ()))


def _two_answers(window: MainWindow) -> None:
    answers = (
        user("Where is it?", key="u"),
        assistant("On the left.", key="a1", take=1, can_keep=True, heard_chars=12),
        assistant("On the right.", key="a2", take=2, can_keep=True, heard_chars=13),
    )
    window.show_snapshot(
        replace(gallery.TALKING, phase=Phase.LISTENING, rows=answers, again=Again("a2", None))
    )


def _persona() -> QWidget:
    window = _settings("personas")()
    assert isinstance(window, SettingsWindow)
    tutor = Persona("tutor", "Tutor", {"instructions": "Ask, do not tell."})
    window.show_settings(Settings(personas=(tutor,)), ())
    settle()
    return window


EVERY_WINDOW: Mapping[str, Callable[[], QWidget]] = {
    **{
        f"main, {name}": _main(name)
        for name in (
            "empty",
            "talking",
            "talking-dark",
            "talking-contrast-dark",
            "banner",
            "muted",
            "held",
            "no-devices",
            "unplugged",
            "find",
            "details",
            "retiring",
            "echo-ready",
            "echo-runs",
            "echo-found",
            "inspector",
            "latency",
            "numbers",
            "usage",
        )
    },
    "main, recording": _with(_record),
    "main, server": _with(_server),
    "main, not delivered": _with(_recovered),
    "keys": _keys,
    **{f"settings, {page.name}": _settings(page.name) for page in PAGES},
    "settings, searched": _settings_searched,
    "settings, narrow": _settings_narrow,
    "introduction, step 1": _first_run(1),
    "introduction, step 1, a service": _first_run(1, Service.AZURE),
    "introduction, step 2": _first_run(2),
    "introduction, step 2, echo": _first_run_echo,
    "introduction, step 3": _first_run(3),
    "replay": _replay,
    "problem report": _bundle,
    "captions": _captions,
    "mini": _mini,
    "main, two answers": _with(_two_answers),
    "main, conversations": _with(_conversations),
    "main, conversations found": _with(_found),
    "main, export": _with(_kept_export),
    "main, deletion": _with(_kept_deletion),
    "main, kept conversation": _with(_kept_open),
    "settings, a persona": _persona,
}
