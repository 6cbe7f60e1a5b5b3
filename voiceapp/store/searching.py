"""What a person types into a search box: words that must all be there, in any order, or parts of them."""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.dialogue.snapshot import RowKind

TRIGRAM = 3
"""The index knows nothing shorter, as two characters of Chinese or Japanese are."""
BEFORE_CHARS = 30
SNIPPET_CHARS = 120
TERMS_MAX = 16
SEARCHED_KINDS = tuple(kind.value for kind in RowKind if kind is not RowKind.NOTICE)


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a search, as they were typed."""

    terms: tuple[str, ...]

    @property
    def match(self) -> str:
        """Return the terms that the index knows, in the language of FTS5; empty: none."""
        return " AND ".join(f'"{_doubled(term)}"' for term in self.terms if len(term) >= TRIGRAM)

    @property
    def likes(self) -> tuple[str, ...]:
        """Return a pattern for LIKE, with a backslash as its escape, for every term."""
        return tuple(like(term) for term in self.terms)

    @property
    def short_likes(self) -> tuple[str, ...]:
        """Return the patterns of the terms that are too short for the index."""
        return tuple(like(term) for term in self.terms if len(term) < TRIGRAM)


def query_of(text: str) -> Query:
    """Read a search: words apart by spaces, "several words" in quotation marks; `*` at an end is implied."""
    terms: list[str] = []
    for number, part in enumerate(text.replace("“", '"').replace("”", '"').split('"')):
        found = [" ".join(part.split())] if number % 2 else [word.strip("*") for word in part.split()]
        terms += [term for term in found if term]
    return Query(tuple(terms[:TERMS_MAX]))


def like(term: str) -> str:
    """Return the pattern that finds `term` anywhere."""
    for special in ("\\", "%", "_"):
        term = term.replace(special, f"\\{special}")
    return f"%{term}%"


def snippet_of(text: str, terms: tuple[str, ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return one line of `text` around its first match, and where in it the terms are."""
    text = " ".join(text.split())
    places = [place for term in terms if (place := text.lower().find(term.lower())) >= 0]
    first = max(0, min(places, default=0) - BEFORE_CHARS)
    if first:
        first = text.find(" ", first, first + BEFORE_CHARS) + 1 or first
    last = min(len(text), first + SNIPPET_CHARS)
    if last < len(text):
        space = text.rfind(" ", first + SNIPPET_CHARS // 2, last)
        last = space if space >= 0 else last
    head, tail = "…" if first else "", "…" if last < len(text) else ""
    snippet = f"{head}{text[first:last]}{tail}"
    folded = snippet.lower()
    marks: list[tuple[int, int]] = []
    if len(folded) == len(snippet):  # a few letters have no small form of the same length
        for term in terms:
            at = folded.find(term.lower())
            while at >= 0:
                marks.append((at, at + len(term)))
                at = folded.find(term.lower(), at + len(term))
    return snippet, tuple(sorted(marks))


def _doubled(term: str) -> str:
    return term.replace('"', '""')
