"""Personas: ways the assistant can be, each a name and a few settings that come before the general ones.

A persona says only what is different with it; everything else stays as it is set. In the settings file each
is a table of its own, `[personas.NAME]`, and `persona = "NAME"` says which one is talked to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

import msgspec

OVERRIDES = (
    "instructions",
    "voice",
    "speed",
    "language",
    "answer_language",
    "hands_free",
    "turn_detection",
    "vad_silence_ms",
    "vad_threshold",
    "vad_prefix_ms",
    "eagerness",
    "confirm_ms",
    "temperature",
    "tool_choice",
    "clock",
    "notes",
)
"""The settings a persona may have of its own: how it is, how it speaks, and how turns are taken with it."""

PERSONAS_MAX = 50
NAME_CHARS_MAX = 60
"""Of a name in the file, and of a title."""

Value = str | float | bool
T = TypeVar("T", bound=msgspec.Struct)

_ONE_LINE = re.compile(r"[^\x00-\x1f\x7f]*")
_NO_WORD = re.compile(r"[\W_]+")


class Persona(msgspec.Struct, frozen=True):
    """One persona; `values` were looked at and may be there."""

    name: str
    """In the file and on the command line."""
    title: str = ""
    """What people call it; empty: the name."""
    values: Mapping[str, Value] = {}
    """Of `OVERRIDES`: what it sets differently."""

    @property
    def label(self) -> str:
        """Return what it is called wherever a person reads it."""
        return self.title or self.name

    def over(self, settings: T) -> T:
        """Return `settings` as they are while one talks to this persona."""
        return msgspec.structs.replace(settings, **self.values)


def named(name: str, personas: Iterable[Persona]) -> Persona | None:
    """Return the persona of that name, or else of that title; None where there is none."""
    found = tuple(personas)
    by_name = (one for one in found if one.name == name)
    by_title = (one for one in found if one.title and one.title.casefold() == name.casefold())
    return next(by_name, None) or next(by_title, None)


def problem_with_title(text: str) -> str:
    """Return what is wrong with a name or a title of a persona, as the rest of a sentence; empty: nothing."""
    if not text.strip():
        return "must not be empty"
    if len(text) > NAME_CHARS_MAX or not _ONE_LINE.fullmatch(text):
        return f"must be one line of at most {NAME_CHARS_MAX} characters"
    return ""


def name_for(title: str, taken: Collection[str]) -> str:
    """Return a name for a new persona that nobody has yet, made of its title; easy to type."""
    plain = _NO_WORD.sub("-", title.casefold()).strip("-")[: NAME_CHARS_MAX - 4] or "persona"
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name
