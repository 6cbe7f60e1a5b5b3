"""Sentences that come from below the window, in the person's language.

What happened is told in English where it is known: in the dialogue, by an adapter, on the roof. Those
sentences are listed in `assets/i18n/sentences.txt`, with %1, %2 … where a value stands; `make words` finds
them in the sources. Here a sentence is recognised by its template, the template is looked up, and the values
are put into what it is in the person's language; a value that is a sentence of ours itself is looked up too.
What is not recognised, the service's own words above all, stays as it is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PySide6.QtCore import QCoreApplication

from voiceapp.assets_path import asset

CONTEXT = "sentences"
"""Of the translations."""
LIST = "i18n/sentences.txt"
DEPTH_MAX = 3
"""A reason in a sentence may have a reason of its own; nothing of ours goes deeper."""
SENTENCES_MAX = 5
"""No template has more."""
REMEMBERED_MAX = 512
"""Sentences that are not compared with every template a second time."""

_PLACE = re.compile(r"%([1-9])")
_END = re.compile(r"(?<=[.!?…]) +(?=\S)")
_VALUE = r"((?:(?![.!?] +[A-Z]).)+?)"
"""What may stand in a place: anything but the end of one sentence and the beginning of the next."""
_CLOSED = ("。", "」", "）", "！", "？")
"""After these no space follows."""


def translated(text: str) -> str:
    """Return `text`, clauses or sentences of ours on one or several lines, in the person's language."""
    return "\n".join(_line(line, DEPTH_MAX) for line in text.split("\n"))


def joined(*sentences: str) -> str:
    """Return sentences in the person's language one behind the other; empty ones are left out."""
    text = ""
    for sentence in filter(None, sentences):
        text += sentence if not text or text.endswith(_CLOSED) else f" {sentence}"
    return text


def _line(text: str, depth: int) -> str:
    """Return one line in the person's language, as far as its sentences are recognised."""
    if not text or depth == 0:
        return text
    whole = _sentence(text, depth)
    if whole is not None:
        return whole
    ends = [(end.start(), end.end()) for end in _END.finditer(text)]
    for stop, start in reversed(ends[:SENTENCES_MAX]):
        first = _sentence(text[:stop], depth)
        if first is not None:
            return joined(first, _line(text[start:], depth))
    if ends:  # the first sentence is a stranger, the others may be ours
        stop, start = ends[0]
        return joined(text[:stop], _line(text[start:], depth))
    return text


def _sentence(text: str, depth: int) -> str | None:
    """Return what one template makes of `text`, or of what stands behind a colon; None where none fits."""
    found = _recognised(text)
    if found is None:
        place, colon, rest = text.partition(": ")
        told = _sentence(rest, depth) if colon else None
        return None if told is None else f"{place}: {told}"
    template, values = found
    words = QCoreApplication.translate(CONTEXT, template)
    return _PLACE.sub(lambda place: _line(values[int(place.group(1)) - 1], depth - 1), words)


@lru_cache(maxsize=REMEMBERED_MAX)
def _recognised(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the template of `text` and the values in it, in the order of their numbers."""
    for template, words, pattern in _patterns():
        # Most are not meant, which is seen fastest without the pattern.
        match = pattern.fullmatch(text) if words in text else None
        if match is not None:
            return template, match.groups()
    return None


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return every template, its longest stretch of words, and its pattern; those with most words first."""
    lines = asset(LIST).read_text("utf-8").splitlines()
    found = []
    for line in sorted(lines, key=lambda line: -len(_PLACE.sub("", line))):
        stretches = _PLACE.split(line)[::2]
        pattern = re.compile(_VALUE.join(map(re.escape, stretches)))
        found.append((line, max(stretches, key=len), pattern))
    return tuple(found)
