"""Units: how much something is in another measure.

Factors are exact where the measures are defined so (an inch is 2.54 cm). Gallons, pints, cups and spoons are
those of the United States, tons are 2,000 pounds and tonnes 1,000 kilograms; a year has 365 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voiceapp.offline.spoken_numbers import figures, is_exact, number_at
from voiceapp.offline.utterance import Utterance, after_phrase


@dataclass(frozen=True, slots=True)
class Unit:
    """One measure."""

    kind: str
    """What is measured; only units of one kind convert."""
    one: str
    many: str
    factor: Fraction
    """How many of the kind's base unit it is."""
    zero: Fraction = Fraction(0)
    """Temperature: what the base unit reads at this one's zero."""


def _unit(kind: str, one: str, factor: str, many: str = "") -> Unit:
    return Unit(kind, one, many or f"{one}s", Fraction(factor))


_MILE_M = Fraction("1609.344")
_GALLON_L = Fraction("3.785411784")
_POUND_G = Fraction("453.59237")

CELSIUS = Unit("temperature", "degree Celsius", "degrees Celsius", Fraction(1))
FAHRENHEIT = Unit("temperature", "degree Fahrenheit", "degrees Fahrenheit", Fraction(5, 9), Fraction(-160, 9))
KELVIN = Unit("temperature", "kelvin", "kelvin", Fraction(1), Fraction("-273.15"))
COLDEST = Fraction("-273.15")

_NAMES: tuple[tuple[str, Unit], ...] = (
    ("mm millimeter millimeters millimetre millimetres", _unit("length", "millimeter", "0.001")),
    ("cm centimeter centimeters centimetre centimetres", _unit("length", "centimeter", "0.01")),
    ("m meter meters metre metres", _unit("length", "meter", "1")),
    ("km kilometer kilometers kilometre kilometres", _unit("length", "kilometer", "1000")),
    ("inch inches", _unit("length", "inch", "0.0254", "inches")),
    ("foot feet ft", _unit("length", "foot", "0.3048", "feet")),
    ("yard yards yd", _unit("length", "yard", "0.9144")),
    ("mile miles mi", Unit("length", "mile", "miles", _MILE_M)),
    ("mg milligram milligrams", _unit("mass", "milligram", "0.001")),
    ("g gram grams gramme grammes", _unit("mass", "gram", "1")),
    ("kg kilo kilos kilogram kilograms", _unit("mass", "kilogram", "1000")),
    ("tonne tonnes", _unit("mass", "tonne", "1000000")),
    ("ounce ounces oz", Unit("mass", "ounce", "ounces", _POUND_G / 16)),
    ("pound pounds lb lbs", Unit("mass", "pound", "pounds", _POUND_G)),
    ("stone stones", Unit("mass", "stone", "stone", _POUND_G * 14)),
    ("ton tons", Unit("mass", "ton", "tons", _POUND_G * 2000)),
    ("ml milliliter milliliters millilitre millilitres", _unit("volume", "milliliter", "0.001")),
    ("cl centiliter centiliters centilitre centilitres", _unit("volume", "centiliter", "0.01")),
    ("l liter liters litre litres", _unit("volume", "liter", "1")),
    ("gallon gallons", Unit("volume", "gallon", "gallons", _GALLON_L)),
    ("quart quarts", Unit("volume", "quart", "quarts", _GALLON_L / 4)),
    ("pint pints", Unit("volume", "pint", "pints", _GALLON_L / 8)),
    ("cup cups", Unit("volume", "cup", "cups", _GALLON_L / 16)),
    ("tablespoon tablespoons", Unit("volume", "tablespoon", "tablespoons", _GALLON_L / 256)),
    ("teaspoon teaspoons", Unit("volume", "teaspoon", "teaspoons", _GALLON_L / 768)),
    ("fluid_ounce", Unit("volume", "fluid ounce", "fluid ounces", _GALLON_L / 128)),
    ("second seconds sec secs s", _unit("time", "second", "1")),
    ("minute minutes min mins", _unit("time", "minute", "60")),
    ("hour hours", _unit("time", "hour", "3600")),
    ("day days", _unit("time", "day", "86400")),
    ("week weeks", _unit("time", "week", "604800")),
    ("year years", _unit("time", "year", "31536000")),
    ("m/s meter_per_second", Unit("speed", "meter per second", "meters per second", Fraction(1))),
    (
        "km/h kph kmh kilometer_per_hour",
        Unit("speed", "kilometer per hour", "kilometers per hour", Fraction(5, 18)),
    ),
    ("mph mile_per_hour", Unit("speed", "mile per hour", "miles per hour", _MILE_M / 3600)),
    ("foot_per_second", Unit("speed", "foot per second", "feet per second", Fraction("0.3048"))),
    ("knot knots", Unit("speed", "knot", "knots", Fraction(1852, 3600))),
    ("celsius centigrade c degree_celsius degree_centigrade degree_c", CELSIUS),
    ("fahrenheit f degree_fahrenheit degree_f", FAHRENHEIT),
    ("kelvin kelvins k degree_kelvin", KELVIN),
)
UNITS = {name: unit for names, unit in _NAMES for name in names.split()}

