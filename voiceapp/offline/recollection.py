"""What the embedded assistant knows of the conversation itself: who said what, and what a person is called.

It is looked up among the items every time and kept nowhere else: what was cut was never said, what was
deleted is forgotten, and what a client tells of an earlier conversation is known. A client may tell that as
one message with a line for each turn ("User: …", "Assistant: …"); such a message is taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voiceapp.offline.conversation import Entry

_ASKS_WHAT_I_SAID = re.compile(
    r"\b(what did you (just )?say|what was that|say (that|it) again|repeat that|can you repeat)\b"
    r"|^\W*(pardon|come again|once more|repeat)([ ,]+please)?\W*$",
    re.IGNORECASE,
)
_ASKS_WHAT_YOU_SAID = re.compile(r"\bwhat did i (just )?say\b", re.IGNORECASE)
_ASKS_NAME = re.compile(
    r"\bwhat(?: is|'s|s) my name\b|\b(?:know|remember) my name\b|\bwho am i\W*$", re.IGNORECASE
)
_TELLS_NAME = re.compile(r"\bmy name is (?P<name>[^\W\d_][\w'’-]*)", re.IGNORECASE)
_TOLD_TURN = re.compile(r"^(?:(?P<who>User|Assistant): |Function )", re.MULTILINE)
_ROLES = {"User": "user", "Assistant": "assistant"}


def recalled(words: str, before: Sequence[Entry]) -> str | None:
    """Answer a question about the conversation itself; None when `words` ask something else."""
    for pattern, role, frame, nothing in (
        (_ASKS_WHAT_I_SAID, "assistant", "I said: {}", "You have not heard anything from me yet."),
        (_ASKS_WHAT_YOU_SAID, "user", "You said: {}", "You have not said anything yet."),
    ):
        if pattern.search(words):
            said = next((text for speaker, text in _turns(before) if speaker == role), "")
            return frame.format(said) if said else nothing
    if _ASKS_NAME.search(words):
        names = (_name_in(text) for speaker, text in _turns(before) if speaker == "user")
        name = next((name for name in names if name), "")
        return f"Your name is {name}." if name else "You have not told me your name."
    name = _name_in(words)
    return f"Nice to meet you, {name}." if name else None


def _name_in(words: str) -> str:
    found = _TELLS_NAME.search(words)
    return found["name"][0].upper() + found["name"][1:] if found else ""


def _turns(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """Yield speaker and words of every turn, the newest first."""
    for entry in reversed(entries):
        text = entry.text()
        told = list(_TOLD_TURN.finditer(text)) if entry.role == "user" else []
        ends = [turn.start() for turn in told[1:]] + [len(text)]
        for turn, end in reversed(list(zip(told, ends, strict=False))):
            if turn["who"]:
                yield _ROLES[turn["who"]], text[turn.end() : end].strip()
        if not told and entry.role:
            yield entry.role, text
