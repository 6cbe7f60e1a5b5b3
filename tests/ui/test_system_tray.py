"""The desktop's own tray, on a screen that has none; with one it is tried by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from voiceapp.dialogue.snapshot import Phase
from voiceapp.ui.state_badge import LOOKS
from voiceapp.ui.system_tray import SystemTray
from voiceapp.ui.tray_icon import tray_icon


def test_a_screen_without_a_tray_is_known_and_nothing_breaks(app: QApplication) -> None:
    tray, menu = SystemTray(), QMenu()
    tray.set_menu(menu)
    tray.put(tray_icon(*LOOKS[Phase.SPEAKING]), "Speaking")
    tray.take_away()
    assert not tray.is_there()
    menu.deleteLater()
    tray.deleteLater()


def test_a_left_click_counts_and_a_right_click_is_the_menu_s(app: QApplication) -> None:
    tray = SystemTray()
    clicks: list[bool] = []
    tray.clicked.connect(lambda: clicks.append(True))
    tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert clicks == []
    tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert clicks == [True]
    tray.deleteLater()