_UNIT_WORDS = {
    "degrees": "degree",
    "feet": "foot",
    "kilometers": "kilometer",
    "kilometres": "kilometer",
    "kilometre": "kilometer",
    "meters": "meter",
    "metres": "meter",
    "metre": "meter",
    "miles": "mile",
    "ounces": "ounce",
}
"""Several spellings of the words that names of more than one word are made of."""

_TWINS = {
    "millimeter": "inch", "centimeter": "inch", "meter": "foot", "kilometer": "mile",
    "inch": "cm", "foot": "m", "yard": "m", "mile": "km",
    "gram": "ounce", "kilogram": "pound", "ounce": "g", "pound": "kg", "stone": "kg", "ton": "tonne",
    "liter": "gallon", "milliliter": "fluid_ounce", "gallon": "l", "quart": "l", "pint": "l", "cup": "ml",
    "tablespoon": "ml", "teaspoon": "ml", "fluid ounce": "ml",
    "mile per hour": "km/h", "kilometer per hour": "mph", "meter per second": "km/h", "knot": "km/h",
    "degree Celsius": "f", "degree Fahrenheit": "c", "kelvin": "c",
}  # fmt: skip
"""What somebody wants who names no other measure."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount that was said."""

    value: Fraction
    """In base units of its kind."""
    unit: Unit
    text: str
    end: int


_IN = ("to", "into", "in", "as")
_ASKING = ("convert", "what is", "how much is", "calculate", "how many", "change", "turn")


def units_answer(said: Utterance) -> str | None:
    """Answer the conversion asked for; None when none is."""
    words = said.words
    return _how_many(words) or _into(words) or _bare(said)


def _how_many(words: Sequence[str]) -> str | None:
    """Answer "how many feet are there in two miles"."""
    for at in range(len(words) - 3):
        after = after_phrase(words, at, "how many", "how much")
        target = _unit_at(words, after) if after is not None else None
        if target is None:
            continue
        start = target[1]
        while start < len(words) and words[start] in (
            "are",
            "is",
            "there",
            "in",
            "make",
            "do",
            "does",
            "per",
        ):
            start += 1
        quantity = _quantity_at(words, start)
        if quantity is not None:
            return _converted(quantity, target[0])
    return None


def _into(words: Sequence[str]) -> str | None:
    """Answer "five miles in kilometers" with whatever stands around it."""
    for at in range(len(words)):
        quantity = _quantity_at(words, at)
        if quantity is None and words[at] in ("convert", "change", "turn"):
            bare = _unit_at(words, at + 1)
            if bare is not None:
                quantity = Quantity(_base(Fraction(1), bare[0]), bare[0], f"1 {bare[0].one}", bare[1])
        if quantity is None or quantity.end >= len(words) or words[quantity.end] not in _IN:
            continue
        target = _unit_at(words, quantity.end + 1)
        if target is not None:
            return _converted(quantity, target[0])
    return None


