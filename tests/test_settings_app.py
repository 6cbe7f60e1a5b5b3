"""The settings window and the program: what is chosen is in the file, and followed by whom it concerns."""

from __future__ import annotations

import asyncio
import logging
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from tests.file_keyring import FileKeyring
from tests.ui_tools import Wishes, settle
from voiceapp.application import application
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.choices import Choices
from voiceapp.chosen_target import ChosenTarget
from voiceapp.clock import ManualClock, SystemClock
from voiceapp.dialogue.inputs import NewConversationRequested, ReconnectRequested, SettingsChosen
from voiceapp.dialogue.snapshot import DuplexMode, EchoCheck, Snapshot
from voiceapp.loop_thread import LoopThread
from voiceapp.settings import Settings
from voiceapp.settings_app import SettingsApp, problem_with, service_of
from voiceapp.settings_file import settings_path
from voiceapp.transport.credentials import Secret
from voiceapp.transport.key_store import KeyStore
from voiceapp.transport.resolve import Connection, Environment, Flags, resolve
from voiceapp.ui.hotkey_test import HotkeyTest
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.settings_window import SettingsWindow
from voiceapp.ui.theme import Appearance

AZURE = "https://r.openai.azure.com"
SERVER = "ws://127.0.0.1:9/v1/realtime?model=m"
CANARY = "canary-0123456789-secret"
LIMIT_S = 20.0


class Checking:
    """An echo check that tells one thing."""

    def __init__(self) -> None:
        self.stopped = False

    async def check(self, tell: Callable[[EchoCheck], None]) -> None:
        tell(EchoCheck(1.0, sentence="No echo.", recommended=DuplexMode.FULL))

    async def stop(self) -> None:
        self.stopped = True


class Keys:
    """What reaches the window from outside: the tests it shows, and the keys it watches."""

    def __init__(self) -> None:
        self.tests: list[HotkeyTest] = []
        self.used: list[str] = []

    def take_trials(self, test: HotkeyTest) -> None:
        self.tests.append(test)

    def use(self, settings: Settings) -> None:
        self.used.append(settings.hotkey)


