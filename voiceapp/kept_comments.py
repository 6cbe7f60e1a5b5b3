"""Comments above the head of a TOML table belong to that table, and stay with it when the file is changed.

To tomlkit they are the end of the table before: a new line of that table would be written below them, and
they would go when it goes. So they are taken out before a change and put back above their heads after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_HEAD = re.compile(r"\s*\[.*\]\s*(#.*)?")
_COMMENT = re.compile(r"\s*#.*")


def set_aside(text: str, is_toml: Callable[[str], bool]) -> tuple[str, dict[str, list[str]]]:
    """Return the text without the comments right above heads, and those, by the heads.

    `is_toml` says whether a text can be read by itself; a line after which it cannot is inside a longer text.
    """
    lines = text.splitlines(keepends=True)
    kept: list[str] = []
    comments: dict[str, list[str]] = {}
    for index, line in enumerate(lines):
        if _HEAD.fullmatch(line.rstrip("\r\n")) and kept and _COMMENT.match(kept[-1]):
            first = len(kept)
            while first > 0 and _COMMENT.match(kept[first - 1]):
                first -= 1
            if line.strip() not in comments and is_toml("".join(lines[:index])):
                comments[line.strip()] = kept[first:]
                del kept[first:]
        kept.append(line)
    return "".join(kept), comments


def put_back(text: str, comments: dict[str, list[str]]) -> str:
    """Return the text with the comments above their heads again; those of a head that is gone are gone."""
    waiting = dict(comments)
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        lines += waiting.pop(line.strip(), [])
        lines.append(line)
    return "".join(lines)
