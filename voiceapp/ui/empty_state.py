"""What stands where the conversation will be: how to begin, and a few things to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icons import icon
from voiceapp.ui.worded import worded

PICTURE_PX = 72
EXAMPLES_FROM_PX = 240
PICTURE_FROM_PX = 330
"""Heights from which on there is room for the examples, and for the picture too."""


class EmptyState(QWidget):
    """A friendly beginning.

    Signals:
        example_chosen(str): the person clicked a sentence instead of saying it.
    """

    example_chosen = Signal(str)

    def __init__(self, examples: Sequence[str] = (), parent: QWidget | None = None) -> None:
        """`examples` in English; looked up when shown, and said as they are shown."""
        super().__init__(parent)
        self._sentences = tuple(examples)
        self._mode = (True, False)
        self._english_only = False
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName("voiceapp")
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
        self.examples = tuple(map(self._example, self._sentences))
        for chip in self.examples:
            line = QHBoxLayout()
            line.addStretch(1)
            line.addWidget(chip)
            line.addStretch(1)
            column.addLayout(line)
        column.addStretch(3)
        self._draw()
        worded(self, self._say)

    def show_mode(self, *, hands_free: bool, silent: bool = False) -> None:
        """Say how to begin; `silent`: there is no microphone."""
        if (hands_free, silent) != self._mode:
            self._mode = (hands_free, silent)
            self._say()

    def show_listener(self, *, english_only: bool) -> None:
        """Offer the examples in English where the assistant understands nothing else."""
        self._english_only = english_only
        self._say()

    def _in_words(self, sentence: str) -> str:
        return sentence if self._english_only else wording.tr(sentence)

    def _say(self) -> None:
        for chip, sentence in zip(self.examples, self._sentences, strict=True):
            said = self._in_words(sentence)
            chip.setText(wording.tr("“%1”").replace("%1", said))
            chip.setAccessibleName(wording.tr("Ask: %1").replace("%1", said))
            chip.setToolTip(wording.tr("Say it, or click to send it as text"))
        hands_free, silent = self._mode
        if silent:
            self.title.setText(wording.tr("Type a message to begin"))
            self.hint.setText(wording.tr("Without a microphone the conversation goes on in writing."))
        elif hands_free:
            self.title.setText(wording.tr("Hold Space or just speak"))
            self.hint.setText(
                wording.tr("Cut in whenever you like: the answer stops, and only what you heard counts.")
            )
        else:
            self.title.setText(wording.tr("Hold Space to talk"))
            self.hint.setText(wording.tr("Let go when you have finished; holding it again stops the answer."))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 (Qt's name)
        """Say that any height will do: otherwise the wrapped words would take it from the talk area."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Keep only the words where it is low."""
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= theme.roomy(PICTURE_FROM_PX))
        for chip in self.examples:
            chip.setVisible(self.height() >= theme.roomy(EXAMPLES_FROM_PX))
        self._fit_words()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw again in the new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _fit_words(self) -> None:
        """Leave the second sentence out where it would be cut off."""
        room = self.width() - 2 * theme.XL
        needed = self.title.heightForWidth(room) + self.hint.heightForWidth(room) + 4 * theme.XL
        self.hint.setVisible(self.height() >= needed)

    def _example(self, sentence: str) -> QPushButton:
        chip = QPushButton(self)
        chip.setProperty("kind", "chip")
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(lambda: self.example_chosen.emit(self._in_words(sentence)))
        return chip

    def _draw(self) -> None:
        self._picture.setPixmap(icon("voiceapp", theme.colors().accent).pixmap(PICTURE_PX, PICTURE_PX))
