from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.offline.utterance import WORDS_MAX, after_phrase, utterance


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("What's 7 × 8?", "what is 7 * 8"),
        ("um what is uh seven times er eight please", "what is seven times eight"),
        ("15% of 1,000,000", "15 percent of 1000000"),
        ("twenty-one - 3.5", "twenty one - 3.5"),
        ("2**3", "2 ^ 3"),
        ("5² and √16", "5 squared and square root of 16"),
        ("I don't, can't and won't", "i do not can not and will not"),
        ("today’s date", "todays date"),
        ("20°C in °F", "20 degrees c in degrees f"),
        ("100 km/h", "100 km/h"),
        ("7x8", "7 x 8"),
        ("２＋３", "2 + 3"),
        ("日本語 😀 …", ""),
    ],
)
def test_speech_and_typing_become_the_same_words(heard: str, text: str) -> None:
    assert utterance(heard).text == text


def test_what_was_heard_is_kept_as_it_was() -> None:
    assert utterance("  Say\n Hello,  World! ").raw == "Say Hello, World!"


@pytest.mark.parametrize(
    ("heard", "core"),
    [
        ("okay can you spell cat for me", "spell cat"),
        ("stop, what time is it now", "what time is it"),
        ("hello", "hello"),
        ("can you", "can you"),
        ("stop please stop", "stop"),
    ],
)
def test_openings_and_closings_are_not_part_of_the_core(heard: str, core: str) -> None:
    assert utterance(heard).core == core


def test_a_long_text_is_looked_at_in_part() -> None:
    said = utterance("a " * 5_000)
    assert len(said.words) == WORDS_MAX
    assert len(said.raw) == 9_999


def test_a_phrase_is_found_where_it_stands_and_nowhere_else() -> None:
    words = ("to", "the", "power", "of", "two")
    assert after_phrase(words, 0, "to the", "to the power of") == 2
    assert after_phrase(words, 0, "to the power of") == 4
    assert after_phrase(words, 1, "to") is None
    assert after_phrase(words, 4, "two three") is None


@given(st.text())
def test_any_text_has_words_without_spaces(text: str) -> None:
    said = utterance(text)
    assert all(word and " " not in word and word.isascii() for word in said.words)
    assert said.core or not said.text
