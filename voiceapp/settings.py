"""The settings file: `settings.toml`, written by people, changed here only one value at a time.

A mistake in one line costs that line, not the program: each is reported as a sentence with its line, the
default is used, and the file stays as it is. Keys are never kept here: what looks like one is refused.

The folder is `VOICEAPP_CONFIG_DIR`, else the system's folder for configuration.
"""

from __future__ import annotations

import difflib
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
import tomlkit
from msgspec import Meta

from voiceapp.errors import SettingsError
from voiceapp.redact import looks_secret, names_secret

FILE_NAME = "settings.toml"
FILE_BYTES_MAX = 1_048_576
PROBLEMS_MAX = 10
"""Beyond these, unknown names are only counted: finding the line of one takes up to a second."""

Milliseconds = Annotated[int, Meta(ge=0, le=2_000)]
Line = Annotated[str, Meta(max_length=500, pattern=r"\A[^\x00-\x1f\x7f]*\Z")]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person has set; every field has a default that works."""

    endpoint: Line = ""
    """Address of the service; `embedded` or empty: the assistant inside the program."""
    deployment: Line = ""
    """Azure: the name of the deployment."""
    model: Line = ""
    """Elsewhere: the name of the model; empty: the server's or OpenAI's usual one."""
    api_version: Line = ""
    """A `-preview` date selects Azure's preview protocol; empty: the current one."""
    tenant: Line = ""
    """Azure sign-in: id or domain of the resource's tenant; empty: that of whoever is signed in."""
    client_id: Line = ""
    """Azure sign-in in the browser: id of the application; empty: Azure's own for development."""
    instructions: Annotated[str, Meta(max_length=100_000)] = ""
    """How the assistant shall behave; empty keeps the server's own persona."""
    voice: Line = ""
    """Empty keeps the server's default."""
    speed: Annotated[float, Meta(ge=0.25, le=1.5)] = 1.0
    """How fast the voice speaks."""
    transcription_model: Line = "whisper-1"
    """Who writes down what you say; empty: nobody."""
    language: Annotated[str, Meta(pattern=r"\A([a-z]{2,3})?\Z")] = ""
    """ISO-639-1 code of what you speak; empty: found out by the service."""
    hands_free: bool = True
    """Whether the service finds the ends of turns; otherwise: hold a key to talk."""
    turn_detection: Literal["server_vad", "semantic_vad"] = "server_vad"
    """How it finds them: by silence, or by what was said."""
    vad_threshold: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.5
    """How loud speech must be, 0-1."""
    vad_prefix_ms: Milliseconds = 300
    """Sound kept from before the service noticed speech."""
    vad_silence_ms: Annotated[int, Meta(ge=100, le=10_000)] = 500
    """Silence that ends a turn."""
    eagerness: Literal["low", "medium", "high", "auto"] = "auto"
    """With "semantic_vad": how soon a turn counts as over."""
    noise_reduction: Literal["off", "near_field", "far_field"] = "off"
    """What the service does against noise: nothing, as for a headset, or as for a room."""
    modality: Literal["audio", "text"] = "audio"
    """Whether answers are spoken or written."""
    temperature: Annotated[float, Meta(ge=0.6, le=1.2)] = 0.8
    """How freely answers are worded; only the preview protocol has it."""
    max_output_tokens: Annotated[int, Meta(ge=0, le=4_096)] = 0
    """How long one answer may be; 0: no limit."""
    tool_choice: Literal["auto", "none"] = "auto"
    """Whether the model may use functions."""
    truncation: Literal["auto", "disabled", "ratio"] = "auto"
    """When the model's memory is full: the oldest goes, answers fail, or `retention_ratio` of it is kept."""
    retention_ratio: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.8
    """With "ratio": the part that is kept."""
    confirm_ms: Milliseconds = 250
    """How long you must speak to interrupt; 0 interrupts at once."""
    microphone: Line = ""
    """Name of the device; empty: the system's default."""
    speaker: Line = ""
    """Name of the device; empty: the system's default."""
    duplex: Literal["auto", "full", "cautious", "half"] = "auto"
    """What cuts in while the assistant speaks: whatever the measured echo allows, any sound of yours, a clear
    voice, or keys only."""
    echo_cancellation: Literal["auto", "off"] = "auto"
    """Whether the loudspeaker is taken out of the microphone; "off" for a device that does it itself."""
    noise_suppression: bool = False
    """Whether steady noise is taken out of the microphone; services do it themselves."""
    cost_cap: Annotated[float, Meta(ge=0.0, le=10_000.0)] = 0.0
    """What a conversation may cost, in US dollars by the price file, before it is ended; 0: no cap."""
    appearance: Literal["system", "light", "dark"] = "system"
    """The window's colours."""
    pre_roll_ms: Milliseconds = 300
    """Sound from before the talk key that is sent with it."""
    tail_ms: Milliseconds = 300
    """Sound after the talk key is released that still belongs to the turn."""
    hotkey: Line = ""
    """The talk key in every program, such as "F9" or "Ctrl+Alt+Space"; empty: none."""
    hotkey_mode: Literal["hold", "toggle", "double-tap"] = "hold"
    """Talk while it is down, from press to press, or as "hold" with a double tap that locks."""
    interrupt_key: Line = ""
    """The key that stops the answer in every program; empty: none."""
    keep_conversations: bool = False
    """Whether the words of conversations are kept on this computer, to be searched, exported or continued."""
    keep_undelivered: bool = True
    """Whether what you say is kept on the disk until it is delivered, in case the program crashes."""
    record: Literal["off", "on", "private"] = "off"
    """Whether conversations are recorded, in the folder of recordings; "private": timing, without words or
    sound."""
    keep_nothing: bool = False
    """Nothing of a conversation reaches a disk, whatever else is set: neither words nor recordings."""


_FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}


class Allowed(msgspec.Struct, frozen=True):
    """What one setting may be, for whoever lets a person choose."""

    kind: Literal["flag", "whole number", "number", "choice", "text"]
    values: tuple[str, ...] = ()
    """Of a choice."""
    low: float = 0.0
    high: float = 0.0
    """Of a number; both ends are allowed."""


def allowed(name: str) -> Allowed:
    """Return what the setting `name` may be; KeyError for one that does not exist."""
    match msgspec.inspect.type_info(_FIELDS[name].type):
        case msgspec.inspect.BoolType():
            return Allowed("flag")
        case msgspec.inspect.IntType(ge=low, le=high):
            return Allowed("whole number", low=float(low or 0), high=float(high or 0))
        case msgspec.inspect.FloatType(ge=low, le=high):
            return Allowed("number", low=low or 0.0, high=high or 0.0)
        case msgspec.inspect.LiteralType(values=values):
            return Allowed("choice", tuple(str(value) for value in values))
    return Allowed("text")


def names() -> tuple[str, ...]:
    """Return the names of all settings, in their order."""
    return tuple(_FIELDS)


def problem_with(name: str, value: object) -> str:
    """Return what is wrong with a value somebody types, as the sentence of `load`; empty: nothing."""
    return _problem(name, value)


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
        if name not in _FIELDS and len(problems) >= PROBLEMS_MAX:
            untold += 1
            continue
        problem = _problem(name, value)
        if problem:
            problems.append(f"{path.name}{_line_of(name, text)}: {problem}")
        else:
            values[name] = value
    if untold:
        problems.append(f"{path.name} has {untold} more names that are no settings.")
    return msgspec.convert(values, Settings), tuple(problems)


def save_value(path: Path, name: str, value: str | float | bool | None) -> None:
    """Write one setting into the file, whose comments and order stay; None takes it out.

    Atomic: whoever reads at the same time sees the old file or the new one. Raises SettingsError with a
    sentence for a value that may not be there, a file that is not TOML (it stays as it is), or a disk that
    refuses.
    """
    if value is not None and (problem := _problem(name, value)):
        raise SettingsError(f"The setting is not saved: {problem}")
    text = _read(path) or ""
    try:
        tomllib.loads(text)  # stricter than tomlkit, and it is what will read the file
        document = tomlkit.parse(text)
    except (ValueError, tomlkit.exceptions.TOMLKitError, RecursionError):
        raise SettingsError(
            f"The setting is not saved: {path.name} has a mistake and is left as it is. Correct it first."
        ) from None
    if value is not None:
        document[name] = value
    elif name in document:
        del document[name]
    _replace(path, tomlkit.dumps(document))


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


def _problem(name: str, value: Any) -> str:
    """Return what is wrong with one setting, as a sentence that does not quote the value; empty: nothing."""
    if name not in _FIELDS:
        if names_secret(name) or looks_secret(name):
            shown = f"`{name}`" if names_secret(name) else "this"
            return (
                f"{shown} looks like a key. Keys are not kept in this file: "
                "set VOICEAPP_API_KEY, and remove the line."
            )
        close = difflib.get_close_matches(name, _FIELDS, n=1)
        return f"there is no setting `{name[:40]}`." + (f" Did you mean `{close[0]}`?" if close else "")
    if isinstance(value, str) and name != "instructions" and looks_secret(value):
        return (
            f"the value of `{name}` looks like a key. Keys are not kept in this file: set VOICEAPP_API_KEY."
        )
    try:
        msgspec.convert(value, _FIELDS[name].type)
    except msgspec.ValidationError:
        return f"`{name}` must be {_wanted(name)}."
    return ""


def _wanted(name: str) -> str:
    """Return what a setting must be, in words, made from its type."""
    kind = _FIELDS[name].type
    info = msgspec.inspect.type_info(kind)
    match info:
        case msgspec.inspect.BoolType():
            return "true or false"
        case msgspec.inspect.IntType(ge=low, le=high):
            return f"a whole number from {low} to {high}"
        case msgspec.inspect.FloatType(ge=low, le=high):
            return f"a number from {low} to {high}"
        case msgspec.inspect.LiteralType(values=values):
            return "one of " + ", ".join(f'"{value}"' for value in values)
        case msgspec.inspect.StrType(max_length=None):
            return 'a language code such as "en", or ""'
        case msgspec.inspect.StrType(pattern=None, max_length=limit):
            return f"text in quotation marks, at most {limit} characters"
        case msgspec.inspect.StrType(max_length=limit):
            return f"one line of text in quotation marks, at most {limit} characters"
    return "something else"


def _line_of(name: str, text: str) -> str:
    """Return `, line N` for the line that sets `name`; empty where it cannot be told."""
    lines = text.splitlines()
    key = re.compile(rf"""\s*(?:\[+\s*)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    for index, line in enumerate(lines):
        if key.match(line) and _is_toml("\n".join(lines[:index])):  # not inside a text of several lines
            return f", line {index + 1}"
    return ""


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
