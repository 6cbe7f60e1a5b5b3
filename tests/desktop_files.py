"""Desktop entries as data, and what the Desktop Entry specification wants of one; and the desktop's own tools.

The rules here are those that no tool knows (which command line is ours) and those that should hold where the
tools are not installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

Entry = dict[str, dict[str, str]]
"""The keys of each group, unescaped."""
LOCALE_STRINGS = {"Name", "GenericName", "Comment", "Keywords"}
LISTS = {"Actions", "Categories", "Keywords"}
BOOLEANS = {"Terminal", "StartupNotify", "X-GNOME-SingleWindow"}
STRINGS = {"Type", "Version", "Icon", "TryExec", "Exec", "StartupWMClass"}
MAIN_CATEGORIES = set(
    "AudioVideo Audio Video Development Education Game Graphics Network Office Science Settings System "
    "Utility".split()
)
_HEADER = re.compile(r"\[([^\[\]]+)\]")
_KEY = re.compile(r"([A-Za-z0-9-]+)(\[[a-z]{2}\])?=(.*)")


def entry_in(text: str) -> Entry:
    """Read an entry. Raises ValueError for a line that is none, and for a key or group that comes twice."""
    groups: Entry = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if header := _HEADER.fullmatch(line):
            if header[1] in groups:
                raise ValueError(f"twice: {line}")
            groups[header[1]] = {}
            continue
        key = _KEY.fullmatch(line)
        if key is None or not groups:
            raise ValueError(f"not a key: {line}")
        keys = groups[list(groups)[-1]]
        name = key[1] + (key[2] or "")
        if name in keys:
            raise ValueError(f"twice: {line}")
        keys[name] = re.sub(r"\\(.)", lambda found: {"s": " ", "n": "\n"}.get(found[1], found[1]), key[3])
    return groups


def list_of(value: str) -> list[str]:
    """Return the members of a list, each of which ends with a semicolon."""
    assert value.endswith(";")
    return value[:-1].split(";")


def words_of(command: str) -> list[str]:
    """Split the value of `Exec` as a launcher does; a field code would be a surprise."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', command)
    words = [plain or re.sub(r"\\(.)", r"\1", quoted) for quoted, plain in found]
    assert not any(re.search(r"(?<!%)(?:%%)*%[^%]", word) for word in words), "a field code"
    return [word.replace("%%", "%") for word in words]


def complaints(entry: Entry) -> Iterator[str]:
    """Say what the specification does not allow."""
    main = entry.get("Desktop Entry", {})
    if next(iter(entry), "") != "Desktop Entry":
        yield "the first group is another one"
    for key in ("Type", "Name", "Exec"):
        if key not in main:
            yield f"no {key}"
    for group, keys in entry.items():
        for name, value in keys.items():
            base, _, locale = name.partition("[")
            if base not in LOCALE_STRINGS | BOOLEANS | STRINGS | LISTS:
                yield f"{group}: {name} is unknown"
            if locale and (base not in LOCALE_STRINGS or base not in keys):
                yield f"{group}: {name} translates nothing"
            if base in BOOLEANS and value not in {"true", "false"}:
                yield f"{group}: {name} is neither true nor false"
            if base in LISTS and not value.endswith(";"):
                yield f"{group}: {name} does not end with a semicolon"
    if len(MAIN_CATEGORIES & set(list_of(main.get("Categories", ";")))) != 1:
        yield "not one main category"
    actions = list_of(main["Actions"]) if "Actions" in main else []
    if {f"Desktop Action {action}" for action in actions} != set(entry) - {"Desktop Entry"}:
        yield "the actions are not the groups"
    for action in actions:
        if not {"Name", "Exec"} <= set(entry.get(f"Desktop Action {action}", ())):
            yield f"{action} has no name or does nothing"


def judged_by(program: str, package: str, *words: str | Path) -> str:
    """Return what a desktop's own tool says against a file: nothing, if it is well. It has to be there."""
    assert shutil.which(program), f"`make setup` installs {program} ({package})"
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{program}: {done.returncode}\n{done.stdout}{done.stderr}"


def validated(entry: Path) -> str:
    """Return what `desktop-file-validate` says against an entry."""
    return judged_by("desktop-file-validate", "desktop-file-utils", entry)
