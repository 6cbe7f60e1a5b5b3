"""Spelling a word, letter by letter."""

from __future__ import annotations

import re

from voiceapp.offline.utterance import Utterance

LETTERS_MAX = 60

_SPELL = re.compile(
    r"^(?:how (?:do|would) (?:you|i|we) spell|how is|spell|spell out)\b(?P<word>.*?)(?P<tail> spelled)?$"
)
_LEAD = re.compile(r"^(out|the words?|me|the name) ")


def spelling_answer(said: Utterance) -> str | None:
    """Spell what was asked for; None when nothing was."""
    asked = _SPELL.match(said.core)
    if asked is None or (said.core.startswith("how is") and not asked["tail"]):
        return None
    word = _LEAD.sub("", asked["word"].strip())
    if not word:
        return "Which word? Say for example: spell cat."
    parts = [", ".join(part.upper()) for part in word.split()]
    letters = sum(len(part) for part in word.split())
    if letters > LETTERS_MAX:
        return f"That is too long for me to spell; {LETTERS_MAX} letters are the most."
    return "; ".join(parts) + "."
