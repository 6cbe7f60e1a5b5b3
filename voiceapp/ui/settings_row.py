"""One setting: its name, what it does, what it is chosen with, and what is wrong or stronger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from voiceapp.settings import Allowed
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.settings_entry import Entry, Look
from voiceapp.ui.settings_folder import SettingFolder
from voiceapp.ui.settings_key_field import SettingKey
from voiceapp.ui.settings_paragraph import SettingParagraph
from voiceapp.ui.settings_slider import SettingSlider
from voiceapp.ui.settings_switch import Switch
from voiceapp.ui.settings_talk_key import SettingTalkKey
from voiceapp.ui.settings_text import SettingText
from voiceapp.ui.side_by_side import set_below
from voiceapp.ui.worded import worded

SIDE_BY_SIDE_PX = 500
"""From this width on a long field stands beside its name, below it otherwise."""

CONTROL_PX_MIN = 250


class Control(Protocol):
    """What a setting is chosen with."""

    edited: SignalInstance
    settled: SignalInstance

    def show_value(self, value: object) -> None:
        """Show a value without emitting it."""
        ...


class SettingRow(QFrame):
    """One row of a page.

    Signals:
        chosen(str, object): the setting's name and a value that may be there, by the person.
    """

    chosen = Signal(str, object)

    def __init__(
        self,
        entry: Entry,
        allowed: Allowed,
        problem_with: Callable[[str, object], str],
        parent: QWidget | None = None,
    ) -> None:
        """`problem_with` says what is wrong with a value, as a sentence; empty: nothing."""
        super().__init__(parent)
        self.entry = entry
        self._problem_with = problem_with
        self._is_first = True
        self._wide = entry.look is Look.PARAGRAPH
        is_line = allowed.kind == "text" and entry.look is Look.USUAL
        self._is_long = is_line or entry.look in {Look.SLIDER, Look.FOLDER}
        self._sentence = ""
        self._stronger: tuple[str, str] | None = None
        self.label = QLabel(self)
        self.help = self._small("quiet")
        self.origin = self._small("origin")
        self.problem = self._small("problem")
        self.unit = QLabel(self)
        self.unit.setProperty("role", "quiet")
        self.unit.setVisible(bool(entry.unit) and entry.look is not Look.SLIDER)
        self.control: QWidget = self._made(entry, allowed)
        self.label.setBuddy(self.control)
        self._assemble()
        worded(self, self._say)
        control = cast(Control, self.control)
        control.edited.connect(self._look_at)
        control.settled.connect(self._take)

    def show_value(self, value: object) -> None:
        """Show what the setting is now."""
        cast(Control, self.control).show_value(value)
        self.show_problem("")

    def show_origin(self, sentence: str) -> None:
        """Say what is in force instead, and where it comes from; empty: the setting itself is."""
        _show(self.origin, sentence)
        self._describe()

    def show_stronger(self, stronger: tuple[str, str] | None) -> None:
        """Say which other value is in force, and where it comes from; None: the setting itself is."""
        self._stronger = stronger
        self._say_stronger()

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with what is typed, or why it could not be saved; empty: nothing."""
        if sentence != self._sentence:
            self._sentence = sentence
            _show(self.problem, sentences.translated(sentence))
            self._describe()
            if sentence and self.isVisible():
                QAccessible.updateAccessibility(QAccessibleEvent(self.control, QAccessible.Event.Alert))

    def add_below(self, widget: QWidget) -> None:
        """Show something more below the words."""
        self._words.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    def set_first(self, is_first: bool) -> None:
        """Leave out the line above it, for the first row of a card."""
        if is_first != self._is_first:
            self._is_first = is_first
            self.update()

    def answers(self, query: str) -> bool:
        """Say whether somebody who types `query` looks for this; every word must be found."""
        entry = self.entry
        told = (entry.label, entry.help, *entry.words.values())
        text = " ".join((entry.name, *(wording.tr(part) for part in told))).casefold()
        return all(word in text for word in query.casefold().split())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw the line that parts it from the row above."""
        super().paintEvent(event)
        if not self._is_first:
            painter = QPainter(self)
            painter.setPen(QColor(theme.colors().border))
            painter.drawLine(theme.L, 0, self.width() - theme.L, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put a long field below its name where there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < theme.roomy(SIDE_BY_SIDE_PX)
        below = self._wide or (narrow and not isinstance(self.control, Switch))
        if set_below(self._row, below):
            self._row.setSpacing(theme.S if below else theme.XL)

    # -- inside ----------------------------------------------------------------------------------------

    def _say(self) -> None:
        entry = self.entry
        self.label.setText(wording.tr(entry.label))
        self.control.setAccessibleName(self.label.text())
        later = wording.tr("From the next start on.") if entry.at_start else ""
        told = wording.tr(entry.help) if entry.help else ""
        _show(self.help, sentences.joined(told, later))
        _show(self.problem, sentences.translated(self._sentence))
        self._say_stronger()
        if entry.unit:
            self.unit.setText(wording.tr(entry.unit))
        if isinstance(self.control, SettingSlider):
            low, high = (wording.tr(end) for end in entry.ends)
            self.control.say_ends(low, high, self.unit.text())
        if isinstance(self.control, SettingChoice):
            self.control.name_values({value: wording.tr(word) for value, word in entry.words.items()})
        if isinstance(self.control, SettingChoice | SettingText | SettingParagraph):
            self.control.setPlaceholderText(self._empty())
        if isinstance(self.control, SettingFolder):
            self.control.line.setPlaceholderText(self._empty())
        self._describe()

    def _say_stronger(self) -> None:
        if self._stronger is None:
            self.show_origin("")
            return
        value, origin = self._stronger
        sentence = wording.tr("In force is “%1” from %2, which comes before this.")
        self.show_origin(sentence.replace("%1", value).replace("%2", sentences.translated(origin)))

    def _empty(self) -> str:
        """Return what stands in the control while there is nothing in it."""
        match self.entry.look:
            case Look.MICROPHONE:
                return wording.tr("No microphone found")
            case Look.SPEAKER:
                return wording.tr("No loudspeaker found")
            case _:
                return wording.tr(self.entry.empty) if self.entry.empty else ""

    def _small(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(theme.small_font())
        label.hide()
        return label

    def _made(self, entry: Entry, allowed: Allowed) -> QWidget:
        match entry.look:
            case Look.TALK_KEY:
                return SettingTalkKey(self)
            case Look.OTHER_KEY:
                return SettingKey(entry.label, self)
            case Look.PARAGRAPH:
                return SettingParagraph(self)
            case Look.MICROPHONE:
                return SettingChoice({}, "mic", self)
            case Look.SPEAKER:
                return SettingChoice({}, "speaker", self)
            case Look.PERSONA:
                return SettingChoice({}, "person", self)
            case Look.FOLDER:
                return SettingFolder(entry.label, allowed, self)
            case Look.SLIDER:
                return SettingSlider(allowed, parent=self)
            case Look.USUAL if allowed.kind == "flag":
                return Switch(self)
            case Look.USUAL if allowed.kind == "choice":
                return SettingChoice(entry.words, parent=self)
            case _:
                return SettingText(allowed, self)

    def _assemble(self) -> None:
        self._words = words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)  # an alignment in its place would cut long words off
        for part in (self.label, self.help, self.problem, self.origin):
            words.addWidget(part)
        words.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        if isinstance(self.control, SettingTalkKey):  # it says all of that itself
            self.label.hide()
            self._row.setContentsMargins(0, 0, 0, 0)
            self._row.addWidget(self.control)
            return
        self._row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        self._row.setSpacing(theme.XL)
        self._row.addLayout(words, 1)
        if self.entry.unit and not self._is_long:
            both = QHBoxLayout()
            both.setSpacing(theme.S)
            both.addWidget(self.control)
            both.addWidget(self.unit)
            both.addStretch(1)
            both.setStretch(2, 0)
            self._row.addLayout(both)
        elif self._is_long:
            self.control.setMinimumWidth(CONTROL_PX_MIN)
            self._row.addWidget(self.control, 1)
        else:
            self._row.addWidget(self.control)
        if self._wide:
            self._row.setDirection(QBoxLayout.Direction.TopToBottom)
            self._row.setSpacing(theme.S)

    def _look_at(self, value: object) -> None:
        self.show_problem(self._problem_with(self.entry.name, value))

    def _take(self, value: object) -> None:
        problem = self._problem_with(self.entry.name, value)
        self.show_problem(problem)
        if not problem:
            self.chosen.emit(self.entry.name, value)

    def _describe(self) -> None:
        told = (self.problem.text(), self.help.text(), self.origin.text())
        self.control.setAccessibleDescription(sentences.joined(*told))


def _show(label: QLabel, sentence: str) -> None:
    label.setText(sentence)
    label.setVisible(bool(sentence))