def _bare(said: Utterance) -> str | None:
    """Answer "what is five miles", which asks for the measure people elsewhere use."""
    text = said.core
    opening = next((phrase for phrase in _ASKING if text.startswith(phrase + " ")), "")
    words = text.removeprefix(opening).split()
    quantity = _quantity_at(words, 0)
    if quantity is None or quantity.end != len(words) or quantity.unit.one not in _TWINS:
        return None
    return _converted(quantity, UNITS[_TWINS[quantity.unit.one]])


def _converted(quantity: Quantity, target: Unit) -> str:
    source = quantity.unit
    if source.kind != target.kind:
        return f"{_plural(source)} measure {source.kind}, {target.many} {target.kind}: I cannot convert them."
    if source.kind == "temperature" and quantity.value < COLDEST:
        return "Nothing is colder than -273.15 degrees Celsius."
    value = (quantity.value - target.zero) / target.factor
    places = _places(value, target.kind)
    result = figures(value, places)
    about = "" if is_exact(value, places) else "about "
    if result in ("0", "-0") and value:
        return f"{quantity.text} is almost nothing in {target.many}."
    return f"{quantity.text} is {about}{result} {target.one if result in ('1', '-1') else target.many}."


def _plural(unit: Unit) -> str:
    return unit.many[:1].upper() + unit.many[1:]


def _places(value: Fraction, kind: str) -> int:
    """Return how many decimals a listener can use."""
    size = abs(value)
    if is_exact(value, 2):
        return 2
    if size >= 100 or kind == "temperature":
        return 1
    places = 2
    while places < 9 and size < Fraction(1, 10 ** (places - 2)):
        places += 1
    return places


def _base(value: Fraction, unit: Unit) -> Fraction:
    return value * unit.factor + unit.zero


def _quantity_at(words: Sequence[str], at: int) -> Quantity | None:
    """Read "five miles", "half a mile", "six feet two inches", "a gallon"."""
    first = _single_at(words, at)
    if first is None or first.unit.kind == "temperature":
        return first
    # Five feet ten is one length; the second part counts the smaller unit.
    after = first.end + 1 if first.end < len(words) and words[first.end] == "and" else first.end
    second = _single_at(words, after, guess=False)
    if second is None or second.unit.kind != first.unit.kind or second.unit.factor >= first.unit.factor:
        return first
    text = f"{first.text} {second.text}"
    return Quantity(first.value + second.value, first.unit, text, second.end)


def _single_at(words: Sequence[str], at: int, *, guess: bool = True) -> Quantity | None:
    found = number_at(words, at, guess=guess)
    if found is not None:
        value, end = found.value, found.end
        while value < 1 and end < len(words) and words[end] in ("of", "a", "an"):  # a quarter of a mile
            end += 1
    elif at < len(words) and words[at] in ("a", "an", "one"):
        value, end = Fraction(1), at + 1
    else:
        return None
    unit = _unit_at(words, end, counted=True)
    if unit is None:
        return None
    after = unit[1]
    with_half = after_phrase(words, after, "and a half")
    if with_half is not None:
        value, after = value + Fraction(1, 2), with_half
    text = f"{figures(value, 9)} {unit[0].one if value == 1 else unit[0].many}"
    return Quantity(_base(value, unit[0]), unit[0], text, after)


def _unit_at(words: Sequence[str], at: int, *, counted: bool = False) -> tuple[Unit, int] | None:
    """Read a unit of one to three words; return it and where it ends.

    `counted`: a number stands before it. "Degrees" alone are then those the other side of the question is
    not in; without a number they name no unit.
    """
    for length in (3, 2, 1):
        if at + length <= len(words):
            unit = UNITS.get("_".join(_UNIT_WORDS.get(word, word) for word in words[at : at + length]))
            if unit is not None:
                return unit, at + length
    if counted and at < len(words) and words[at] in ("degree", "degrees"):
        target = _unit_at(words, at + 2) if at + 1 < len(words) and words[at + 1] in _IN else None
        if target is not None and target[0].kind == "temperature":
            return (FAHRENHEIT if target[0] == CELSIUS else CELSIUS), at + 1
    return None
