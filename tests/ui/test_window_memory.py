from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from voiceapp.ui.theme import Appearance
from voiceapp.ui.window_memory import WindowMemory


def settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = settings(tmp_path)
    WindowMemory(kept).keep(QByteArray(b"place"), Appearance.DARK, high_contrast=True, inspector=True)
    kept.sync()
    found = WindowMemory(settings(tmp_path))
    assert found.geometry == QByteArray(b"place")
    assert (found.appearance, found.high_contrast, found.inspector) == (Appearance.DARK, True, True)


def test_the_panel_of_conversations_is_remembered(tmp_path: Path) -> None:
    assert not WindowMemory(settings(tmp_path)).conversations
    WindowMemory(None).keep_conversations(open_now=True)
    kept = settings(tmp_path)
    WindowMemory(kept).keep_conversations(open_now=True)
    kept.sync()
    assert WindowMemory(settings(tmp_path)).conversations
    assert not WindowMemory(None).conversations


def test_the_first_time_the_system_decides(tmp_path: Path) -> None:
    for found in (WindowMemory(settings(tmp_path)), WindowMemory(None)):
        assert found.geometry is None
        assert (found.appearance, found.high_contrast, found.inspector) == (Appearance.SYSTEM, None, False)


def test_a_value_nobody_knows_is_the_systems(tmp_path: Path) -> None:
    odd = settings(tmp_path)
    odd.setValue("window/appearance", "pink")
    odd.setValue("window/geometry", "text")
    assert WindowMemory(odd).appearance is Appearance.SYSTEM
    assert WindowMemory(odd).geometry is None


def test_without_settings_nothing_is_kept() -> None:
    memory = WindowMemory(None)
    memory.keep(QByteArray(b"place"), Appearance.DARK, high_contrast=True, inspector=True)
    assert memory.geometry is None


def test_a_dismissed_notice_stays_dismissed(tmp_path: Path) -> None:
    kept = settings(tmp_path)
    for key in ("azure gpt-realtime, 2027", "openai gpt-realtime-mini", "azure gpt-realtime, 2027"):
        WindowMemory(kept).dismiss(key)
    kept.sync()
    found = WindowMemory(settings(tmp_path))
    assert found.dismissed == ("azure gpt-realtime, 2027", "openai gpt-realtime-mini")
    assert WindowMemory(None).dismissed == ()


def test_the_introduction_is_remembered(tmp_path: Path) -> None:
    assert not WindowMemory(settings(tmp_path)).introduced
    WindowMemory(settings(tmp_path)).introduce()
    assert WindowMemory(settings(tmp_path)).introduced
    WindowMemory(None).introduce()
    assert not WindowMemory(None).introduced
