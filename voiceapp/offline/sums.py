"""Sums: reads an expression from words, works it out exactly, and says both.

    sum     = product { (plus | minus) product }
    product = power { (times | divided by | percent of) power }
    power   = { minus } atom { squared | cubed } [ to the power of power ]
    atom    = number [ percent ] | ( sum ) | the square root of power | half of power | twice power

The expression may stand anywhere between other words. What is said back is what was understood, so that a
number the recogniser has mistaken is noticed. A percentage that is added is one of what it is added to:
80 plus 15 percent is 92.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voiceapp.offline.spoken_numbers import HOMOPHONES, TENS, figures, is_exact, unsigned_at
from voiceapp.offline.utterance import Utterance, after_phrase

VALUE_MAX = 10**15
"""Larger results would take longer to say than anybody listens."""
DENOMINATOR_MAX = 10**60
EXPONENT_MAX = 64
DEPTH_MAX = 12
"""Brackets, signs and roots inside one another."""
PLACES_SAID = 18
"""Whatever was said is said back whole."""
PLACES_EXACT = 6
PLACES_ROUNDED = 4
PLACES_TINY = 12

_TOO_LARGE = "That number is too large for me."
_BY_ZERO = "Nothing can be divided by zero."


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum that has been read."""

    value: Fraction
    text: str
    end: int
    steps: int = 0
    """How many operations it took; a bare number is no sum."""
    is_percent: bool = False
    is_rounded: bool = False
    """A root in it is not exact."""


def sum_answer(said: Utterance) -> str | None:
    """Answer the first sum in what was said; None when there is none."""
    words = _with_guessed_ones(said.words)
    try:
        for at in range(len(words)):
            if at and unsigned_at(words, at - 1) is not None:
                continue  # the rest of a number, not the beginning of a sum
            term = _command(words, at) or _sum(words, at, 0)
            if term is not None and term.steps:
                return _sentence(term)
    except ArithmeticError as refusal:
        return str(refusal)
    return None


def _sentence(term: Term) -> str:
    text = term.text[:1].upper() + term.text[1:]
    if is_exact(term.value, PLACES_EXACT) and not term.is_rounded:
        return f"{text} is {figures(term.value, PLACES_EXACT)}."
    places = PLACES_ROUNDED
    while places < PLACES_TINY and abs(term.value) < Fraction(1, 10 ** (places - 3)):
        places += 1
    result = figures(term.value, places)
    if term.is_rounded and is_exact(Fraction(round(term.value, places + 4)), places):
        return f"{text} is {result}."
    return f"{text} is about {result}." if result != "0" else f"{text} is almost zero."


def _with_guessed_ones(words: Sequence[str]) -> Sequence[str]:
    """Hear "twenty for plus" as "twenty four plus": a homophone between a ten and an operation is a digit."""
    following = {phrase.split()[0] for phrase in (*_ADDING, *_MULTIPLYING)} | {"percent", "squared", "cubed"}
    heard = list(words)
    for at in range(1, len(heard)):
        ends = at + 1 == len(heard) or heard[at + 1] in following
        if ends and heard[at - 1] in TENS and heard[at] in HOMOPHONES:
            heard[at] = HOMOPHONES[heard[at]]
    return heard


# -- "multiply two by three" -----------------------------------------------------------------------------

_COMMANDS: dict[tuple[str, ...], tuple[tuple[str, ...], str, bool]] = {
    ("add",): (("to", "and", "with", "plus"), "plus", False),
    ("the", "sum", "of"): (("and", "plus"), "plus", False),
    ("subtract",): (("from",), "minus", True),
    ("take",): (("from", "away from"), "minus", True),
    ("take", "away"): (("from",), "minus", True),
    ("the", "difference", "between"): (("and",), "minus", False),
    ("multiply",): (("by", "with", "and", "times"), "times", False),
    ("the", "product", "of"): (("and", "times"), "times", False),
    ("divide",): (("by", "with"), "divided by", False),
}
"""Opening words -> (what stands between the numbers, operation, whether the second number comes first)."""


