"""The icon in the tray: the state by its drawing, the words in its tooltip, a menu, a click.

Whether there is a tray is the desktop's affair and may change: panels start later than programs, and crash.
Qt tells nobody when one comes or goes, so it is looked at every two seconds.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.ui import wording
from voiceapp.ui.state_badge import state_of
from voiceapp.ui.system_tray import TrayPlace
from voiceapp.ui.tray_icon import tray_icon
from voiceapp.ui.tray_menu import TrayMenu
from voiceapp.ui.worded import worded

LOOK_MS = 2_000


class Tray(QObject):
    """Shows one conversation in a tray, where there is one and it is wanted.

    Signals:
        clicked(): the person clicked the icon.
        presence_changed(bool): the icon can be seen now, or not any more.
    """

    clicked = Signal()
    presence_changed = Signal(bool)

    def __init__(self, place: TrayPlace, *, wanted: bool, whom: str, parent: QObject | None = None) -> None:
        """`whom` is who is talked to."""
        super().__init__(parent)
        self._place = place
        self._wanted = wanted
        self._whom = whom
        self._state = (Phase.OFF, False)
        self._present = False
        self._drawn: tuple[str, str] | None = None
        self.menu = TrayMenu()
        place.set_menu(self.menu)
        place.clicked.connect(self.clicked)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        worded(self.menu, self._draw)
        self.look()

    @property
    def present(self) -> bool:
        """Whether the icon can be seen, as far as is known."""
        return self._present

    def want(self, wanted: bool) -> None:
        """Show the icon from now on where there is a tray, or nowhere."""
        if wanted != self._wanted:
            self._wanted = wanted
            if not wanted:
                self._place.take_away()
            self.look()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the state of the conversation, and offer what fits."""
        state = (snapshot.phase, snapshot.muted)
        if state != self._state:
            self._state = state
            self._draw()
        self.menu.show_snapshot(snapshot)

    def show_whom(self, whom: str) -> None:
        """Name who is talked to now."""
        self._whom = whom
        self._draw()

    def say(self, sentence: str) -> None:
        """Tell the person something beside the icon."""
        self._place.say("voiceapp", sentence)

    def look(self) -> None:
        """See whether there is a tray."""
        present = self._wanted and self._place.is_there()
        if present != self._present:
            self._present = present
            self._drawn = None
            self._draw()
            self.presence_changed.emit(present)

    def close(self) -> None:
        """Go; the menu with the icon."""
        self._timer.stop()
        self._place.take_away()
        self.menu.deleteLater()

    def _draw(self) -> None:
        if not self._present:
            return
        phase, muted = self._state
        drawing, tone, word = state_of(phase, muted=muted)
        tooltip = wording.tr("voiceapp: %1 — %2").replace("%1", word).replace("%2", wording.whom(self._whom))
        if (drawing, tooltip) != self._drawn:
            self._drawn = (drawing, tooltip)
            self._place.put(tray_icon(drawing, tone), tooltip)
