"""Write `docs/settings.md`: every setting, from the place where it is defined and the window that shows it.

    python docs/make_settings_page.py            write the page
    python docs/make_settings_page.py --check    fail unless it says what the program knows

A test runs the check, so that no setting is without its line.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
from pathlib import Path

if __name__ == "__main__":  # from a clone, without installing
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from voiceapp.settings import Settings, allowed, names
from voiceapp.ui.settings_table import PAGES

PAGE = Path(__file__).resolve().with_name("settings.md")

HEAD = """\
# Settings

The settings window (Ctrl+,) shows and changes all of them. They are kept in `settings.toml`, which you may
write yourself: comments and order stay when the window changes a value, a mistake costs its line and is told
with its number, and a file that cannot be read is never overwritten. The folder is that of the system for
configuration (`~/.config/voiceapp` on Linux), or `VOICEAPP_CONFIG_DIR`. Keys and passwords are never in it.

Flags and environment variables come before the file; `voiceapp check` shows each value and where it is from.
What a persona sets (`[personas.NAME]`) comes before the same setting above it.
"""
FOOT = "This page is written by `docs/make_settings_page.py` from the program.\n"


def meanings() -> dict[str, str]:
    """Return what is written under each setting in its definition."""
    (struct,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(struct, ast.ClassDef)
    found = {}
    for before, after in zip(struct.body, struct.body[1:], strict=False):
        if (
            isinstance(before, ast.AnnAssign)
            and isinstance(before.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[before.target.id] = " ".join(str(after.value.value).split())
    return found


def values(name: str) -> str:
    """Return what a setting may be, in a few words."""
    what = allowed(name)
    match what.kind:
        case "flag":
            return "`true`, `false`"
        case "choice":
            return ", ".join(f'`"{value}"`' for value in what.values)
        case "text":
            return "text"
        case _:
            return f"{what.low:g} to {what.high:g}"


def default(name: str) -> str:
    """Return the value without a line in the file, as the file writes it."""
    value = getattr(Settings(), name)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value:g}`"


def page() -> str:
    """Return the whole page: a table for each page of the window, and what has no place there."""
    told = meanings()
    parts, left = [HEAD], list(names())
    for one in PAGES:
        entries = [entry.name for section in one.sections for entry in section.entries]
        if entries:
            parts.append(_table(one.title, entries, told))
        left = [name for name in left if name not in entries]
    if left:
        parts.append(_table("Elsewhere in the window", left, told))
    return "\n".join([*parts, FOOT])


def _table(title: str, rows: list[str], told: dict[str, str]) -> str:
    lines = [f"## {title}", "", "| setting | may be | default | what it is |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {values(name)} | {default(name)} | {told[name]} |" for name in rows]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or say whether it is true."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--check", action="store_true", help="only compare")
    given = words.parse_args(arguments)
    if not given.check:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write(f"{PAGE.name} is not what the program knows; run this without --check\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
