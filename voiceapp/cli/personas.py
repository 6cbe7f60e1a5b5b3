"""`voiceapp personas`: whom one can talk to."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voiceapp.cli.streams import say
from voiceapp.cli.words import Commands

if TYPE_CHECKING:
    from voiceapp.settings import Settings

EXAMPLE = """There are no personas yet. The settings window offers some, or put one into %1:

[personas.brief]
title = "Brief answers"
instructions = "Answer in one sentence."
"""


def add(commands: Commands) -> None:
    """Add the command."""
    listing = commands.add(
        "personas",
        _list,
        summary="list whom one can talk to",
        description="List the personas of the settings file: their names for --persona, what they are "
        "called, and the settings they have of their own. * marks the one that is talked to.",
    )
    listing.add_argument("--json", action="store_true", dest="as_json", help="print them as JSON")


def _list(words: argparse.Namespace) -> int:
    from voiceapp import settings_file

    path = settings_file.settings_path()
    found, problems = settings_file.load(path)
    for problem in problems:
        say(problem)
    sys.stdout.write(as_json(found) if words.as_json else as_text(found, path))
    return 0


def as_json(settings: Settings) -> str:
    """Return one line: a list of objects, empty for nobody."""
    told = [
        {
            "name": one.name,
            "title": one.title,
            "chosen": one.name == settings.persona,
            "settings": dict(one.values),
        }
        for one in settings.personas
    ]
    return json.dumps(told, ensure_ascii=False) + "\n"


def as_text(settings: Settings, path: Path) -> str:
    """Return a line for each; for nobody, how to get one."""
    if not settings.personas:
        return EXAMPLE.replace("%1", str(path))
    width = max(len(one.name) for one in settings.personas)
    lines = []
    for one in settings.personas:
        mark = "*" if one.name == settings.persona else " "
        differs = ", ".join(one.values) or "nothing of its own yet"
        lines.append(f"{mark} {one.name:<{width}}  {one.label}: {differs}\n")
    return "".join(lines)
