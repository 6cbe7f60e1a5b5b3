"""A recommendation for whoever uses a screen reader: what it says would be taken for the person's words.

Shown once, and only while an assistive technology is at work and the microphone is open all the time. A line
above the transcript, never a dialog: whoever wears headphones has nothing to change.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.side_by_side import set_below
from voiceapp.ui.sign import Kind, Sign
from voiceapp.ui.worded import worded

ICON_PX = 18
NARROW_PX = 620
KEY = "screen reader"
"""What the window remembers when it was dismissed."""


class ReaderLine(QFrame):
    """A sentence and two buttons; hidden while there is nothing to recommend.

    Signals:
        push_to_talk_chosen(): the person wants to hold a key while speaking, from now on.
        dismissed(str): `KEY`; it is not to come again.
    """

    push_to_talk_chosen = Signal()
    dismissed = Signal(str)

    def __init__(
        self,
        known_keys: tuple[str, ...] = (),
        parent: QWidget | None = None,
        *,
        is_active: Callable[[], bool] = QAccessible.isActive,
    ) -> None:
        """`known_keys` were dismissed before; `is_active` says whether an assistive technology is at work."""
        super().__init__(parent)
        self.setObjectName("notice_line")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._is_active = is_active
        self._over = KEY in known_keys
        sign = Sign(Kind.NOTE, ICON_PX, self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.hold = IconButton("talk-key", "", self, labelled=True, kind="bordered")
        self.shut = IconButton("close", "", self, labelled=True)
        self.hold.clicked.connect(self._on_hold)
        self.shut.clicked.connect(self._end)
        told = QHBoxLayout()
        told.setSpacing(theme.S)
        told.addWidget(sign)
        told.addWidget(self.text, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.XS)
        buttons.addWidget(self.hold)
        buttons.addWidget(self.shut)
        buttons.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(theme.L, theme.XS, theme.S, theme.XS)
        self._halves.setSpacing(theme.S)
        self._halves.addLayout(told, 1)
        self._halves.addLayout(buttons)
        self.hide()
        worded(self, self._say)

    def show_mode(self, *, hands_free: bool) -> None:
        """Recommend to hold a key while the microphone is open; say nothing where that is so already."""
        wanted = hands_free and not self._over and self._is_active()
        if wanted == self.isHidden():
            self.setVisible(wanted)
            if wanted:
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Put the buttons below the words where both have too little room beside each other."""
        super().resizeEvent(event)
        set_below(self._halves, self.width() < theme.roomy(NARROW_PX))

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Recommendation"))
        self.text.setText(
            wording.tr(
                "A screen reader seems to be in use: with loudspeakers, what it says would be taken for your "
                "words. Hold Space while you talk instead, or use headphones."
            )
        )
        self.hold.set_name(wording.tr("Use push to talk"))
        self.shut.set_name(wording.tr("No, thanks"), hint=wording.tr("Do not recommend this again"))
        self.setAccessibleDescription(self.text.text())

    def _on_hold(self) -> None:
        self._end()
        self.push_to_talk_chosen.emit()

    def _end(self) -> None:
        self._over = True
        self.hide()
        self.dismissed.emit(KEY)
