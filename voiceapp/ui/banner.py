"""Something the person has to know or do, above the transcript; never in the way of sound or network."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QWidget

from voiceapp.dialogue import snapshot
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.sign import Kind, Sign
from voiceapp.ui.worded import worded

ICON_PX = 20
NARROW_PX = 560
DETAILS_LINES_MAX = 8


class Banner(QFrame):
    """Shows `snapshot.Banner`; hidden while there is none.

    Signals:
        retry_requested(): the person wants another try now.
    """

    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: snapshot.Banner | None = None
        self._are_below = False
        self.setObjectName("banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        sign = Sign(Kind.WARNING, ICON_PX, self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.retry = IconButton("retry", "", self, labelled=True, kind="bordered")
        self.retry.clicked.connect(self.retry_requested)
        self.more = IconButton("chevron-down", "", self, labelled=True)
        self.more.setCheckable(True)
        self.copy = IconButton("copy", "", self)
        self.copy.clicked.connect(self._copy)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setFont(theme.fixed_font())
        self.details.hide()
        self.more.toggled.connect(self._on_more)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.XS)
        for button in (self.retry, self.more, self.copy):
            self._buttons.addWidget(button)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        grid.setHorizontalSpacing(theme.M)
        grid.addWidget(sign, 0, 0)
        grid.addWidget(self.text, 0, 1)
        grid.addLayout(self._buttons, 0, 2)
        grid.addWidget(self.details, 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self.hide()
        worded(self, self._say)

    def show_banner(self, banner: snapshot.Banner | None) -> None:
        """Show `banner`, or nothing."""
        if banner == self._shown:
            return
        self._shown = banner
        if banner is None:
            self.more.setChecked(False)
            self.hide()
            return
        self.details.setPlainText(banner.details)
        self.retry.setVisible(banner.can_retry)
        self.more.setVisible(bool(banner.details))
        if not banner.details:
            self.more.setChecked(False)
        lines = min(DETAILS_LINES_MAX, banner.details.count("\n") + 1)
        line_px = self.details.fontMetrics().lineSpacing()
        self.details.setMaximumHeight(line_px * lines + 2 * theme.M)
        self.details.setMinimumHeight(line_px + theme.M)  # in a low window the details scroll
        self._say()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Put the buttons below the words where both have too little room beside each other."""
        super().resizeEvent(event)
        below = self.width() < theme.roomy(NARROW_PX)
        if below != self._are_below:
            self._are_below = below
            self._grid.removeItem(self._buttons)
            place = (1, 1, Qt.AlignmentFlag.AlignLeft) if below else (0, 2, Qt.AlignmentFlag.AlignRight)
            self._grid.addLayout(self._buttons, *place)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Attention"))
        self.retry.set_name(wording.tr("Try again"))
        self.more.set_name(wording.tr("Details"))
        self.copy.set_name(wording.tr("Copy"), hint=wording.tr("Copy this message and its details"))
        self.details.setAccessibleName(wording.tr("Details"))
        if self._shown is not None:
            self.text.setText(sentences.translated(self._shown.text))
            self.setAccessibleDescription(self.text.text())

    def _on_more(self, checked: bool) -> None:
        self.details.setVisible(checked)
        self.more.set_icon("chevron-up" if checked else "chevron-down")

    def _copy(self) -> None:
        if self._shown is not None:
            parts = (self.text.text(), self._shown.details)
            QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))
