"""The button that takes the next key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.ui_tools import settle, shown, spoken_description, spoken_name
from voiceapp.ui.hotkey_field import HotkeyField, spelt

NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT, SHIFT, META = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.MetaModifier,
)


def key(
    code: Qt.Key,
    modifiers: Qt.KeyboardModifier = NONE,
    *,
    kind: QEvent.Type = QEvent.Type.KeyPress,
    keysym: int = 0,
) -> QKeyEvent:
    return QKeyEvent(kind, code, modifiers, 0, keysym, 0)


class Desk:
    """A field in a window whose shortcut must not get the key, and what it told."""

    def __init__(self) -> None:
        QApplication.instance() or QApplication([])
        self.window = QWidget()
        self.field = HotkeyField(self.window)
        QVBoxLayout(self.window).addWidget(self.field)
        self.told: list[str] = []
        QShortcut(QKeySequence("Ctrl+M"), self.window, lambda: self.told.append("shortcut"))
        self.field.choosing_began.connect(lambda: self.told.append("began"))
        self.field.choosing_ended.connect(lambda: self.told.append("ended"))
        self.field.key_chosen.connect(self.told.append)
        shown(self.window, 400, 100)

    def send(self, event: QEvent) -> None:
        QApplication.sendEvent(self.field, event)
        settle()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("code", "modifiers", "text"),
    [
        (Qt.Key.Key_F9, NONE, "F9"),
        (Qt.Key.Key_Space, CTRL | ALT, "Ctrl+Alt+Space"),
        (Qt.Key.Key_K, META, "Meta+K"),
        (Qt.Key.Key_Pause, SHIFT, "Shift+Pause"),
        (Qt.Key.Key_5, CTRL | Qt.KeyboardModifier.KeypadModifier, "Ctrl+5"),
        (Qt.Key.Key_Control, CTRL, ""),
        (Qt.Key.Key_unknown, NONE, ""),
    ],
)
def test_a_key_is_spelt_as_in_the_settings(code: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
    assert spelt(key(code, modifiers)) == text


def test_the_key_after_a_click_is_chosen_and_no_shortcut_gets_it(desk: Desk) -> None:
    desk.field.click()
    assert (desk.field.listening, desk.field.text()) == (True, "Press the key…")
    override = key(Qt.Key.Key_M, CTRL, kind=QEvent.Type.ShortcutOverride)
    override.ignore()
    desk.send(override)
    assert override.isAccepted()
    desk.send(key(Qt.Key.Key_M, CTRL))
    assert desk.told == ["began", "Ctrl+M"]
    assert (desk.field.key, desk.field.text(), desk.field.listening) == ("Ctrl+M", "Ctrl+M", False)


def test_tab_can_be_chosen_too(desk: Desk) -> None:
    desk.field.click()
    desk.send(key(Qt.Key.Key_Tab, CTRL))
    assert desk.told == ["began", "Ctrl+Tab"]


def test_esc_keeps_what_it_was(desk: Desk) -> None:
    desk.field.set_key("F9")
    desk.field.click()
    desk.send(key(Qt.Key.Key_Escape))
    assert desk.told == ["began", "ended"]
    assert (desk.field.key, desk.field.text()) == ("F9", "F9")


def test_leaving_it_keeps_what_it_was(desk: Desk) -> None:
    desk.field.click()
    desk.field.clearFocus()
    assert desk.told == ["began", "ended"]


def test_a_right_hand_modifier_alone_is_a_key_when_it_comes_up(desk: Desk) -> None:
    desk.field.click()
    desk.send(key(Qt.Key.Key_Control, CTRL, keysym=0xFFE4))
    assert desk.told == ["began"]
    desk.send(key(Qt.Key.Key_Control, NONE, kind=QEvent.Type.KeyRelease, keysym=0xFFE4))
    assert desk.told == ["began", "RightCtrl"]


def test_a_left_hand_modifier_waits_for_its_key(desk: Desk) -> None:
    desk.field.click()
    desk.send(key(Qt.Key.Key_Control, CTRL, keysym=0xFFE3))
    desk.send(key(Qt.Key.Key_Control, NONE, kind=QEvent.Type.KeyRelease, keysym=0xFFE3))
    assert desk.told == ["began"]
    desk.send(key(Qt.Key.Key_F9, CTRL))
    assert desk.told == ["began", "Ctrl+F9"]


def test_a_thumb_button_is_a_key_while_it_listens(desk: Desk) -> None:
    def thumb() -> QMouseEvent:
        button = Qt.MouseButton.BackButton
        return QMouseEvent(QEvent.Type.MouseButtonPress, QPointF(5, 5), QPointF(5, 5), button, button, NONE)

    desk.send(thumb())
    assert desk.told == []
    desk.field.click()
    desk.send(thumb())
    assert desk.told == ["began", "MouseBack"]


def test_it_says_what_it_is(desk: Desk) -> None:
    assert spoken_name(desk.field) == "Talk key: none"
    desk.field.set_key("F9")
    assert spoken_name(desk.field) == "Talk key: F9"
    assert "then the key you want" in spoken_description(desk.field)
    desk.field.click()
    assert spoken_name(desk.field) == "Press the key…"
