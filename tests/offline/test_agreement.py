"""Which of two hearings is believed."""

from __future__ import annotations

import pytest

from voiceapp.offline.agreement import Hearing, asks_for_echo, believed, likeness, mended


@pytest.mark.parametrize(
    ("expected", "free", "margin", "text"),
    [
        ("what time is it", "what time is it", 10, "what time is it"),
        (
            "how many feet are in two miles",
            "how many feet are into miles",
            10,
            "how many feet are in two miles",
        ),
        ("what is seven times eight", "one is seven times ate", 12, "what is seven times eight"),
        ("shut up", "she added timers for ten seconds", 17, "set a timer for ten seconds"),
        (
            "repeat that please",
            "repeat after me the quick brown fox",
            21,
            "repeat after me the quick brown fox",
        ),
        ("goodbye", "the train to the city leaves at nine", 3, "the train to the city leaves at nine"),
        ("tell me a joke", "time meadow chalk", 12, "tell me a joke"),
        ("tell me a joke", "time meadow chalk", 1, "time meadow chalk"),
    ],
)
def test_the_likelier_text_is_believed(expected: str, free: str, margin: float, text: str) -> None:
    assert believed(Hearing(expected, margin), Hearing(free, 0.0)) == text


def test_one_hearing_alone_is_believed() -> None:
    assert believed(None, Hearing("hello", 0)) == "hello"
    assert believed(Hearing("hello", 0), None) == "hello"
    assert believed(None, None) is None
    assert believed(None, Hearing("", 0)) is None


def test_likeness_does_not_mind_where_words_end() -> None:
    assert likeness("two miles", "to miles") > 0.8
    assert likeness("abc", "abc") == 1.0
    assert likeness("abc", "xyz") == 0.0


def test_an_echo_needs_something_to_say() -> None:
    assert asks_for_echo("repeat after me my dog swims")
    assert not asks_for_echo("repeat after me")
    assert not asks_for_echo("what did you say")


def test_what_is_known_to_be_misheard_is_mended_at_the_beginning_only() -> None:
    assert mended("she added timers for one minute") == "set a timer for one minute"
    assert mended("then she added timers for one minute") == "then she added timers for one minute"
