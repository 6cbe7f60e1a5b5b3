from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.offline.sums import sum_answer
from voiceapp.offline.utterance import utterance

TOO_LARGE = "That number is too large for me."


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("what is seven times eight", "7 times 8 is 56."),
        ("stop, what is twelve plus thirty", "12 plus 30 is 42."),
        ("what's 15% of 80", "15 percent of 80 is 12."),
        ("uh twenty percent off fifty", "20 percent off 50 is 40."),
        ("80 plus 15 percent", "80 plus 15 percent is 92."),
        ("five percent plus five percent", "5 percent plus 5 percent is 0.1."),
        ("two plus three times four", "2 plus 3 times 4 is 14."),
        ("ten minus two minus three", "10 minus 2 minus 3 is 5."),
        ("(2 + 3) * 4", "(2 plus 3) times 4 is 20."),
        ("nine divided by three times two", "9 divided by 3 times 2 is 6."),
        ("ten divided by three", "10 divided by 3 is about 3.3333."),
        ("1/3000000", "1 divided by 3,000,000 is about 0.0000003333."),
        ("minus five plus three", "-5 plus 3 is -2."),
        ("nine minus minus three", "9 minus -3 is 12."),
        ("-5²", "-5 squared is -25."),
        ("5²", "5 squared is 25."),
        ("four cubed", "4 cubed is 64."),
        ("two to the power of ten", "2 to the power of 10 is 1,024."),
        ("2^3^2", "2 to the power of 3 to the power of 2 is 512."),
        ("ten to the power of minus two", "10 to the power of -2 is 0.01."),
        ("the square root of sixteen", "The square root of 16 is 4."),
        ("square root of two", "The square root of 2 is about 1.4142."),
        ("square root of two squared", "The square root of 2 squared is 2."),
        ("(square root of two) squared", "(the square root of 2) squared is 2."),
        ("half of ten", "Half of 10 is 5."),
        ("a third of nine", "A third of 9 is 3."),
        ("how much is twice of eleven", "Twice 11 is 22."),
        ("a quarter eight", "A quarter of 8 is 2."),
        ("double twenty one", "Double 21 is 42."),
        ("two thirds plus one", "2 thirds plus 1 is about 1.6667."),
        ("add two to three", "2 plus 3 is 5."),
        ("subtract five from twelve", "12 minus 5 is 7."),
        ("take three away from ten", "10 minus 3 is 7."),
        ("multiply six by seven", "6 times 7 is 42."),
        ("divide a hundred by eight", "100 divided by 8 is 12.5."),
        ("the sum of 2 and 3", "2 plus 3 is 5."),
        ("the product of 2 and 3", "2 times 3 is 6."),
        ("take away three from ten", "10 minus 3 is 7."),
        ("one third of nine", "1 third of 9 is 3."),
        ("two to the third power", "2 to the power of 3 is 8."),
        ("twenty for plus three", "24 plus 3 is 27."),
        ("thirty to times eighty to", "32 times 82 is 2,624."),
        ("what is to plus too", "2 plus 2 is 4."),
        ("multiply for by ate", "4 times 8 is 32."),
        ("what is seven time eight", "7 times 8 is 56."),
        ("three point five times two", "3.5 times 2 is 7."),
        ("0.1234567 plus 0", "0.1234567 plus 0 is about 0.1235."),
        ("999,999 + 1", "999,999 plus 1 is 1,000,000."),
        ("seven times eight times banana", "7 times 8 is 56."),
    ],
)
def test_sums_are_said_back_with_their_result(heard: str, answer: str) -> None:
    assert sum_answer(utterance(heard)) == answer


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("ten divided by zero", "Nothing can be divided by zero."),
        ("1 / (2 - 2)", "Nothing can be divided by zero."),
        ("zero to the power of minus one", "Nothing can be divided by zero."),
        ("the square root of minus four", "A negative number has no square root that I could say."),
        ("2 ^ 0.5", "I can only raise a number to a whole power."),
        ("ten to the power of ninety", TOO_LARGE),
        ("999999999999999 * 2", TOO_LARGE),
        ("0.5 ^ 100", "That is almost zero."),
        ("0.3" + " squared" * 20, "That number has more decimals than I can keep."),
        ("1" + " / 10" * 30, "1" + " divided by 10" * 30 + " is almost zero."),
    ],
)
def test_a_sum_without_result_is_refused_in_words(heard: str, answer: str) -> None:
    assert sum_answer(utterance(heard)) == answer


@pytest.mark.parametrize(
    "heard",
    [
        "what is twenty",
        "minus five",
        "fifteen percent",
        "seven times",
        "tell me a story",
        "five times you told me",
        "1234567890123456789 plus 1",
        "half past two",
        "twenty hundred plus one",
        "three of four",
        "(" * 150,
        "minus " * 150,
        "",
    ],
)
def test_what_is_no_sum_is_not_answered(heard: str) -> None:
    assert sum_answer(utterance(heard)) is None


def test_powers_of_one_may_be_as_high_as_one_likes() -> None:
    assert sum_answer(utterance("(-1) ^ 1000001")) == "(-1) to the power of 1,000,001 is -1."
    assert sum_answer(utterance("1 ^ -1000")) == "1 to the power of -1,000 is 1."


WORDS = "two 3 0.5 - plus minus times / ^ squared ( ) percent of half square root the add to by for 0 divided"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=60))
def test_no_row_of_words_breaks_the_reader(words: list[str]) -> None:
    answer = sum_answer(utterance(" ".join(words)))
    assert answer is None or answer.endswith(".")


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(1, 999))
def test_sums_are_right(first: int, second: int, third: int) -> None:
    answer = sum_answer(utterance(f"{first} + {second} * {third}"))
    assert answer is not None
    assert answer.rpartition(" is ")[2] == f"{first + second * third:,}."
