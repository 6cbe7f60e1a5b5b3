"""Two answers to the same words, as a view draws them; the rules are in `dialogue.second_answer`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class NotAgain(Enum):
    """Why the last answer cannot be given again."""

    NOTHING = "there is no answer yet"
    OFFLINE = "not connected"
    BUSY = "an answer is under way"
    SPEAKING = "you are speaking"
    TOOL = "a function was called for it"
    UNPROMPTED = "it does not answer your words"
    RENEWED = "it was given before this connection began"
    UNABLE = "this server cannot take an answer back"


@dataclass(frozen=True, slots=True)
class Again:
    """Whether the last answer can be given again; see `dialogue.second_answer`."""

    key: str = ""
    """The last row of that answer; empty: there is none."""
    why_not: NotAgain | None = NotAgain.NOTHING
    """None: it can."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Of two answers to the same words, the one the person has chosen to keep."""

    number: int
    """Counted from 1 on in each conversation."""
    asked_key: str
    """The row that was answered twice."""
    preferred: str
    """The words that were heard of it; those of `other` are not the same."""
    other: str