class Desk:
    """A window, a loop in its thread, and a settings file."""

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        application()
        self.environ: dict[str, str] = {}
        self.crashes: list[BaseException] = []
        self.thread = LoopThread(on_crash=self.crashes.append)
        self.bridge = Wishes()
        self.window = MainWindow(self.bridge, title_label="Embedded assistant", wall_offset_ns=0)
        found = settings or Settings()
        self.target = ChosenTarget(Choices(self.weigh(found), found), SystemClock())
        self.checking = Checking()
        self.keys = Keys()
        self.keyring = KeyStore(FileKeyring(folder / "keys"))
        self.app = SettingsApp(
            self.thread,
            self.window,
            self.bridge,
            self.target,
            SystemClock(),
            weigh=self.weigh,
            sound=SimulatedSound(ManualClock()),
            checking=self.checking,  # type: ignore[arg-type]
            reach=self.keys,  # type: ignore[arg-type]
            keys=self.keyring,
        )
        self.thread.start(asyncio.Event().wait)  # type: ignore[arg-type]

    def weigh(self, settings: Settings) -> Connection:
        return resolve(Flags(), Environment(self.environ, {}), settings)

    def opened(self) -> SettingsWindow:
        """Open the window with its key, and wait for what it looks up."""
        self.window.show()
        self.window.activateWindow()
        settle()
        QTest.keyClick(self.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
        made = self.app.settings
        assert made is not None
        until(lambda: made.pieces.identity.outcome.text() != "Looking…")
        return made

    @property
    def chosen(self) -> list[SettingsChosen]:
        return [wish for wish in self.bridge.posted if isinstance(wish, SettingsChosen)]

    def close(self) -> None:
        assert self.thread.stop() == ()
        self.window.close()
        self.window.deleteLater()
        assert self.crashes == []


def until(is_so: Callable[[], bool]) -> None:
    """Let Qt work until something is so."""
    end = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        QCoreApplication.processEvents()


def in_file() -> dict[str, object]:
    return tomllib.loads(settings_path().read_text())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()
    settings_path().unlink(missing_ok=True)


def written(text: str) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text(text)


# -- settings ----------------------------------------------------------------------------------------------


def test_what_is_chosen_is_saved_beside_the_comments_and_followed_at_once(desk: Desk) -> None:
    written("# mine\nvoice = 'marin' # a good one\n")
    made = desk.opened()
    made.pieces.setting_chosen.emit("vad_silence_ms", 700)
    text = settings_path().read_text()
    assert text == "# mine\nvoice = 'marin' # a good one\nvad_silence_ms = 700\n"
    assert desk.chosen[-1].options.vad_silence_ms == 700
    assert desk.chosen[-1].options.voice == "marin"


def test_a_line_with_a_mistake_is_told_and_stays_until_something_is_saved(desk: Desk) -> None:
    written("speed = 9\n")
    made = desk.opened()
    assert made.problems.text.text() == "settings.toml, line 1: `speed` must be a number from 0.25 to 1.5."
    assert settings_path().read_text() == "speed = 9\n"
    made.pieces.setting_chosen.emit("speed", 1.25)
    assert in_file() == {"speed": 1.25}
    assert made.problems.isHidden()


def test_a_file_that_cannot_be_read_is_left_alone_and_says_so_at_the_setting(desk: Desk) -> None:
    written("this is = = no TOML")
    made = desk.opened()
    assert "The defaults are used." in made.problems.text.text()
    made.pieces.setting_chosen.emit("speed", 1.25)
    assert "has a mistake and is left as it is" in made.pieces.rows["speed"].problem.text()
    assert settings_path().read_text() == "this is = = no TOML"
    assert desk.chosen == []


def test_what_was_switched_in_the_other_window_stays(desk: Desk) -> None:
    made = desk.opened()
    desk.bridge.snapshot_changed.emit(Snapshot(hands_free=False, duplex_chosen=DuplexMode.HALF))
    made.pieces.setting_chosen.emit("temperature", 0.7)
    options = desk.chosen[-1].options
    assert (options.hands_free, options.duplex) == (False, DuplexMode.HALF)
    made.pieces.setting_chosen.emit("duplex", "full")
    assert desk.chosen[-1].options.duplex is DuplexMode.FULL
    made.pieces.setting_chosen.emit("hands_free", False)
    desk.bridge.snapshot_changed.emit(Snapshot(hands_free=False))
    made.pieces.setting_chosen.emit("hands_free", True)
    assert desk.chosen[-1].options.hands_free


def test_what_does_not_concern_the_conversation_does_not_reach_it(desk: Desk) -> None:
    made = desk.opened()
    made.pieces.setting_chosen.emit("keep_conversations", True)
    assert in_file() == {"keep_conversations": True}
    assert desk.chosen == []


def test_the_appearance_is_followed_and_the_menus_choice_is_kept(desk: Desk) -> None:
    made = desk.opened()
    made.pieces.setting_chosen.emit("appearance", "dark")
    assert desk.window._theme.appearance is Appearance.DARK
    desk.window.top.menu.appearance_chosen.emit(Appearance.LIGHT)
    assert in_file() == {"appearance": "light"}
    assert made.pieces.rows["appearance"].control.currentText() == "Light"  # type: ignore[attr-defined]


def test_devices_are_chosen_by_whoever_owns_them(desk: Desk) -> None:
    made = desk.opened()
    wished: list[str] = []
    desk.window.microphone_chosen.connect(wished.append)
    desk.window.speaker_chosen.connect(wished.append)
    made.pieces.setting_chosen.emit("microphone", "Headset")
    made.pieces.setting_chosen.emit("speaker", "")
    assert wished == ["Headset", ""]
    desk.app.set_devices(("Headset",), (), "Headset", "")
    assert made.pieces.rows["microphone"].control.currentText() == "Headset"  # type: ignore[attr-defined]


def test_a_key_for_every_program_is_tried_here_and_then_watched(desk: Desk) -> None:
    made = desk.opened()
    assert len(desk.keys.tests) == 1
    made.pieces.setting_chosen.emit("hotkey", "F9")
    assert desk.keys.used == ["F9"]


# -- connection --------------------------------------------------------------------------------------------


def test_a_connection_changes_when_the_person_says_so(desk: Desk) -> None:
    made = desk.opened()
    assert made.pieces.destination.panel.says.text() == "In use: Embedded assistant."
    made.pieces.setting_chosen.emit("endpoint", SERVER)
    assert made.pieces.destination.panel.connect_now.isVisible()
    assert desk.target.label == "Embedded assistant"
    made.pieces.destination.panel.connect_now.click()
    until(lambda: any(isinstance(wish, NewConversationRequested) for wish in desk.bridge.posted))
    assert desk.target.label == "This computer · m"
    assert desk.window.windowTitle() == "This computer · m — voiceapp"
    assert made.pieces.destination.panel.says.text() == "In use: This computer · m."
    assert not made.pieces.destination.panel.connect_now.isVisible()


def test_after_another_connection_all_that_tells_of_the_service_tells_of_that_one(desk: Desk) -> None:
    asked: list[str] = []
    desk.window.notice._notice_of = asked.append
    desk.window.notice.show_model("m")
    made = desk.opened()
    made.pieces.setting_chosen.emit("endpoint", SERVER)
    assert desk.app.choices_in_use.connection.is_embedded
    made.pieces.destination.panel.connect_now.click()
    until(lambda: any(isinstance(wish, NewConversationRequested) for wish in desk.bridge.posted))
    settle()
    assert desk.app.choices_in_use.connection.endpoint.value == SERVER
    desk.window.notice.show_model("m")
    assert asked == ["m", "m"]


def test_settings_that_lead_nowhere_say_what_is_missing(desk: Desk) -> None:
    made = desk.opened()
    made.pieces.setting_chosen.emit("endpoint", AZURE)
    assert "deployment" in made.pieces.destination.panel.says.text()
    assert not made.pieces.destination.panel.connect_now.isVisible()


def test_a_variable_that_beats_the_file_is_named_at_its_setting(desk: Desk) -> None:
    desk.environ["VOICEAPP_VOICE"] = "ash"
    made = desk.opened()
    assert "“ash” from VOICEAPP_VOICE" in made.pieces.rows["voice"].origin.text()


def test_a_key_goes_to_the_keyring_and_nowhere_else(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = desk.opened()
    made.pieces.setting_chosen.emit("endpoint", f"{AZURE}/openai/v1/realtime?model=d")
    until(lambda: made.pieces.identity.keep.isVisible() and made.pieces.identity.keep.isEnabled())
    made.pieces.identity.keep.click()
    QTest.keyClicks(made.pieces.identity.entry.field, CANARY)
    QTest.keyClick(made.pieces.identity.entry.field, Qt.Key.Key_Return)
    until(lambda: made.pieces.identity.outcome.text() == "The key is kept.")
    assert desk.keyring.read("r.openai.azure.com") == Secret(CANARY)
    assert any(isinstance(wish, ReconnectRequested) for wish in desk.bridge.posted)
    places = settings_path().read_text() + caplog.text + repr(desk.bridge.posted)
    for widget in (made, *made.findChildren(type(made.pieces.destination.panel.says))):
        places += widget.accessibleName() + widget.accessibleDescription()
        places += str(widget.property("text"))
    assert CANARY not in places


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("", Service.EMBEDDED),
        ("embedded", Service.EMBEDDED),
        (AZURE, Service.AZURE),
        ("https://api.openai.com/v1", Service.OPENAI),
        (SERVER, Service.OTHER),
        ("not an address", Service.OTHER),
    ],
)
def test_an_address_tells_the_kind_of_service(address: str, service: Service) -> None:
    assert service_of(address) is service


