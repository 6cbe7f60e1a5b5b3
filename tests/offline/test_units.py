from __future__ import annotations

import pytest

from voiceapp.offline.units import UNITS, units_answer
from voiceapp.offline.utterance import utterance


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("convert five miles to kilometers", "5 miles is about 8.05 kilometers."),
        ("convert to me a mile to kilometers", "1 mile is about 1.61 kilometers."),
        ("convert to miles to kilometers", "2 miles is about 3.22 kilometers."),
        ("convert miles to kilometers", "1 mile is about 1.61 kilometers."),
        ("how many feet are in two miles", "2 miles is 10,560 feet."),
        ("how many feet are there in a mile", "1 mile is 5,280 feet."),
        ("how many meters are in half a mile", "0.5 miles is about 804.7 meters."),
        ("a quarter of a mile in meters", "0.25 miles is about 402.3 meters."),
        ("a mile and a half in kilometers", "1.5 miles is about 2.41 kilometers."),
        ("five feet ten inches in centimeters", "5 feet 10 inches is 177.8 centimeters."),
        ("1 mm in miles", "1 millimeter is about 0.000000621 miles."),
        ("twenty degrees celsius in fahrenheit", "20 degrees Celsius is 68 degrees Fahrenheit."),
        ("20°C in °F", "20 degrees Celsius is 68 degrees Fahrenheit."),
        ("70 f to c", "70 degrees Fahrenheit is about 21.1 degrees Celsius."),
        ("convert seventy degrees to celsius", "70 degrees Fahrenheit is about 21.1 degrees Celsius."),
        ("minus forty fahrenheit in celsius", "-40 degrees Fahrenheit is -40 degrees Celsius."),
        ("zero celsius in kelvin", "0 degrees Celsius is 273.15 kelvin."),
        ("33.8 degrees fahrenheit in celsius", "33.8 degrees Fahrenheit is 1 degree Celsius."),
        ("how many grams are in a pound", "1 pound is about 453.6 grams."),
        ("ten kilos into pounds", "10 kilograms is about 22.05 pounds."),
        ("how many teaspoons are in a cup", "1 cup is 48 teaspoons."),
        ("how many fluid ounces in a pint", "1 pint is 16 fluid ounces."),
        (
            "sixty miles per hour in kilometers per hour",
            "60 miles per hour is about 96.56 kilometers per hour.",
        ),
        ("36 km/h in m/s", "36 kilometers per hour is 10 meters per second."),
        ("two and a half hours in minutes", "2.5 hours is 150 minutes."),
        ("how many minutes is two hours and ten minutes", "2 hours 10 minutes is 130 minutes."),
        ("how many weeks are there in a year", "1 year is about 52.14 weeks."),
        ("five miles", "5 miles is about 8.05 kilometers."),
        ("what is five miles", "5 miles is about 8.05 kilometers."),
        ("what is twenty degrees celsius", "20 degrees Celsius is 68 degrees Fahrenheit."),
    ],
)
def test_measures_are_converted(heard: str, answer: str) -> None:
    assert units_answer(utterance(heard)) == answer


def test_measures_of_different_kinds_are_refused() -> None:
    assert (
        units_answer(utterance("five miles to kilograms"))
        == "Miles measure length, kilograms mass: I cannot convert them."
    )


def test_nothing_is_colder_than_absolute_zero() -> None:
    answer = units_answer(utterance("minus three hundred celsius in fahrenheit"))
    assert answer == "Nothing is colder than -273.15 degrees Celsius."


def test_next_to_nothing_is_not_called_zero() -> None:
    answer = units_answer(utterance("0.000001 mm in miles"))
    assert answer == "0.000001 millimeters is almost nothing in miles."


@pytest.mark.parametrize(
    "heard",
    [
        "what time is it",
        "how many people live in spain",
        "five miles away from here",
        "what is five minutes",
        "set a timer for ten seconds",
        "how many",
        "convert",
        "twenty degrees",
        "",
    ],
)
def test_what_asks_for_no_conversion_is_not_answered(heard: str) -> None:
    assert units_answer(utterance(heard)) is None


@pytest.mark.parametrize("name", sorted(UNITS))
def test_every_unit_is_one_of_itself(name: str) -> None:
    unit = UNITS[name]
    said = name.replace("_", " ")
    answer = units_answer(utterance(f"3 {said} in {said}"))
    assert answer == f"3 {unit.many} is 3 {unit.many}."
