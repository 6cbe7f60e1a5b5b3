"""An offer above the transcript: what an earlier program had not delivered, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.side_by_side import set_below
from voiceapp.ui.sign import Kind, Sign
from voiceapp.ui.worded import worded

ICON_PX = 20
NARROW_PX = 620
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
        self._sentence = ""
        sign = Sign(Kind.WARNING, ICON_PX, self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.send = IconButton("send", "", self, labelled=True, kind="bordered")
        self.save = IconButton("tape", "", self, labelled=True)
        self.discard = IconButton("trash", "", self, labelled=True)
        self.send.clicked.connect(self.send_requested)
        self.save.clicked.connect(self._show_dialog)
        self.discard.clicked.connect(self.discard_requested)
        told = QHBoxLayout()
        told.setSpacing(theme.S + theme.XS)
        told.addWidget(sign)
        told.addWidget(self.text, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.XS)
        for button in (self.send, self.save, self.discard):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        self._halves.setSpacing(theme.XS)
        self._halves.addLayout(told, 1)
        self._halves.addLayout(buttons)
        self.hide()
        worded(self, self._say)

    def offer(self, sentence: str, *, speech: bool) -> None:
        """Show what there is; `speech`: some of it can be saved as sound. Empty: nothing any more."""
        self._sentence = sentence
        self._say()
        self.save.setVisible(speech)
        self.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Put the buttons below the words where both have too little room beside each other."""
        super().resizeEvent(event)
        set_below(self._halves, self.width() < theme.roomy(NARROW_PX))

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Not delivered"))
        self.send.set_name(wording.tr("Send now"))
        self.save.set_name(wording.tr("Save as WAV…"))
        self.discard.set_name(wording.tr("Discard"))
        self.text.setText(sentences.translated(self._sentence))
        self.setAccessibleDescription(self.text.text())

    def _show_dialog(self) -> None:
        dialog = QFileDialog(self, wording.tr("Save what was not delivered"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(wording.tr("Sound (*.wav)"))
        dialog.setDefaultSuffix("wav")
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(self.save_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
