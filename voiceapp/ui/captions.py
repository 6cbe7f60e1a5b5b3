"""Captions: a window of its own with what is being said in large letters, on the whole screen if wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.ui import shortcuts, theme, wording
from voiceapp.ui.captions_view import CaptionsView
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.in_front import show_in_front
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.stacked import stacked
from voiceapp.ui.state_badge import StateBadge
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.styled import styled
from voiceapp.ui.worded import worded

SIZES = (1.2, 1.5, 1.9, 2.4, 3.0, 3.8, 4.8, 6.0, 7.6, 9.6)
"""Against the size of the desktop's text; each a quarter larger than the one before."""
USUAL = 3


class Captions(QWidget):
    """The words, and below them what is going on and a few buttons; it never takes part in the talk."""

    def __init__(self, settings: QSettings | None = None) -> None:
        """`settings` keeps place, size of the letters and whether it stays on top; None keeps nothing."""
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("captions")
        self._settings = settings
        self.setMinimumSize(theme.least(360, 160))
        self.setWindowIcon(icon("voiceapp", "#000000"))
        self.view = CaptionsView(self)
        self.badge = StateBadge(self)
        self.smaller = IconButton("text-smaller", "", self)
        self.larger = IconButton("text-larger", "", self)
        self.on_top = IconButton("pin", "", self)
        self.whole = IconButton("full-screen", "", self)
        self.shut = IconButton("close", "", self)
        for button in (self.on_top, self.whole):
            button.setCheckable(True)
        self.smaller.clicked.connect(lambda: self._step(-1))
        self.larger.clicked.connect(lambda: self._step(+1))
        self.on_top.clicked.connect(self._on_top)
        self.whole.clicked.connect(self.toggle_full_screen)
        self.shut.clicked.connect(self.close)
        actions: dict[str, Callable[[], None]] = {
            "full_screen": self.toggle_full_screen,
            "larger": self.larger.click,
            "smaller": self.smaller.click,
            "usual_size": lambda: self._choose(USUAL),
        }
        shortcuts.install(self, actions, tuple(key for key in shortcuts.KEYS if key.name in actions))
        bar = QFrame(self)
        bar.setObjectName("captions_bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.M, theme.XS, theme.S, theme.XS)
        row.setSpacing(theme.XS)
        row.addWidget(self.badge)
        row.addStretch(1)
        for button in (self.smaller, self.larger, self.on_top, self.whole, self.shut):
            row.addWidget(button)
        stacked(self, self.view, bar, stretched=self.view)
        self._restore()
        styled(self, _style)
        worded(self, self._say)

    def open_window(self) -> None:
        """Show the window, or bring it to the front."""
        show_in_front(self)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what was said last, and what is going on."""
        self.badge.show_state(snapshot.phase, muted=snapshot.muted)
        self.view.show_rows(snapshot.rows)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or leave it again."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # -- events ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Esc leaves the whole screen first, then the window; Return presses the button with the focus."""
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            if self.isFullScreen():
                self.toggle_full_screen()
            else:
                self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, IconButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Show whether the screen is filled."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self.whole.setChecked(self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Remember the place, and how it is read."""
        if self._settings is not None:
            self._settings.setValue("captions/geometry", self.saveGeometry())
            self._settings.setValue("captions/size", self._size)
            self._settings.setValue("captions/on_top", self.on_top.isChecked())
        super().closeEvent(event)

    # -- inside ----------------------------------------------------------------------------------------

    def _restore(self) -> None:
        size, on_top, place = USUAL, False, None
        if self._settings is not None:
            kept = self._settings.value("captions/size", USUAL, type=int)
            size = kept if isinstance(kept, int) and 0 <= kept < len(SIZES) else USUAL
            on_top = bool(self._settings.value("captions/on_top", False, type=bool))
            place = self._settings.value("captions/geometry")
        self.resize(QSize(820, 320).boundedTo(self.screen().availableSize()))
        if isinstance(place, QByteArray):
            self.restoreGeometry(place)
        self._size = size
        self._choose(size)
        self.on_top.setChecked(on_top)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on_top)

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Captions — voiceapp"))
        self.setAccessibleName(wording.tr("Captions"))
        self.smaller.set_name(
            wording.tr("Smaller letters"), hint=hint(wording.tr("Smaller letters"), "smaller")
        )
        self.larger.set_name(wording.tr("Larger letters"), hint=hint(wording.tr("Larger letters"), "larger"))
        self.on_top.set_name(wording.tr("Keep above other windows"))
        self.whole.set_name(
            wording.tr("Whole screen"), hint=hint(wording.tr("Fill the whole screen"), "full_screen")
        )
        self.shut.set_name(wording.tr("Close"), hint=wording.tr("Close (Esc)"))

    def _step(self, direction: int) -> None:
        self._choose(max(0, min(len(SIZES) - 1, self._size + direction)))

    def _choose(self, size: int) -> None:
        self._size = size
        self.view.set_size(SIZES[size])
        self.smaller.setEnabled(size > 0)
        self.larger.setEnabled(size < len(SIZES) - 1)

    def _on_top(self, on: bool) -> None:
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, on)
        self.show()  # Qt hides a window whose flags change


def _style(tokens: theme.Colors) -> str:
    bar = f"#captions_bar {{ background: {tokens.window}; border-top: 1px solid {tokens.border}; }}"
    return style_sheet(tokens) + bar
