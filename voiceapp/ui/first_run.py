"""The introduction: where to connect, microphone and loudspeaker, privacy; each step can be skipped.

Nothing waits for it: the window behind it works already. It is made of the same pieces as the settings
window, so that whoever serves that one serves this one too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
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
    QWidget,
)

from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.settings import Settings
from voiceapp.ui import theme, wording
from voiceapp.ui.announcer import Announcer
from voiceapp.ui.first_run_progress import FirstRunProgress
from voiceapp.ui.first_run_step import FirstRunStep, section
from voiceapp.ui.first_run_where import FirstRunWhere
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.in_front import show_in_front
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_pieces import SettingsPieces
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_style import settings_style
from voiceapp.ui.settings_whom import Service
from voiceapp.ui.stacked import stacked
from voiceapp.ui.styled import styled
from voiceapp.ui.tab_order import set_tab_order
from voiceapp.ui.worded import worded

LOGO_PX = 40
SIZE = QSize(660, 730)
ROOM_FOR_FRAME = QSize(24, 64)
"""Around the window on a small screen."""

_TYPED_IN = (QLineEdit, QPlainTextEdit, QComboBox)
"""Return belongs to these while they have the focus."""


class FirstRun(QDialog):
    """Three steps with Back, Next and Skip; accepted at the end, rejected when it is skipped.

    What the person wants is told by `pieces`.
    """

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
        self._announcer = Announcer(self)
        self.pieces = SettingsPieces(addresses, service_of, self)
        self.where = FirstRunWhere(self.pieces, problem_with, self)
        self.sound = FirstRunStep(
            (
                section("Devices", "microphone", "speaker", panel="meter"),
                section("Echo", panel="echo"),
                section("In every program", "hotkey"),
            ),
            problem_with,
            self.pieces.panels,
            self,
        )
        self.privacy = FirstRunStep(
            (section("What reaches the disk", "keep_nothing", "keep_conversations", "record"),),
            problem_with,
            self.pieces.panels,
            self,
        )
        self.steps = (self.where, self.sound, self.privacy)
        self.pieces.take_rows({name: row for step in self.steps for name, row in step.rows.items()})
        self.progress = FirstRunProgress(len(self.steps), self)
        self.skip = IconButton("close", "", self, labelled=True)
        self.back = IconButton("chevron-left", "", self, labelled=True, kind="bordered")
        self.next = IconButton("chevron-right", "", self, labelled=True, kind="primary")
        self._assemble()
        self._order_keys()
        self._connect()
        styled(self, self._style)
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
        self.pieces.show_settings(settings)
        self.where.show_asked()
        for step in (self.sound, self.privacy):
            step.show_rows(self._matters)

    def show_way(self, way: Way) -> None:
        """Show where the settings lead; what is in force one by one is told by the settings window."""
        self.pieces.destination.show_way(replace(way, values=()))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the levels of the moment."""
        if self.isVisible():
            self.pieces.meter.show_snapshot(snapshot)

    def open_window(self) -> None:
        """Show the window at its first step, or bring it to the front as it is."""
        if not self.isVisible():
            self._turn_to(1)
        show_in_front(self)

    # -- events ----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        """Begin where Return goes on."""
        super().showEvent(event)
        if not event.spontaneous():
            self.next.setFocus()

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
        stacked(self, head, self._stack, foot, stretched=self._stack)

    def _order_keys(self) -> None:
        """Let Tab go as the eye does: the step from above, then the buttons below it."""
        places = [control for step in self.steps for control in step.controls()]
        set_tab_order((*places, self.back, self.next, self.skip))

    def _connect(self) -> None:
        self.pieces.destination.told.connect(self._tell_privacy)
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
        self.pieces.destination.tell()
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
        destination = self.pieces.destination
        if destination.is_embedded:
            sentence = wording.tr(
                "What you say stays on this computer; nothing of it is kept until you say so here (only what "
                "is not delivered yet waits on the disk), and no usage data is ever sent."
            )
        else:
            sentence = wording.tr(
                "What you say goes to %1, which may process it in another country, and nowhere else; nothing "
                "is kept on this computer until you say so here (only what is not delivered yet waits on the "
                "disk), and no usage data is ever sent."
            ).replace("%1", destination.whom)
        self.privacy.say(wording.tr("Your words are yours"), sentence)

    def _turn_to(self, step: int) -> None:
        """Show a step; the focus stays at the buttons, or goes back to them."""
        self.pieces.stop_checks()
        self._stack.setCurrentIndex(step - 1)
        self.steps[step - 1].verticalScrollBar().setValue(0)
        self.back.setVisible(step > 1)
        self.next.setFocus()
        self._tell_step()
        if self.isVisible():
            self._announcer.announce(self.accessibleDescription())

    def _go_on(self) -> None:
        """Go to the next step; whoever has chosen a service wants to be connected to it."""
        if self.step == 1 and self.pieces.destination.leads_elsewhere:
            self.pieces.connect_requested.emit()
        if self.step < len(self.steps):
            self._turn_to(self.step + 1)
        else:
            self.accept()

    def _matters(self, row: SettingRow) -> bool:
        """Whoever keeps nothing sees it, because it beats the other two."""
        return row.entry.name != "keep_nothing" or self._settings.keep_nothing

    def _style(self, tokens: theme.Colors) -> str:
        self._logo.setPixmap(icon("voiceapp", tokens.accent).pixmap(LOGO_PX, LOGO_PX))
        foot = f"#settings_foot {{ background: {tokens.surface}; border-top: 1px solid {tokens.border}; }}"
        return settings_style(tokens) + foot
