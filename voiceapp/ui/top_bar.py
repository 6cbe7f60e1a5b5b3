"""The line at the top: what is going on, with whom, and what else there is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QKeySequence, QResizeEvent
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

from voiceapp.dialogue.snapshot import Recording
from voiceapp.ui import theme, wording
from voiceapp.ui.duplex_menu import DuplexMenu
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.record_bar import RecordBar
from voiceapp.ui.record_control import RecordControl
from voiceapp.ui.shortcuts import hint, key_named
from voiceapp.ui.state_badge import StateBadge
from voiceapp.ui.theme import Appearance

NARROW_PX = 560
LOGO_PX = 28


class TopBar(QFrame):
    """Badge, title, new conversation, menu.

    Signals:
        new_requested(), open_requested(), find_requested(), inspector_requested(), keys_requested(),
        settings_requested(), report_requested(), quit_requested(): of the menu.
        appearance_chosen(Appearance): light, dark or as the system.
        contrast_chosen(bool): stronger colours.
    """

    new_requested = Signal()
    open_requested = Signal()
    find_requested = Signal()
    inspector_requested = Signal()
    keys_requested = Signal()
    quit_requested = Signal()
    report_requested = Signal()
    settings_requested = Signal()
    appearance_chosen = Signal(object)
    contrast_chosen = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.badge = StateBadge(self)
        self._title_text = title
        self.title = QLabel(title, self)
        self.title.setObjectName("title")
        self.title.setFont(theme.scaled_font(1.08, weight=QFont.Weight.DemiBold))
        self.title.setAccessibleName(wording.tr("Talking to %1").replace("%1", title))
        self.model = QLabel(self)
        self.model.setFont(theme.small_font())
        self.model.setProperty("role", "quiet")
        self.model.setToolTip(wording.tr("The model the service says it uses"))
        self.model.hide()
        for label in (self.title, self.model):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.new = IconButton(
            "new",
            wording.tr("New"),
            self,
            labelled=True,
            kind="bordered",
            hint=hint(wording.tr("New conversation"), "new"),
        )
        self.new.setAccessibleName(wording.tr("New conversation"))
        self.new.clicked.connect(self.new_requested)
        self.find_button = IconButton(
            "search", wording.tr("Find"), self, hint=hint(wording.tr("Find in the transcript"), "find")
        )
        self.find_button.clicked.connect(self.find_requested)
        self.menu_button = IconButton("menu", wording.tr("Menu"), self)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self._menu())
        self._logo = QLabel(self)
        self._logo.setFixedSize(LOGO_PX, LOGO_PX)
        self._logo.setPixmap(icon("voiceapp", theme.colors().accent).pixmap(LOGO_PX, LOGO_PX))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.model)
        row = QHBoxLayout()
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self._logo)
        row.addLayout(names, 1)
        row.addWidget(self.badge)
        row.addWidget(self.record.button)
        row.addWidget(self.find_button)
        row.addWidget(self.new)
        row.addWidget(self.menu_button)
        self.record_bar = RecordBar(self)
        self.record_bar.stop_requested.connect(self.record.stop_requested)
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addLayout(row)
        both.addWidget(self.record_bar)

    def show_title(self, title: str) -> None:
        """Name whom one talks to now."""
        self._title_text = title
        self.title.setAccessibleName(wording.tr("Talking to %1").replace("%1", title))
        self._fit_title()

    def show_model(self, model: str) -> None:
        """Show what the session says it is, where the title does not say it already."""
        shown = model if model and model not in self._title_text else ""
        if shown != self.model.text():
            self.model.setText(shown)
            self.model.setVisible(bool(shown))

    def show_recording(self, recording: Recording | None) -> None:
        """Show whether the conversation is being recorded, and offer what can be done about it."""
        self.record.show_recording(recording)
        self.record_bar.show_recording(recording)

    def show_appearance(self, appearance: Appearance, *, high_contrast: bool) -> None:
        """Tick what is chosen."""
        self._appearances[appearance].setChecked(True)
        self._contrast.setChecked(high_contrast)

    def show_inspector_open(self, open_now: bool) -> None:
        """Tick the inspector's line in the menu."""
        self._inspector.setChecked(open_now)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Keep only the drawing of the button where it is narrow; cut the title off at the end."""
        super().resizeEvent(event)
        self.new.set_labelled(self.width() >= NARROW_PX)
        self._fit_title()

    def _fit_title(self) -> None:
        room = self.title.width()
        self.title.setText(
            self.title.fontMetrics().elidedText(self._title_text, Qt.TextElideMode.ElideRight, room)
        )
        self.title.setToolTip(self._title_text if self.title.text() != self._title_text else "")

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(wording.tr("Menu"))
        self._add(menu, wording.tr("New conversation"), "new", self.new_requested)
        self._add(menu, wording.tr("Find in the transcript"), "find", self.find_requested)
        menu.addSeparator()
        self.record = RecordControl(menu, self)
        self._add(menu, wording.tr("Open recording…"), "open", self.open_requested)
        menu.addSeparator()
        looks = menu.addMenu(wording.tr("Appearance"))
        group = QActionGroup(self)
        self._appearances: dict[Appearance, QAction] = {}
        for appearance, name in (
            (Appearance.SYSTEM, wording.tr("As the system")),
            (Appearance.LIGHT, wording.tr("Light")),
            (Appearance.DARK, wording.tr("Dark")),
        ):
            action = looks.addAction(name)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, chosen=appearance: self.appearance_chosen.emit(chosen))
            group.addAction(action)
            self._appearances[appearance] = action
        looks.addSeparator()
        self._contrast = looks.addAction(wording.tr("High contrast"))
        self._contrast.setCheckable(True)
        self._contrast.triggered.connect(self.contrast_chosen)
        self.duplex = DuplexMenu(menu)
        menu.addMenu(self.duplex)
        self._inspector = self._add(menu, wording.tr("Inspector"), "inspector", self.inspector_requested)
        self._inspector.setCheckable(True)
        self._add(menu, wording.tr("Keys"), "keys", self.keys_requested)
        self._add(menu, wording.tr("Settings…"), "settings", self.settings_requested)
        problem = menu.addAction(wording.tr("Report a problem…"))
        problem.triggered.connect(lambda: self.report_requested.emit())
        menu.addSeparator()
        self._add(menu, wording.tr("Quit"), "quit", self.quit_requested)
        return menu

    @staticmethod
    def _add(menu: QMenu, text: str, key: str, signal: object) -> QAction:
        # The key is written beside the words but not bound here: `shortcuts.install` binds it, once.
        keys = QKeySequence(key_named(key).keys).toString(QKeySequence.SequenceFormat.NativeText)
        action = menu.addAction(f"{text}\t{keys}")
        action.triggered.connect(lambda: signal.emit())  # type: ignore[attr-defined]
        return action
