"""Saying what one is told to say."""

from __future__ import annotations

import re

from voiceapp.offline.utterance import Utterance

CHARACTERS_MAX = 600

_OPENING = (
    r"(?:(?:okay|ok|hey|hello|please|now|um|uh|and|stop|wait|can you|could you|would you|will you)\W+)*"
)
_AFTER_ME = re.compile(
    rf"^\W*{_OPENING}repeat(?: after me)?\b[\s,:;.–—-]*(?P<words>.*)$", re.IGNORECASE | re.DOTALL
)
_SAY = re.compile(rf"^\W*{_OPENING}say\b[\s,:;–—-]*(?P<words>.*)$", re.IGNORECASE | re.DOTALL)
_AGAIN = re.compile(
    r"^(that|it|this|those|what you said)?(\W*(again|once more|one more time|please))*\W*$", re.IGNORECASE
)
_PARDON = re.compile(r"^(pardon|pardon me|come again|once more|repeat)$")

WHAT_TO_SAY = "What shall I say?"
ONCE_MORE = "To hear my last answer again, say only: repeat that."
"""What was heard of it is known to the conversation (`answer.py`) and not here."""


def repeating_answer(said: Utterance) -> str | None:
    """Say the words after "say" or "repeat after me", spelt as they came; None without such a wish."""
    if _PARDON.match(said.core):
        return ONCE_MORE
    for pattern in (_AFTER_ME, _SAY):
        asked = pattern.match(said.raw)
        if asked is None:
            continue
        words = asked["words"].strip(" \"“”'")
        if not re.search(r"\w", words):
            return WHAT_TO_SAY
        if _AGAIN.match(words):
            return ONCE_MORE
        if len(words) > CHARACTERS_MAX:
            return f"That is too long for me to repeat; {CHARACTERS_MAX} characters are the most."
        return _sentence(words)
    return None


def _sentence(words: str) -> str:
    sentence = words[0].upper() + words[1:]
    return sentence if sentence[-1] in ".!?…" else f"{sentence}."
