"""The settings window and the running program, put together: what is chosen is saved and followed.

A setting is followed at once where the conversation can, from the next start on where the window says so, and
a connection when the person asks for it. The file is the truth: after each change it is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from voiceapp import settings as settings_file
from voiceapp.audio.device import SoundSystem
from voiceapp.checkup import Checkup, Finding
from voiceapp.choices import Choices, options_of
from voiceapp.chosen_target import ChosenTarget
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import NewConversationRequested, ReconnectRequested, SettingsChosen
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.echo_checking import EchoChecking
from voiceapp.errors import VoiceappError
from voiceapp.loop_thread import LoopThread
from voiceapp.reach import key_wishes
from voiceapp.reach_window import WindowReach
from voiceapp.settings import Settings
from voiceapp.settings_origin import stronger_than_file
from voiceapp.signing_in import SigningIn
from voiceapp.targets import OFFLINE_LABEL
from voiceapp.transport.credentials import Secret
from voiceapp.transport.endpoint import OPENAI_BASE, carries, parse_endpoint
from voiceapp.transport.key_store import KeyStore
from voiceapp.transport.resolve import EMBEDDED, Connection
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.settings_check import ShownFinding
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_key_field import SettingKey
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_talk_key import SettingTalkKey
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.settings_window import SettingsWindow
from voiceapp.ui.theme import Appearance

ADDRESSES = {Service.EMBEDDED: EMBEDDED, Service.OPENAI: OPENAI_BASE}
DEVICES = ("microphone", "speaker")

Weigh = Callable[[Settings], Connection]


def problem_with(name: str, value: object) -> str:
    """Return what is wrong with a value, as a sentence; empty: nothing."""
    problem = settings_file.problem_with(name, value)
    if not problem and name == "endpoint" and value not in ("", EMBEDDED):
        try:
            carries(str(value))
        except VoiceappError as error:
            return error.sentence
    return problem


def service_of(address: str) -> Service:
    """Return the kind of service at an address, as far as it can be told."""
    if address in ("", EMBEDDED):
        return Service.EMBEDDED
    try:
        provider = parse_endpoint(address, deployment="any", model="any").provider
    except VoiceappError:
        return Service.OTHER
    return {"azure": Service.AZURE, "openai": Service.OPENAI}.get(provider, Service.OTHER)


class SettingsApp(QObject):
    """Opens the window, saves what is chosen in it, and lets the program follow.

    Signals:
        found(ShownFinding), check_ended(): from the check, which runs on the voice loop.
        echo_told(EchoCheck): from the echo check, likewise.
    """

    found = Signal(object)
    check_ended = Signal()
    echo_told = Signal(object)

    def __init__(
        self,
        thread: LoopThread,
        window: MainWindow,
        bridge: Bridge,
        target: ChosenTarget,
        clock: Clock,
        *,
        weigh: Weigh,
        sound: SoundSystem,
        checking: EchoChecking,
        reach: WindowReach,
        keys: KeyStore | None = None,
    ) -> None:
        """Wait for the person's wish; `weigh` returns the connection with other settings.

        Lives as long as the window.
        """
        super().__init__(window)
        self._thread = thread
        self._window = window
        self._bridge = bridge
        self._target = target
        self._clock = clock
        self._weigh = weigh
        self._sound = sound
        self._checking = checking
        self._reach = reach
        self._choices = target.choices
        self._problems: tuple[str, ...] = ()
        self._picture = Snapshot()
        self._check = 0
        self._keys = keys
        self.settings: SettingsWindow | None = None
        self.signing_in = SigningIn(
            lambda: self._choices.connection, lambda: target.browser(self._choices), keys, self
        )
        self.signing_in.changed.connect(lambda: bridge.wish(ReconnectRequested))
        bridge.snapshot_changed.connect(self._on_picture)
        window.top.settings_requested.connect(self.open)
        window.top.appearance_chosen.connect(lambda chosen: self._save("appearance", chosen.value))
        window.choose_appearance(Appearance(self._choices.settings.appearance))

    def open(self) -> None:
        """Show the window with what the file says now."""
        if self.settings is None:
            self.settings = self._made()
        self._read()
        self.settings.open_window()
        self.settings.show_snapshot(self._picture)

    def set_devices(
        self, inputs: Sequence[str], outputs: Sequence[str], chosen_input: str, chosen_output: str
    ) -> None:
        """Offer these devices, as in the other window."""
        if self.settings is not None:
            self.settings.set_devices(inputs, outputs, chosen_input, chosen_output)

    # -- the window ------------------------------------------------------------------------------------

    def _made(self) -> SettingsWindow:
        made = SettingsWindow(problem_with, ADDRESSES, service_of, self._window)
        queued = Qt.ConnectionType.QueuedConnection
        made.setting_chosen.connect(self._choose)
        made.connect_requested.connect(self._connect)
        made.check_requested.connect(self._begin_check)
        made.check_stopped.connect(self._stop_check)
        made.devices_wanted.connect(self._window.devices_wanted)
        made.file_requested.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(settings_file.settings_path())))
        )
        made.opened.connect(self._look)
        made.echo_check_wanted.connect(
            lambda: self._thread.spawn(lambda: self._checking.check(self.echo_told.emit), "echo check")
        )
        made.echo_check_stopped.connect(
            lambda: self._thread.spawn(self._checking.stop, "stop the echo check")
        )
        identity = made.identity
        identity.sign_in_requested.connect(self._sign_in)
        identity.sign_out_requested.connect(self.signing_in.sign_out)
        identity.key_entered.connect(lambda key: self.signing_in.keep(Secret(key)))
        identity.key_removal_requested.connect(self.signing_in.remove)
        self.signing_in.told.connect(made.show_identity)
        self.found.connect(made.show_finding, queued)
        self.check_ended.connect(made.check.show_end, queued)
        self.echo_told.connect(made.show_echo_check, queued)
        self._connect_keys(made.rows["hotkey"], made.rows["interrupt_key"])
        return made

    def _connect_keys(self, talk: SettingRow, interrupt: SettingRow) -> None:
        assert isinstance(talk.control, SettingTalkKey)
        self._reach.take_trials(talk.control.test)
        assert isinstance(interrupt.control, SettingKey)
        interrupt.control.keys_wanted.connect(talk.control.test.keys_wanted)
        interrupt.control.keys_returned.connect(talk.control.test.trial_ended)

    def _show(self) -> None:
        made = self.settings
        if made is None:
            return
        made.show_settings(self._choices.settings, self._problems)
        made.show_in_force(stronger_than_file(self._choices))
        made.show_way(self._way())

    def _look(self) -> None:
        assert self.settings is not None
        self.settings.identity.show_waiting("Looking…")
        self.signing_in.look()

    def _sign_in(self) -> None:
        assert self.settings is not None
        self.settings.identity.show_waiting("The browser opens; sign in there. Closing this changes nothing.")
        self.signing_in.sign_in()

    def _on_picture(self, picture: Snapshot) -> None:
        self._picture = picture
        if self.settings is not None:
            self.settings.show_snapshot(picture)

    # -- settings --------------------------------------------------------------------------------------

    def _choose(self, name: str, value: str | float | bool) -> None:
        if name in DEVICES:
            chosen = self._window.microphone_chosen if name == "microphone" else self._window.speaker_chosen
            chosen.emit(value)  # saved and followed by whoever owns the devices
            self._window.devices_wanted.emit()
        else:
            self._save(name, value)

    def _save(self, name: str, value: str | float | bool) -> None:
        try:
            settings_file.save_value(settings_file.settings_path(), name, value)
        except VoiceappError as error:
            if self.settings is not None:
                self.settings.show_refusal(name, error.sentence)
            else:
                self._window.show_sentence(error.sentence)
            return
        before = self._choices.connection
        self._read()
        if self._choices.connection != before and self.settings is not None and self.settings.isVisible():
            self._look()

    def _read(self) -> None:
        """Read the file, follow what is different, and show all of it."""
        found, self._problems = settings_file.load(settings_file.settings_path())
        before = self._choices
        try:
            self._choices = replace(before, settings=found, connection=self._weigh(found))
        except VoiceappError as error:
            self._problems = (*self._problems, error.sentence)
        self._follow(before)
        self._show()

    def _follow(self, before: Choices) -> None:
        """Let the running conversation have what is different."""
        now = self._choices
        old, new = before.settings, now.settings
        options = options_of(now)
        if options != options_of(before):
            # What was switched in the other window since stays, unless it is the very thing that was chosen.
            if new.hands_free == old.hands_free:
                options = replace(options, hands_free=self._picture.hands_free)
            if new.duplex == old.duplex:
                options = replace(options, duplex=self._picture.duplex_chosen)
            self._bridge.wish(SettingsChosen, options=options)
        if key_wishes(new) != key_wishes(old):
            self._reach.use(new)
        if new.appearance != old.appearance:
            self._window.choose_appearance(Appearance(new.appearance))

    # -- connection ------------------------------------------------------------------------------------

    def _way(self) -> Way:
        connection = self._choices.connection
        values = tuple(row for row in connection.rows() if row[1] and not row[0].startswith("voice"))
        try:
            wanted = OFFLINE_LABEL if connection.is_embedded else connection.target().label
        except VoiceappError as error:
            return Way(self._target.label, "", error.sentence, is_other=True, values=values)
        is_other = _leads_to(connection) != _leads_to(self._target.choices.connection)
        return Way(self._target.label, wanted, is_other=is_other, values=values)

    def _connect(self) -> None:
        """Begin a new conversation with whom the settings name."""
        choices = self._choices
        try:
            target = self._target.made(choices)
        except VoiceappError as error:
            self._window.show_sentence(error.sentence)
            return

        def begin() -> None:
            self._bridge.wish(NewConversationRequested)

        self._thread.spawn(lambda: self._target.exchange(target, choices, begin), "connect elsewhere")
        self._window.setWindowTitle(f"{target.label} — voiceapp")
        self._window.top.show_title(target.label)
        if self.settings is not None:
            self.settings.show_way(replace(self._way(), connected=target.label, is_other=False))

    # -- check -----------------------------------------------------------------------------------------

    def _begin_check(self, speak: bool) -> None:
        self._check += 1
        number, choices = self._check, self._choices
        browser = self._target.browser(choices)
        checkup = Checkup(
            choices,
            self._clock,
            lambda: self._sound,
            keys=self._keys,
            browser=browser,
            make_target=lambda choices, _clock: self._target.made(choices),
            speak=speak,
        )
        self._thread.spawn(lambda: self._run_check(checkup, number), "check")

    def _stop_check(self) -> None:
        self._check += 1

    async def _run_check(self, checkup: Checkup, number: int) -> None:
        async with aclosing(checkup.findings()) as findings:
            async for finding in findings:
                if number != self._check:
                    return
                self.found.emit(_shown(finding))
        self.check_ended.emit()


def _leads_to(connection: Connection) -> tuple[object, ...]:
    """Return all that another connection would differ in; of one that leads nowhere, what was given."""
    if connection.is_embedded:
        return (EMBEDDED,)
    who = (connection.tenant, connection.client_id)
    try:
        return (connection.target(), *who)
    except VoiceappError:
        return (connection.endpoint.value, *who)


def _shown(finding: Finding) -> ShownFinding:
    return ShownFinding(
        finding.name, finding.outcome.value, finding.sentence, finding.origin, finding.details
    )
