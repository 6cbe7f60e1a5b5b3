"""What the service says of the session in force, which may be less than what was wished for."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from voiceapp.dialogue.snapshot import SessionFacts
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.worded import worded

FACTS = {
    "dialect": "Protocol",
    "model": "Model",
    "voice": "Voice",
    "speed": "Speed",
    "answers": "Answers",
    "turn_detection": "Turns",
    "transcription": "In writing",
    "noise_reduction": "Noise reduction",
    "instructions": "Instructions",
    "temperature": "Temperature",
    "max_output_tokens": "Longest answer",
    "tool_choice": "Functions",
    "truncation": "Memory",
}
"""Field of `SessionFacts` -> what it is called, in English; looked up when shown."""


IN_WORDS = frozenset(
    {"answers", "turn_detection", "transcription", "noise_reduction", "max_output_tokens", "truncation"}
)
"""Facts that are told in our words; the others are the service's own."""


class SettingsSession(QFrame):
    """A line for each fact the service tells; a sentence where there is no session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._facts: SessionFacts | None = None
        self.nothing = QLabel(self)
        self.nothing.setProperty("role", "quiet")
        self._values: dict[str, tuple[QLabel, QLabel]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.nothing, 0, 0, 1, 2)
        for line, name in enumerate(FACTS, start=1):
            what, value = QLabel(self), QLabel(self)
            what.setProperty("role", "quiet")
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for place, label in enumerate((what, value)):
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setFont(theme.small_font())
                label.hide()
                grid.addWidget(label, line, place, Qt.AlignmentFlag.AlignTop)
            self._values[name] = (what, value)
        worded(self, self._say)

    def show_session(self, facts: SessionFacts | None) -> None:
        """Show what is told of the session; what is not told is left out."""
        if facts != self._facts:
            self._facts = facts
            self._say()

    def _say(self) -> None:
        facts = self._facts
        self.setAccessibleName(wording.tr("The session in force"))
        self.nothing.setText(wording.tr("There is no session now."))
        self.nothing.setVisible(facts is None)
        told = []
        for name, (what, value) in self._values.items():
            found = getattr(facts, name) if facts is not None else None
            what.setText(wording.tr(FACTS[name]))
            text = QLocale().toString(found, "g", 6) if isinstance(found, float) else str(found or "")
            value.setText(sentences.translated(text) if name in IN_WORDS else text)
            for label in (what, value):
                label.setVisible(bool(text))
            if text:
                told.append(f"{what.text()}: {value.text()}")
        self.setAccessibleDescription(". ".join(told) or self.nothing.text())
