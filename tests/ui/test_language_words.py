"""The translations beside the sources: nothing is missing, stale, unfinished, or compiled from something else."""

from __future__ import annotations

import functools
import re

import pytest
from PySide6.QtCore import QTranslator

from assets.i18n import make

PLACE = re.compile(r"%[1-9]")


@functools.cache
def wanted() -> frozenset[tuple[str, str]]:
    """Return what the sources say now, by context."""
    window = {(make.WINDOW, words) for words in make.window_words()}
    return frozenset(window | {(make.BELOW, words) for words in make.told_sentences()})


@functools.cache
def translated(language: str) -> dict[tuple[str, str], str]:
    return make.translations(make.HERE / f"voiceapp_{language}.ts")


def test_all_that_is_looked_up_can_be_found_in_the_sources() -> None:
    assert make.riddles() == []


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_every_word_is_translated_and_none_is_left_over(language: str) -> None:
    found = translated(language)
    assert sorted(wanted() - found.keys()) == []  # run `make words`, and translate
    assert sorted(found.keys() - wanted()) == []  # run `make words`
    assert sorted(words for (_, words), text in found.items() if not text) == []


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_values_have_their_places_in_every_translation(language: str) -> None:
    wrong = [
        (words, text)
        for (_, words), text in translated(language).items()
        if text and set(PLACE.findall(words)) != set(PLACE.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    translator = QTranslator()
    assert translator.load(str(make.HERE / f"voiceapp_{language}.qm"))
    differing = [
        words
        for (context, words), text in translated(language).items()
        if translator.translate(context, words) != text
    ]
    assert differing == []


def test_the_list_by_which_sentences_are_recognised_is_up_to_date() -> None:
    listed = (make.HERE / "sentences.txt").read_text("utf-8").splitlines()
    assert listed == sorted(make.told_sentences())


def test_japanese_sentences_end_as_japanese_sentences_do() -> None:
    """A sentence ends with 。 or another sign of that script, and none has the punctuation of English."""
    wrong = [
        text
        for (_, words), text in translated("ja").items()
        if (words.endswith(".") and len(words.split()) > 2 and not text.endswith(("。", "%1", "%2")))
        or re.search(r"[぀-ヿ一-鿿][.,!?]", text)
    ]
    assert wrong == []
