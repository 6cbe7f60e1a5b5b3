from __future__ import annotations

from PySide6.QtWidgets import QLabel

from tests.ui_tools import shown
from voiceapp.ui.keys_dialog import KeysDialog
from voiceapp.ui.shortcuts import KEYS


def test_every_key_of_the_table_is_listed_with_what_it_does() -> None:
    dialog = KeysDialog()
    shown(dialog, 420, 600)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {key.does for key in KEYS} <= texts
    assert {"Space", "Esc", "Ctrl+M", "F12"} <= texts


def test_nothing_waits_for_it() -> None:
    dialog = KeysDialog()
    shown(dialog)
    assert not dialog.isModal()
