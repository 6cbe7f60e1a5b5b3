"""The menu of the icon in the tray: what one does without looking at the window."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.ui import theme, wording
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.worded import worded

_STOPPABLE = (Phase.THINKING, Phase.SPEAKING)


class TrayMenu(QMenu):
    """Lines in three groups. A menu cannot be held down: its Talk begins, and ends when chosen again.

    Signals:
        talk_requested(bool): True to begin.
        mute_requested(bool): True to mute.
        stop_requested(), window_requested(), mini_requested(), new_requested(), settings_requested(),
        quit_requested(): of the line that says so.
    """

    talk_requested = Signal(bool)
    mute_requested = Signal(bool)
    stop_requested = Signal()
    window_requested = Signal()
    mini_requested = Signal()
    new_requested = Signal()
    settings_requested = Signal()
    quit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Snapshot()
        self._window_shown = False
        self._mini_shown = False
        self.talk = self.addAction("")
        self.talk.triggered.connect(lambda: self.talk_requested.emit(not self._picture.talk_held))
        self.mute = self.addAction("")
        self.mute.setCheckable(True)
        self.mute.triggered.connect(lambda: self.mute_requested.emit(not self._picture.muted))
        self.stop = self._line(self.stop_requested)
        self.addSeparator()
        self.window_line = self._line(self.window_requested)
        self.mini = self._line(self.mini_requested)
        self.mini.setCheckable(True)
        self.new = self._line(self.new_requested)
        self.settings = self._line(self.settings_requested)
        self.addSeparator()
        self.quit = self._line(self.quit_requested)
        self.aboutToShow.connect(lambda: self.setStyleSheet(style_sheet(theme.colors())))
        worded(self, self._say)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Offer what can be done now."""
        before, self._picture = self._picture, snapshot
        if _matters(before) != _matters(snapshot):
            self._say()

    def show_windows(self, *, window: bool, mini: bool) -> None:
        """Offer the windows that are not to be seen, and to hide the one that is."""
        self._window_shown, self._mini_shown = window, mini
        self._say()

    def _say(self) -> None:
        picture = self._picture
        self.setAccessibleName(wording.tr("voiceapp in the tray"))
        self.talk.setText(wording.tr("End talking") if picture.talk_held else wording.tr("Talk"))
        self.talk.setEnabled(picture.talk_held or picture.phase is not Phase.OFF)
        self.mute.setText(wording.tr("Mute"))
        self.mute.setChecked(picture.muted)
        self.stop.setText(wording.tr("Stop the answer"))
        self.stop.setEnabled(picture.phase in _STOPPABLE)
        shown = self._window_shown
        self.window_line.setText(wording.tr("Hide window") if shown else wording.tr("Show window"))
        self.mini.setText(wording.tr("Mini window"))
        self.mini.setChecked(self._mini_shown)
        self.new.setText(wording.tr("New conversation"))
        self.settings.setText(wording.tr("Settings…"))
        self.quit.setText(wording.tr("Quit"))

    def _line(self, wanted: SignalInstance) -> QAction:
        action = self.addAction("")
        action.triggered.connect(lambda: wanted.emit())
        return action


def _matters(snapshot: Snapshot) -> tuple[Phase, bool, bool]:
    """Return what the lines are made of; pictures come thirty times a second."""
    return (snapshot.phase, snapshot.muted, snapshot.talk_held)
