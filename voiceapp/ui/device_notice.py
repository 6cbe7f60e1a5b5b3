"""Why a microphone or a loudspeaker does not work, and what cures it; there for as long as it is so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.sign import Kind, Sign
from voiceapp.ui.worded import worded

ICON_PX = 18


class DeviceNotice(QWidget):
    """A sign and sentences; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[str, ...] = ()
        sign = Sign(Kind.WARNING, ICON_PX, self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XS, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.hide()
        worded(self, self._say)

    def say(self, said: Sequence[str]) -> None:
        """Show each of these sentences on a line of its own, one that is said twice once."""
        self._said = tuple(said)
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Devices"))
        text = "\n".join(dict.fromkeys(sentences.translated(sentence) for sentence in self._said if sentence))
        if text != self.text.text():
            self.text.setText(text)
            self.setAccessibleDescription(text)
            self.setVisible(bool(text))
