"""Talk about timers: for how long, what for, how much time is left.

A timer rings in the session's server (`timers.py`); what is remembered here is only enough to speak about
the running ones. A set timer cannot be taken back, and the assistant says so instead of pretending.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from voiceapp.offline.spoken_numbers import number_at
from voiceapp.offline.timers import TIMERS_MAX
from voiceapp.offline.utterance import Utterance, after_phrase

SECONDS_MAX = 24 * 3600
"""Longer than anybody leaves a conversation open."""
LARGEST_UNIT_S = 604_800

_SECONDS_OF = {
    **dict.fromkeys(("second", "seconds", "sec", "secs", "s"), 1),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), 60),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), 3600),
    **dict.fromkeys(("day", "days"), 86_400),
    **dict.fromkeys(("week", "weeks"), 604_800),
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_SET = re.compile(
    r"\b(timers?|time her|countdown)\b|\bremind me\b|\bwake (me|us)\b"
    r"|\b(tell|alert|call|ping) me (in|after)\b"
)
_CANCEL = re.compile(
    r"\b(cancel|stop|delete|clear|remove|kill|end|reset|turn off)"
    r"( (all|of|the|my|that|this|both|first|second|last|other|\w+ (second|minute|hour)))*"
    r" (timers?|reminders?|alarms?)\b"
)
_LEFT = re.compile(
    r"\bhow (much|long|many)\b.*\b(left|remaining|to go|timers?)\b(?! (in|of|until)\b)"
    r"|\btime (is )?(left|remaining)\b"
    r"|\bhow (much time|long) do i have\b|\b(what|which|any) timers?\b|\bis (a|the|my) timer\b"
)
_ALARM = re.compile(r"\balarm\b|\b(wake|remind|call) (me|us)\b.* at \S")
_ERRAND = re.compile(r"\bremind me\b.*?\b(?P<how>to|that|about) (?P<errand>.+)$")
_ONLY_A_DURATION = re.compile(r"^(for|in|after|to|make|set|it|okay|ok|yes|about|a timer|timer|oh| )*$")
_YOURS = {
    "my": "your",
    "me": "you",
    "i": "you",
    "mine": "yours",
    "myself": "yourself",
    "our": "your",
    "am": "are",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What is said now, and what will be said later."""

    text: str
    ring_in_s: int | None = None
    ring_text: str = ""


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of time found among words."""

    seconds: Fraction
    text: str
    start: int
    end: int


class TimersTalk:
    """Sets timers and knows which are running. Belongs to one session."""

    def __init__(self) -> None:
        self._rings: list[datetime] = []
        self._is_asked_how_long = False

    def answer(self, said: Utterance, wall: datetime) -> Promise | None:
        """Answer what concerns timers; `wall` is local time. None when it does not."""
        self._rings = [ring for ring in self._rings if ring > wall]
        text = said.text
        was_asked, self._is_asked_how_long = self._is_asked_how_long, False
        if _CANCEL.search(text):
            return Promise(self._not_cancelled(wall))
        if _LEFT.search(text):
            return Promise(self._left(wall))
        duration = duration_in(said.words)
        if was_asked and duration is not None and _ONLY_A_DURATION.match(_around(said, duration)):
            return self._set(said, duration, wall)
        if _ALARM.search(text) and duration is None:
            return Promise("I can set a timer, but no alarm for a time of day.")
        if not _SET.search(text):
            return None
        if duration is None:
            self._is_asked_how_long = True
            return Promise("For how long? Say for example: for 2 minutes.")
        return self._set(said, duration, wall)

    def _set(self, said: Utterance, duration: Duration, wall: datetime) -> Promise:
        if duration.seconds < 1:
            return Promise("A timer needs at least 1 second.")
        if duration.seconds > SECONDS_MAX:
            return Promise("I can set a timer for at most 24 hours.")
        if len(self._rings) >= TIMERS_MAX:
            return Promise(f"{TIMERS_MAX} timers are running. That is all I can keep.")
        seconds = round(duration.seconds)
        number = len(self._rings)
        which = "" if number == 0 else f"{_ORDINALS[number]} " if number < len(_ORDINALS) else "next "
        self._rings.append(wall + timedelta(seconds=seconds))
        errand = _errand(said, duration)
        if errand:
            return Promise(f"I will remind you in {duration.text}.", seconds, f"Remember {errand}.")
        if re.search(r"\bwake\b", said.text):
            return Promise(
                f"I will wake you in {duration.text}.", seconds, f"Wake up. {_over(duration.text)}"
            )
        text = f"Your {which}timer is set for {duration.text}."
        return Promise(text, seconds, f"Your timer for {duration.text} is over.")

    def _not_cancelled(self, wall: datetime) -> str:
        if not self._rings:
            return "No timer is running."
        first = spoken_span(min(self._rings) - wall)
        which = "Yours" if len(self._rings) == 1 else "The next"
        return f"A timer cannot be cancelled yet. {which} is over in {first}."

    def _left(self, wall: datetime) -> str:
        if not self._rings:
            return "No timer is running."
        spans = [spoken_span(ring - wall) for ring in sorted(self._rings)]
        if len(spans) == 1:
            return f"Your timer is over in {spans[0]}."
        return f"{len(spans)} timers are running. The next is over in {spans[0]}, the last in {spans[-1]}."


def duration_in(words: Sequence[str]) -> Duration | None:
    """Find the first span of time: `ten seconds`, `half an hour`, `one minute and thirty seconds`."""
    for at in range(len(words)):
        if at and words[at - 1] in ("minus", "negative", "-"):
            continue
        total, end, smallest = Fraction(0), at, LARGEST_UNIT_S + 1
        while True:
            start = end + 1 if end > at and end < len(words) and words[end] == "and" else end
            part = _part_at(words, start)
            if part is None or part[1] >= smallest:
                break
            total, smallest, end = total + part[0], part[1], part[2]
        if end > at:
            return Duration(total, spoken_seconds(total), at, end)
    return None


def _part_at(words: Sequence[str], at: int) -> tuple[Fraction, int, int] | None:
    """Read one amount with its unit; return seconds, the unit's seconds, and where it ends."""
    found = number_at(words, at, guess=True)
    if found is not None:
        value, end = found.value, found.end
        while value < 1 and end < len(words) and words[end] in ("a", "an", "of"):  # half an hour
            end += 1
    elif at < len(words) and words[at] in ("a", "an"):
        value, end = Fraction(1), at + 1
        couple = after_phrase(words, end, "couple of", "couple")
        if couple is not None:
            value, end = Fraction(2), couple
    else:
        return None
    if end >= len(words) or words[end] not in _SECONDS_OF or value < 0:
        return None
    unit = _SECONDS_OF[words[end]]
    end += 1
    for phrase, part in (("and a half", Fraction(1, 2)), ("and a quarter", Fraction(1, 4))):
        after = after_phrase(words, end, phrase)
        if after is not None:
            value, end = value + part, after
    return value * unit, unit, end


def spoken_span(span: timedelta) -> str:
    """Say a span of time, to the second."""
    return spoken_seconds(Fraction(max(1, round(span.total_seconds()))))


def spoken_seconds(seconds: Fraction) -> str:
    """Say seconds as people do: `1 minute and 30 seconds`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        f"{count} {name}{'' if count == 1 else 's'}"
        for count, name in ((hours, "hour"), (minutes, "minute"), (rest, "second"))
        if count
    ]
    if not parts:
        return "0 seconds"
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def _over(span: str) -> str:
    return f"{span} {'is' if span.startswith('1 ') and ' and ' not in span else 'are'} over."


def _around(said: Utterance, duration: Duration) -> str:
    """Return what was said besides the duration."""
    return " ".join((*said.words[: duration.start], *said.words[duration.end :]))


def _errand(said: Utterance, duration: Duration) -> str:
    """Return what to remember, turned round: `to call your mother`; empty without."""
    asked = _ERRAND.search(_around(said, duration))
    if asked is None:
        return ""
    errand = [_YOURS.get(word, word) for word in asked["errand"].split()]
    while errand and errand[-1] in ("in", "after"):
        errand.pop()
    return " ".join(errand if asked["how"] == "about" else [asked["how"], *errand])
