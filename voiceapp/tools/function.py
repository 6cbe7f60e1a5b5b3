"""What a function is, for the model that asks for it and for the program that runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

Aside = Callable[..., Awaitable[Any]]
"""Makes a call that may wait for a disk where nobody waits for it; only the doors start threads."""


class ArgumentsError(ValueError):
    """What the model has given will not do; the sentence is for the model."""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """One function; `run` gets the arguments as the model has given them, which may be anything."""

    name: str
    description: str
    """For the model: what it is good for."""
    properties: Mapping[str, Mapping[str, str]]
    """Name of an argument -> its JSON schema; all of them are required."""
    run: Callable[[Mapping[str, object]], Awaitable[str]]
    """Returns a text the model can read; raises ArgumentsError for arguments that will not do."""

    def spec(self) -> dict[str, Any]:
        """Return the entry for the `tools` of a session (`session.update`)."""
        return {
            "type": "function",
            "name": self.name,
            "description": self.description,
            "parameters": {
                "type": "object",
                "properties": {name: dict(schema) for name, schema in self.properties.items()},
                "required": list(self.properties),
            },
        }
