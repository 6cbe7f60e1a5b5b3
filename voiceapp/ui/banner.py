"""Something the person has to know or do, above the transcript; never in the way of sound or network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QWidget

from voiceapp.dialogue import snapshot
from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon

ICON_PX = 20
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
        self.setObjectName("banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(wording.tr("Attention"))
        self._picture = QLabel(self)
        self._picture.setFixedSize(ICON_PX, ICON_PX)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.retry = IconButton("retry", wording.tr("Try again"), self, labelled=True, kind="bordered")
        self.retry.clicked.connect(self.retry_requested)
        self.more = IconButton("chevron-down", wording.tr("Details"), self, labelled=True)
        self.more.setCheckable(True)
        self.copy = IconButton(
            "copy", wording.tr("Copy"), self, hint=wording.tr("Copy this message and its details")
        )
        self.copy.clicked.connect(self._copy)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setFont(theme.fixed_font())
        self.details.setAccessibleName(wording.tr("Details"))
        self.details.hide()
        self.more.toggled.connect(self._on_more)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.XS)
        for button in (self.retry, self.more, self.copy):
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        grid.setHorizontalSpacing(theme.M)
        grid.addWidget(self._picture, 0, 0)
        grid.addWidget(self.text, 0, 1)
        grid.addLayout(buttons, 0, 2)
        grid.addWidget(self.details, 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        self._draw()
        self.hide()

    def show_banner(self, banner: snapshot.Banner | None) -> None:
        """Show `banner`, or nothing."""
        if banner == self._shown:
            return
        self._shown = banner
        if banner is None:
            self.more.setChecked(False)
            self.hide()
            return
        self.text.setText(banner.text)
        self.details.setPlainText(banner.details)
        self.retry.setVisible(banner.can_retry)
        self.more.setVisible(bool(banner.details))
        if not banner.details:
            self.more.setChecked(False)
        lines = min(DETAILS_LINES_MAX, banner.details.count("\n") + 1)
        self.details.setFixedHeight(self.details.fontMetrics().lineSpacing() * lines + 2 * theme.M)
        self.setAccessibleDescription(banner.text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw the sign in the new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icon("warning", theme.colors().warning).pixmap(ICON_PX, ICON_PX))

    def _on_more(self, checked: bool) -> None:
        self.details.setVisible(checked)
        self.more.set_icon("chevron-up" if checked else "chevron-down")

    def _copy(self) -> None:
        if self._shown is not None:
            parts = (self._shown.text, self._shown.details)
            QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))
