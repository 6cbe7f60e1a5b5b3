"""An offer above the transcript: what an earlier program had not delivered, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon

ICON_PX = 20
FILE_NAME = "not-delivered.wav"


class RecoveredLine(QFrame):
    """Shows one sentence and three buttons; hidden while there is nothing to offer.

    Signals:
        send_requested(): put it into the conversation now.
        save_chosen(str): write the speech to the sound file of this path.
        discard_requested(): throw it away.
    """

    send_requested = Signal()
    save_chosen = Signal(str)
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovered_line")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(wording.tr("Not delivered"))
        self._picture = QLabel(self)
        self._picture.setFixedSize(ICON_PX, ICON_PX)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.send = IconButton("send", wording.tr("Send now"), self, labelled=True, kind="bordered")
        self.save = IconButton("tape", wording.tr("Save as WAV…"), self, labelled=True)
        self.discard = IconButton("trash", wording.tr("Discard"), self, labelled=True)
        self.send.clicked.connect(self.send_requested)
        self.save.clicked.connect(self._show_dialog)
        self.discard.clicked.connect(self.discard_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        row.setSpacing(theme.XS)
        row.addWidget(self._picture)
        row.addSpacing(theme.S)
        row.addWidget(self.text, 1)
        for button in (self.send, self.save, self.discard):
            row.addWidget(button)
        self._draw()
        self.hide()

    def offer(self, sentence: str, *, speech: bool) -> None:
        """Show what there is; `speech`: some of it can be saved as sound. Empty: nothing any more."""
        self.text.setText(sentence)
        self.save.setVisible(speech)
        self.setAccessibleDescription(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw the sign in the new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icon("warning", theme.colors().warning).pixmap(ICON_PX, ICON_PX))

    def _show_dialog(self) -> None:
        dialog = QFileDialog(self, wording.tr("Save what was not delivered"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(wording.tr("Sound (*.wav)"))
        dialog.setDefaultSuffix("wav")
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(self.save_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
