"""Checks of values a client sends, shared by the session and by single responses.

Each raises Refused with the code and the path the service uses, or returns nothing. Limits: the protocol's
objects page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from voiceapp.offline.refusal import Refused, invalid, missing, unknown_parameter
from voiceapp.protocol.session_config import AudioFormat
from voiceapp.protocol.wire import UnsetType, Wire, known

VOICES = frozenset(("alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse"))
MAX_OUTPUT_TOKENS = 4096

_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FORMATS = {"audio/pcm", "audio/pcmu", "audio/pcma"}


def refuse_unknown_fields(value: object, path: str) -> None:
    """Raise Refused for the first field in `value`, or below it, that this protocol does not have."""
    if isinstance(value, Wire):
        for name in value.extra:
            raise unknown_parameter(f"{path}.{name}")
        for name in value.__struct_fields__:
            refuse_unknown_fields(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for index, element in enumerate(value):
            refuse_unknown_fields(element, f"{path}[{index}]")


def check_range(value: object, param: str, lowest: float | None, highest: float | None) -> None:
    """Raise Refused when a number that was told lies outside; both limits are allowed values."""
    if not isinstance(value, int | float):
        return
    kind = "decimal" if isinstance(value, float) or isinstance(lowest, float) else "integer"
    if lowest is not None and value < lowest:
        raise Refused(
            f"{kind}_below_min_value",
            f"Invalid '{param}': {kind} below minimum value. Expected a value >= {lowest}, got {value}.",
            param=param,
        )
    if highest is not None and value > highest:
        raise Refused(
            f"{kind}_above_max_value",
            f"Invalid '{param}': {kind} above maximum value. Expected a value <= {highest}, got {value}.",
            param=param,
        )


def check_max_tokens(value: int | str | UnsetType | None, param: str) -> None:
    """Raise Refused unless `value` is absent, `inf` or 1-4096."""
    if isinstance(value, str) and value != "inf":
        raise invalid(param, f"Invalid value: '{value}'. Expected an integer or 'inf'.")
    check_range(value, param, 1, MAX_OUTPUT_TOKENS)


def check_modalities(value: tuple[str, ...], param: str) -> None:
    """Raise Refused unless `value` is exactly one of the two that exist."""
    if value not in (("audio",), ("text",)):
        raise invalid(param, f"Invalid modalities: {list(value)}. Supported: ['audio'] and ['text'].")


def check_format(value: AudioFormat | UnsetType | None, param: str) -> None:
    """Raise Refused for a format of sound nobody knows, or PCM that is not at 24 000 Hz."""
    if isinstance(value, UnsetType):
        return
    if value is None or value.type not in _FORMATS:
        raise invalid(param, "Invalid format. Supported: 'audio/pcm', 'audio/pcmu' and 'audio/pcma'.")
    if value.type == "audio/pcm" and known(value.rate, 24_000) != 24_000:
        raise invalid(f"{param}.rate", f"Invalid value: {value.rate}. Supported rates: 24000.")


def check_voice(
    wanted: str | dict[str, Any] | UnsetType | None, current: object, *, locked: bool, param: str
) -> None:
    """Raise Refused for a voice nobody has, or another one after the assistant has spoken."""
    if wanted is None or isinstance(wanted, UnsetType):
        return
    if isinstance(wanted, str) and wanted not in VOICES:
        raise invalid(param, f"Invalid value: '{wanted}'. Supported values are: {', '.join(sorted(VOICES))}.")
    if locked and wanted != current:
        raise Refused(
            "cannot_update_voice",
            "Cannot update a conversation's voice if assistant audio is present.",
            param=param,
        )


def check_tools(tools: Sequence[Mapping[str, Any]] | UnsetType | None, param: str) -> None:
    """Raise Refused unless every tool is a function with a usable name and schema."""
    if tools is None or isinstance(tools, UnsetType):
        return
    names: set[str] = set()
    for index, tool in enumerate(tools):
        path = f"{param}[{index}]"
        if tool.get("type") != "function":
            raise invalid(f"{path}.type", "This server offers function tools only.")
        name = tool.get("name")
        if not isinstance(name, str):
            raise missing(f"{path}.name")
        if not _TOOL_NAME.fullmatch(name):
            raise invalid(f"{path}.name", "A name has 1-64 letters, digits, underscores and hyphens.")
        if name in names:
            raise invalid(f"{path}.name", f"Two tools are called '{name}'.")
        names.add(name)
        parameters = tool.get("parameters")
        if parameters is not None and (
            not isinstance(parameters, dict) or parameters.get("type", "object") != "object"
        ):
            raise Refused(
                "invalid_function_parameters",
                f"Invalid schema for function '{name}': expected a JSON Schema of type 'object'.",
                param=f"{path}.parameters",
            )


def forced_function(choice: object) -> str | None:
    """Return the function a tool choice names, in either spelling; None where it names none."""
    if isinstance(choice, dict) and choice.get("type") == "function":
        nested = choice.get("function")
        name = nested.get("name") if isinstance(nested, dict) else choice.get("name", nested)
        return name if isinstance(name, str) else None
    return None


def check_tool_choice(choice: object, tools: object, root: str) -> None:
    """Raise Refused unless `choice` is a word that exists or a function that is registered."""
    if choice is None or isinstance(choice, UnsetType) or choice in ("auto", "none", "required"):
        return
    name = forced_function(choice)
    names = [tool.get("name") for tool in tools] if isinstance(tools, (tuple, list)) else []
    if name is None or name not in names:
        raise invalid(f"{root}.tool_choice", "Invalid tool choice: no such word, and no such function.")
