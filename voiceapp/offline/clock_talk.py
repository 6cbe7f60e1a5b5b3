"""The time of day and the calendar, in words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from voiceapp.offline.utterance import Utterance

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Named here: strftime would take the names from the computer's language."""

_TIME = re.compile(
    r"\b(what|which|current|got the|have the|know the|me the|is the) time\b|\btime is it\b|\btime it is\b"
    r"|^(the )?time$|\bwhat (is|was) the clock\b|\bhow late is it\b"
)
_ELSEWHERE = re.compile(r"\btime (is it |it is )?in (?!(the|this)\b)[a-z]+")
_CALENDAR = re.compile(
    r"\b(what|which|whats) (day|date|month|year|weekday)\b|\bday (is it|it is|of the week)\b|\btodays date\b"
    r"|\b(what|tell me|know|is) (is )?(the |todays |tomorrows )?(date|day|month|year)\b|\bis (it )?today$"
    r"|^(the |todays )?(date|day|month|year)( today)?$"
    r"|\bwhat (is|was) (the day )?(today|tomorrow|yesterday|after|before)\b"
)
_DAYS = (
    (re.compile(r"\bday after tomorrow\b"), 2, "The day after tomorrow"),
    (re.compile(r"\bday before yesterday\b"), -2, "The day before yesterday"),
    (re.compile(r"\btomorrow(s)?\b"), 1, "Tomorrow"),
    (re.compile(r"\byesterday(s)?\b"), -1, "Yesterday"),
)


def clock_answer(said: Utterance, wall: datetime) -> str | None:
    """Answer what time or day it is by `wall`, local time; None when neither is asked."""
    text = said.core
    if _TIME.search(text):
        if _ELSEWHERE.search(text):
            return f"I only know the time here. {spoken_time(wall)}"
        return spoken_time(wall)
    if _CALENDAR.search(text):
        return _calendar(text, wall.date())
    return None


def spoken_time(wall: datetime) -> str:
    """Say the time of day on the twelve-hour clock."""
    if wall.minute == 0 and wall.hour in (0, 12):
        return "It is noon." if wall.hour else "It is midnight."
    return f"It is {wall.hour % 12 or 12}:{wall.minute:02} {'AM' if wall.hour < 12 else 'PM'}."


def spoken_date(day: date) -> str:
    """Say a date: `Friday, November 20, 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}"


def _calendar(text: str, today: date) -> str:
    for pattern, days, name in _DAYS:
        if pattern.search(text):
            verb = "was" if days < 0 else "is"
            return f"{name} {verb} {spoken_date(today + timedelta(days=days))}."
    if re.search(r"\byear\b", text):
        return f"It is {today.year}."
    if re.search(r"\bmonth\b", text):
        return f"It is {MONTHS[today.month - 1]} {today.year}."
    return f"Today is {spoken_date(today)}."
