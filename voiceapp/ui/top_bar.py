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

from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.shortcuts import hint, key_named
from voiceapp.ui.state_badge import StateBadge
from voiceapp.ui.theme import Appearance

NARROW_PX = 560
LOGO_PX = 28


DUPLEX_NAMES = {
    DuplexMode.FULL: "Cut in at any moment",
    DuplexMode.CAUTIOUS: "Only a clear voice cuts in",
    DuplexMode.HALF: "Only keys cut in",
}


class TopBar(QFrame):
    """Badge, title, new conversation, menu.

    Signals:
        new_requested(), find_requested(), inspector_requested(), keys_requested(), quit_requested()
        appearance_chosen(Appearance): light, dark or as the system.
        contrast_chosen(bool): stronger colours.
        duplex_chosen(DuplexMode | None): how much of the microphone may leave during an answer.
    """

    new_requested = Signal()
    find_requested = Signal()
    inspector_requested = Signal()
    keys_requested = Signal()
    quit_requested = Signal()
    appearance_chosen = Signal(object)
    contrast_chosen = Signal(bool)
    duplex_chosen = Signal(object)

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
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self._logo)
        row.addLayout(names, 1)
        row.addWidget(self.badge)
        row.addWidget(self.find_button)
        row.addWidget(self.new)
        row.addWidget(self.menu_button)

    def show_model(self, model: str) -> None:
        """Show what the session says it is, where the title does not say it already."""
        shown = model if model and model not in self._title_text else ""
        if shown != self.model.text():
            self.model.setText(shown)
            self.model.setVisible(bool(shown))

    def show_appearance(self, appearance: Appearance, *, high_contrast: bool) -> None:
        """Tick what is chosen."""
        self._appearances[appearance].setChecked(True)
        self._contrast.setChecked(high_contrast)

    def show_duplex(self, chosen: DuplexMode | None, in_force: DuplexMode) -> None:
        """Tick what is chosen; the automatic choice says what it has chosen."""
        self._duplexes[chosen].setChecked(True)
        name = DUPLEX_NAMES[in_force].lower()
        self._duplexes[None].setText(wording.tr("Automatic (now: %1)").replace("%1", wording.tr(name)))

    def show_inspector_open(self, open_now: bool) -> None:
        """Tick the inspector's line in the menu."""
        self._inspector.setChecked(open_now)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Keep only the drawing of the button where it is narrow; cut the title off at the end."""
        super().resizeEvent(event)
        self.new.set_labelled(self.width() >= NARROW_PX)
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
        during = menu.addMenu(wording.tr("While the assistant speaks"))
        modes = QActionGroup(self)
        self._duplexes: dict[DuplexMode | None, QAction] = {}
        for mode in (None, *DUPLEX_NAMES):
            action = during.addAction(wording.tr(DUPLEX_NAMES[mode]) if mode else wording.tr("Automatic"))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, chosen=mode: self.duplex_chosen.emit(chosen))
            modes.addAction(action)
            self._duplexes[mode] = action
        self._duplexes[None].setChecked(True)
        self._inspector = self._add(menu, wording.tr("Inspector"), "inspector", self.inspector_requested)
        self._inspector.setCheckable(True)
        self._add(menu, wording.tr("Keys"), "keys", self.keys_requested)
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
