from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown
from voiceapp.ui import theme
from voiceapp.ui.settings_switch import Switch


def switch() -> tuple[Switch, list[object]]:
    made = Switch()
    settled: list[object] = []
    made.settled.connect(settled.append)
    shown(made, 60, 40)
    return made, settled


def test_a_click_anywhere_on_it_switches() -> None:
    made, settled = switch()
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(made.width() - 4, made.height() // 2))
    assert settled == [True]


def test_space_switches_and_showing_a_value_tells_nobody() -> None:
    made, settled = switch()
    made.show_value(True)
    assert settled == []
    QTest.keyClick(made, Qt.Key.Key_Space)
    assert settled == [False]


def test_on_is_drawn_in_the_accent_and_off_is_not() -> None:
    made, _ = switch()
    colors = []
    for on in (True, False):
        made.show_value(on)
        image = made.grab().toImage()
        colors.append(image.pixelColor(25, image.height() // 2).name())
    assert colors == [theme.LIGHT.accent, theme.LIGHT.surface]