def _command(words: Sequence[str], at: int) -> Term | None:
    for opening, (betweens, operation, is_reversed) in _COMMANDS.items():
        if tuple(words[at : at + len(opening)]) != opening:
            continue
        first = _power(words, at + len(opening), 0)
        after = after_phrase(words, first.end, *betweens) if first is not None else None
        second = _power(words, after, 0) if after is not None else None
        if first is not None and second is not None:
            pair = (second, first) if is_reversed else (first, second)
            return _joined(pair[0], operation, pair[1], second.end)
    return None


# -- the expression --------------------------------------------------------------------------------------

_ADDING = {
    "plus": "plus",
    "+": "plus",
    "added to": "plus",
    "minus": "minus",
    "-": "minus",
    "less": "minus",
    "take away": "minus",
}
_MULTIPLYING = {
    "times": "times",
    "time": "times",
    "multiplied by": "times",
    "multiplied with": "times",
    "*": "times",
    "x": "times",
    "divided by": "divided by",
    "over": "divided by",
    "/": "divided by",
    "of": "of",
    "off": "off",
}


def _sum(words: Sequence[str], at: int, depth: int) -> Term | None:
    return _chain(words, at, depth, _ADDING, _product)


def _product(words: Sequence[str], at: int, depth: int) -> Term | None:
    return _chain(words, at, depth, _MULTIPLYING, _power)


def _chain(
    words: Sequence[str],
    at: int,
    depth: int,
    operations: dict[str, str],
    part: Callable[[Sequence[str], int, int], Term | None],
) -> Term | None:
    """Read parts with operations between them, from left to right; one without a second part stays out."""
    left = part(words, at, depth)
    while left is not None:
        for phrase, operation in operations.items():
            after = after_phrase(words, left.end, phrase)
            if after is None or not _can_be_applied(operation, left):
                continue
            right = part(words, after, depth)
            if right is not None:
                left = _joined(left, operation, right, right.end)
                break
        else:
            return left
    return None


def _can_be_applied(operation: str, left: Term) -> bool:
    """Say whether `left` may stand before it: only a part is taken of something, only percents off it."""
    if operation == "of":
        return left.is_percent or 0 < left.value < 1
    return operation != "off" or left.is_percent


def _power(words: Sequence[str], at: int, depth: int) -> Term | None:
    """Read a base with its exponents; a minus before it applies to the result, as in writing."""
    if depth > DEPTH_MAX or at >= len(words):
        return None
    if words[at] in ("minus", "-", "negative"):
        inner = _power(words, at + 1, depth + 1)
        if inner is None:
            return None
        text = f"-{inner.text}" if inner.text[0].isdigit() else f"minus {inner.text}"
        return Term(-inner.value, text, inner.end, inner.steps, inner.is_percent, inner.is_rounded)
    base = _atom(words, at, depth)
    while base is not None:
        if base.end < len(words) and words[base.end] in ("squared", "cubed"):
            word = words[base.end]
            base = _raised(base, Fraction(2 if word == "squared" else 3), f"{base.text} {word}", base.end + 1)
            continue
        openings = ("to the power of", "to the power", "raised to the power of", "raised to", "^")
        after = after_phrase(words, base.end, *openings)
        exponent = _power(words, after, depth + 1) if after is not None else _ordinal(words, base.end)
        if exponent is None:
            return base
        text = f"{base.text} to the power of {exponent.text}"
        base = _raised(base, exponent.value, text, exponent.end)
    return None


def _ordinal(words: Sequence[str], at: int) -> Term | None:
    """Read "to the third power"."""
    for exponent, name in enumerate(_ORDINALS, start=2):
        after = after_phrase(words, at, f"to the {name} power", f"to the {name}")
        if after is not None:
            return Term(Fraction(exponent), str(exponent), after)
    return None


_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ROOTS = ("the square root of", "square root of", "the square root", "square root")
_MULTIPLES = {
    "half of": ("half of", Fraction(1, 2)),
    "half": ("half of", Fraction(1, 2)),
    "a third of": ("a third of", Fraction(1, 3)),
    "a quarter of": ("a quarter of", Fraction(1, 4)),
    "three quarters of": ("three quarters of", Fraction(3, 4)),
    "two thirds of": ("two thirds of", Fraction(2, 3)),
    "a third": ("a third of", Fraction(1, 3)),
    "a quarter": ("a quarter of", Fraction(1, 4)),
    "twice of": ("twice", Fraction(2)),
    "double of": ("double", Fraction(2)),
    "twice": ("twice", Fraction(2)),
    "double": ("double", Fraction(2)),
    "the double of": ("double", Fraction(2)),
}


