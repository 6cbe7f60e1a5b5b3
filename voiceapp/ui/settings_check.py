"""The check of everything, from the address to a spoken answer, each finding as it comes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.settings_switch import Switch
from voiceapp.ui.worded import worded

ICON_PX = 16
Mark = Literal["ok", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding, as it is shown."""

    name: str
    mark: Mark
    sentence: str
    """With the cure, where something is wrong."""
    origin: str = ""
    details: str = ""

    @property
    def line(self) -> str:
        """The finding in one line, for whoever it is pasted to."""
        origin = f" ({self.origin})" if self.origin else ""
        details = f" [{self.details}]" if self.details else ""
        return f"{self.mark:8}{self.name:14}{self.sentence}{origin}{details}"


class Told(Enum):
    """What is said above the findings."""

    BEFORE = "before"
    RUNNING = "running"
    STOPPED = "stopped"
    WORKS = "works"
    FAILED = "failed"


class FindingRow(QFrame):
    """Mark, name, sentence, and where it came from."""

    def __init__(self, finding: ShownFinding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self._picture = QLabel(self)
        self._name = name = QLabel(self)
        name.setFont(theme.scaled_font(0.92, weight=QFont.Weight.DemiBold))
        self._picture.setFixedSize(ICON_PX, QFontMetrics(name.font()).height())
        self._sentence = self._text()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.XS, 0, theme.XS)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(name, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._sentence, 0, 2, Qt.AlignmentFlag.AlignTop)
        self._more = self._text()
        self._more.setProperty("role", "quiet")
        self._more.setVisible(bool(finding.origin or finding.details))
        grid.addWidget(self._more, 1, 2)
        grid.setColumnMinimumWidth(1, 104)
        grid.setColumnStretch(2, 1)
        worded(self, self._say)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw the mark in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _say(self) -> None:
        finding = self.finding
        word = {
            "ok": wording.tr("fine"),
            "warning": wording.tr("note"),
            "failed": wording.tr("failed"),
        }[finding.mark]
        self._name.setText(sentences.translated(finding.name))
        self._sentence.setText(sentences.translated(finding.sentence))
        more = (sentences.translated(finding.origin), finding.details)
        self._more.setText(" · ".join(part for part in more if part))
        self._picture.setAccessibleName(word)
        self.setAccessibleName(f"{self._name.text()}, {word}")
        self.setAccessibleDescription(self._sentence.text())

    def _draw(self) -> None:
        tokens = theme.colors()
        name, color = {
            "ok": ("check", tokens.good),
            "warning": ("warning", tokens.warning),
            "failed": ("close", tokens.danger),
        }[self.finding.mark]
        self._picture.setPixmap(icon(name, color).pixmap(ICON_PX, ICON_PX))

    def _text(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(theme.small_font())
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label


class CheckPanel(QFrame):
    """A button, and below it the findings.

    Signals:
        check_requested(bool): begin; whether a spoken question may be asked.
        check_stopped(): no more of it.
    """

    check_requested = Signal(bool)
    check_stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._told = Told.BEFORE
        self._running = False
        self._rows: list[FindingRow] = []
        self.says = QLabel(self)
        self.says.setWordWrap(True)
        self.says.setProperty("role", "quiet")
        self.speak = Switch(self)
        self.speak.setChecked(True)
        self.speak_label = QLabel(self)
        self.speak_label.setBuddy(self.speak)
        self.begin = IconButton("check", "", self, labelled=True, kind="bordered")
        self.stop = IconButton("stop", "", self, labelled=True, kind="bordered")
        self.copy = IconButton("copy", "", self, labelled=True)
        self.begin.clicked.connect(self._begin)
        self.stop.clicked.connect(self.stop_check)
        self.copy.clicked.connect(self._copy)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for part in (self.begin, self.stop, self.copy):
            buttons.addWidget(part)
        buttons.addStretch(1)
        question = QHBoxLayout()
        question.setSpacing(theme.S)
        question.addWidget(self.speak)
        question.addWidget(self.speak_label, 1)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.says)
        column.addLayout(question)
        column.addLayout(buttons)
        column.addLayout(self._findings)
        worded(self, self._say)
        self._offer(Told.BEFORE)

    @property
    def findings(self) -> tuple[ShownFinding, ...]:
        """What has been found."""
        return tuple(row.finding for row in self._rows)

    def show_finding(self, finding: ShownFinding) -> None:
        """Add a finding; one of a check that was stopped is not shown any more."""
        if not self._running:
            return
        row = FindingRow(finding, self)
        self._rows.append(row)
        self._findings.addWidget(row)

    def show_end(self) -> None:
        """Say what it comes to."""
        if not self._running:
            return
        self._running = False
        failed = sum(finding.mark == "failed" for finding in self.findings)
        self._offer(Told.FAILED if failed else Told.WORKS)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def stop_check(self) -> None:
        """End a check that runs."""
        if self._running:
            self._running = False
            self._offer(Told.STOPPED)
            self.check_stopped.emit()

    # -- inside ----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        for row in self._rows:
            self._findings.removeWidget(row)
            row.deleteLater()
        self._rows = []
        self._running = True
        self._offer(Told.RUNNING)
        self.check_requested.emit(self.speak.isChecked())

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Check of the connection"))
        self.speak_label.setText(wording.tr("Ask a spoken question, at the usual cost"))
        self.speak.setAccessibleName(self.speak_label.text())
        self.begin.set_name(wording.tr("Check"))
        self.stop.set_name(wording.tr("Stop"))
        self.copy.set_name(wording.tr("Copy all"))
        self._tell()

    def _tell(self) -> None:
        sentence = {
            Told.BEFORE: wording.tr(
                "Every step from the address to a spoken answer, what is wrong, and what to do about it."
            ),
            Told.RUNNING: wording.tr("Checking…"),
            Told.STOPPED: wording.tr("Stopped."),
            Told.WORKS: wording.tr("Everything that is needed works."),
            Told.FAILED: wording.tr("Not everything works. What to do about it is written below."),
        }[self._told]
        self.says.setText(sentence)
        self.setAccessibleDescription(sentence)

    def _offer(self, told: Told) -> None:
        had_focus = self.begin.hasFocus() or self.stop.hasFocus()
        self._told = told
        self._tell()
        self.begin.setVisible(not self._running)
        self.stop.setVisible(self._running)
        self.copy.setVisible(not self._running and bool(self._rows))
        self.speak.setVisible(not self._running)
        self.speak_label.setVisible(not self._running)
        if had_focus:
            (self.stop if self._running else self.begin).setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(finding.line for finding in self.findings))
