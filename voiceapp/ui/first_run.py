"""The introduction: where to connect, microphone and loudspeaker, privacy; each step can be skipped.

Nothing waits for it: the window behind it works already. It is made of the pieces of the settings window and
says what it wants with the same signals, so that whoever serves that one serves this one too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from voiceapp.dialogue.snapshot import EchoCheck, Snapshot
from voiceapp.settings import Settings
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.announcer import Announcer
from voiceapp.ui.first_run_progress import FirstRunProgress
from voiceapp.ui.first_run_step import FirstRunStep, section
from voiceapp.ui.first_run_where import FirstRunWhere
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.settings_check import ShownFinding
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_echo import SettingsEcho
from voiceapp.ui.settings_identity import Identity
from voiceapp.ui.settings_meter import SettingsMeter
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_style import settings_style
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.worded import worded

LOGO_PX = 40
SIZE = QSize(660, 730)
ROOM_FOR_FRAME = QSize(24, 64)
"""Around the window on a small screen."""

_TYPED_IN = (QLineEdit, QPlainTextEdit, QComboBox)
"""Return belongs to these while they have the focus."""


class FirstRun(QDialog):
    """Three steps with Back, Next and Skip; accepted at the end, rejected when it is skipped.

    Signals:
        setting_chosen(str, object): a setting's name and a value that may be there.
        connect_requested(): connect as the settings say, now.
        check_requested(bool): check everything; whether a spoken question may be asked.
        check_stopped(): no more of it.
        devices_wanted(): somebody is about to look at the lists of devices.
        echo_check_wanted(), echo_check_stopped(): begin the check; end it without a result.
        opened(): the window has been opened; what it shows may be old.
    """

    setting_chosen = Signal(str, object)
    connect_requested = Signal()
    check_requested = Signal(bool)
    check_stopped = Signal()
    devices_wanted = Signal()
    echo_check_wanted = Signal()
    echo_check_stopped = Signal()
    opened = Signal()

    def __init__(
        self,
        problem_with: Callable[[str, object], str],
        addresses: Mapping[Service, str],
        service_of: Callable[[str], Service],
        parent: QWidget | None = None,
    ) -> None:
        """Make the window; the arguments are those of `SettingsWindow`."""
        super().__init__(parent)
        self.setObjectName("settings_window")
        self.setModal(False)
        self.setMinimumSize(theme.least(400, 360))
        self._settings = Settings()
        self._stronger: dict[str, tuple[str, str]] = {}
        self._announcer = Announcer(self)
        self.meter = SettingsMeter(self)
        self.echo = SettingsEcho(self)
        self.where = FirstRunWhere(problem_with, addresses, service_of, self)
        self.service, self.way = self.where.service, self.where.way
        self.identity, self.check = self.where.identity, self.where.check
        self.sound = FirstRunStep(
            (
                section("Devices", "microphone", "speaker", panel="meter"),
                section("Echo", panel="echo"),
                section("In every program", "hotkey"),
            ),
            problem_with,
            {"meter": self.meter, "echo": self.echo},
            self,
        )
        self.privacy = FirstRunStep(
            (section("What reaches the disk", "keep_nothing", "keep_conversations", "record"),),
            problem_with,
            {},
            self,
        )
        self.steps = (self.where, self.sound, self.privacy)
        self.rows: dict[str, SettingRow] = {
            name: row for step in self.steps for name, row in step.rows.items()
        }
        self.progress = FirstRunProgress(len(self.steps), self)
        self.skip = IconButton("close", "", self, labelled=True)
        self.back = IconButton("chevron-left", "", self, labelled=True, kind="bordered")
        self.next = IconButton("chevron-right", "", self, labelled=True, kind="primary")
        self._assemble()
        self._order_keys()
        self._connect()
        self._restyle()
        self.resize(SIZE.boundedTo(self.screen().availableSize() - ROOM_FOR_FRAME))
        self.show_settings(Settings(), ())
        worded(self, self._say)

    @property
    def step(self) -> int:
        """Which step is shown, counted from 1."""
        return self._stack.currentIndex() + 1

    # -- what is the case ------------------------------------------------------------------------------

    def show_settings(self, settings: Settings, _problems: Sequence[str]) -> None:
        """Show what is set; what is wrong with the file is told by the settings window."""
        self._settings = settings
        for name, row in self.rows.items():
            if not isinstance(row.control, SettingChoice) or row.control.count() > 0:
                row.show_value(getattr(settings, name))
        self.where.show_service(settings)
        for step in (self.sound, self.privacy):
            step.show_rows(self._matters)

    def show_in_force(self, stronger: Mapping[str, tuple[str, str]]) -> None:
        """Say of settings by name which other value is in force, and where it comes from."""
        self._stronger = dict(stronger)
        for name, row in self.rows.items():
            sentence = ""
            if name in self._stronger:
                value, origin = self._stronger[name]
                sentence = wording.tr("In force is “%1” from %2, which comes before this.")
                sentence = sentence.replace("%1", value).replace("%2", sentences.translated(origin))
            row.show_origin(sentence)

    def show_refusal(self, name: str, sentence: str) -> None:
        """Say at a setting why it was not saved."""
        if name in self.rows:
            self.rows[name].show_problem(sentence)

    def show_way(self, way: Way) -> None:
        """Show where the settings lead."""
        self.where.show_way(way)

    def show_identity(self, identity: Identity) -> None:
        """Show who we are to the service."""
        self.identity.show_identity(identity)

    def show_finding(self, finding: ShownFinding) -> None:
        """Show a finding of the check."""
        self.check.show_finding(finding)

    def show_echo_check(self, check: EchoCheck) -> None:
        """Show how far the echo check is, or what it found."""
        self.echo.panel.show_check(check)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the levels of the moment."""
        if self.isVisible():
            self.meter.show_snapshot(snapshot)

    def set_devices(
        self, inputs: Sequence[str], outputs: Sequence[str], chosen_input: str, chosen_output: str
    ) -> None:
        """Offer these devices by name; "" chosen stands for the system's choice."""
        for name, names, chosen in (
            ("microphone", inputs, chosen_input),
            ("speaker", outputs, chosen_output),
        ):
            control = self.rows[name].control
            assert isinstance(control, SettingChoice)
            control.show_devices(names, chosen)

    def open_window(self) -> None:
        """Show the window at its first step, or bring it to the front as it is."""
        if not self.isVisible():
            self._turn_to(1)
        self.show()
        self.raise_()
        self.activateWindow()

    # -- events ----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        """Ask for what may have changed meanwhile."""
        super().showEvent(event)
        if not event.spontaneous():
            self.next.setFocus()
            self.opened.emit()
            self.devices_wanted.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Let nothing go on that only this window shows."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._leave_step()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return presses the button that has the focus, else goes on; Esc skips the rest."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        if isinstance(focus, QToolButton):
            focus.click()
        elif not isinstance(focus, _TYPED_IN):
            self.next.click()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme, which gives the window above this one another style sheet."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._restyle()

    # -- inside ----------------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self._logo = QLabel(self)
        self._logo.setFixedSize(LOGO_PX, LOGO_PX)
        self._logo.setAccessibleName("voiceapp")
        head = QHBoxLayout()
        head.setContentsMargins(theme.L, theme.L, theme.L, theme.S)
        head.setSpacing(theme.M)
        head.addWidget(self._logo)
        head.addWidget(self.progress, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.skip, 0, Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget(self)
        for step in self.steps:
            self._stack.addWidget(step)
        foot = QFrame(self)
        foot.setObjectName("settings_foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.S)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        whole.addWidget(foot)

    def _order_keys(self) -> None:
        """Let Tab go as the eye does: the step from above, then the buttons below it."""
        places = [control for step in self.steps for control in step.controls()]
        for before, after in pairwise((*places, self.back, self.next, self.skip)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        for row in self.rows.values():
            row.chosen.connect(self.setting_chosen)
        self.where.address_chosen.connect(lambda address: self.setting_chosen.emit("endpoint", address))
        self.where.turned.connect(self._tell_privacy)
        self.way.connect_requested.connect(self.connect_requested)
        self.check.check_requested.connect(self.check_requested)
        self.check.check_stopped.connect(self.check_stopped)
        self.echo.panel.check_requested.connect(self.echo_check_wanted)
        self.echo.panel.stop_requested.connect(self.echo_check_stopped)
        self.echo.panel.mode_chosen.connect(
            lambda mode: self.setting_chosen.emit("duplex", mode.value if mode is not None else "auto")
        )
        for name in ("microphone", "speaker"):
            control = self.rows[name].control
            assert isinstance(control, SettingChoice)
            control.about_to_open.connect(self.devices_wanted)
        self.skip.clicked.connect(self.reject)
        self.back.clicked.connect(lambda: self._turn_to(self.step - 1))
        self.next.clicked.connect(self._go_on)

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Introduction"))
        self.skip.set_name(
            wording.tr("Skip all"), hint=wording.tr("Everything can be found again in the settings (Esc)")
        )
        self.back.set_name(wording.tr("Back"))
        self.where.say(
            wording.tr("Whom do you want to talk to?"),
            wording.tr("The assistant inside this program works already; the others can be tried any time."),
        )
        self.sound.say(
            wording.tr("Can you hear each other?"),
            wording.tr(
                "Say something and watch the first line move. Check the echo before you use loudspeakers."
            ),
        )
        self.show_in_force(self._stronger)
        self.where.tell_way()
        self._tell_step()

    def _tell_step(self) -> None:
        is_last = self.step == len(self.steps)
        self.progress.show_step(self.step)
        self.next.set_name(wording.tr("Start talking") if is_last else wording.tr("Next"))
        self.next.set_icon("mic" if is_last else "chevron-right")
        shown = self.steps[self.step - 1]
        self.setAccessibleName(wording.tr("Introduction"))
        told = (self.progress.text(), shown.title.text(), shown.text.text())
        self.setAccessibleDescription("\n".join(told))

    def _tell_privacy(self) -> None:
        if self.where.is_embedded:
            sentence = wording.tr(
                "What you say stays on this computer; nothing of it is kept until you say so here (only what "
                "is not delivered yet waits on the disk), and no usage data is ever sent."
            )
        else:
            sentence = wording.tr(
                "What you say goes to %1, which may process it in another country, and nowhere else; nothing "
                "is kept on this computer until you say so here (only what is not delivered yet waits on the "
                "disk), and no usage data is ever sent."
            ).replace("%1", self.where.whom)
        self.privacy.say(wording.tr("Your words are yours"), sentence)

    def _turn_to(self, step: int) -> None:
        """Show a step; the focus stays at the buttons, or goes back to them."""
        self._leave_step()
        self._stack.setCurrentIndex(step - 1)
        self.steps[step - 1].verticalScrollBar().setValue(0)
        self.back.setVisible(step > 1)
        self.next.setFocus()
        self._tell_step()
        if self.isVisible():
            self._announcer.announce(self.accessibleDescription())

    def _leave_step(self) -> None:
        self.check.stop_check()
        self.echo.panel.close_panel()

    def _go_on(self) -> None:
        """Go to the next step; whoever has chosen a service wants to be connected to it."""
        if self.step == 1 and self.where.leads_elsewhere:
            self.connect_requested.emit()
        if self.step < len(self.steps):
            self._turn_to(self.step + 1)
        else:
            self.accept()

    def _matters(self, row: SettingRow) -> bool:
        """Whoever keeps nothing sees it, because it beats the other two."""
        return row.entry.name != "keep_nothing" or self._settings.keep_nothing

    def _restyle(self) -> None:
        tokens = theme.colors()
        self._logo.setPixmap(icon("voiceapp", tokens.accent).pixmap(LOGO_PX, LOGO_PX))
        foot = f"#settings_foot {{ background: {tokens.surface}; border-top: 1px solid {tokens.border}; }}"
        wanted = settings_style(tokens) + foot
        if wanted != self.styleSheet():  # setting it is a change of style as well
            self.setStyleSheet(wanted)
