from __future__ import annotations

import pytest

from voiceapp.offline.entertainer import Entertainer
from voiceapp.offline.jokes import JOKES
from voiceapp.offline.stories import STORIES
from voiceapp.offline.utterance import utterance


def told(heard: str, by: Entertainer | None = None) -> str | None:
    return (by or Entertainer()).answer(utterance(heard))


@pytest.mark.parametrize(
    "heard", ["tell me a joke", "stop, tell me a joke", "make me laugh", "tell me something funny", "a joke"]
)
def test_a_joke_is_told(heard: str) -> None:
    assert told(heard) == JOKES[0]


@pytest.mark.parametrize(
    "heard",
    ["tell me a story", "tell me a long story please", "i would like a story", "read us a bedtime story"],
)
def test_a_story_is_told(heard: str) -> None:
    assert told(heard) == STORIES[0]


def test_nothing_is_told_twice_before_everything_was() -> None:
    entertainer = Entertainer()
    assert [told("tell me a joke", entertainer) for _ in JOKES] == list(JOKES)
    assert told("tell me a joke", entertainer) == JOKES[0]
    assert told("tell me a story", entertainer) == STORIES[0]
    assert told("another story", entertainer) == STORIES[1]


def test_another_one_is_of_the_kind_told_last() -> None:
    entertainer = Entertainer()
    assert told("another one", entertainer) == "Another what? I can tell a joke or a story."
    told("tell me a story", entertainer)
    told("tell me a joke", entertainer)
    assert told("one more", entertainer) == JOKES[1]
    told("tell me a story", entertainer)
    assert told("tell me another one", entertainer) == STORIES[0]


def test_other_wishes_are_not_its_business() -> None:
    assert told("what time is it") is None
