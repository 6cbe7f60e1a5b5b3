"""Runs the functions the model asks for, and answers every call, also one that cannot be run."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from voiceapp.tools.current_time import current_time
from voiceapp.tools.function import ArgumentsError, Aside, Function
from voiceapp.tools.notes import search_notes

log = logging.getLogger("voiceapp.state")

RUN_LIMIT_S = 10.0
OUTPUT_CHARS_MAX = 6_000
"""More would fill the model's memory, and nobody would listen to it."""


def offered(aside: Aside, *, clock: bool, notes: str) -> tuple[Function, ...]:
    """Return the functions a person lets the assistant use; `notes` is a folder, empty for none."""
    functions: list[Function] = []
    if clock:
        functions.append(current_time(lambda: datetime.now().astimezone()))
    if notes:
        functions.append(search_notes(Path(notes).expanduser(), aside))
    return tuple(functions)


class Toolbox:
    """The functions in use; run on the loop's thread, exchanged from any."""

    def __init__(self, functions: Iterable[Function] = ()) -> None:
        self._functions: dict[str, Function] = {}
        self.use(functions)

    def use(self, functions: Iterable[Function]) -> None:
        """Run these from now on; what runs already goes on."""
        self._functions = {function.name: function for function in functions}

    async def run(self, _call_id: str, name: str, arguments: str) -> str:
        """Answer a call of the model; a sentence for it where there is no result."""
        function = self._functions.get(name)
        if function is None:
            return f"There is no function {name[:60]}."
        try:
            given = json.loads(arguments or "{}")
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return "The arguments must be a JSON object."
        try:
            async with asyncio.timeout(RUN_LIMIT_S):
                return (await function.run(given))[:OUTPUT_CHARS_MAX]
        except ArgumentsError as error:
            return str(error)
        except TimeoutError:
            log.warning("! function %s has not answered in %g s", name, RUN_LIMIT_S)
            return f"The function {name} has not answered."
