from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui_tools import shown
from voiceapp.ui.settings_key_entry import KeyEntry

CANARY = "canary-0123456789-secret"


def entry() -> tuple[KeyEntry, list[str]]:
    made = KeyEntry()
    entered: list[str] = []
    made.key_entered.connect(entered.append)
    shown(made, 500, 60)
    made.open_entry()
    return made, entered


def spoken(widget: QWidget) -> str:
    """Return everything a screen reader can get out of a widget and its parts."""
    texts = []
    for part in (widget, *widget.findChildren(QWidget)):
        interface = QAccessible.queryAccessibleInterface(part)
        if interface is not None:
            kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
            texts += [interface.text(kind) for kind in kinds]
            if (text := interface.textInterface()) is not None:
                texts.append(text.text(0, text.characterCount()))
    return "\n".join(texts)


def test_a_key_is_given_away_once_and_the_field_forgets_it() -> None:
    made, entered = entry()
    QTest.keyClicks(made.field, CANARY)
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert entered == [CANARY]
    assert made.field.text() == ""
    assert made.isHidden()


def test_neither_eyes_nor_a_screen_reader_get_the_key() -> None:
    made, _ = entry()
    QTest.keyClicks(made.field, CANARY)
    assert CANARY not in spoken(made)
    assert "Paste the key here" in made.field.placeholderText()
    made.field.selectAll()
    made.field.copy()
    assert CANARY not in made.field.displayText()


def test_esc_and_hiding_forget_what_was_typed() -> None:
    made, entered = entry()
    QTest.keyClicks(made.field, CANARY)
    QTest.keyClick(made.field, Qt.Key.Key_Escape)
    assert (made.isHidden(), made.field.text(), entered) == (True, "", [])
    made.open_entry()
    QTest.keyClicks(made.field, CANARY)
    made.hide()
    assert made.field.text() == ""


def test_an_empty_field_cannot_be_kept() -> None:
    made, entered = entry()
    assert not made.keep.isEnabled()
    QTest.keyClicks(made.field, "  ")
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert entered == []
