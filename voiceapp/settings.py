"""What a person can set, each with a default that works, and what is wrong with a value that may not be.

Keys are never among them: what looks like one is refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from voiceapp.personas import OVERRIDES, Persona, named, problem_with_title
from voiceapp.redact import looks_secret, names_secret

KEY_CHARS_MAX = 40
"""Of a key as it is written."""
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
    clock: bool = True
    """Whether it may ask this computer for date and time."""
    notes: Line = ""
    """A folder whose text files it may search; what it finds goes to the service. Empty: none."""
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
    cue_sounds: Literal["off", "talk key", "all"] = "off"
    """Which moments have a short sound: none, those of the talk key, or the mute and the connection too."""
    cost_cap: Annotated[float, Meta(ge=0.0, le=10_000.0)] = 0.0
    """What a conversation may cost, in US dollars by the price file, before it is ended; 0: no cap."""
    interface_language: Literal["system", "en", "ja"] = "system"
    """The language of the windows; what is said and answered does not depend on it."""
    answer_language: Literal["", "en", "ja"] = ""
    """The language the assistant is asked to answer in, after its instructions; empty: it is not asked."""
    appearance: Literal["system", "light", "dark"] = "system"
    """The window's colours."""
    text_scale: Annotated[float, Meta(ge=0.8, le=3.0)] = 1.0
    """How large the text of all windows is: times the desktop's size."""
    motion: Literal["system", "reduced", "full"] = "system"
    """Whether anything may move by itself: as the system says, as little as possible, or as it is drawn."""
    tray: bool = True
    """Whether the desktop's tray, where it has one, shows the state."""
    close_to_tray: bool = False
    """Whether closing the window leaves the program in the tray, where there is one."""
    start_hidden: bool = False
    """Whether the program starts without its window."""
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
    persona: Line = ""
    """The name of the persona one talks to; empty: none, everything is as it is set here."""
    personas: tuple[Persona, ...] = ()
    """The tables `[personas.NAME]`, in their order."""
    keys: Mapping[str, str] = {}
    """The table `[keys]`: what a key of the windows does -> the key, such as "Ctrl+D"; empty: none."""

    def with_persona(self, name: str) -> Settings:
        """Return the settings while one talks to the persona `name`; "" or unknown: as they are."""
        persona = named(name, self.personas) if name else None
        return persona.over(self) if persona is not None else self


TABLES = ("personas", "keys")
"""What is a table of its own in the file, and no single value."""
_FIELDS = {field.name: field for field in msgspec.structs.fields(Settings) if field.name not in TABLES}


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
    """Return the names of all settings that are one value, in their order."""
    return tuple(_FIELDS)


def problem_with(name: str, value: object) -> str:
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


def problem_in_persona(name: str, value: object) -> str:
    """Return what is wrong with one line of a persona, as `problem_with` does for a setting."""
    if name == "title":
        if not isinstance(value, str) or looks_secret(value):
            return "`title` must be a line of text in quotation marks."
        problem = problem_with_title(value)
        return f"`title` {problem}." if problem else ""
    if name in _FIELDS and name not in OVERRIDES:
        return f"`{name}` is the same for every persona: set it above the tables."
    return problem_with(name, value)


def problem_with_key(name: str, value: object) -> str:
    """Return what is wrong with one line of `[keys]`, before anybody asks whether there is such a key."""
    if looks_secret(name) or (isinstance(value, str) and looks_secret(value)):
        return "this looks like a key of a service. Those are not kept in this file: set VOICEAPP_API_KEY."
    if not isinstance(value, str) or len(value) > KEY_CHARS_MAX or problem_with_title(value or "none"):
        return f'`{name[:40]}` must be a key in quotation marks, such as "Ctrl+D", or "" for none.'
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
