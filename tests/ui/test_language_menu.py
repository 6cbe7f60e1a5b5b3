from __future__ import annotations

from tests.ui import pseudo
from voiceapp.ui import language
from voiceapp.ui.language import Language
from voiceapp.ui.language_menu import LanguageMenu


def test_each_language_is_called_what_it_calls_itself() -> None:
    menu = LanguageMenu()
    assert [action.text() for action in menu.languages.values()] == ["As the system", "English", "日本語"]
    with pseudo.Speaking():
        assert [action.text() for action in menu.languages.values()][1:] == ["English", "日本語"]


def test_the_way_back_can_be_read_in_every_language() -> None:
    menu = LanguageMenu()
    assert menu.title() == "Language of the windows"
    language.speak(Language.JAPANESE)
    try:
        menu = LanguageMenu()
        assert menu.title() == "表示言語 (Language)"
        assert menu.languages[Language.JAPANESE].isChecked()
    finally:
        language.speak(Language.ENGLISH)


def test_a_choice_is_told_and_not_followed_here() -> None:
    menu = LanguageMenu()
    chosen: list[Language] = []
    menu.language_chosen.connect(chosen.append)
    before = language.chosen()
    menu.languages[Language.JAPANESE].trigger()
    assert (chosen, language.chosen()) == ([Language.JAPANESE], before)
