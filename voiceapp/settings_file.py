"""The settings file: `settings.toml`, written by people, changed here only one value at a time.

A mistake in one line costs that line, not the program: each is reported as a sentence with its line, the
default is used, and the file stays as it is.

The folder is `VOICEAPP_CONFIG_DIR`, else the system's folder for configuration.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import msgspec
import platformdirs
import tomlkit

from voiceapp.errors import SettingsError
from voiceapp.kept_comments import put_back, set_aside
from voiceapp.personas import PERSONAS_MAX, Persona, named, problem_with_title
from voiceapp.redact import looks_secret
from voiceapp.settings import TABLES, Settings, names, problem_in_persona, problem_with, problem_with_key

FILE_NAME = "settings.toml"
FILE_BYTES_MAX = 1_048_576
KEYS_MAX = 100
PROBLEMS_MAX = 10
"""Beyond these, unknown names are only counted: finding the line of one takes up to a second."""


def settings_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the settings file; it need not exist."""
    moved = environ.get("VOICEAPP_CONFIG_DIR", "")
    return Path(moved) if moved else platformdirs.user_config_path("voiceapp", appauthor=False)


def settings_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the settings file; it need not exist."""
    return settings_folder(environ) / FILE_NAME


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of what a person keeps; it need not exist. `VOICEAPP_DATA_DIR` moves it."""
    moved = environ.get("VOICEAPP_DATA_DIR", "")
    return Path(moved) if moved else platformdirs.user_data_path("voiceapp", appauthor=False)


