from __future__ import annotations

from datetime import date, datetime

import pytest

from voiceapp.offline.clock_talk import clock_answer, spoken_date, spoken_time
from voiceapp.offline.utterance import utterance

WALL = datetime(2026, 12, 31, 14, 5)


@pytest.mark.parametrize(
    "heard",
    [
        "what time is it",
        "what's the time please",
        "can you tell me what time it is",
        "do you have the time",
        "tell me the time",
        "uh which time is it now",
        "time",
    ],
)
def test_the_time_is_told(heard: str) -> None:
    assert clock_answer(utterance(heard), WALL) == "It is 2:05 PM."


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [
        (0, 0, "It is midnight."),
        (0, 5, "It is 12:05 AM."),
        (9, 30, "It is 9:30 AM."),
        (12, 0, "It is noon."),
        (12, 1, "It is 12:01 PM."),
        (23, 59, "It is 11:59 PM."),
    ],
)
def test_the_clock_has_twelve_hours(hour: int, minute: int, text: str) -> None:
    assert spoken_time(datetime(2026, 1, 1, hour, minute)) == text


def test_the_time_elsewhere_is_not_known() -> None:
    answer = clock_answer(utterance("what time is it in tokyo"), WALL)
    assert answer == "I only know the time here. It is 2:05 PM."


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("what day is it", "Today is Thursday, December 31, 2026."),
        ("what is today's date", "Today is Thursday, December 31, 2026."),
        ("what day of the week is it", "Today is Thursday, December 31, 2026."),
        ("tell me the date", "Today is Thursday, December 31, 2026."),
        ("what day is tomorrow", "Tomorrow is Friday, January 1, 2027."),
        ("what's tomorrow's date", "Tomorrow is Friday, January 1, 2027."),
        ("what was yesterday", "Yesterday was Wednesday, December 30, 2026."),
        ("what day is the day after tomorrow", "The day after tomorrow is Saturday, January 2, 2027."),
        ("what day was the day before yesterday", "The day before yesterday was Tuesday, December 29, 2026."),
        ("which year is it", "It is 2026."),
        ("what month is it", "It is December 2026."),
    ],
)
def test_the_calendar_is_told(heard: str, answer: str) -> None:
    assert clock_answer(utterance(heard), WALL) == answer


@pytest.mark.parametrize("heard", ["hello", "set a timer", "see you tomorrow", "time flies", "good day", ""])
def test_other_talk_of_time_is_not_a_question(heard: str) -> None:
    assert clock_answer(utterance(heard), WALL) is None


def test_a_leap_day_is_a_day() -> None:
    assert spoken_date(date(2028, 2, 29)) == "Tuesday, February 29, 2028"
