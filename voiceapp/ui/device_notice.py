"""Why a microphone or a loudspeaker does not work, and what cures it; there for as long as it is so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icons import icon
from voiceapp.ui.worded import worded

ICON_PX = 18


class DeviceNotice(QWidget):
    """A sign and sentences; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[str, ...] = ()
        self._picture = QLabel(self)
        self._picture.setFixedSize(ICON_PX, ICON_PX)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XS, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self._draw()
        self.hide()
        worded(self, self._say)

    def say(self, said: Sequence[str]) -> None:
        """Show each of these sentences on a line of its own, one that is said twice once."""
        self._said = tuple(said)
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Devices"))
        self._picture.setAccessibleName(wording.tr("Warning"))
        text = "\n".join(dict.fromkeys(sentences.translated(sentence) for sentence in self._said if sentence))
        if text != self.text.text():
            self.text.setText(text)
            self.setAccessibleDescription(text)
            self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw the sign in the new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icon("warning", theme.colors().warning).pixmap(ICON_PX, ICON_PX))
