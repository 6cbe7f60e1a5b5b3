"""Numbers as people say them, read from words; and numbers as the assistant writes them.

Values are exact fractions, so that a tenth is a tenth. The answers carry digits; the voice turns them into
words. A recogniser writes "to" for "two" and "for" for "four": where only a number can stand, the reader may
be allowed to guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

DIGITS = {
    word: value for value, word in enumerate("zero one two three four five six seven eight nine".split())
}
TEENS = {
    word: value
    for value, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), start=10
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PARTS = {
    "half": Fraction(1, 2),
    "halves": Fraction(1, 2),
    "third": Fraction(1, 3),
    "thirds": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "quarters": Fraction(1, 4),
}
HOMOPHONES = {"to": "two", "too": "two", "for": "four", "fore": "four", "won": "one", "ate": "eight"}
"""What the recogniser writes for a number that stands alone."""

_FIGURES = re.compile(r"[0-9]{0,15}(?:\.[0-9]{1,9})?")
_FIGURES_TOO_LONG = 15


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """A number found among words."""

    value: Fraction
    end: int
    """Index of the first word after it."""


def number_at(words: Sequence[str], at: int, *, guess: bool = False) -> SpokenNumber | None:
    """Read a number, with its sign, that begins at `words[at]`; None when none begins there.

    `guess`: a homophone counts as the number it sounds like.
    """
    if at < len(words) and words[at] in ("minus", "negative", "-"):
        found = unsigned_at(words, at + 1, guess=guess)
        return SpokenNumber(-found.value, found.end) if found is not None else None
    return unsigned_at(words, at, guess=guess)


def unsigned_at(words: Sequence[str], at: int, *, guess: bool = False) -> SpokenNumber | None:
    """Read a number without a sign: `12.5`, `a hundred and five`, `two and a half`, `three quarters`."""
    if at >= len(words):
        return None
    if guess and words[at] in HOMOPHONES:
        words = [*words[:at], HOMOPHONES[words[at]], *words[at + 1 :]]
    found = _figures(words, at) or _part(words, at) or _decimal(words, at)
    return _with_part(words, found) if found is not None else None


def digit_of(word: str) -> int | None:
    """Return the value of a single digit, said or written."""
    if word in ("oh", "o"):
        return 0
    if len(word) == 1 and word in "0123456789":
        return int(word)
    return DIGITS.get(word)


def _figures(words: Sequence[str], at: int) -> SpokenNumber | None:
    """Read `12`, `1.5 million`."""
    if not words[at] or not _FIGURES.fullmatch(words[at]):
        return None
    value, end = Fraction(words[at]), at + 1
    if end < len(words) and words[end] in SCALES:
        return SpokenNumber(value * SCALES[words[end]], end + 1)
    if "." not in words[at]:
        return _after_point(words, SpokenNumber(value, end))
    return SpokenNumber(value, end)


def _part(words: Sequence[str], at: int) -> SpokenNumber | None:
    """Read `half`, `quarter`, `a third`, `three quarters`."""
    if words[at] in ("half", "quarter"):
        return SpokenNumber(PARTS[words[at]], at + 1)
    if at + 1 < len(words) and words[at + 1] in PARTS:
        count = 1 if words[at] == "a" else digit_of(words[at])
        # "For half an hour" may be read as "four half": several parts have a plural.
        if count and (count > 1) == words[at + 1].endswith("s"):
            return SpokenNumber(count * PARTS[words[at + 1]], at + 2)
    return None


def _with_part(words: Sequence[str], found: SpokenNumber) -> SpokenNumber:
    """Add `and a half`."""
    if found.end + 1 < len(words) and words[found.end] == "and":
        part = _part(words, found.end + 1)
        if part is not None and found.value.denominator == 1:
            return SpokenNumber(found.value + part.value, part.end)
    return found


def _decimal(words: Sequence[str], at: int) -> SpokenNumber | None:
    """Read a number in words, perhaps with a point."""
    if words[at] == "point":
        found = SpokenNumber(Fraction(0), at)
        decimal = _after_point(words, found)
        return decimal if decimal.end > at else None
    whole = _whole(words, at)
    return _after_point(words, whole) if whole is not None else None


def _after_point(words: Sequence[str], whole: SpokenNumber) -> SpokenNumber:
    """Add `point one four`; a point without digits is not part of the number."""
    if whole.end >= len(words) or words[whole.end] != "point":
        return whole
    end = whole.end + 1
    figures = ""
    while end < len(words) and len(figures) < _FIGURES_TOO_LONG:
        digit = digit_of(words[end])
        if digit is None and not (words[end].isdecimal() and not figures):
            break
        figures += words[end] if digit is None else str(digit)
        end += 1
    if not figures or len(figures) > _FIGURES_TOO_LONG:
        return whole
    value = whole.value + Fraction(int(figures), 10 ** len(figures))
    if end < len(words) and words[end] in SCALES:
        value, end = value * SCALES[words[end]], end + 1
    return SpokenNumber(value, end)


def _whole(words: Sequence[str], at: int) -> SpokenNumber | None:
    """Read a whole number in words: groups below a thousand with falling scales."""
    total, end, ceiling = 0, at, 10**12
    while True:
        start = end + 1 if end > at and end < len(words) and words[end] == "and" else end
        group = _below_thousand(words, start)
        if group is None:
            return SpokenNumber(Fraction(total), end) if end > at else None
        value, after = group
        scale = SCALES.get(words[after], 1) if after < len(words) and words[after] != "hundred" else 1
        if value * scale >= ceiling:
            return SpokenNumber(Fraction(total), end) if end > at else None
        total += value * scale
        if scale == 1:
            return SpokenNumber(Fraction(total), after)
        end, ceiling = after + 1, scale


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read `a hundred and five`, `twelve hundred`; return the value and where it ends."""
    if at + 1 < len(words) and words[at] == "a" and words[at + 1] in SCALES:
        count, end = 1, at + 1
    elif at < len(words) and words[at] in SCALES:
        count, end = 1, at
    elif at + 1 < len(words) and words[at] == "a" and words[at + 1] == "dozen":
        return 12, at + 2
    else:
        small = _below_hundred(words, at)
        if small is None:
            return None
        count, end = small
    # "Twelve hundred" is said, "twenty hundred" is two numbers.
    if end >= len(words) or words[end] != "hundred" or (count >= 10 and count % 10 == 0) or count == 0:
        return count, end
    value, end = count * 100, end + 1
    start = end + 1 if end < len(words) and words[end] == "and" else end
    rest = _below_hundred(words, start)
    if rest is not None and rest[0]:
        return value + rest[0], rest[1]
    return value, end


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read `seventy`, `seventy one`, `eleven`, `one`."""
    if at >= len(words):
        return None
    word = words[at]
    if word in TENS:
        ones = DIGITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
        return TENS[word] + ones, at + (2 if ones else 1)
    if word in TEENS:
        return TEENS[word], at + 1
    return (DIGITS[word], at + 1) if word in DIGITS else None


# -- writing ---------------------------------------------------------------------------------------------


def figures(value: Fraction, places: int) -> str:
    """Write a number in digits with at most `places` decimals, none superfluous: `-1,234.5`."""
    scaled = round(abs(value) * 10**places)
    whole, rest = divmod(scaled, 10**places)
    decimals = f"{rest:0{places}}".rstrip("0") if places else ""
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole:,}" + (f".{decimals}" if decimals else "")


def is_exact(value: Fraction, places: int) -> bool:
    """Say whether `places` decimals are all there are."""
    return round(value, places) == value
