from __future__ import annotations

import pytest

from voiceapp.offline.repeating import ONCE_MORE, WHAT_TO_SAY, repeating_answer
from voiceapp.offline.utterance import utterance


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("repeat after me: The rain in Spain", "The rain in Spain."),
        ("Please say good morning", "Good morning."),
        ("can you say Cheese!", "Cheese!"),
        ('say "hello world"', "Hello world."),
        ("um, say what is two plus two?", "What is two plus two?"),
        ("say that again please", ONCE_MORE),
        ("say", WHAT_TO_SAY),
        ("say 😀", WHAT_TO_SAY),
        ("repeat that please", ONCE_MORE),
        ("okay pardon", ONCE_MORE),
        ("say " + "x" * 601, "That is too long for me to repeat; 600 characters are the most."),
    ],
)
def test_words_are_said_as_told(heard: str, answer: str) -> None:
    assert repeating_answer(utterance(heard)) == answer


@pytest.mark.parametrize("heard", ["what did you say", "sayonara", "i say hello", ""])
def test_without_an_order_nothing_is_repeated(heard: str) -> None:
    assert repeating_answer(utterance(heard)) is None
