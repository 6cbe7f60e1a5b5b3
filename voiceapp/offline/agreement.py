"""Which of two hearings to believe: the grammar's or the language model's.

The grammar always finds something, also in sentences it knows nothing of; the language model hears anything,
but often "one is twelve times nine". Two facts tell a true find of the grammar from a forced one:

*Likeness*: the letters of both texts are compared without their spaces, so that "to miles" and "two miles"
count as nearly the same sound.

*Margin*: how much better the grammar's path explains each 10 ms frame than the model's does, in steps of
the recogniser's own logarithm (base 1.0001). True finds of four flite voices lay between +1 and +25, forced
ones mostly below zero, but a path that ends in the middle of a sentence can reach +20; so a margin counts
only together with some likeness. Both thresholds were set on 240 recordings that are not the ones the rates
are quoted for.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

LIKENESS_SURE = 0.70
LIKENESS_POSSIBLE = 0.40
MARGIN_POSSIBLE = 5.0

ECHO_OPENINGS = ("repeat after me", "say after me", "say", "repeat", "please say", "please repeat")
"""What follows these is free speech, which no grammar can hold."""


MISHEARD = (
    ("she added timers ", "set a timer "),
    ("she added timer ", "set a timer "),
    ("shudder timer ", "set a timer "),
    ("set timer ", "set a timer "),
    ("one is ", "what is "),
    ("one days ", "what day is "),
)
"""What the language model makes of words that belong together here, as heard from recordings."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """One recogniser's idea of an utterance."""

    text: str
    score: float
    """Logarithm of the path's likelihood per frame; larger is better, comparable only for the same sound."""


def likeness(one: str, other: str) -> float:
    """Return how alike two texts sound to the eye: 0.0 nothing in common, 1.0 the same letters."""
    letters, others = one.replace(" ", ""), other.replace(" ", "")
    return SequenceMatcher(None, letters, others, autojunk=False).ratio()


def mended(text: str) -> str:
    """Return what was probably said where the language model is known to hear something else."""
    for heard, said in MISHEARD:
        if text.startswith(heard):
            return said + text.removeprefix(heard)
    return text


def asks_for_echo(text: str) -> bool:
    """Say whether `text` begins as "repeat after me" does and goes on with at least two words."""
    for opening in sorted(ECHO_OPENINGS, key=len, reverse=True):
        if text == opening or text.startswith(opening + " "):
            return len(text.split()) >= len(opening.split()) + 2
    return False


def believed(expected: Hearing | None, free: Hearing | None) -> str | None:
    """Return the text to believe, of the grammar's (`expected`) and the language model's (`free`) hearing."""
    if free is not None:
        free = Hearing(mended(free.text), free.score)
    if expected is None or not expected.text:
        return (free.text or None) if free is not None else None
    if free is None or not free.text:
        return expected.text
    alike = likeness(expected.text, free.text)
    if alike >= LIKENESS_SURE:
        return expected.text
    if asks_for_echo(free.text):
        return free.text
    if alike >= LIKENESS_POSSIBLE and expected.score - free.score >= MARGIN_POSSIBLE:
        return expected.text
    return free.text
