"""What a client may say about tools, per dialect: functions of its own, and MCP servers where there are any.

Source: the protocol's objects page, section 7.
"""

from __future__ import annotations

import re
from typing import Any

from voiceapp.protocol.dialect import Dialect
from voiceapp.protocol.rules import (
    Rule,
    bad_value,
    by_word,
    choice,
    flag,
    list_of,
    map_of,
    missing,
    nullable,
    record,
    refuse,
    text,
    text_up_to,
    word_or,
)

_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The limit is known from the service's other interfaces; its own page is silent."""


def tool_rule(dialect: Dialect) -> Rule:
    """Return the rule for one entry of `tools`, in a session or a response."""
    kinds: dict[str, Rule] = {
        "function": record(
            {"type": text, "name": _tool_name},
            # The service echoes `strict`, so it is taken back as well (objects 7).
            {"description": text, "parameters": _tool_parameters, "strict": flag},
        )
    }
    if dialect.knows_mcp:
        kinds["mcp"] = _mcp_tool()
    return by_word("type", kinds)


def tool_choice_rule(dialect: Dialect) -> Rule:
    """Return the rule for `tool_choice`: a word, or the one tool that must be used."""
    words = choice("auto", "none", "required")
    flat = record({"type": text, "name": text}, {})
    if dialect.nested_session:
        server = record({"type": text, "server_label": text}, {"name": nullable(text)})
        return word_or(words, by_word("type", {"function": flat, "mcp": server}))
    # Three spellings of a forced function are in the sources for preview (README 12 #11).
    nested = record({"type": text, "function": word_or(text, record({"name": text}, {}))}, {})

    def function(value: Any, path: str) -> None:
        (nested if "function" in value else flat)(value, path)

    return word_or(words, by_word("type", {"function": function}))


def _tool_name(value: Any, path: str) -> None:
    text_up_to(64)(value, path)
    if _TOOL_NAME.fullmatch(value) is None:
        raise bad_value(path, "letters, digits, '_' and '-'")


def _tool_parameters(value: Any, path: str) -> None:
    """Check what every reader of a JSON Schema trips over; whether the rest is a schema is not our trade."""
    wrong = None
    if not isinstance(value, dict):
        wrong = "the schema is not an object"
    elif value.get("type", "object") != "object":
        wrong = "the schema does not describe an object"
    elif not isinstance(value.get("properties", {}), dict):
        wrong = "'properties' is not an object"
    elif not isinstance(value.get("required", []), list):
        wrong = "'required' is not an array"
    if wrong is not None:
        raise refuse("invalid_function_parameters", f"Invalid schema for '{path}': {wrong}.", path)


def _mcp_tool() -> Rule:
    names = list_of(text)
    chosen = record({}, {"tool_names": names, "read_only": flag})

    def has_address(value: Any, path: str) -> None:
        if not value.keys() & {"server_url", "connector_id", "tunnel_id"}:
            raise missing(f"{path}.server_url")

    def names_or_choice(value: Any, path: str) -> None:
        (names if isinstance(value, list) else chosen)(value, path)

    approval = word_or(choice("always", "never"), record({}, {"always": chosen, "never": chosen}))
    return record(
        {"type": text, "server_label": text},
        {
            "server_url": text,
            "connector_id": text,
            "tunnel_id": text,
            "server_description": text,
            "authorization": text,
            "headers": nullable(map_of(1_000, 1_000, text)),
            "allowed_tools": nullable(names_or_choice),
            "require_approval": nullable(approval),
            "defer_loading": flag,
            "allowed_callers": nullable(list_of(choice("direct", "programmatic"))),
        },
        has_address,
    )
