"""The tables `[personas.NAME]` of the settings file, changed one at a time; comments and order stay.

Every function raises SettingsError with a sentence, and then the file is as it was.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from voiceapp.errors import SettingsError
from voiceapp.personas import PERSONAS_MAX, Persona, Value
from voiceapp.settings import problem_in_persona
from voiceapp.settings_file import change_file, table_in, written

Document = MutableMapping[str, Any]


def save_in_persona(path: Path, persona: str, name: str, value: Value | None) -> None:
    """Write one line of a persona; None takes it out, so that the general setting holds again."""
    if value is not None and (problem := problem_in_persona(name, value)):
        raise SettingsError(f"The setting is not saved: {problem}")

    def change(document: Document) -> None:
        table = _table(document, persona)
        if value is None:
            table.pop(name, None)
        else:
            table[name] = written(value)

    change_file(path, change)


def add_persona(path: Path, persona: Persona) -> None:
    """Write a new persona behind the others."""
    told = {"title": persona.title, **persona.values}
    problems = (problem_in_persona(name, value) for name, value in told.items())
    problem = next((one for one in problems if one), "")
    if problem:
        raise SettingsError(f"The persona is not saved: {problem}")

    def change(document: Document) -> None:
        tables = table_in(document, "personas")
        if persona.name in tables:
            raise SettingsError("The persona is not saved: there is one of that name.")
        if len(tables) >= PERSONAS_MAX:
            raise SettingsError(
                f"The persona is not saved: there are {PERSONAS_MAX} already. Remove one you do not need."
            )
        tables[persona.name] = {name: written(value) for name, value in told.items()}

    change_file(path, change)


def remove_persona(path: Path, name: str) -> None:
    """Take a persona out; whoever talked to it talks to none."""

    def change(document: Document) -> None:
        title = _table(document, name).get("title", "")
        del document["personas"][name]
        if not document["personas"]:
            del document["personas"]
        if document.get("persona") in (name, title):
            del document["persona"]

    change_file(path, change)


def _table(document: Document, name: str) -> MutableMapping[str, Any]:
    table = table_in(document, "personas").get(name)
    if not isinstance(table, MutableMapping):
        raise SettingsError("The setting is not saved: the persona is not in the file any more.")
    return table
