from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui_tools import shown
from voiceapp.ui.settings_choice import SettingChoice

WORDS = {"off": "No", "on": "With words and sound", "private": "Only the timing"}


def choice() -> tuple[SettingChoice, list[object]]:
    made = SettingChoice(WORDS)
    settled: list[object] = []
    made.settled.connect(settled.append)
    shown(made, 240, 40)
    return made, settled


def test_values_are_shown_by_their_words_and_chosen_as_values() -> None:
    made, settled = choice()
    made.show_value("private")
    assert (made.currentText(), settled) == ("Only the timing", [])
    made.setFocus()
    QTest.keyClick(made, Qt.Key.Key_Up)
    assert settled == ["on"]


def test_the_wheel_changes_nothing() -> None:
    made, settled = choice()
    made.show_value("on")
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(made, event)
    assert (made.currentData(), settled, event.isAccepted()) == ("on", [], False)


def test_it_is_as_wide_with_one_value_as_with_another() -> None:
    made, _ = choice()
    widths = set()
    for value in WORDS:
        made.show_value(value)
        widths.add(made.sizeHint().width())
    assert len(widths) == 1


def test_a_device_that_is_not_there_stays_chosen_and_is_called_so() -> None:
    made = SettingChoice({}, "mic")
    made.show_devices(("Headset", "Built-in"), "Old one")
    assert made.currentText() == "Old one (not connected)"
    assert made.currentData() == "Old one"
    assert made.itemText(0) == "System default"
