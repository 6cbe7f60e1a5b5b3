from __future__ import annotations

import pytest

from voiceapp.offline.spelling import spelling_answer
from voiceapp.offline.utterance import utterance


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("spell cat", "C, A, T."),
        ("can you spell the word train", "T, R, A, I, N."),
        ("how do you spell ice cream", "I, C, E; C, R, E, A, M."),
        ("how is tea spelled", "T, E, A."),
        ("spell", "Which word? Say for example: spell cat."),
        ("spell " + "x" * 61, "That is too long for me to spell; 60 letters are the most."),
    ],
)
def test_words_are_spelt_letter_by_letter(heard: str, answer: str) -> None:
    assert spelling_answer(utterance(heard)) == answer


@pytest.mark.parametrize("heard", ["how is it going", "a magic spell", "spelling is hard", ""])
def test_other_spells_are_not_meant(heard: str) -> None:
    assert spelling_answer(utterance(heard)) is None
