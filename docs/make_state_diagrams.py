"""Draw the four automata of a conversation from their tables, as mermaid diagrams for the README.

    python docs/make_state_diagrams.py                    print them
    python docs/make_state_diagrams.py --check README.md  fail unless the file has exactly these
    python docs/make_state_diagrams.py --write README.md  put them there

In the file they stand between the two marks below. A test runs the check, so tables and drawing cannot part.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # from a clone, without installing
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from voiceapp.dialogue.states import (
    LINK_TABLE,
    SPEAKER_TABLE,
    TALK_KEY_TABLE,
    TURN_TABLE,
    Link,
    Speaker,
    TalkKey,
    Turn,
)

BEGIN, END = "<!-- states:begin -->", "<!-- states:end -->"

Table = Mapping[Any, Mapping[Any, Any]]

DIAGRAMS: tuple[tuple[str, Table, Enum], ...] = (
    ("Link: is there a session we may talk to?", LINK_TABLE, Link.OFF),
    ("Turn: what the server is doing", TURN_TABLE, Turn.LISTENING),
    ("Speaker: what the loudspeaker is doing", SPEAKER_TABLE, Speaker.SILENT),
    ("Talk key: the person's finger", TALK_KEY_TABLE, TalkKey.UP),
)
"""Title, table and first state of each."""


class MarksMissing(Exception):
    """A file has no place for the diagrams."""


def diagram(title: str, table: Table, first: Enum) -> str:
    """Return one table as a mermaid block; events between the same two states share an arrow.

    Events that leave a state as it is are left out: they say that nothing happens.
    """
    lines = [f"**{title}**", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {first.name}"]
    for state, row in table.items():
        events: dict[Enum, list[str]] = {}
        for event, target in row.items():
            if target is not state:
                # a colon would end the label early
                events.setdefault(target, []).append(str(event.value).replace(":", " "))
        lines += [
            f"    {state.name} --> {target.name}: {', '.join(names)}" for target, names in events.items()
        ]
    return "\n".join([*lines, "```"])


def drawn() -> str:
    """Return everything that belongs between the marks, marks included."""
    return "\n\n".join([BEGIN, *(diagram(*one) for one in DIAGRAMS), END])


def with_diagrams(text: str) -> str:
    """Return `text` with the present diagrams between its marks; MarksMissing without one pair of them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in after:
        raise MarksMissing(f"one {BEGIN} and, after it, one {END} are needed")
    return before + drawn() + after


def main(arguments: list[str] | None = None) -> int:
    """Print, check or write; the exit code is 1 when a check fails, 2 when there is nowhere to look."""
    parser = argparse.ArgumentParser(description="Draw the automata of a conversation.")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--check", metavar="FILE", type=Path, help="fail unless FILE has these diagrams")
    group.add_argument("--write", metavar="FILE", type=Path, help="put them into FILE")
    options = parser.parse_args(arguments)
    path: Path | None = options.check or options.write
    if path is None:
        sys.stdout.write(drawn() + "\n")
        return 0
    try:
        text = path.read_text(encoding="utf-8")
        wanted = with_diagrams(text)
    except (OSError, MarksMissing) as error:
        sys.stderr.write(f"{path}: {error}\n")
        return 2
    if text == wanted:
        return 0
    if options.check:
        sys.stderr.write(f"{path}: the state diagrams are not those of the tables; run this with --write\n")
        return 1
    path.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
