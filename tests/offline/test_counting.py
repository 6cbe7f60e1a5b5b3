from __future__ import annotations

import pytest

from voiceapp.offline.counting import counting_answer
from voiceapp.offline.utterance import utterance


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("count to five", "1, 2, 3, 4, 5."),
        ("please count to for", "1, 2, 3, 4."),
        ("count to to", "1, 2."),
        ("can you count to 3 for me", "1, 2, 3."),
        ("count", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."),
        ("count down", "10, 9, 8, 7, 6, 5, 4, 3, 2, 1."),
        ("count down from five", "5, 4, 3, 2, 1."),
        ("count backwards from three to zero", "3, 2, 1, 0."),
        ("count down to eight", "10, 9, 8."),
        ("count from five to seven", "5, 6, 7."),
        ("count from 7 to 5", "7, 6, 5."),
        ("count from eight", "8, 9, 10."),
        ("count to minus two", "0, -1, -2."),
        ("count to twenty by fives", "5, 10, 15, 20."),
        ("count from 1000 to 1002", "1,000, 1,001, 1,002."),
        ("count to ten by five", "5, 10."),
    ],
)
def test_numbers_are_counted_as_asked(heard: str, answer: str) -> None:
    assert counting_answer(utterance(heard)) == answer


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("count to one hundred and one", "I count at most 100 numbers at a time."),
        ("count to 999999999999999 billion", "I count at most 100 numbers at a time."),
        ("count to two and a half", "I can only count whole numbers."),
        ("count to ten by zero", "With steps of zero I would never arrive."),
    ],
)
def test_what_cannot_be_counted_is_refused(heard: str, answer: str) -> None:
    assert counting_answer(utterance(heard)) == answer


def test_a_hundred_numbers_can_be_counted() -> None:
    answer = counting_answer(utterance("count to a hundred"))
    assert answer is not None
    assert answer.endswith("98, 99, 100.")


@pytest.mark.parametrize("heard", ["can i count on you", "count me in", "hello", "what counts", ""])
def test_other_counting_is_not_meant(heard: str) -> None:
    assert counting_answer(utterance(heard)) is None