def load(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings and, for each mistake in the file, a sentence; blocks for one small read.

    Never raises: without a file, or with one that cannot be read at all, these are the defaults.
    """
    try:
        text = _read(path)
        if text is None:
            return Settings(), ()
        found = tomllib.loads(text)
    except SettingsError as error:
        return Settings(), (f"{error.sentence} The defaults are used.",)
    except tomllib.TOMLDecodeError as error:
        return Settings(), (f"{path.name} cannot be read: {_lower(str(error))}. The defaults are used.",)
    except ValueError:  # more digits than Python reads
        return Settings(), (f"{path.name} cannot be read: a number is too long. The defaults are used.",)
    except RecursionError:
        return Settings(), (f"{path.name} cannot be read: it is nested too deeply. The defaults are used.",)
    values: dict[str, Any] = {}
    problems: list[str] = []
    untold = 0
    for name, value in found.items():
        if name in TABLES:
            continue
        if name not in names() and len(problems) >= PROBLEMS_MAX:
            untold += 1
            continue
        problem = problem_with(name, value)
        if problem:
            problems.append(f"{path.name}{_line_of(name, text)}: {problem}")
        else:
            values[name] = value
    if untold:
        problems.append(f"{path.name} has {untold} more names that are no settings.")
    personas, wrong = _personas(found.get("personas", {}), text)
    problems += [f"{path.name}{problem}" for problem in wrong]
    keys, wrong = _keys(found.get("keys", {}), text)
    problems += [f"{path.name}{problem}" for problem in wrong]
    settings = msgspec.convert(values, Settings)
    chosen = named(settings.persona, personas) if settings.persona else None
    if settings.persona and chosen is None:
        problems.append(f"{path.name}{_line_of('persona', text)}: there is no persona of that name.")
    name = chosen.name if chosen is not None else ""
    return msgspec.structs.replace(settings, persona=name, personas=personas, keys=keys), tuple(problems)


def save_value(path: Path, name: str, value: str | float | bool | None) -> None:
    """Write one setting into the file, whose comments and order stay; None takes it out.

    Atomic: whoever reads at the same time sees the old file or the new one. Raises SettingsError with a
    sentence for a value that may not be there, a file that is not TOML (it stays as it is), or a disk that
    refuses.
    """
    if value is not None and (problem := problem_with(name, value)):
        raise SettingsError(f"The setting is not saved: {problem}")

    def change(document: MutableMapping[str, Any]) -> None:
        if value is not None:
            document[name] = written(value)
        else:
            document.pop(name, None)

    change_file(path, change)


def save_key(path: Path, name: str, key: str | None) -> None:
    """Write one key of the windows into the table `[keys]`; None takes it out. As `save_value` otherwise."""
    if key is not None and (problem := problem_with_key(name, key)):
        raise SettingsError(f"The key is not saved: {problem}")

    def change(document: MutableMapping[str, Any]) -> None:
        table = table_in(document, "keys")
        if key is not None:
            table[name] = key
        else:
            table.pop(name, None)
        if not table:
            del document["keys"]

    change_file(path, change)


def change_file(path: Path, change: Callable[[MutableMapping[str, Any]], None]) -> None:
    """Change the file's content in place, so that comments and order stay; atomic, as `save_value`.

    `change` is called with the document, and again with plain data to know what must come of it: a file that
    would then say anything else is not written. Raises SettingsError with a sentence.
    """
    text = _read(path) or ""
    try:
        wanted = tomllib.loads(text)  # stricter than tomlkit, and it is what will read the file
        bare, comments = set_aside(text, _is_toml)
        document = tomlkit.parse(bare)
    except (ValueError, tomlkit.exceptions.TOMLKitError, RecursionError):
        raise SettingsError(
            f"The setting is not saved: {path.name} has a mistake and is left as it is. Correct it first."
        ) from None
    change(wanted)
    changed: str | None = None
    try:
        change(document)
        changed = put_back(tomlkit.dumps(document), comments)
    except tomlkit.exceptions.TOMLKitError:
        pass
    if changed is None or not _says(changed, wanted):
        raise SettingsError(
            f"The setting is not saved: {path.name} is written in a way that cannot be changed here. "
            "Change it in a text editor."
        )
    _replace(path, changed)


def table_in(document: MutableMapping[str, Any], name: str) -> MutableMapping[str, Any]:
    """Return a table of the file, made if there is none. Raises SettingsError for what is no table."""
    table = document.setdefault(name, {})
    if not isinstance(table, MutableMapping):
        raise SettingsError(f"The setting is not saved: `{name}` is no table in the file. Correct it first.")
    return table


def written(value: str | float | bool) -> str | float | bool:
    """Return a value as it is written best: a text of several lines on several lines."""
    if isinstance(value, str) and "\n" in value and not value.startswith("\n"):
        return tomlkit.string(value, multiline=True)
    return value


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except (ValueError, RecursionError):
        return False


def _personas(found: object, text: str) -> tuple[tuple[Persona, ...], list[str]]:
    """Return the personas in the file, and what is wrong with them, each with its line."""
    if not isinstance(found, dict):
        return (), [f"{_line_of('personas', text)}: personas are tables, each begun by [personas.NAME]."]
    personas: list[Persona] = []
    problems: list[str] = []
    untold = 0
    for name, table in found.items():
        if len(personas) == PERSONAS_MAX:
            problems.append(f" has more than {PERSONAS_MAX} personas; only the first are used.")
            break
        problem = _problem_with_persona(name, table)
        if problem:
            problems.append(f"{_line_in_persona(name, '', text)}: {problem}")
            continue
        values: dict[str, Any] = {}
        for key, value in table.items():
            if len(problems) >= PROBLEMS_MAX:
                untold += 1
                continue
            problem = problem_in_persona(key, value)
            if problem:
                problems.append(f"{_line_in_persona(name, key, text)}: {problem}")
            else:
                values[key] = value
        title = values.pop("title", "")
        settings = msgspec.convert(values, Settings)
        personas.append(Persona(name, title, {key: getattr(settings, key) for key in values}))
    if untold:
        problems.append(f" has so many mistakes that {untold} lines of personas are not read.")
    return tuple(personas), problems


def _problem_with_persona(name: str, table: object) -> str:
    problem = problem_with_title(name)
    if problem:
        return f"the name of a persona {problem}."
    if looks_secret(name):
        return "the name of a persona looks like a key. Keys are not kept in this file."
    if not isinstance(table, dict):
        return f"the persona `{name}` must be a table, begun by [personas.NAME]."
    return ""


def _keys(found: object, text: str) -> tuple[dict[str, str], list[str]]:
    """Return the keys of the windows in the file, and what is wrong with them, each with its line."""
    if not isinstance(found, dict):
        return {}, [f"{_line_of('keys', text)}: keys are a table, begun by [keys]."]
    keys: dict[str, str] = {}
    problems: list[str] = []
    for name, value in found.items():
        problem = problem_with_key(name, value)
        if not problem:
            keys[name] = value
        elif len(problems) < PROBLEMS_MAX:
            problems.append(f"{_line_in_table('keys', name, text)}: {problem}")
        if len(keys) == KEYS_MAX:
            break
    return keys, problems


def line_of_key(path: Path, name: str) -> str:
    """Return `, line N` for the line of `[keys]` that sets `name`; empty where it cannot be told.

    For who knows more of keys than this file. Raises SettingsError for a file that cannot be read.
    """
    return _line_in_table("keys", name, _read(path) or "")


def _read(path: Path) -> str | None:
    """Return the file's text; None where there is no file."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or 'unknown reason'}.") from None
    if len(content) > FILE_BYTES_MAX:
        raise SettingsError(f"{path} is larger than 1 MiB; that is no settings file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not a text file in UTF-8.") from None


def _replace(path: Path, text: str) -> None:
    """Put `text` in the place of the file at once; a link (as dotfile collections use) stays a link."""
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
        handle, name = tempfile.mkstemp(prefix=".settings-", suffix=".toml", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(target)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SettingsError(
            f"The setting is not saved: {target} cannot be written: {error.strerror or 'unknown reason'}."
        ) from None


def _line_of(name: str, text: str) -> str:
    """Return `, line N` for the line that sets `name`; empty where it cannot be told."""
    key = re.compile(rf"""\s*(?:\[+\s*)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    line = _first_line(key, text.splitlines(), 0)
    return "" if line is None else f", line {line + 1}"


def _line_in_persona(name: str, key: str, text: str) -> str:
    """Return `, line N` for the line that sets `key` of a persona, or begins it; empty: unknown."""
    quoted = re.escape(name)
    return _line_in_table(rf"""personas\s*\.\s*(?:"{quoted}"|'{quoted}'|{quoted})""", key, text)


def _line_in_table(table: str, key: str, text: str) -> str:
    """Return the same for a table whose name in its head fits the pattern `table`."""
    lines = text.splitlines()
    header = re.compile(rf"\s*\[\s*{table}\s*\]")
    first = _first_line(header, lines, 0)
    if first is None:
        return ""
    if not key:
        return f", line {first + 1}"
    end = _first_line(re.compile(r"\s*\["), lines, first + 1)
    setting = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
    line = _first_line(setting, lines[:end], first + 1)
    return f", line {(first if line is None else line) + 1}"


def _first_line(pattern: re.Pattern[str], lines: list[str], start: int) -> int | None:
    """Return the index of the first line from `start` on that matches outside of any longer text."""
    for index in range(start, len(lines)):
        if pattern.match(lines[index]) and _is_toml("\n".join(lines[:index])):
            return index
    return None


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
