"""Choose the talk key and see that it works: press it, let go of it, and both are noticed.

Used by the first run and by the settings. The key is chosen by pressing it here, in the window; then it is
watched the way it will be (by the desktop, by a grab), and pressed once more. Only a release that is seen
makes hold-to-talk possible, so only press *and* release count as working.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.hotkey_field import HotkeyField
from voiceapp.ui.pill import Pill
from voiceapp.ui.worded import worded


class Step(Enum):
    """How far the test has come."""

    EMPTY = "empty"
    CHOOSING = "choosing"
    """The next key that is pressed here is taken."""
    ASKING = "asking"
    """The desktop is asked for the key."""
    WATCHED = "watched"
    """Waiting for the press."""
    DOWN = "down"
    """Pressed; waiting for the release."""
    WORKS = "works"
    REFUSED = "refused"


_WATCHING = frozenset({Step.ASKING, Step.WATCHED, Step.DOWN, Step.WORKS})
"""The key belongs to the test, and the lamps are there."""


class HotkeyTest(QFrame):
    """A field for the key, and two lamps: pressed and released. The watching happens elsewhere.

    Signals:
        keys_wanted(): the keys in use shall reach this window.
        trial_requested(str): watch this key, without talking.
        trial_ended(): watch again what was watched before.
        key_chosen(str): the person wants this key.
        key_proved(str): its press and its release were both noticed.
    """

    keys_wanted = Signal()
    trial_requested = Signal(str)
    trial_ended = Signal()
    key_chosen = Signal(str)
    key_proved = Signal(str)

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        """`key` is the one in use; empty: none."""
        super().__init__(parent)
        self.setObjectName("hotkey_test")
        self._step = Step.EMPTY
        self._how = ""
        self.title = QLabel(self)
        self.title.setFont(theme.scaled_font(1.08, weight=QFont.Weight.DemiBold))
        self.text = QLabel(self)
        self.text.setProperty("role", "quiet")
        for label in (self.title, self.text):
            label.setWordWrap(True)
        self.field = HotkeyField(self)
        self.field.set_key(key)
        self.pressed = Pill(self)
        self.released = Pill(self)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        for part in (self.field, self.pressed, self.released):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(row)
        self.field.choosing_began.connect(self._on_choosing)
        self.field.choosing_ended.connect(self._leave_trial)
        self.field.key_chosen.connect(self._on_chosen)
        worded(self, self._say)

    @property
    def step(self) -> Step:
        """How far the test has come."""
        return self._step

    def set_key(self, key: str) -> None:
        """Show the key in use, unless one is being chosen or tried."""
        if self._step is Step.EMPTY:
            self.field.set_key(key)
            self._go(Step.EMPTY)

    def show_watched(self, sentence: str, watched: bool) -> None:
        """Show how the key is watched, or why it cannot be."""
        if self._step in _WATCHING:
            self._how = sentence
            self._go(Step.WATCHED if watched else Step.REFUSED)

    def show_key(self, is_down: bool) -> None:
        """Show that the key went down, or came up."""
        if is_down and self._step in {Step.WATCHED, Step.WORKS}:
            self._go(Step.DOWN)
        elif not is_down and self._step is Step.DOWN:
            self._go(Step.WORKS)
            self.key_proved.emit(self.field.key)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt's name)
        """End the trial: the key belongs to the conversation again."""
        self._leave_trial()
        super().hideEvent(event)

    # -- inside ----------------------------------------------------------------------------------------

    def _on_choosing(self) -> None:
        self._go(Step.CHOOSING)
        self.keys_wanted.emit()

    def _on_chosen(self, key: str) -> None:
        self._how = ""
        self._go(Step.ASKING)
        self.key_chosen.emit(key)
        self.trial_requested.emit(key)

    def _leave_trial(self) -> None:
        if self._step is not Step.EMPTY:
            self._go(Step.EMPTY)
            self.trial_ended.emit()

    def _go(self, step: Step) -> None:
        self._step = step
        self._say()
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Talk key"))
        title, text = self._words()
        self.title.setText(title.replace("%1", self.field.key))
        self.text.setText(text)
        self.text.setVisible(bool(text))
        down, up = self._step in {Step.DOWN, Step.WORKS}, self._step is Step.WORKS
        for lamp, lit, before, after in (
            (self.pressed, down, wording.tr("Press"), wording.tr("Pressed")),
            (self.released, up, wording.tr("Release"), wording.tr("Released")),
        ):
            lamp.reserve(after)
            lamp.setVisible(self._step in _WATCHING)
            lamp.say(
                "check" if lit else "talk-key",
                after if lit else before,
                "good" if lit else "quiet",
                filled=lit,
            )
            lamp.setAccessibleName(after if lit else before)
        self.setAccessibleDescription(f"{self.title.text()}. {text}")

    def _words(self) -> tuple[str, str]:
        how = sentences.translated(self._how)
        match self._step:
            case Step.EMPTY if self.field.key:
                return wording.tr("You talk with %1, in every program"), wording.tr(
                    "Press the button to try it, or to take another key."
                )
            case Step.EMPTY:
                return wording.tr("A key to talk with, in every program"), wording.tr(
                    "A key that types nothing is best, such as F9, Pause or the right Ctrl key; or one with "
                    "Ctrl, Alt or Meta."
                )
            case Step.CHOOSING:
                return wording.tr("Press the key you want to talk with"), wording.tr(
                    "Esc keeps it as it was."
                )
            case Step.ASKING:
                return wording.tr("Asking for %1…"), wording.tr("The desktop may want you to allow it.")
            case Step.WATCHED:
                return wording.tr("Press and release %1"), how
            case Step.DOWN:
                return wording.tr("Now let go of %1"), how
            case Step.WORKS:
                return wording.tr("%1 works in every program"), how
            case Step.REFUSED:
                return wording.tr("%1 cannot be used"), how
