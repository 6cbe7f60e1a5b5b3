"""What stands where the conversation will be: how to begin, and a few things to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icons import icon

PICTURE_PX = 72


class EmptyState(QWidget):
    """A friendly beginning.

    Signals:
        example_chosen(str): the person clicked a sentence instead of saying it.
    """

    example_chosen = Signal(str)

    def __init__(self, examples: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = QLabel(self)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setFont(theme.scaled_font(1.6, weight=QFont.Weight.DemiBold))
        self.title.setWordWrap(True)
        self.hint = QLabel(self)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addSpacing(theme.S)
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addSpacing(theme.L)
        self.examples = tuple(self._example(sentence) for sentence in examples)
        for chip in self.examples:
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(chip)
            line.addStretch(1)
            column.addLayout(line)
        column.addStretch(3)
        self._draw()
        self.show_mode(hands_free=True)

    def show_mode(self, *, hands_free: bool, reason: str = "") -> None:
        """Say how to begin; `reason` is the sentence that says why there is no microphone."""
        if reason:
            self.title.setText(wording.tr("Type a message to begin"))
            self.hint.setText(reason)
        elif hands_free:
            self.title.setText(wording.tr("Hold Space or just speak"))
            self.hint.setText(
                wording.tr("Cut in whenever you like: the answer stops, and only what you heard counts.")
            )
        else:
            self.title.setText(wording.tr("Hold Space to talk"))
            self.hint.setText(wording.tr("Let go when you have finished; holding it again stops the answer."))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw again in the new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _example(self, sentence: str) -> QPushButton:
        chip = QPushButton(f"“{sentence}”", self)
        chip.setProperty("kind", "chip")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.setAccessibleName(wording.tr("Ask: %1").replace("%1", sentence))
        chip.setToolTip(wording.tr("Say it, or click to send it as text"))
        chip.clicked.connect(lambda: self.example_chosen.emit(sentence))
        return chip

    def _draw(self) -> None:
        self._picture.setPixmap(icon("voiceapp", theme.colors().accent).pixmap(PICTURE_PX, PICTURE_PX))