def _atom(words: Sequence[str], at: int, depth: int) -> Term | None:
    if words[at] == "(":
        inner = _sum(words, at + 1, depth + 1)
        if inner is None or inner.end >= len(words) or words[inner.end] != ")":
            return None
        text = f"({inner.text})" if inner.steps or inner.value < 0 else inner.text
        return Term(inner.value, text, inner.end + 1, inner.steps, inner.is_percent, inner.is_rounded)
    after = after_phrase(words, at, *_ROOTS)
    if after is not None:
        inner = _power(words, after, depth + 1)
        return _root(inner) if inner is not None else None
    for phrase, (name, factor) in _MULTIPLES.items():
        after = after_phrase(words, at, phrase)
        inner = _power(words, after, depth + 1) if after is not None else None
        if inner is not None:
            value = _checked(inner.value * factor)
            return Term(value, f"{name} {inner.text}", inner.end, inner.steps + 1)
    found = unsigned_at(words, at, guess=True)
    if found is None:
        return None
    text = figures(found.value, PLACES_SAID)
    if found.value.denominator == 3:
        text = f"{found.value.numerator} third{'s' if found.value.numerator > 1 else ''}"
    if found.end < len(words) and words[found.end] == "percent":
        return Term(found.value / 100, f"{text} percent", found.end + 1, is_percent=True)
    return Term(found.value, text, found.end)


# -- working out -----------------------------------------------------------------------------------------


def _joined(left: Term, operation: str, right: Term, end: int) -> Term:
    """Work out one operation. Raises ArithmeticError, with a sentence, where there is no result."""
    text = f"{left.text} {operation} {right.text}"
    part = left.value * right.value if right.is_percent else right.value
    match operation:
        case "plus":
            value = left.value + (right.value if left.is_percent else part)
        case "minus":
            value = left.value - (right.value if left.is_percent else part)
        case "times" | "of":
            value = left.value * right.value
        case "off":
            value = right.value - left.value * right.value
        case _:
            if right.value == 0:
                raise ArithmeticError(_BY_ZERO)
            value = left.value / right.value
    is_percent = left.is_percent and right.is_percent and operation in ("plus", "minus")
    steps = left.steps + right.steps + 1
    return Term(_checked(value), text, end, steps, is_percent, left.is_rounded or right.is_rounded)


def _raised(base: Term, exponent: Fraction, text: str, end: int) -> Term:
    if exponent.denominator != 1:
        raise ArithmeticError("I can only raise a number to a whole power.")
    if base.value == 0 and exponent < 0:
        raise ArithmeticError(_BY_ZERO)
    if abs(exponent) > EXPONENT_MAX and abs(base.value) not in (0, 1):
        raise ArithmeticError(
            _TOO_LARGE if (abs(base.value) > 1) == (exponent > 0) else "That is almost zero."
        )
    value = base.value ** int(exponent % 2 if abs(base.value) == 1 else exponent)
    return Term(_checked(Fraction(value)), text, end, base.steps + 1, is_rounded=base.is_rounded)


def _root(inner: Term) -> Term:
    if inner.value < 0:
        raise ArithmeticError("A negative number has no square root that I could say.")
    top, bottom = math.isqrt(inner.value.numerator), math.isqrt(inner.value.denominator)
    is_rounded = inner.is_rounded
    if top * top != inner.value.numerator or bottom * bottom != inner.value.denominator:
        scale = 10**PLACES_TINY
        top, bottom, is_rounded = math.isqrt(int(inner.value * scale * scale)), scale, True
    value = Fraction(top, bottom)
    return Term(value, f"the square root of {inner.text}", inner.end, inner.steps + 1, is_rounded=is_rounded)


def _checked(value: Fraction) -> Fraction:
    """Refuse what cannot be said, and what would grow without end."""
    if abs(value) > VALUE_MAX:
        raise ArithmeticError(_TOO_LARGE)
    if value.denominator > DENOMINATOR_MAX:
        raise ArithmeticError("That number has more decimals than I can keep.")
    return value
