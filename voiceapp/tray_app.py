"""Where the program is to be seen: its window, the mini window, the tray; and a way back from each of them.

Either the large window is shown or the mini window, or neither: then the tray has the way back, or, where a
person has a talk key for every program, starting voiceapp again. Whenever none of these is left, the window
comes back by itself. A tray alone is never counted on: desktops without one exist, and panels crash.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication

from voiceapp.dialogue.inputs import (
    MuteChosen,
    NewConversationRequested,
    StopPressed,
    TalkPressed,
    TalkReleased,
)
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.reach_window import bring_to_front
from voiceapp.settings import Settings
from voiceapp.ui import sentences, wording
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.mini_window import MiniWindow
from voiceapp.ui.quiet_show import show_quietly
from voiceapp.ui.system_tray import TrayPlace
from voiceapp.ui.tray import Tray

TITLE_END = " — voiceapp"
TOLD = "tray/told"
"""In the settings of windows: the person knows that closing the window left the program in the tray."""


class TrayApp(QObject):
    """Shows, hides and brings back; lives as long as the window."""

    def __init__(
        self,
        window: MainWindow,
        bridge: Bridge,
        place: TrayPlace,
        settings: Settings,
        memory: QSettings,
        *,
        talk: Callable[[bool], None],
        no_tray: bool = False,
        can_be_called: bool = True,
    ) -> None:
        """Put the icon into the tray; nothing is shown yet.

        `memory` is where windows remember their places. `talk` begins (True) and ends talk that no finger
        holds. `can_be_called`: starting the program again brings the window of this one.
        """
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._memory = memory
        self._no_tray = no_tray
        self._can_be_called = can_be_called
        self._settings = settings
        self._picture = Snapshot()
        self._lives_in_tray = False
        """The person has put the window away, into the tray: that is where the mini window goes back to."""
        self._over = False
        self._waits_for_tray = False
        """The program was to start hidden, there was no tray, and nobody has touched the window since."""
        whom = _whom(window.windowTitle())
        self.tray = Tray(place, wanted=settings.tray and not no_tray, whom=whom, parent=self)
        self.mini = MiniWindow(whom, memory)
        # Otherwise the program would end with whichever small window is closed while the large one is hidden.
        QApplication.setQuitOnLastWindowClosed(False)
        window.installEventFilter(self)
        self._connect(talk)

    def start(self, *, hidden: bool) -> None:
        """Show the window for the first time, or not.

        Without a tray a hidden start needs a talk key for every program, and that starting again brings the
        window; else the window starts minimised, and goes into the tray if one comes.
        """
        if not hidden:
            self._window.show()
        elif self.tray.present:
            self._lives_in_tray = True
        elif not (self._settings.hotkey and self._can_be_called):
            self._window.showMinimized()
            self._waits_for_tray = True

    def use(self, settings: Settings) -> None:
        """Follow other settings."""
        self._settings = settings
        self.tray.want(settings.tray and not self._no_tray)

    def show_mini(self) -> None:
        """Show the mini window in place of the large one."""
        self._open_mini(by_itself=False)

    def show_mini_by_itself(self) -> None:
        """Do the same for somebody who works in another program: the keyboard stays there."""
        self._open_mini(by_itself=True)

    def tell(self, sentence: str) -> None:
        """Say what was said in the window to a person who does not see it; without a tray it comes up."""
        if self._window_seen:
            return
        if self.mini.isVisible():
            self.mini.toast.say(sentence)
        elif self.tray.present:
            self.tray.say(sentences.translated(sentence))
        elif not self._window.isVisible():
            self._window.showMinimized()

    # -- put together ------------------------------------------------------------------------------------

    def _connect(self, talk: Callable[[bool], None]) -> None:
        window, menu, mini, wish = self._window, self.tray.menu, self.mini, self._bridge.wish
        self._bridge.snapshot_changed.connect(self._on_picture)
        window.windowTitleChanged.connect(self._on_title)
        window.closing.connect(self._close)
        window.top.menu.mini_requested.connect(self.show_mini)
        self.tray.clicked.connect(self._toggle_window)
        self.tray.presence_changed.connect(self._on_presence)
        menu.talk_requested.connect(talk)
        menu.mute_requested.connect(lambda muted: wish(MuteChosen, muted=muted))
        menu.stop_requested.connect(lambda: wish(StopPressed))
        menu.window_requested.connect(self._toggle_window)
        menu.mini_requested.connect(self._toggle_mini)
        menu.new_requested.connect(lambda: wish(NewConversationRequested))
        menu.settings_requested.connect(window.top.menu.settings_requested)
        menu.quit_requested.connect(window.quit)
        mini.talk_pressed.connect(lambda: wish(TalkPressed))
        mini.talk_released.connect(lambda: wish(TalkReleased))
        mini.mute_requested.connect(lambda muted: wish(MuteChosen, muted=muted))
        mini.stop_requested.connect(lambda: wish(StopPressed))
        mini.window_requested.connect(lambda: bring_to_front(window))
        mini.quit_requested.connect(window.quit)
        mini.visibility_changed.connect(self._on_mini)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Follow whether the large window can be seen, and hide it in the tray where closing means that."""
        kind = event.type()
        if kind in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange):
            self._on_window()
        elif kind is QEvent.Type.Close and self._settings.close_to_tray and self._may_hide():
            event.ignore()
            self._hide_in_tray()
            return True
        return False

    def _on_picture(self, picture: Snapshot) -> None:
        self._picture = picture
        self.tray.show_snapshot(picture)
        if self.mini.isVisible():
            self.mini.show_snapshot(picture)

    def _on_title(self, title: str) -> None:
        self.tray.show_whom(_whom(title))
        self.mini.show_whom(_whom(title))

    # -- what is to be seen ------------------------------------------------------------------------------

    @property
    def _window_seen(self) -> bool:
        return self._window.isVisible() and not self._window.isMinimized()

    def _may_hide(self) -> bool:
        return self.tray.present and not self._window.quitting

    def _toggle_window(self) -> None:
        if self._window_seen:
            self._lives_in_tray = True
            self._window.hide()
        else:
            bring_to_front(self._window)

    def _open_mini(self, *, by_itself: bool) -> None:
        self._waits_for_tray = False
        self.mini.show_snapshot(self._picture)
        self.mini.open_window(by_itself=by_itself)
        self._window.hide()

    def _toggle_mini(self) -> None:
        if self.mini.isVisible():
            self.mini.close()
        else:
            self.show_mini()

    def _on_window(self) -> None:
        if self._window_seen:
            self._lives_in_tray = self._waits_for_tray = False
            self.mini.hide()
        self.tray.menu.show_windows(window=self._window_seen, mini=self.mini.isVisible())

    def _on_mini(self, visible: bool) -> None:
        self.tray.menu.show_windows(window=self._window_seen, mini=visible)
        if not visible and not self._lives_in_tray:
            self._bring_back()
        elif not visible:
            self._keep_a_way_back()

    def _on_presence(self, present: bool) -> None:
        if not present:
            self._keep_a_way_back()
        elif self._waits_for_tray and self._window.isMinimized():
            self._waits_for_tray = False
            self._lives_in_tray = True
            self._window.hide()

    def _hide_in_tray(self) -> None:
        self._lives_in_tray = True
        self._window.hide()
        if not self._memory.value(TOLD, False, type=bool):
            self._memory.setValue(TOLD, True)
            self.tray.say(
                wording.tr(
                    "voiceapp goes on here. A click on this icon, or starting voiceapp again, brings the "
                    "window back; the icon's menu ends the program."
                )
            )

    def _keep_a_way_back(self) -> None:
        if not self.tray.present and not self.mini.isVisible():
            self._bring_back()

    def _bring_back(self) -> None:
        """Show the large window where it was, without taking the keyboard from whoever has it."""
        if not self._over and not self._window.isVisible():
            show_quietly(self._window)

    def _close(self) -> None:
        self._over = True
        self.tray.close()
        self.mini.close()
        self.mini.deleteLater()


def _whom(title: str) -> str:
    """Return who is talked to, from the title of the window."""
    return title.removesuffix(TITLE_END)
