"""The line at the top of a recording: that it is one, of what, and what the conversation was doing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFont, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.pill import Pill
from voiceapp.ui.replay_keys import REPLAY_KEYS, hint
from voiceapp.ui.shortcuts import key_named, text_of
from voiceapp.ui.state_badge import StateBadge
from voiceapp.ui.worded import worded


class RecordingTop(QFrame):
    """The sign of a recording, its title, the state at that moment, and a menu.

    Signals:
        wanted(str): the name of a line of `REPLAY_KEYS`, chosen with the pointer.
    """

    wanted = Signal(str)

    def __init__(self, title: str, about: str, parent: QWidget | None = None) -> None:
        """`title` names the recording; `about` says with whom and when, and may be empty."""
        super().__init__(parent)
        self.setObjectName("top_bar")
        self._title_text, self._about_text = title, about
        self.sign = Pill(self)
        self.sign.setFont(theme.scaled_font(1.0, weight=QFont.Weight.DemiBold))
        self.title = QLabel(title, self)
        self.title.setObjectName("title")
        self.title.setFont(theme.scaled_font(1.08, weight=QFont.Weight.DemiBold))
        self.title.setAccessibleName(title)
        self.about = QLabel(about, self)
        self.about.setFont(theme.small_font())
        self.about.setProperty("role", "quiet")
        self.about.setVisible(bool(about))
        for label in (self.title, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.badge = StateBadge(self)
        self.search = IconButton("search", "", self)
        self.search.clicked.connect(lambda: self.wanted.emit("find"))
        self.menu_button = IconButton("menu", "", self)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lines: dict[str, QAction] = {}
        self._menu = self._made_menu()
        self.menu_button.setMenu(self._menu)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.about)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self.sign)
        row.addLayout(names, 1)
        row.addWidget(self.badge)
        row.addWidget(self.search)
        row.addWidget(self.menu_button)
        worded(self, self._say)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Cut both lines off at the end where it is narrow."""
        super().resizeEvent(event)
        for label, text in ((self.title, self._title_text), (self.about, self._about_text)):
            metrics = label.fontMetrics()
            label.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, label.width()))
            label.setToolTip(text)

    def _made_menu(self) -> QMenu:
        menu = QMenu(self)
        for name in ("open", "find", "inspector", "dark", "keys", "close"):
            self._lines[name] = menu.addAction("")
            self._lines[name].triggered.connect(lambda _checked=False, name=name: self.wanted.emit(name))
        return menu

    def _say(self) -> None:
        self.sign.say("tape", wording.tr("Recording"), "danger")
        self.sign.setAccessibleName(wording.tr("This is a recording, not a live conversation"))
        self.sign.setToolTip(wording.tr("This is a recording: nothing is sent and nobody listens"))
        self.search.set_name(wording.tr("Find"), hint=hint(wording.tr("Find in the transcript"), "find"))
        self.menu_button.set_name(wording.tr("Menu"))
        self._menu.setAccessibleName(wording.tr("Menu"))
        for name, text in (
            ("open", wording.tr("Open recording…")),
            ("find", wording.tr("Find in the transcript")),
            ("inspector", wording.tr("Inspector")),
            ("dark", wording.tr("Dark or light")),
            ("keys", wording.tr("Keys")),
            ("close", wording.tr("Close the recording")),
        ):
            self._lines[name].setText(f"{text}\t{text_of(key_named(name, REPLAY_KEYS))}")
