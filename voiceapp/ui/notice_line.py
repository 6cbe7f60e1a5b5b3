"""One line about the model of the session, above the transcript, that stays away once it was dismissed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from voiceapp.model_notice import Notice
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.sign import Kind, Sign
from voiceapp.ui.worded import worded

ICON_PX = 18


class NoticeLine(QFrame):
    """Hidden while there is nothing to say about a model, or it was dismissed.

    Signals:
        dismissed(str): the key of the notice the person does not want to see again.
    """

    dismissed = Signal(str)

    def __init__(
        self,
        notice_of: Callable[[str], Notice | None],
        known_keys: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Ask `notice_of` about each model; notices with `known_keys` were dismissed before."""
        super().__init__(parent)
        self._notice_of = notice_of
        self._dismissed = set(known_keys)
        self._model = ""
        self._notice: Notice | None = None
        self.setObjectName("notice_line")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        sign = Sign(Kind.NOTE, ICON_PX, self)
        self.text = self._label()
        self.details = self._label()
        self.details.setFont(theme.small_font())
        self.details.setProperty("role", "quiet")
        self.details.setContentsMargins(0, 0, 0, theme.XS)
        self.details.hide()
        self.more = IconButton("chevron-down", "", self)
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more)
        self.shut = IconButton("close", "", self)
        self.shut.clicked.connect(self._on_shut)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.XS, theme.S, theme.XS)
        grid.setHorizontalSpacing(theme.S)
        grid.setVerticalSpacing(theme.XS)
        grid.addWidget(sign, 0, 0)
        grid.addWidget(self.text, 0, 1)
        grid.addWidget(self.more, 0, 2)
        grid.addWidget(self.shut, 0, 3)
        grid.addWidget(self.details, 1, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        self.hide()
        worded(self, self._say)

    def show_model(self, model: str) -> None:
        """Say what there is to say about the session's model; empty keeps what is shown."""
        if not model or model == self._model:
            return
        self._model = model
        notice = self._notice_of(model)
        if notice is None or notice.key in self._dismissed:
            self.hide()
            return
        self._notice = notice
        self._say()
        self.more.setVisible(bool(notice.details))
        self.more.setChecked(False)
        self.show()

    def look_again(self) -> None:
        """Ask about the next model even if it has the name of the last: it may be somebody else's."""
        self._model = ""

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("About this model"))
        self.more.set_name(wording.tr("More about this"))
        self.shut.set_name(wording.tr("Do not show this again"))
        if self._notice is not None:
            self.text.setText(sentences.translated(self._notice.sentence))
            self.details.setText(sentences.translated(self._notice.details))
            self.setAccessibleDescription(self.text.text())

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _on_more(self, checked: bool) -> None:
        self.details.setVisible(checked)
        self.more.set_icon("chevron-up" if checked else "chevron-down")

    def _on_shut(self) -> None:
        assert self._notice is not None  # the button is shown with it
        self._dismissed.add(self._notice.key)
        self.hide()
        self.dismissed.emit(self._notice.key)
