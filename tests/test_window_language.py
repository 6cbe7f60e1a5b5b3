"""The language in the running program: chosen in the menu or in the settings, kept, and followed at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from tests.test_settings_app import Desk, in_file
from tests.ui_tools import settle
from voiceapp.settings import Settings
from voiceapp.ui import language
from voiceapp.ui.language import Language
from voiceapp.window_language import WindowLanguage


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    before = QLocale()
    made = Desk(tmp_path)
    yield made
    made.close()
    language.speak(Language.ENGLISH)
    QLocale.setDefault(before)
    settle()
    gc.collect()


def test_the_menu_changes_every_open_window_at_once_and_the_choice_is_kept(desk: Desk) -> None:
    WindowLanguage(desk.window, desk.app, Settings())
    settings = desk.opened()
    desk.window.top.menu.languages.languages[Language.JAPANESE].trigger()
    settle()
    assert in_file() == {"interface_language": "ja"}
    assert desk.window.top.new.text() == "新規"
    assert desk.window.windowTitle() == "内蔵アシスタント — voiceapp"
    assert settings.windowTitle() == "設定"
    assert settings.pieces.rows["interface_language"].control.currentText() == "日本語"  # type: ignore[attr-defined]
    settings.pieces.setting_chosen.emit("interface_language", "en")
    settle()
    assert (desk.window.top.new.text(), settings.windowTitle()) == ("New", "Settings")
    assert desk.window.top.menu.languages.languages[Language.ENGLISH].isChecked()


def test_what_is_set_holds_from_the_start(desk: Desk) -> None:
    WindowLanguage(desk.window, desk.app, Settings(interface_language="ja"))
    settle()
    assert desk.window.top.new.text() == "新規"


def test_the_conversation_does_not_change_with_the_window(desk: Desk) -> None:
    WindowLanguage(desk.window, desk.app, Settings())
    desk.opened()
    desk.window.top.menu.languages.languages[Language.JAPANESE].trigger()
    settle()
    assert desk.chosen == []
