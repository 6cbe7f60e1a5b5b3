"""The line at the top: what is going on, with whom, and what else there is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from voiceapp.dialogue.snapshot import Recording
from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.main_menu import MainMenu
from voiceapp.ui.record_bar import RecordBar
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.state_badge import StateBadge
from voiceapp.ui.worded import worded

NARROW_PX = 560
LOGO_PX = 28
PERSONA_PX = 180
"""Of the name of whom one talks to, at most."""


class TopBar(QFrame):
    """Badge, title, new conversation, menu.

    Signals:
        new_requested(), find_requested(): of the two buttons.
    """

    new_requested = Signal()
    find_requested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.badge = StateBadge(self)
        self._title_text = title
        self._persona_text = ""
        self.title = QLabel(title, self)
        self.title.setObjectName("title")
        self.title.setFont(theme.scaled_font(1.08, weight=QFont.Weight.DemiBold))
        self.model = QLabel(self)
        self.model.setFont(theme.small_font())
        self.model.setProperty("role", "quiet")
        self.model.hide()
        for label in (self.title, self.model):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.conversations = IconButton("conversations", "", self)
        self.conversations.setCheckable(True)
        self.new = IconButton("new", "", self, labelled=True, kind="bordered")
        self.new.clicked.connect(self.new_requested)
        self.find_button = IconButton("search", "", self)
        self.find_button.clicked.connect(self.find_requested)
        self.menu_button = IconButton("menu", "", self)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = MainMenu(self)
        self.menu_button.setMenu(self.menu)
        self.conversations.clicked.connect(self.menu.conversations_requested)
        self._logo = QLabel(self)
        self._logo.setFixedSize(LOGO_PX, LOGO_PX)
        self._logo.setAccessibleName("voiceapp")
        self._logo.setPixmap(icon("voiceapp", theme.colors().accent).pixmap(LOGO_PX, LOGO_PX))
        self.persona = IconButton("person", "", self, labelled=True, kind="bordered")
        self.persona.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.persona.setMenu(self.menu.personas)
        self.persona.hide()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.model)
        row = QHBoxLayout()
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self.conversations)
        row.addWidget(self._logo)
        row.addLayout(names, 1)
        row.addWidget(self.persona)
        row.addWidget(self.badge)
        row.addWidget(self.menu.record.button)
        row.addWidget(self.find_button)
        row.addWidget(self.new)
        row.addWidget(self.menu_button)
        self.record_bar = RecordBar(self)
        self.record_bar.stop_requested.connect(self.menu.record.stop_requested)
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addLayout(row)
        both.addWidget(self.record_bar)
        worded(self, self._say)

    @property
    def whom(self) -> str:
        """Whom one talks to, in the person's language."""
        return wording.whom(self._title_text)

    def show_title(self, title: str) -> None:
        """Name whom one talks to now."""
        self._title_text = title
        self._name_title()
        self._fit_title()

    def show_model(self, model: str) -> None:
        """Show what the session says it is, where the title does not say it already."""
        shown = model if model and model not in self._title_text else ""
        if shown != self.model.text():
            self.model.setText(shown)
            self.model.setVisible(bool(shown))

    def show_persona(self, label: str) -> None:
        """Name whom one talks to, as the person calls it; nothing while that is nobody in particular."""
        if label != self._persona_text:
            self._persona_text = label
            self._name_persona()
            self.persona.setVisible(bool(label))

    def show_conversations_open(self, open_now: bool) -> None:
        """Show whether the panel of kept conversations is open."""
        self.conversations.setChecked(open_now)
        self.menu.show_conversations_open(open_now)

    def show_recording(self, recording: Recording | None) -> None:
        """Show whether the conversation is being recorded, and offer what can be done about it."""
        self.menu.record.show_recording(recording)
        self.record_bar.show_recording(recording)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Keep only the drawing of the button where it is narrow; cut the title off at the end."""
        super().resizeEvent(event)
        self.new.set_labelled(self.width() >= theme.roomy(NARROW_PX))
        self._name_persona()
        self._fit_title()

    def _say(self) -> None:
        self._name_title()
        self._name_persona()
        self._fit_title()
        self.model.setToolTip(wording.tr("The model the service says it uses"))
        self.new.set_name(wording.tr("New"), hint=hint(wording.tr("New conversation"), "new"))
        self.new.setAccessibleName(wording.tr("New conversation"))
        self.find_button.set_name(wording.tr("Find"), hint=hint(wording.tr("Find in the transcript"), "find"))
        self.menu_button.set_name(wording.tr("Menu"))
        self.conversations.set_name(
            wording.tr("Conversations"), hint=hint(wording.tr("Kept conversations"), "conversations")
        )

    def _name_persona(self) -> None:
        """Write the name as far as there is room; without any the drawing stands for it."""
        told = wording.tr("You talk to “%1”. Click to talk to another.").replace("%1", self._persona_text)
        metrics = self.persona.fontMetrics()
        room = min(PERSONA_PX, self.width() - NARROW_PX)
        short = metrics.elidedText(self._persona_text, Qt.TextElideMode.ElideRight, room)
        self.persona.set_labelled(room > 0)
        self.persona.set_name(short, hint=told)
        self.persona.setAccessibleName(self._persona_text or wording.tr("Talk to"))

    def _name_title(self) -> None:
        self.title.setAccessibleName(wording.tr("Talking to %1").replace("%1", self.whom))

    def _fit_title(self) -> None:
        room, whole = self.title.width(), self.whom
        self.title.setText(self.title.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room))
        self.title.setToolTip(whole if self.title.text() != whole else "")