def test_an_address_is_looked_at_as_it_is_typed() -> None:
    assert problem_with("endpoint", "http://r.openai.azure.com") != ""
    assert problem_with("endpoint", AZURE) == ""
    assert problem_with("endpoint", "") == ""
    assert problem_with("speed", 9) == "`speed` must be a number from 0.25 to 1.5."


# -- checks ------------------------------------------------------------------------------------------------


def test_a_check_shows_each_finding_and_its_end(desk: Desk) -> None:
    made = desk.opened()
    made.pieces.setting_chosen.emit("endpoint", AZURE)  # without a deployment there is nothing to wait for
    made.pieces.check.speak.click()
    made.pieces.check.begin.click()
    until(lambda: made.pieces.check.says.text() != "Checking…")
    names = [finding.name for finding in made.pieces.check.findings]
    assert names[0] == "endpoint"
    assert "keyring" in names
    assert made.pieces.check.says.text() == "Not everything works. What to do about it is written below."


def test_a_check_that_was_stopped_is_not_shown(desk: Desk) -> None:
    made = desk.opened()
    made.pieces.setting_chosen.emit("endpoint", AZURE)
    made.pieces.check.begin.click()
    made.pieces.check.stop.click()
    settle()
    assert made.pieces.check.findings == ()


def test_the_echo_check_comes_back_to_where_it_was_asked_for(desk: Desk) -> None:
    made = desk.opened()
    made.pieces.echo.begin.click()
    made.pieces.echo.panel.begin.click()
    until(lambda: made.pieces.echo.panel.title.text() == "No echo.")
    made.pieces.echo.panel.use.click()
    assert in_file() == {"duplex": "full"}
