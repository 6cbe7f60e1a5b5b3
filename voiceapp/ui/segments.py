"""What a row says, cut into stretches that look different; pure, so it can be tested with literals.

The transcript tells what was heard from what was only generated. That is a property of characters, so a row
becomes a list of (text, look) and the delegate only has to paint them. Offsets in `Row` count Python
characters; Qt counts UTF-16 units, and an emoji is one of the former and two of the latter.
"""

from __future__ import annotations

import unicodedata
from enum import Enum

from voiceapp.dialogue.snapshot import Row, RowKind, RowState


class Look(Enum):
    """How a stretch of text is drawn."""

    PLAIN = "plain"
    HEARD = "heard"
    UNHEARD = "unheard"
    """Generated, on its way to the ear, or not to come: dim."""
    STRUCK = "struck"
    """Generated and never heard: dim and struck through."""
    ABSENT = "absent"
    """Stands for words that are not there."""


Segment = tuple[str, Look]

ELLIPSIS = "…"
NOT_TRANSCRIBED = "(not transcribed)"


def segments(row: Row, *, not_transcribed: str = NOT_TRANSCRIBED) -> list[Segment]:
    """Return the stretches of `row` in reading order; never empty stretches, at least one for a spoken row.

    `not_transcribed` is the phrase in the person's language.
    """
    match row.kind:
        case RowKind.USER:
            return _user(row, not_transcribed)
        case RowKind.ASSISTANT:
            return _assistant(row)
        case RowKind.TOOL | RowKind.NOTICE:
            return _kept((row.text, Look.PLAIN))


def _user(row: Row, not_transcribed: str) -> list[Segment]:
    match row.state:
        case RowState.WAITING:
            return [(row.text or ELLIPSIS, Look.PLAIN if row.text else Look.ABSENT)]
        case RowState.FAILED:
            reason = f" {row.note}" if row.note else ""
            gap = " " if row.text else ""
            return _kept((row.text, Look.PLAIN), (f"{gap}{not_transcribed}{reason}", Look.ABSENT))
        case _:
            return [(row.text, Look.PLAIN)] if row.text else [(ELLIPSIS, Look.ABSENT)]


def _assistant(row: Row) -> list[Segment]:
    if not row.text:
        if row.state is RowState.FAILED and row.note:
            return [(row.note, Look.ABSENT)]
        return [(ELLIPSIS, Look.ABSENT)]
    # The space after the last word heard belongs to it: a line through a space looks like a mistake.
    mark = max(0, row.heard_chars)
    while 0 < mark < len(row.text) and row.text[mark].isspace():
        mark += 1
    heard, rest = row.text[:mark], row.text[mark:]
    match row.state:
        case RowState.DONE:
            return [(row.text, Look.HEARD)]
        case RowState.CUT:
            if not row.spoken:
                return [(row.text, Look.HEARD)]
            return _kept((heard, Look.HEARD), (rest, Look.STRUCK))
        case RowState.FAILED:
            reason = f" ({row.note})" if row.note else ""
            return _kept((heard, Look.HEARD), (rest, Look.UNHEARD), (reason, Look.ABSENT))
        case _:
            if not row.spoken:
                return [(row.text, Look.HEARD)]
            return _kept((heard, Look.HEARD), (rest, Look.UNHEARD))


def _kept(*parts: Segment) -> list[Segment]:
    return [part for part in parts if part[0]]


def is_right_to_left(text: str) -> bool:
    """Say whether `text` is read from right to left: its first letter with a direction decides."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def utf16_units(text: str) -> int:
    """Return the length of `text` as Qt counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_all(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return (start, length) in characters of each place where `wanted` stands, without regard to case."""
    if not wanted:
        return []
    # casefold() may change the length (ß becomes ss); lower() keeps it for all but one letter (İ), so a text
    # whose length changes is searched as it is.
    haystack, needle = text.lower(), wanted.lower()
    if len(haystack) != len(text) or len(needle) != len(wanted):
        haystack, needle = text, wanted
    places: list[tuple[int, int]] = []
    start = haystack.find(needle)
    while start >= 0:
        places.append((start, len(needle)))
        start = haystack.find(needle, start + len(needle))
    return places
