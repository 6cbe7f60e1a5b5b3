from __future__ import annotations

from PySide6.QtWidgets import QLabel

from tests.ui_tools import shown
from voiceapp.ui.settings_key_list import SettingsKeyList
from voiceapp.ui.shortcuts import KEYS


def test_every_key_of_the_window_is_listed_with_what_it_does() -> None:
    made = SettingsKeyList()
    shown(made)
    caps = [label for label in made.findChildren(QLabel) if label.property("role") == "keycap"]
    told = [buddy.text() for cap in caps if isinstance(buddy := cap.buddy(), QLabel)]
    assert told == [key.does for key in KEYS]
