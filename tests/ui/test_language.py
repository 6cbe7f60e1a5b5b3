from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QLabel

from tests.ui_tools import settle
from voiceapp.ui import language, wording
from voiceapp.ui.language import Language, locale_of, speak, spoken
from voiceapp.ui.worded import worded


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    before = QLocale()
    yield
    speak(Language.ENGLISH)
    QLocale.setDefault(before)
    settle()


def test_words_of_an_open_window_change_at_once_and_back() -> None:
    label = QLabel()
    worded(label, lambda: label.setText(wording.tr("Settings")))
    speak(Language.JAPANESE)
    settle()
    assert (label.text(), language.chosen()) == ("設定", Language.JAPANESE)
    speak(Language.ENGLISH)
    settle()
    assert (label.text(), language.chosen()) == ("Settings", Language.ENGLISH)


def test_no_translator_stays_behind() -> None:
    for wanted in (Language.JAPANESE, Language.ENGLISH, Language.JAPANESE, Language.SYSTEM, Language.ENGLISH):
        speak(wanted)
        settle()
    assert QCoreApplication.translate("voiceapp", "Settings") == "Settings"


def test_qts_own_words_are_japanese_too() -> None:
    speak(Language.JAPANESE)
    assert QCoreApplication.translate("QFileDialog", "&Open") != "&Open"


def test_dates_and_numbers_are_those_of_the_language() -> None:
    speak(Language.JAPANESE)
    assert QLocale().language() is QLocale.Language.Japanese
    assert wording.date_and_time(datetime(2026, 11, 20, 14, 2)) == "2026/11/20 14:02"
    assert locale_of(Language.ENGLISH).language() is QLocale.Language.English
    assert locale_of(Language.SYSTEM) == QLocale.system()


def test_where_no_word_changes_dates_may_so_windows_are_told() -> None:
    label = QLabel()
    said: list[str] = []
    worded(label, lambda: said.append(QLocale().name()))
    speak(Language.ENGLISH)
    settle()
    assert len(said) == 2


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ja_JP", Language.JAPANESE),
        ("en_GB", Language.ENGLISH),
        ("de_DE", Language.ENGLISH),
    ],
)
def test_the_system_is_understood_as_far_as_there_are_translations(name: str, found: Language) -> None:
    assert spoken(QLocale(name)) is found


def test_english_can_be_written_with_every_font() -> None:
    assert language.has_letters()
