"""What is wrong with the settings file, line by line; it stays as it is until the person saves something."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.sign import Kind, Sign
from voiceapp.ui.worded import worded

ICON_PX = 20


class SettingsProblems(QFrame):
    """A line for each mistake and a button; hidden while there is none.

    Signals:
        file_requested(): the person wants to see the file.
    """

    file_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_problems")
        self._problems: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        sign = Sign(Kind.WARNING, ICON_PX, self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.open = IconButton("tape", "", self, labelled=True, kind="bordered")
        self.open.clicked.connect(self.file_requested)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.M, theme.M, theme.M)
        grid.setHorizontalSpacing(theme.M)
        grid.addWidget(sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.text, 0, 1)
        grid.addWidget(self.open, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        self.hide()
        worded(self, self._say)

    def show_problems(self, problems: tuple[str, ...]) -> None:
        """Show these sentences; none hides all of it."""
        if problems == self._problems:
            return
        self._problems = problems
        self._say()
        self.setVisible(bool(problems))
        if problems:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Mistakes in the settings file"))
        self.open.set_name(wording.tr("Open the file"))
        self.text.setText("\n".join(map(sentences.translated, self._problems)))
        self.setAccessibleDescription(self.text.text())
