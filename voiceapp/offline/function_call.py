"""Which registered function the user's words ask for, and with what arguments.

The embedded assistant is no language model: a function is called when its name is said or typed, with
underscores and hyphens as spaces ("please search notes platform Kyoto" calls `search_notes`). The arguments
are what the schema asks for and the words offer.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A call to be made by the client."""

    name: str
    arguments: str
    """JSON text."""


def calls_for(
    words: str, tools: Sequence[Mapping[str, Any]], *, required: bool, forced: str | None, several: bool
) -> list[FunctionCall]:
    """Return the calls that `words` ask for, in the order in which they are said; one unless `several`.

    `forced` names the one to call whatever is said; `required` calls the first one when none is said.
    """
    found: list[tuple[int, FunctionCall]] = []
    for tool in tools:
        name = str(tool.get("name", ""))
        if forced is not None and name != forced:
            continue
        said = re.search(rf"\b{_spoken(name)}\b", words, re.IGNORECASE)
        if said is not None:
            arguments = arguments_for(tool, words[said.end() :])
            found.append((said.start(), FunctionCall(name, arguments)))
        elif forced is not None:
            found.append((0, FunctionCall(name, arguments_for(tool, words))))
    found.sort(key=lambda pair: pair[0])
    calls = [call for _, call in found]
    if not calls and required and tools:
        calls = [FunctionCall(str(tools[0].get("name", "")), arguments_for(tools[0], words))]
    return calls if several else calls[:1]


def arguments_for(tool: Mapping[str, Any], words: str) -> str:
    """Return the arguments as JSON text: every required property, and the first one that is a text."""
    schema = tool.get("parameters")
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return "{}"
    required = schema.get("required") if isinstance(schema, dict) else None
    wanted = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    words = words.strip(" ,.?!:")
    texts = [name for name, prop in properties.items() if _kind(prop) == "string"]
    if texts and words:
        wanted.add(texts[0])
    chosen = {name: _value(prop, words) for name, prop in properties.items() if name in wanted}
    return json.dumps(chosen, ensure_ascii=False)


def _spoken(name: str) -> str:
    return r"[\s_-]+".join(re.escape(part) for part in re.split(r"[_-]+", name) if part)


def _kind(prop: object) -> str:
    kind = prop.get("type", "string") if isinstance(prop, dict) else "string"
    return kind if isinstance(kind, str) else "string"


def _value(prop: object, words: str) -> object:
    choices = prop.get("enum") if isinstance(prop, dict) else None
    if isinstance(choices, list) and choices:
        said = (choice for choice in choices if str(choice).lower() in words.lower())
        return next(said, choices[0])
    kind = _kind(prop)
    if kind in ("integer", "number"):
        number = _NUMBER.search(words)
        value = float(number.group()) if number else 0.0
        value = value if math.isfinite(value) else 0.0  # hundreds of digits
        return int(value) if kind == "integer" else value
    if kind == "boolean":
        return not re.search(r"\b(no|not|off|false)\b", words, re.IGNORECASE)
    if kind == "array":
        return []
    if kind == "object":
        return {}
    return words
