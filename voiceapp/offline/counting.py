"""Counting aloud: up, down, and in steps."""

from __future__ import annotations

import re

from voiceapp.offline.spoken_numbers import number_at
from voiceapp.offline.utterance import Utterance

NUMBERS_MAX = 100
"""About a minute and a half of speech."""
TO_WITHOUT_END = 10

_STEPS = {"twos": 2, "threes": 3, "fours": 4, "fives": 5, "tens": 10, "twenties": 20, "hundreds": 100}
_COUNT = re.compile(r"^(start |keep )?(count|counting)\b")


def counting_answer(said: Utterance) -> str | None:
    """Count as asked; None when nobody asked for it."""
    text = said.core
    if not _COUNT.match(text) or re.search(r"\bcount (on|me|the)\b", text):
        return None
    words = tuple(text.split())
    ends: dict[str, int] = {}
    step, at = 1, 1
    while at < len(words):
        if words[at] == "by" and at + 1 < len(words) and words[at + 1] in _STEPS:
            step, at = _STEPS[words[at + 1]], at + 2
            continue
        key = words[at] if words[at] in ("from", "to", "by") else ""
        # "Count to to" ends at two; "count two ten" is "count to ten".
        found = number_at(words, at + 1 if key else at, guess=bool(key))
        if found is None:
            at += 1
            continue
        if found.value.denominator != 1:
            return "I can only count whole numbers."
        if key == "by":
            step = abs(int(found.value))
        else:
            ends[key or "to"] = int(found.value)
        at = found.end
    return _counted(
        ends.get("from"), ends.get("to"), step, is_down=bool(re.search(r"\b(down|backwards?)\b", text))
    )


def _counted(start: int | None, end: int | None, step: int, *, is_down: bool) -> str:
    if step == 0:
        return "With steps of zero I would never arrive."
    if start is None and is_down:
        # "Count down from ten to five" names both; of "to five" alone, ten is the beginning people mean.
        start, end = (TO_WITHOUT_END, end) if end is not None and end < TO_WITHOUT_END else (end, 1)
    elif start is None:
        start = 0 if end is not None and end <= 0 else step
    if start is None:
        start = TO_WITHOUT_END
    if end is None:
        end = 1 if is_down or start >= TO_WITHOUT_END else TO_WITHOUT_END
    if abs(end - start) // step >= NUMBERS_MAX:
        return f"I count at most {NUMBERS_MAX} numbers at a time."
    numbers = range(start, end + 1, step) if end >= start else range(start, end - 1, -step)
    return ", ".join(f"{number:,}" for number in numbers) + "."
