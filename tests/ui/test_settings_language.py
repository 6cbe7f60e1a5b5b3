from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.settings import Settings
from voiceapp.ui import language
from voiceapp.ui.language import Language, speak
from voiceapp.ui.settings_language import SettingsLanguage


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = QLocale()
    speak(Language.JAPANESE)
    monkeypatch.setattr(language, "has_letters", lambda: True)
    yield
    speak(Language.ENGLISH)
    QLocale.setDefault(before)
    settle()


def panel(settings: Settings, *, is_embedded: bool = False) -> SettingsLanguage:
    made = SettingsLanguage()
    shown(made, 600, 200)
    made.show_settings(settings, is_embedded=is_embedded)
    return made


def test_in_english_there_is_nothing_to_say() -> None:
    made = panel(Settings())
    assert not made.says.isVisible()
    assert not made.talk_too.isVisible()


@pytest.mark.usefixtures("japanese")
def test_the_conversation_follows_only_when_it_is_asked_for() -> None:
    made = panel(Settings())
    chosen: list[tuple[str, object]] = []
    made.setting_chosen.connect(lambda name, value: chosen.append((name, value)))
    assert made.talk_too.text() == "会話も日本語にする"
    assert chosen == []
    made.talk_too.click()
    assert chosen == [("language", "ja"), ("answer_language", "ja")]


@pytest.mark.usefixtures("japanese")
def test_what_follows_already_is_not_offered_again() -> None:
    made = panel(Settings(language="ja", answer_language="ja"))
    assert made.says.isVisible()
    assert not made.talk_too.isVisible()


@pytest.mark.usefixtures("japanese")
def test_the_embedded_assistant_is_not_said_to_know_japanese() -> None:
    made = panel(Settings(), is_embedded=True)
    assert "英語" in made.says.text()
    assert not made.talk_too.isVisible()


def test_back_in_english_the_way_back_of_the_conversation_is_offered() -> None:
    made = panel(Settings(language="ja", answer_language="ja"))
    assert made.talk_too.isVisible()
    assert made.talk_too.text() == "Talk in English too"
    assert spoken_name(made.talk_too) == "Talk in English too"


def test_a_computer_without_letters_for_a_language_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "has_letters", lambda: False)
    assert panel(Settings()).fonts.isVisible()
