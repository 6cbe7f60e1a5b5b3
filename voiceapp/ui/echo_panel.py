"""The echo check: what it does, how far it is, what it found; a part of the window, in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import EchoCheck
from voiceapp.pcm import NS_PER_MS
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.level_meter import LevelMeter
from voiceapp.ui.worded import worded

PROGRESS_STEPS = 1_000
METER_PX = 138
TOLD_EVERY_MS = 50
"""About how often a running check tells its level; only the meter's peak depends on it."""


class EchoPanel(QFrame):
    """Asks, waits, tells; the check itself happens elsewhere.

    Signals:
        check_requested(): begin the check.
        stop_requested(): end it without a result.
        mode_chosen(DuplexMode): the person wants what was recommended.
        closed(): the panel went away.
    """

    check_requested = Signal()
    stop_requested = Signal()
    mode_chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("echo_panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._found: EchoCheck | None = None
        self._running = False
        self._told = 0
        self.title = QLabel(self)
        self.title.setFont(theme.scaled_font(1.08, weight=QFont.Weight.DemiBold))
        self.text = QLabel(self)
        self.text.setProperty("role", "quiet")
        for label in (self.title, self.text):
            label.setWordWrap(True)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, PROGRESS_STEPS)
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(theme.COLUMN_MAX)
        self.meter = LevelMeter(self)
        self.meter.setFixedWidth(METER_PX)
        self.begin = IconButton("play", "", self, labelled=True, kind="primary")
        self.halt = IconButton("stop", "", self, labelled=True, kind="bordered")
        self.use = IconButton("check", "", self, labelled=True, kind="primary")
        self.again = IconButton("retry", "", self, labelled=True, kind="bordered")
        self.shut = IconButton("close", "", self)
        self.begin.clicked.connect(self._begin)
        self.again.clicked.connect(self._begin)
        self.halt.clicked.connect(self.close_panel)
        self.use.clicked.connect(self._use)
        self.shut.clicked.connect(self.close_panel)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for part in (self.begin, self.halt, self.use, self.again, self.meter):
            buttons.addWidget(part)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(0, theme.XS, 0, theme.XS)
        column.setSpacing(theme.S)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addWidget(self.progress)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        row.addLayout(column, 1)
        row.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()
        worded(self, self._say)

    def open_panel(self) -> None:
        """Show the panel, ready to begin; one that is open stays as it is."""
        if not self.isHidden():
            return
        self._found = None
        self._tell()
        self._offer(self.begin)
        self.show()
        self.begin.setFocus()

    def close_panel(self) -> None:
        """Hide the panel, and stop a check that runs."""
        if self.isHidden():
            return
        if self._running:
            self._running = False
            self.stop_requested.emit()
        self.hide()
        self.closed.emit()

    def show_check(self, check: EchoCheck) -> None:
        """Show how far the check is, or what it found; one that was stopped is not shown any more."""
        if not self._running:
            return
        if not check.sentence:
            self.progress.setValue(round(check.progress * PROGRESS_STEPS))
            self._told += 1
            self.meter.set_level(check.mic_rms, self._told * TOLD_EVERY_MS * NS_PER_MS)
            return
        self._running = False
        self._found = check
        self._tell()
        if check.recommended is None:
            self._offer(self.again)
        else:
            self._offer(self.use, self.again)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    # -- inside ----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._running = True
        self._told = 0
        self.progress.setValue(0)
        self.meter.set_level(0, 0)
        self._tell()
        self._offer(self.halt)
        self.check_requested.emit()

    def _use(self) -> None:
        assert self._found is not None  # the button is offered with what was found
        self.mode_chosen.emit(self._found.recommended)
        self.close_panel()

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Echo check"))
        self.progress.setAccessibleName(wording.tr("Progress of the echo check"))
        self.begin.set_name(wording.tr("Begin"))
        self.halt.set_name(wording.tr("Stop"))
        self.halt.setAccessibleName(wording.tr("Stop the echo check"))
        self.use.set_name(wording.tr("Use it"))
        self.again.set_name(wording.tr("Again"))
        self.shut.set_name(wording.tr("Close"), hint=wording.tr("Close (Esc)"))
        self._tell()

    def _words(self) -> tuple[str, str]:
        """Return the title and the text that belong to how far the check is."""
        if self._running:
            return wording.tr("Be quiet for five seconds"), wording.tr(
                "The microphone is listened to on this computer only; nothing is sent."
            )
        if self._found is None:
            return wording.tr("Does the microphone hear the loudspeaker?"), wording.tr(
                "Set the loudspeaker as loud as usual. Five seconds of sound are played; be quiet meanwhile. "
                "An answer that is being spoken is stopped."
            )
        sentence = sentences.translated(self._found.sentence)
        if self._found.recommended is None:
            return wording.tr("The echo could not be measured"), sentence
        words = wording.duplex_words(self._found.recommended).lower()
        return sentence, wording.tr("Recommended while the assistant speaks: %1.").replace("%1", words)

    def _tell(self) -> None:
        title, text = self._words()
        self.title.setText(title)
        self.text.setText(text)
        self.setAccessibleDescription(f"{title}. {text}")

    def _offer(self, *buttons: IconButton) -> None:
        """Show these buttons, the first of them ready to be pressed; the others cannot be."""
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        for button in (self.begin, self.halt, self.use, self.again):
            button.setVisible(button in buttons)
        for part in (self.progress, self.meter):
            part.setVisible(self._running)
        if had_focus:
            buttons[0].setFocus()
