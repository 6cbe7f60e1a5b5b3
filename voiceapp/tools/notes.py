"""Searching the person's notes: a folder of text files they have named. Nothing else is read."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voiceapp.tools.function import ArgumentsError, Aside, Function

SUFFIXES = frozenset({".md", ".markdown", ".org", ".rst", ".txt"})
FILES_MAX = 2_000
FILE_BYTES_MAX = 1_000_000
SEARCH_LIMIT_S = 5.0
"""Somebody waits for the answer; then what has been found so far is told."""
FOUND_MAX = 5
WORDS_MAX = 12
EXCERPT_CHARS = 400
QUERY_CHARS_MAX = 200

_PARAGRAPH = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A paragraph that has words of the query."""

    words: int
    """How many different ones."""
    place: str
    """The file below the folder, and the line, from 1."""
    text: str


def search_notes(folder: Path, aside: Aside) -> Function:
    """Return the function over `folder`; files are read `aside`, because a disk may stand still."""

    async def run(arguments: Mapping[str, object]) -> str:
        query = arguments.get("query")
        if not isinstance(query, str) or not query.strip():
            raise ArgumentsError("`query` must be the words to look for.")
        found: str = await aside(search, folder, query)
        return found

    return Function(
        "search_notes",
        "Search the user's own notes. Returns the paragraphs that fit best, with file and line.",
        {"query": {"type": "string", "description": "The words to look for, few and telling ones."}},
        run,
    )


def search(folder: Path, query: str, now_s: Callable[[], float] = time.monotonic) -> str:
    """Return the best paragraphs, one a line, or a sentence that says why there are none."""
    words = tuple(dict.fromkeys(re.findall(r"\w+", query.casefold())))[:WORDS_MAX]
    if not folder.is_dir():
        return "The folder of notes is not there."
    until_s = now_s() + SEARCH_LIMIT_S
    found: list[Excerpt] = []
    left_out = 0
    for number, path in enumerate(_files(folder)):
        if number >= FILES_MAX or now_s() > until_s:
            left_out = -1
            break
        text = _text_of(path)
        if text is None:
            left_out += 1
            continue
        found += _excerpts(text, words, path.relative_to(folder).as_posix())
        # Sorted as it grows, so that a folder where every paragraph fits costs no memory.
        found = sorted(found, key=lambda excerpt: -excerpt.words)[:FOUND_MAX]
    lines = [f"{excerpt.place}: {excerpt.text}" for excerpt in found]
    if not lines:
        lines.append(f"Nothing in the notes has “{query.strip()[:QUERY_CHARS_MAX]}”.")
    if left_out < 0:
        lines.append("Not all files were searched: too many, or a slow disk.")
    elif left_out:
        lines.append(f"Files that could not be read or are too large: {left_out}.")
    return "\n".join(lines)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the text files below `folder` in a stable order; hidden ones and links are left alone."""
    for place, folders, names in os.walk(folder):  # does not follow links to folders
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.suffix.lower() in SUFFIXES and not path.is_symlink():
                yield path


def _text_of(path: Path) -> str | None:
    """Return what stands in a file; None for one that is too large, no text or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except OSError:
        return None
    if len(data) > FILE_BYTES_MAX or b"\0" in data:
        return None
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


def _excerpts(text: str, words: tuple[str, ...], name: str) -> Iterator[Excerpt]:
    for paragraph in _PARAGRAPH.finditer(text):
        plain = " ".join(paragraph[0].split())
        folded = plain.casefold()
        places = [at for at in (folded.find(word) for word in words) if at >= 0]
        if places:
            line = text.count("\n", 0, paragraph.start()) + 1
            yield Excerpt(len(places), f"{name}, line {line}", _cut(plain, min(places)))


def _cut(text: str, at: int) -> str:
    """Return a part of `text` around the place `at`."""
    if len(text) <= EXCERPT_CHARS:
        return text
    begin = max(0, min(at - EXCERPT_CHARS // 4, len(text) - EXCERPT_CHARS))
    end = begin + EXCERPT_CHARS
    return ("… " if begin else "") + text[begin:end].strip() + (" …" if end < len(text) else "")
