from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.offline.clips import number_words
from voiceapp.offline.spoken_numbers import SpokenNumber, digit_of, figures, is_exact, number_at, unsigned_at


def value(text: str, *, guess: bool = False) -> Fraction | None:
    """Read a number that fills the whole text."""
    words = tuple(text.split())
    found = number_at(words, 0, guess=guess)
    return found.value if found is not None and found.end == len(words) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zero", "0"),
        ("seven", "7"),
        ("nineteen", "19"),
        ("forty two", "42"),
        ("a hundred", "100"),
        ("one hundred and five", "105"),
        ("three hundred twenty one", "321"),
        ("twelve hundred", "1200"),
        ("thousand", "1000"),
        ("two thousand and twenty six", "2026"),
        ("a hundred thousand", "100000"),
        ("nine hundred ninety nine thousand nine hundred ninety nine", "999999"),
        ("one million", "1000000"),
        ("two million three hundred thousand and four", "2300004"),
        ("a dozen", "12"),
        ("minus five", "-5"),
        ("negative three point five", "-3.5"),
        ("three point one four", "3.14"),
        ("zero point oh five", "0.05"),
        ("point five", "0.5"),
        ("one point five million", "1500000"),
        ("half", "0.5"),
        ("three quarters", "0.75"),
        ("a quarter", "0.25"),
        ("two and a half", "2.5"),
        ("two thirds", "2/3"),
        ("12", "12"),
        ("3.5", "3.5"),
        (".5", "0.5"),
        ("3 point 14", "3.14"),
        ("2 million", "2000000"),
        ("5 and a half", "5.5"),
        ("- 4", "-4"),
    ],
)
def test_numbers_are_read_as_people_say_them(text: str, expected: str) -> None:
    assert value(text) == Fraction(expected)


@pytest.mark.parametrize(
    "text", ["", "cat", "to", "and five", "point", "minus", "1234567890123456", "twenty hundred", "one two"]
)
def test_what_is_not_one_number_is_not_read_as_one(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("to", 2), ("too", 2), ("for", 4), ("won", 1), ("ate", 8), ("to hundred", 200)]
)
def test_homophones_count_where_a_guess_is_allowed(text: str, expected: int) -> None:
    assert value(text, guess=True) == expected
    assert value(text) is None


def test_a_number_ends_where_the_next_one_begins() -> None:
    found = unsigned_at(("twenty", "twenty", "six"), 0)
    assert found is not None
    assert found == SpokenNumber(Fraction(20), 1)


def test_nothing_is_read_beyond_the_end() -> None:
    assert unsigned_at(("one",), 1) is None
    assert number_at((), 0) is None


def test_digits_are_said_in_several_ways() -> None:
    assert [digit_of(word) for word in ("oh", "0", "nine", "ten", "x")] == [0, 0, 9, None, None]


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        ("1234567.5", 2, "1,234,567.5"),
        ("-0.25", 2, "-0.25"),
        ("42", 6, "42"),
        ("2/3", 4, "0.6667"),
        ("-1/1000", 2, "0"),
        ("999.999", 2, "1,000"),
        ("7.9", 0, "8"),
    ],
)
def test_numbers_are_written_in_digits_without_superfluous_decimals(
    number: str, places: int, text: str
) -> None:
    assert figures(Fraction(number), places) == text


def test_exactness_is_known() -> None:
    assert is_exact(Fraction("0.25"), 2)
    assert not is_exact(Fraction("0.25"), 1)
    assert not is_exact(Fraction(1, 3), 12)


@given(st.integers(0, 999_999_999))
def test_every_number_the_voice_says_is_understood(number: int) -> None:
    assert value(" ".join(number_words(str(number)))) == number
