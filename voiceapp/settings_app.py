"""The settings window and the running program, put together: what is chosen is saved and followed.

A setting is followed at once where the conversation can, from the next start on where the window says so, and
a connection when the person asks for it. The file is the truth: after each change it is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from voiceapp import settings, settings_file
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
from voiceapp.settings_origin import stronger_than_settings
from voiceapp.signing_in import SigningIn
from voiceapp.targets import OFFLINE_LABEL
from voiceapp.transport.credentials import Secret
from voiceapp.transport.endpoint import OPENAI_BASE, carries, parse_endpoint
from voiceapp.transport.key_store import KeyStore
from voiceapp.transport.resolve import EMBEDDED, Connection
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.first_run import FirstRun
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.settings_check import ShownFinding
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_key_field import SettingKey
from voiceapp.ui.settings_talk_key import SettingTalkKey
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.settings_window import SettingsWindow
from voiceapp.ui.theme import Appearance

ADDRESSES = {Service.EMBEDDED: EMBEDDED, Service.OPENAI: OPENAI_BASE}
DEVICES = ("microphone", "speaker")

Weigh = Callable[[Settings], Connection]


def problem_with(name: str, value: object) -> str:
    """Return what is wrong with a value, as a sentence; empty: nothing."""
    problem = settings.problem_with(name, value)
    if not problem and name == "endpoint" and value not in ("", EMBEDDED):
        try:
            carries(str(value))
        except VoiceappError as error:
            return error.sentence
    if not problem and name == "notes" and value and not Path(str(value)).expanduser().is_dir():
        return "There is no such folder."
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
        followed(Settings): these are in force now, and some of them are others than before.
        exchanged(): somebody else is talked to; from the voice loop.
        made(SettingsWindow): there is a settings window now.
        shown(): the file was read, and every window shows what it says.
    """

    found = Signal(object)
    check_ended = Signal()
    echo_told = Signal(object)
    followed = Signal(object)
    exchanged = Signal()
    made = Signal(object)
    shown = Signal()

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
        """Wait for the person's wish; `weigh` returns the connection with other settings, a persona's too.

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
        self._served: list[SettingsWindow | FirstRun] = []
        self.signing_in = SigningIn(
            lambda: self._choices.connection, lambda: target.browser(self._choices), keys, self
        )
        self.signing_in.changed.connect(lambda: bridge.wish(ReconnectRequested))
        self.exchanged.connect(window.notice.look_again, Qt.ConnectionType.QueuedConnection)
        bridge.snapshot_changed.connect(self._on_picture)
        window.top.menu.settings_requested.connect(self.open)
        window.top.menu.appearance_chosen.connect(lambda chosen: self._save("appearance", chosen.value))
        window.choose_appearance(Appearance(self._choices.settings.appearance))

    def open(self) -> None:
        """Show the window with what the file says now."""
        if self.settings is None:
            self.settings = self._made()
        self.bring(self.settings)

    def bring(self, shown: SettingsWindow | FirstRun) -> None:
        """Open a window that is served, with what the file says now."""
        self.read()
        shown.open_window()
        shown.show_snapshot(self._picture)

    @property
    def choices(self) -> Choices:
        """What the person has chosen, as of now; the connection is the one they will have."""
        return self._choices

    @property
    def choices_in_use(self) -> Choices:
        """The same with the connection there is."""
        return replace(self._choices, connection=self._target.choices.connection)

    def set_devices(
        self, inputs: Sequence[str], outputs: Sequence[str], chosen_input: str, chosen_output: str
    ) -> None:
        """Offer these devices, as in the other window."""
        for shown in self._served:
            shown.pieces.set_devices(inputs, outputs, chosen_input, chosen_output)

    # -- the window ------------------------------------------------------------------------------------

    def _made(self) -> SettingsWindow:
        made = SettingsWindow(problem_with, ADDRESSES, service_of, self._window)
        made.file_requested.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(settings_file.settings_path())))
        )
        interrupt = made.pieces.rows["interrupt_key"].control
        talk = made.pieces.rows["hotkey"].control
        assert isinstance(interrupt, SettingKey)
        assert isinstance(talk, SettingTalkKey)
        interrupt.keys_wanted.connect(talk.test.keys_wanted)
        interrupt.keys_returned.connect(talk.test.trial_ended)
        self.serve(made)
        self.made.emit(made)
        return made

    def serve(self, shown: SettingsWindow | FirstRun) -> None:
        """Save what is chosen in a window, do what it asks for, and show it what is the case."""
        queued = Qt.ConnectionType.QueuedConnection
        pieces = shown.pieces
        pieces.setting_chosen.connect(self.choose)
        pieces.connect_requested.connect(self._connect)
        pieces.check_requested.connect(self._begin_check)
        pieces.check_stopped.connect(self._stop_check)
        pieces.devices_wanted.connect(self._window.devices_wanted)
        pieces.opened.connect(self._look)
        pieces.echo_check_wanted.connect(
            lambda: self._thread.spawn(lambda: self._checking.check(self.echo_told.emit), "echo check")
        )
        pieces.echo_check_stopped.connect(
            lambda: self._thread.spawn(self._checking.stop, "stop the echo check")
        )
        identity = pieces.identity
        identity.sign_in_requested.connect(self._sign_in)
        identity.sign_out_requested.connect(self.signing_in.sign_out)
        identity.key_entered.connect(lambda key: self.signing_in.keep(Secret(key)))
        identity.key_removal_requested.connect(self.signing_in.remove)
        self.signing_in.told.connect(identity.show_identity)
        self.found.connect(pieces.check.show_finding, queued)
        self.check_ended.connect(pieces.check.show_end, queued)
        self.echo_told.connect(pieces.echo.panel.show_check, queued)
        talk = pieces.rows["hotkey"].control
        assert isinstance(talk, SettingTalkKey)
        self._reach.take_trials(talk.test)
        self._served.append(shown)

    def _show(self) -> None:
        for shown in self._served:
            shown.show_settings(self._choices.settings, self._problems)
            shown.pieces.show_in_force(stronger_than_settings(self._choices))
            shown.show_way(self._way())
        self.shown.emit()

    def _look(self) -> None:
        for shown in self._served:
            shown.pieces.identity.show_waiting("Looking…")
        self.signing_in.look()

    def _sign_in(self) -> None:
        for shown in self._served:
            shown.pieces.identity.show_waiting(
                "The browser opens; sign in there. Closing this changes nothing."
            )
        self.signing_in.sign_in()

    def _on_picture(self, picture: Snapshot) -> None:
        self._picture = picture
        for shown in self._served:
            shown.show_snapshot(picture)

    # -- settings --------------------------------------------------------------------------------------

    def choose(self, name: str, value: str | float | bool) -> None:
        """Save one setting, and let the program follow; a refusal is told where it was chosen."""
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
            for shown in self._served:
                shown.pieces.show_refusal(name, error.sentence)
            if not self._is_looked_at():
                self._window.show_sentence(error.sentence)
            return
        before = self._choices.connection
        self.read(persona_chosen=name == "persona")
        if self._choices.connection != before and self._is_looked_at():
            self._look()

    def _is_looked_at(self) -> bool:
        return any(shown.isVisible() for shown in self._served)

    def read(self, *, persona_chosen: bool = False) -> None:
        """Read the file, follow what is different, and show all of it.

        `persona_chosen`: the person has just said whom to talk to; the flag that did so before is done with.
        """
        found, self._problems = settings_file.load(settings_file.settings_path())
        before = self._choices
        now = replace(before, settings=found, persona=None if persona_chosen else before.persona)
        try:
            self._choices = replace(now, connection=self._weigh(now.in_force))
        except VoiceappError as error:
            self._problems = (*self._problems, error.sentence)
        self._follow(before)
        self._show()

    def _follow(self, before: Choices) -> None:
        """Let the running conversation have what is different."""
        now = self._choices
        old, new = before.in_force, now.in_force
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
        if new != old:
            self.followed.emit(new)

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
            self.exchanged.emit()

        self._thread.spawn(lambda: self._target.exchange(target, choices, begin), "connect elsewhere")
        self._window.show_whom(target.label)
        self._window.empty.show_listener(english_only=choices.connection.is_embedded)
        for shown in self._served:
            shown.show_way(replace(self._way(), connected=target.label, is_other=False))

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
